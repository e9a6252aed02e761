"""What the templates are given of what judgments suffice for, in one language: each wished point, and a chart.

The bar of a point reaches to the smallest ratio of sentences that the judgments can show; the line is the ratio that
is wished. A bar that ends beyond its line is a point that cannot be answered.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from schakel.disclosure.adequacy_answers import ProtectedAdequacy, ProtectedPoint
from schakel.model.sentencing import AdequacyQuestion
from schakel.publication.charts.drawing import draw
from schakel.publication.charts.layers import CERTAIN
from schakel.publication.charts.ratio_panels import Ratio, ratio_panel
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, capital
from schakel.publication.views.research import ResearchView
from schakel_judgments.adequacy import Sufficiency

_TICKS = (1.0, 2.0, 4.0, 8.0)
_NO_DIFFERENCE = 1.0


@dataclass(frozen=True)
class PointView:
    """One wished point in words; what is not known is a dash."""

    label: str
    said: str
    smallest: str
    detectable: str
    needed: str
    years: str
    below: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class AdequacyView(ResearchView):
    """What judgments suffice for, in one language."""

    answer: ProtectedAdequacy
    language: Localisation
    content: ReleaseContent
    template = "adequacy.html"

    @property
    def question(self) -> AdequacyQuestion:
        """What was asked."""
        return self.answer.question

    @property
    def headline(self) -> str:
        """How many of the wished points the judgments suffice for, in one sentence."""
        counts = Counter(point.sufficiency for point in self.answer.points)
        return self.language.say(
            "Of {number} factors and pairs of them the judgments show of {enough} how much they change the sentence, of"
            " {direction} only whether it becomes higher or lower, and of {rest} neither.",
            number=len(self.answer.points),
            enough=counts[Sufficiency.ENOUGH],
            direction=counts[Sufficiency.DIRECTION_ONLY],
            rest=counts[Sufficiency.NOT_ENOUGH],
        )

    @property
    def basis(self) -> str:
        """How many judgments were read, and how many years of them are still needed where that is known."""
        years = [point.years for point in self.answer.points if point.years]
        if not years:
            return self.seen
        needed = self.language.say(
            "For {number} of them it is known how many years of judgments are still needed: {least} to {most}.",
            number=len(years),
            least=min(years),
            most=max(years),
        )
        return f"{self.seen} {needed}"

    @property
    def is_refusal(self) -> bool:
        """Whether the judgments suffice for none of them."""
        return all(point.sufficiency is Sufficiency.NOT_ENOUGH for point in self.answer.points)

    @property
    def seen(self) -> str:
        """How many judgments were read, and in how many a prison term was found."""
        number = self.language.figure
        return self.language.say(
            "{judgments} judgments read, {sentences} with a prison term.",
            judgments=number(self.answer.judgments),
            sentences=number(self.answer.sentences),
        )

    @cached_property
    def points(self) -> tuple[PointView, ...]:
        """The wished points, in the order in which they are declared."""
        pairs = zip(self.answer.points, self.answer.below, strict=True)
        return tuple(self._point(point, below) for point, below in pairs)

    @cached_property
    def drawing(self) -> Markup | None:
        """The chart of the points that can be read, with a title and a description; None where there is none."""
        shown = [point for point in self.answer.points if point.detectable is not None]
        if not shown:
            return None
        described = "; ".join(f"{self.label(point)}: {self.ratio(point.detectable)}" for point in shown)
        title = self.language.say("Smallest ratio of sentences that can be shown")
        layout = ratio_panel([self._drawn(point) for point in shown], CERTAIN, _TICKS, self.language)
        return draw(layout, title, described, f"{self.name}-chart")

    def label(self, point: ProtectedPoint) -> str:
        """The factors of a point."""
        return capital(" × ".join(self.language.text(label) for label in point.labels))

    def ratio(self, number: float | None) -> str:
        """A ratio, as the language writes decimals, or a dash."""
        return "–" if number is None else f"{self.language.number(number)} ×"

    def _drawn(self, point: ProtectedPoint) -> Ratio:
        detectable = point.detectable or _NO_DIFFERENCE
        return Ratio(self.label(point), self.ratio(point.detectable), _NO_DIFFERENCE, detectable, point.wished)

    def _point(self, point: ProtectedPoint, below: ProtectedPoint) -> PointView:
        say, number = self.language.say, self.language.figure
        is_read = point.smallest is not None
        unread = (say("No rule reads this factor in the summaries."),)
        return PointView(
            label=self.label(point),
            said=self._said(point.sufficiency),
            smallest=number(point.smallest) if point.smallest else "–",
            detectable=self.ratio(point.detectable),
            needed=number(point.needed) if point.needed else "–",
            years="–" if point.years is None else self.language.number(point.years),
            below=self._said(below.sufficiency),
            reasons=tuple(self.language.text(one) for one in point.reasons) if is_read else unread,
        )

    def _said(self, sufficiency: Sufficiency) -> str:
        return {
            Sufficiency.ENOUGH: self.language.say("enough"),
            Sufficiency.DIRECTION_ONLY: self.language.say("direction only"),
            Sufficiency.NOT_ENOUGH: self.language.say("not enough"),
        }[sufficiency]

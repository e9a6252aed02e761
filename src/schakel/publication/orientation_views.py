"""What the templates are given of what judgments suffice for, in one language: each wished point, and a chart.

The bar of a point reaches to the smallest ratio of sentences that the judgments can show; the line is the ratio that
is wished. A bar that ends beyond its line is a point that cannot be answered.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from schakel.disclosure.orientation_answers import ProtectedOrientation, ProtectedPoint
from schakel.publication.drawing import draw
from schakel.publication.localisation import Localisation, capital
from schakel.publication.specification import (
    BREAK,
    CERTAIN,
    SUBDUED,
    WIDTH,
    Row,
    Specification,
    fixed,
    layer,
    panel,
    place,
    value,
    words,
)
from schakel.research.sentencing.adequacy import Sufficiency

_ROW, _TOP, _BAR = 52, 29, 12
_BEYOND = 5  # how far the line of the wished ratio reaches beyond the bar
_MARGIN = 20  # room for half a label of the axis
_TICKS = (1.0, 2.0, 4.0, 8.0)
_WISHED = {"type": "rule", "stroke": BREAK, "strokeWidth": 1.5, "strokeDash": [4, 3]}


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
class OrientationView:
    """What judgments suffice for, in one language."""

    answer: ProtectedOrientation
    language: Localisation

    @property
    def name(self) -> str:
        """The name under which recommendations speak of it: part of addresses within a page."""
        return self.answer.orientation.name

    @property
    def title(self) -> str:
        """The title of the question."""
        return self.language.text(self.answer.orientation.title)

    @property
    def headline(self) -> str:
        """How many of the wished points the judgments suffice for, in one sentence."""
        counts = Counter(point.sufficiency for point in self.answer.points)
        return self.language.say(
            "Of {number} wished points the judgments say enough of {enough}, the direction alone of {direction}, and"
            " too little of {rest}.",
            number=len(self.answer.points),
            enough=counts[Sufficiency.ENOUGH],
            direction=counts[Sufficiency.DIRECTION_ONLY],
            rest=counts[Sufficiency.NOT_ENOUGH],
        )

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
        return draw(_specification(shown, self), title, described, f"{self.name}-chart")

    def label(self, point: ProtectedPoint) -> str:
        """The factors of a point."""
        return capital(" × ".join(self.language.text(label) for label in point.labels))

    def ratio(self, number: float | None) -> str:
        """A ratio, as the language writes decimals, or a dash."""
        return "–" if number is None else f"{self.language.number(number)} ×"

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


def _specification(points: Sequence[ProtectedPoint], view: OrientationView) -> Specification:
    """Ratios stand on a scale of doublings that begins at one: no difference."""
    drawn = [_row(point, index, view) for index, point in enumerate(points)]
    domain = [0.0, max(math.log2(_TICKS[-1]), *(row["detectable"] for row in drawn))]
    span = [float(_MARGIN), float(WIDTH - _MARGIN)]
    height = len(points) * _ROW
    axis = [{"at": math.log2(tick), "said": f"× {view.language.number(tick)}"} for tick in _TICKS]
    band = {"y": place("top"), "y2": {"field": "bottom"}}
    layers = (
        layer(CERTAIN, drawn, x=value("none", domain, span), x2={"field": "detectable"}, **band),
        layer(_WISHED, drawn, x=value("wished", domain, span), y=place("above"), y2={"field": "below"}),
        words(drawn, "label", {"align": "left", "fontSize": 12}, x=fixed(0), y=place("text")),
        words(drawn, "said", {"align": "right", "fontWeight": 600}, x=fixed(WIDTH), y=place("text")),
        words(
            axis,
            "said",
            {"align": "center", "fill": SUBDUED, "fontSize": 12},
            x=value("at", domain, span),
            y=fixed(height + 16),
        ),
    )
    return panel(layers, height + 22)


def _row(point: ProtectedPoint, index: int, view: OrientationView) -> Row:
    top = index * _ROW
    return {
        "label": view.label(point),
        "said": view.ratio(point.detectable),
        "none": 0.0,
        "detectable": math.log2(point.detectable or 1.0),
        "wished": math.log2(point.wished),
        "above": top + _TOP - _BEYOND,
        "below": top + _TOP + _BAR + _BEYOND,
        "text": top + 18,
        "top": top + _TOP,
        "bottom": top + _TOP + _BAR,
    }

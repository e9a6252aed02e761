"""What the templates are given of two figures that differ: both in words, the steps between them, and one sentence."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from schakel.disclosure.protected_comparison import ProtectedComparison, ProtectedStep
from schakel.model.comparison import ComparedFigure
from schakel.model.definition import Aspect
from schakel.model.figure import Figure
from schakel.model.published_figure import Precision
from schakel.publication.charts.drawing import draw
from schakel.publication.charts.layers import stamped
from schakel.publication.charts.waterfall import Stop, waterfall
from schakel.publication.content import ExplainedDifference, ReleaseContent
from schakel.publication.localisation import Localisation, capital
from schakel.publication.views.published_figure import PublishedFigureView, conflicts


@dataclass(frozen=True)
class AspectRow:
    """What the two figures say of one aspect; `verdict` says whether that is the same."""

    name: str
    start: str
    end: str
    verdict: str
    differs: bool


@dataclass(frozen=True)
class StepRow:
    """A step in words: the aspects that it replaces, the count that follows, and what it changed."""

    name: str
    count: str
    change: str
    is_counted: bool


@dataclass(frozen=True, eq=False)
class ComparisonView:
    """One comparison in one language; `others` are the same one with the aspects in other orders, numbered from 1."""

    comparison: ProtectedComparison
    language: Localisation
    others: tuple["ComparisonView", ...] = ()
    number: int = 0

    @property
    def name(self) -> str:
        """The name of the comparison: part of addresses."""
        return self.comparison.name

    @property
    def identifier(self) -> str:
        """What tells it from all others on its page."""
        return f"{self.name}-order-{self.number}" if self.number else self.name

    @property
    def title(self) -> str:
        """The title of the comparison, or the two figures where it has none."""
        titles = (self.language.text(one.title) for one in (self.comparison.start, self.comparison.end))
        return self.language.text(self.comparison.title) or capital(" / ".join(dict.fromkeys(titles)))

    @property
    def is_counted(self) -> bool:
        """Whether the steps are counts of ours."""
        return self.comparison.is_counted

    @property
    def first(self) -> str:
        """The figure at which it starts."""
        return self._said(self.comparison.start, self.comparison.first)

    @property
    def last(self) -> str:
        """The figure at which it ends."""
        return self._said(self.comparison.end, self.comparison.last)

    @property
    def difference(self) -> str:
        """How far the two figures are apart."""
        return self._gap(self.comparison.difference)

    @property
    def remainder(self) -> str:
        """What no step explains."""
        return self._gap(self.comparison.remainder)

    @property
    def agrees(self) -> bool:
        """Whether two published figures may both be true as they are: 144 is less than 150."""
        gap = self.comparison.remainder
        if self.is_counted or gap.lower is None or gap.upper is None:
            return False
        return gap.lower <= 0 <= gap.upper

    @property
    def is_beyond_a_limit(self) -> bool:
        """Whether one figure is only a limit that the other is beyond: 166 beside "less than 150" has no distance."""
        limits = (Precision.LESS_THAN, Precision.MORE_THAN)
        figures = (self.comparison.start.published, self.comparison.end.published)
        return not self.agrees and any(one is not None and one.precision in limits for one in figures)

    @property
    def has_remainder(self) -> bool:
        """Whether something is left that no step explains, and that asks for an explanation."""
        return not self.is_counted and not self.agrees and not self.is_beyond_a_limit

    @property
    def in_short(self) -> str:
        """What a list says of it: the whole where it is counted, else what remains."""
        if self.is_counted:
            return self.sentence
        said = self.language.say("{remainder} remains unexplained.", remainder=self.remainder)
        if self.is_beyond_a_limit:
            return self._limit
        return self._agreement if self.agrees else capital(said)

    @property
    def aspects(self) -> tuple[AspectRow, ...]:
        """Every aspect of which at least one of the two says something."""
        start, end = self.comparison.start.words, self.comparison.end.words
        return tuple(self._aspect(aspect) for aspect in Aspect if aspect in start or aspect in end)

    @property
    def steps(self) -> tuple[StepRow, ...]:
        """The steps, in their order."""
        return tuple(self._step(step) for step in self.comparison.steps)

    @property
    def order(self) -> str:
        """What is replaced, in its order."""
        return " → ".join(step.name for step in self.steps)

    @cached_property
    def drawing(self) -> Markup:
        """The waterfall."""
        layout = waterfall(tuple(self._stops()))
        if self.comparison.synthetic:
            layout = stamped(layout, self.language.say("Synthetic data"))
        return draw(layout, self.title, self.sentence, f"waterfall-{self.identifier}")

    @property
    def is_then_and_now(self) -> bool:
        """Whether both are the same figure, as known at two moments."""
        return self.is_counted and [step.aspects for step in self.comparison.steps] == [(Aspect.MOMENT,)]

    @property
    def end_names(self) -> tuple[str, str]:
        """What tells the two figures apart: their titles, or when each was known."""
        label, ends = self.language.label, (self.comparison.start, self.comparison.end)
        start, end = (label(one.words[Aspect.MOMENT] if self.is_then_and_now else one.title) for one in ends)
        return start, end

    @property
    def sentence(self) -> str:
        """The whole comparison in words."""
        say = self.language.say
        if self.is_then_and_now:
            start, end = self.end_names
            same = say("Nothing else differs.")
            return f"{start}: {self.first}. {end}: {self.last}. {same}"
        if self.agrees:
            return f"{self._agreement} {' '.join(self._declared())}"
        if self.is_beyond_a_limit:
            return f"{self._limit} {' '.join(self._declared())}"
        ends = {"first": self.first, "last": self.last}
        opening = say("From {first} to {last}: {difference}.", difference=self.difference, **ends)
        if self.is_counted:
            steps = "; ".join(f"{step.name}: {step.change}" for step in self.steps)
            nothing = say("Nothing remains unexplained.")
            return f"{opening} {capital(steps)}. {nothing}"
        return f"{opening} {' '.join(self._declared())}"

    def _declared(self) -> Iterator[str]:
        say = self.language.say
        if names := [step.name for step in self.steps]:
            yield say("The sources say different things of: {aspects}.", aspects=", ".join(names))
        else:
            yield say("Of what both sources state, nothing differs.")
        if self.comparison.unstated:
            unstated = ", ".join(self._name(aspect) for aspect in self.comparison.unstated)
            yield say("At least one of them does not state: {aspects}.", aspects=unstated)
        if self.has_remainder:
            yield say(
                "None of it can be counted from what we have: {remainder} remains unexplained.",
                remainder=self.remainder,
            )

    @property
    def _agreement(self) -> str:
        say, ends = self.language.say, {"first": self.first, "last": self.last}
        return say("“{first}” and “{last}” can both be true: they do not contradict each other.", **ends)

    @property
    def _limit(self) -> str:
        say, ends = self.language.say, {"first": self.first, "last": self.last}
        return say("“{first}” and “{last}” are not comparable: one of them is a limit and no number.", **ends)

    def _stops(self) -> Iterator[Stop]:
        compared = self.comparison
        start, end = self.end_names
        yield Stop(start, self.first, compared.first)
        before = compared.first
        for step, row in zip(compared.steps, self.steps, strict=True):
            yield Stop(capital(row.name), row.change, step.count, before)
            before = step.count or before
        if self.has_remainder:
            yield Stop(self.language.say("Not explained"), self.remainder, compared.last, compared.first)
        yield Stop(end, self.last, compared.last)

    def _aspect(self, aspect: Aspect) -> AspectRow:
        silent = self.language.say("not stated")
        said = [one.words.get(aspect) for one in (self.comparison.start, self.comparison.end)]
        start, end = (self.language.label(one) if one else silent for one in said)
        differs = any(aspect in step.aspects for step in self.comparison.steps)
        verdict = self.language.say("differs") if differs else self.language.say("the same") if all(said) else silent
        return AspectRow(capital(self._name(aspect)), start, end, verdict, differs)

    def _step(self, step: ProtectedStep) -> StepRow:
        name = " + ".join(self._name(aspect) for aspect in step.aspects)
        if step.count is None or step.change is None:
            return StepRow(name, "", self.language.say("not countable"), False)
        return StepRow(name, self.language.figure(step.count), self._change(step.change), True)

    def _said(self, compared: ComparedFigure, figure: Figure) -> str:
        if compared.published:
            return PublishedFigureView(compared.published, self.language).value
        return self.language.figure(figure)

    def _change(self, change: Figure) -> str:
        """What a step changes, or what it does to the lower and to the upper bound."""
        if change.mark or change.lower is None or change.upper is None:
            return self.language.figure(change)
        return " / ".join(dict.fromkeys((self._signed(change.lower), self._signed(change.upper))))

    def _gap(self, gap: Figure) -> str:
        if self.is_counted or gap.mark or gap.lower is None or gap.upper is None:
            return self._change(gap)
        if math.isinf(gap.upper):
            return self.language.say("at least {number}", number=self._signed(gap.lower))
        if math.isinf(gap.lower):
            return self.language.say("at most {number}", number=self._signed(gap.upper))
        if gap.lower != gap.upper:
            numbers = {"lower": self._signed(gap.lower), "upper": self._signed(gap.upper)}
            return self.language.say("between {lower} and {upper}", **numbers)
        figures = (self.comparison.start.published, self.comparison.end.published)
        number = self._signed(gap.lower)
        is_rough = any(one and one.precision is Precision.ABOUT for one in figures)
        return self.language.say("about {number}", number=number) if is_rough else number

    def _signed(self, number: float) -> str:
        sign = "+" if number > 0 else "−" if number < 0 else "±"
        return f"{sign}{self.language.number(abs(number))}"

    def _name(self, aspect: Aspect) -> str:
        say = self.language.say
        return {
            Aspect.UNIT: say("unit"),
            Aspect.DATE: say("date used"),
            Aspect.SOURCE: say("source"),
            Aspect.POPULATION: say("population"),
            Aspect.PERIOD: say("period"),
            Aspect.CLASSIFICATION: say("category and its edition"),
            Aspect.MOMENT: say("moment of counting"),
            Aspect.PROTECTION: say("protection"),
        }[aspect]


@dataclass(frozen=True, eq=False)
class DifferenceView:
    """Figures that differ, in one language."""

    difference: ExplainedDifference
    content: ReleaseContent
    language: Localisation

    @property
    def name(self) -> str:
        """Its name: part of addresses."""
        return self.difference.name

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"comparisons/{self.name}.html"

    @cached_property
    def title(self) -> str:
        """Its title, or that of the group of published figures that differ."""
        groups = conflicts(self.content.published_figures, self.language)
        of_group = next((group.title for group in groups if group.name == f"conflict-{self.name}"), self.name)
        return self.language.text(self.difference.title) or of_group

    @property
    def is_synthetic(self) -> bool:
        """Whether any of its figures is made up."""
        return any(walk.synthetic for walk in self.difference.walks)

    @cached_property
    def views(self) -> tuple[ComparisonView, ...]:
        """The walks, each with its other orders."""
        numbered = enumerate(self.difference.others, start=1)
        others = tuple(ComparisonView(one, self.language, number=number) for number, one in numbered)
        return tuple(ComparisonView(walk, self.language, others) for walk in self.difference.walks)

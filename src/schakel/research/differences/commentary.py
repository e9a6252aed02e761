"""The text about figures that differ: one sentence for each pair, a chart, and both definitions in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from schakel.model.answer import Commentary, Conclusion
from schakel.model.answer_pages import AnswerCard, AnswerPage, Collection, OwnPages, PrintedEssay, SearchEntry
from schakel.model.blocks import (
    AspectRow,
    AspectStep,
    ChartBlock,
    FigureEnd,
    FigureSource,
    SectionBlock,
    StepOrder,
    StepsBlock,
)
from schakel.model.comparison import ComparedFigure, Comparison, ComparisonStep
from schakel.model.definition import Aspect
from schakel.model.drawings import WaterfallDrawing, WaterfallStop
from schakel.model.figure import Figure, Figures
from schakel.model.published_figure import Precision
from schakel.model.sentence import Capital, Form, Joined, Ref, Sentence, Value
from schakel.research.differences.naming import between, name_of
from schakel.research.words import Words

say = Words("schakel.research.differences")

NAMES = {
    Aspect.UNIT: say("unit"),
    Aspect.DATE: say("date used"),
    Aspect.SOURCE: say("source"),
    Aspect.POPULATION: say("population"),
    Aspect.PERIOD: say("period"),
    Aspect.CLASSIFICATION: say("category and its edition"),
    Aspect.MOMENT: say("moment of counting"),
    Aspect.PROTECTION: say("protection"),
}
"""What each aspect is called."""
_LEAD = say(
    "Two numbers that seem the same can differ in what is counted, when, by whom, and at which moment. Each difference "
    "is explained here step by step, one definition at a time."
)
COLLECTION = Collection(
    path="comparisons.html",
    after="published-figures.html",
    label=say("Why numbers differ"),
    title=say("Why numbers differ"),
    lead=_LEAD,
    printed_lead=_LEAD,
)


def comment(
    name: str, title: Value, walks: tuple[Comparison, ...], others: tuple[Comparison, ...], figures: Figures
) -> Commentary:
    """Return what is said about walks, of the only one also in other orders, with the figures as they leave."""
    told = [_Walk(walk, figures, others) for walk in walks]
    blocks = tuple(one.block for one in told)
    path = f"comparisons/{name}.html"
    # Of several walks the first is the question, and the others explain it further.
    title = title or told[0].title
    made_up = any(one.is_synthetic for one in told)
    entry = SearchEntry(title, Joined(tuple(_pair(one) for one in blocks)))
    own = OwnPages(
        collection=COLLECTION,
        pages=(AnswerPage(path, title, tuple(_sections(blocks)), entries=(entry,)),),
        essays=(PrintedEssay(title, blocks),),
        card=AnswerCard(
            title,
            path,
            tuple((_pair(one.block), one.in_short) for one in told),
            say("synthetic") if made_up else say("published figures"),
        ),
    )
    return Commentary(Conclusion(told[0].in_short), blocks, own=own)


def _sections(blocks: tuple[StepsBlock, ...]) -> Iterator[SectionBlock]:
    for number, block in enumerate(blocks):
        yield SectionBlock((block,), block.name, _pair(block), is_tinted=number % 2 == 1)


def _pair(block: StepsBlock) -> Value:
    return Joined((block.start.said, block.end.said), " → ")


@dataclass(frozen=True, eq=False)
class _Walk:
    """One walk, with the figures as they leave; `others` are the same one in other orders."""

    walk: Comparison
    figures: Figures
    others: tuple[Comparison, ...] = ()
    number: int = 0

    @property
    def block(self) -> StepsBlock:
        orders = [_Walk(one, self.figures, number=number) for number, one in enumerate(self.others, start=1)]
        ends = (self.walk.start, self.walk.end)
        start, end = map(self._end, ends)
        return StepsBlock(
            name=self.walk.name,
            start=start,
            end=end,
            orders=tuple(one.order for one in (self, *orders)),
            aspects=tuple(self._aspects()),
            sources=tuple(
                FigureSource(Capital(one.title), one.published.source, one.published.verified)
                for one in ends
                if one.published
            ),
            unstated=tuple(aspect.value for aspect in self.walk.unstated),
            is_counted=self.walk.is_counted,
            is_synthetic=self.is_synthetic,
            gap=self._gap,
            left=self._difference if self.has_remainder else "",
        )

    @property
    def order(self) -> StepOrder:
        steps = self.steps
        return StepOrder(
            self.number, Joined(tuple(step.name for step in steps), " → "), self.sentence, steps, self._chart(steps)
        )

    @property
    def title(self) -> Value:
        """The title of the comparison, or the two figures where it has none."""
        titles = dict.fromkeys((self.walk.start.title, self.walk.end.title))
        return self.walk.title or Capital(Joined(tuple(titles), " / "))

    @property
    def is_synthetic(self) -> bool:
        return bool(self.walk.counts and self.walk.counts.synthetic)

    @cached_property
    def steps(self) -> tuple[AspectStep, ...]:
        return tuple(self._steps())

    def _steps(self) -> Iterator[AspectStep]:
        before = name_of(self.walk.start)
        for step in self.walk.steps:
            yield _step(step, before)
            # What the next step begins at is the last stage that was counted.
            before = step.stage or before

    @property
    def gap(self) -> Figure:
        """How far the two figures are apart."""
        return self.figures[self._gap.figure]

    @property
    def agrees(self) -> bool:
        """Whether two published figures may both be true as they are: 144 is fewer than 150."""
        # Counted figures never contradict each other: the steps between them say the whole of it.
        if self.walk.is_counted or self.gap.lower is None or self.gap.upper is None:
            return False
        # The gap is a range where a figure is: no distance at all is among what it may be.
        return self.gap.lower <= 0 <= self.gap.upper

    @property
    def is_beyond_a_limit(self) -> bool:
        """Whether one figure is only a limit that the other is beyond, as 166 is beyond "fewer than 150"."""
        figures = (self.walk.start.published, self.walk.end.published)
        return not self.agrees and any(one is not None and one.is_limit for one in figures)

    @property
    def has_remainder(self) -> bool:
        """Whether something is left that no step explains, and that asks for an explanation."""
        return not self.walk.is_counted and not self.agrees and not self.is_beyond_a_limit

    @property
    def in_short(self) -> Value:
        """What a list says about it: the whole where it is counted, else what remains."""
        if self.walk.is_counted:
            return self.sentence
        if self.is_beyond_a_limit:
            return self._limit
        said = say("{remainder} remains unexplained.", remainder=self._difference)
        return self._agreement if self.agrees else Capital(said)

    @property
    def is_then_and_now(self) -> bool:
        """Whether both are the same figure, as known at two moments."""
        return self.walk.is_counted and [step.aspects for step in self.walk.steps] == [(Aspect.MOMENT,)]

    @property
    def sentence(self) -> Value:
        """The whole comparison in words."""
        if self.is_then_and_now:
            ends = (self._end(one) for one in (self.walk.start, self.walk.end))
            known = tuple(Joined((end.name, ": ", end.said, "."), "") for end in ends)
            return Joined((*known, say("Nothing else differs.")), " ")
        if self.walk.is_counted:
            return Joined((self._opening, self._changes, say("Nothing remains unexplained.")), " ")
        # Agreement first: "fewer than 150" beside 144 is a limit as well, and no doubt is left there.
        opening = self._agreement if self.agrees else self._limit if self.is_beyond_a_limit else self._opening
        return Joined((opening, *self._declared()), " ")

    @property
    def _changes(self) -> Value:
        changes = (Joined((step.name, step.change or say("not countable")), ": ") for step in self.steps)
        return Joined((Capital(Joined(tuple(changes), "; ")), "."), "")

    def _declared(self) -> Iterator[Sentence]:
        if self.steps:
            names = Joined(tuple(step.name for step in self.steps))
            yield say("The sources differ on: {aspects}.", aspects=names)
        else:
            yield say("The sources agree on everything that both of them state.")
        if self.walk.unstated:
            names = Joined(tuple(NAMES[aspect] for aspect in self.walk.unstated))
            yield say("At least one of them does not state: {aspects}.", aspects=names)
        if self.has_remainder:
            yield say(
                "We cannot count any of this from our data: {remainder} remains unexplained.",
                remainder=self._difference,
            )

    @property
    def _ends(self) -> dict[str, Any]:
        return {"first": _said(self.walk.start), "last": _said(self.walk.end)}

    @property
    def _opening(self) -> Sentence:
        return say("From {first} to {last}: {difference}.", difference=self._difference, **self._ends)

    @property
    def _agreement(self) -> Sentence:
        return say("“{first}” and “{last}” can both be true: they do not contradict each other.", **self._ends)

    @property
    def _limit(self) -> Sentence:
        return say(
            "“{first}” and “{last}” cannot both be true of one count: one of them is a limit, so the exact "
            "difference is not known.",
            **self._ends,
        )

    @property
    def _gap(self) -> Ref:
        form = Form.CHANGE if self.walk.is_counted else Form.DISTANCE
        return Ref(between(name_of(self.walk.start), name_of(self.walk.end)), form)

    @property
    def _difference(self) -> Value:
        """The distance, which is rough where one of the figures is."""
        figures = (self.walk.start.published, self.walk.end.published)
        is_rough = any(one and one.precision is Precision.ABOUT for one in figures)
        # A range shows by itself that it is no exact distance.
        if not self.walk.is_counted and self.gap.is_exact and is_rough:
            return say("about {number}", number=self._gap)
        return self._gap

    def _end(self, compared: ComparedFigure) -> FigureEnd:
        """What tells the two figures apart is their titles, or when each was known, or else what is replaced."""
        name: Value = compared.words[Aspect.MOMENT] if self.is_then_and_now else compared.title
        if not self.is_then_and_now and self.walk.start.title == self.walk.end.title and (own := self._own(compared)):
            name = Joined((name, Joined(own)), " – ")
        return FigureEnd(compared.request, Capital(name), _said(compared), Ref(name_of(compared)))

    def _own(self, compared: ComparedFigure) -> tuple[Value, ...]:
        """What a figure says of the aspects that are replaced; how it is protected would be a paragraph."""
        replaced = [aspect for step in self.walk.steps for aspect in step.aspects if aspect is not Aspect.PROTECTION]
        return tuple(compared.words[aspect] for aspect in replaced if aspect in compared.words)

    def _aspects(self) -> Iterator[AspectRow]:
        """Every aspect on which at least one of the two says something."""
        replaced = {aspect for step in self.walk.steps for aspect in step.aspects}
        for aspect in Aspect:
            said = [one.words.get(aspect) for one in (self.walk.start, self.walk.end)]
            if all(one is None for one in said):
                continue
            start, end = (Capital(one) if one else say("not stated") for one in said)
            differs = aspect in replaced
            verdict = say("differs") if differs else say("the same") if all(said) else say("not stated")
            yield AspectRow(Capital(NAMES[aspect]), start, end, verdict, differs)

    def _chart(self, steps: tuple[AspectStep, ...]) -> ChartBlock:
        identifier = f"{self.walk.name}-order-{self.number}" if self.number else self.walk.name
        stamp = say("Synthetic data") if self.is_synthetic else ""
        drawing = WaterfallDrawing(tuple(self._stops(steps)), stamp)
        return ChartBlock(f"waterfall-{identifier}", "", drawing, (), self.title, self.sentence)

    def _stops(self, steps: tuple[AspectStep, ...]) -> Iterator[WaterfallStop]:
        start, end = (self._end(one) for one in (self.walk.start, self.walk.end))
        yield WaterfallStop(start.name, start.said, start.figure)
        before = start.figure
        for step in steps:
            yield WaterfallStop(Capital(step.name), step.change or say("not countable"), step.count, before)
            # A step that cannot be counted has no height: the next begins where the last known one ended.
            before = step.count or before
        if self.has_remainder:
            yield WaterfallStop(say("Not explained"), self._difference, end.figure, start.figure)
        yield WaterfallStop(end.name, end.said, end.figure)


def _step(step: ComparisonStep, before: str) -> AspectStep:
    name = Joined(tuple(NAMES[aspect] for aspect in step.aspects), " + ")
    aspects = tuple(aspect.value for aspect in step.aspects)
    if not step.stage:
        return AspectStep(aspects, name, None, None)
    return AspectStep(aspects, name, Ref(step.stage), Ref(between(before, step.stage), Form.CHANGE))


def _said(compared: ComparedFigure) -> Value:
    return compared.published.said if compared.published else Ref(name_of(compared))

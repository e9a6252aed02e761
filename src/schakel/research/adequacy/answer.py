"""What published judgments suffice for: each wished point with its verdict, computed from rounded counts alone.

So a verdict, a detectable ratio and the years still needed say nothing that the rounded counts do not say.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from schakel.model.alliance import Alliance
from schakel.model.answer import Answer, Commentary, Conclusion, Count, Number
from schakel.model.blocks import (
    Block,
    ChartBlock,
    LegendSample,
    NotesBlock,
    ParagraphBlock,
    PartLine,
    PartsBlock,
    TableBlock,
    TableColumn,
    VerdictBlock,
)
from schakel.model.drawings import RatioBar, RatioDrawing
from schakel.model.figure import Figures
from schakel.model.sentence import Capital, Joined, Percent, Ref, Sentence, Value
from schakel.research.adequacy.question import AdequacyQuestion, Factor, FoundJudgments, MeasuredReading, WishedPoint
from schakel.research.words import UNKNOWN, Words, bar_chart
from schakel_base.multiples import round_to_multiple
from schakel_judgments import Adequacy, Sufficiency, assess, reasons

say = Words("schakel.research.adequacy")

_TICKS = (1.0, 2.0, 4.0, 8.0)
_NO_DIFFERENCE = 1.0
_PUBLIC = "public"
_NEEDED_IN_STEPS_OF = 5
"""How many sentences are needed is an estimate, and is said no finer."""

SUFFICIENCY = {
    Sufficiency.ENOUGH: say("enough"),
    Sufficiency.DIRECTION_ONLY: say("direction only"),
    Sufficiency.NOT_ENOUGH: say("not enough"),
}


@dataclass(frozen=True)
class _Point:
    """One wished point: its factors, and what the rounded counts suffice for; None where no rule reads a factor."""

    label: Value
    wished: float
    found: Adequacy | None = None
    smallest: Ref | None = None

    @property
    def sufficiency(self) -> Sufficiency:
        return self.found.sufficiency if self.found else Sufficiency.NOT_ENOUGH

    @property
    def detectable(self) -> float | None:
        # Of an empty group no ratio could be shown, however large.
        if self.found is None or math.isinf(self.found.detectable):
            return None
        return round(self.found.detectable, 1)

    @property
    def years(self) -> int | None:
        return None if self.found is None or self.found.years is None else math.ceil(self.found.years)

    @property
    def reasons(self) -> tuple[Value, ...]:
        if self.found is None:
            return (say("No rule reads this factor in the summaries."),)
        return reasons(self.found)


def answer(question: AdequacyQuestion, found: FoundJudgments, alliance: Alliance) -> Answer:
    """Return the judgments and sentences counted, and what is said about these figures."""
    counts = {"judgments": found.judgments, "sentences": found.sentences}
    for factors, cells in found.cells.items():
        counts |= {_cell(factors, place): count for place, count in enumerate(cells)}
    # Who can read every judgment can count them: what rests on public records leaves as it is, under any profile.
    profile = _PUBLIC if question.partner in alliance.public_partners else ""
    numbers: dict[str, Number] = {name: Count(count, profile=profile) for name, count in counts.items()}
    return Answer(question, numbers, _Comment(question, found))


def _cell(factors: tuple[str, ...], place: int) -> str:
    return f"{' '.join(factors)}/{place}"


@dataclass(frozen=True)
class _Comment:
    """Says what the figures show; of what was found it takes no count, but the years and how well rules read."""

    question: AdequacyQuestion
    found: FoundJudgments

    def __call__(self, figures: Figures) -> Commentary:
        points = [self._point(point, figures) for point in self.question.wished]
        return Commentary(
            conclusion=_conclusion(points),
            blocks=tuple(self._blocks(points)),
            protection=say("Everything else is computed from these counts."),
        )

    def _point(self, point: WishedPoint, figures: Figures) -> _Point:
        """Assess one wished point from the counts as they leave."""
        label = Capital(Joined(tuple(self.question.factor(name).label for name in point.factors), " × "))
        # Without and with one factor two groups, of two factors four.
        names = [_cell(point.factors, place) for place in range(2 ** len(point.factors))]
        counts = {name: figures[name].lower or 0 for name in names if name in figures}
        if not counts:
            return _Point(label, point.ratio)
        # Of the sentences that count for the point: where a silent text tells nothing of a factor, fewer come a year.
        # They are counted as they leave, as all that is said here: an exact rate would give a rounded count back.
        per_year = sum(counts.values()) / self.found.years if self.found.years else None
        found = assess(point.factors, tuple(counts.values()), point.ratio, per_year=per_year)
        return _Point(label, point.ratio, found, Ref(min(counts, key=lambda name: counts[name])))

    def _blocks(self, points: list[_Point]) -> Iterator[Block]:
        yield VerdictBlock(_headline(points), _seen())
        yield ParagraphBlock(self.question.selection, opening=say("How the judgments were chosen:"))
        if shown := [point for point in points if point.detectable is not None]:
            yield self._chart(shown)
        yield self._table(points)
        if measured := tuple(self._measured()):
            yield NotesBlock((_goal(*self.found.goal), *measured), say("How well rules read the factors"), 3)
        lines = (PartLine(one.label, SUFFICIENCY[one.sufficiency], (NotesBlock(one.reasons),)) for one in points)
        yield PartsBlock(say("Why, for each factor"), tuple(lines), is_printed=False)

    def _measured(self) -> Iterator[Sentence]:
        """How well each factor is read: first those whose count can be off, then those that nobody measured."""
        for name, found in sorted(self.found.measured.items(), key=lambda one: one[1].is_enough):
            yield _read(self.question.factor(name), found)
        if unmeasured := tuple(self.question.factor(name).label for name in self.found.unmeasured):
            yield say("Not measured on new texts: {factors}.", factors=Joined(unmeasured, "; "))

    def _chart(self, shown: list[_Point]) -> ChartBlock:
        bars = (
            RatioBar(one.label, _ratio(one), _NO_DIFFERENCE, one.detectable or _NO_DIFFERENCE, one.wished)
            for one in shown
        )
        return bar_chart(
            self.question.name,
            say("Smallest ratio of sentences that can be shown"),
            RatioDrawing(tuple(bars), _TICKS),
            {LegendSample.BAR: say("what can be shown"), LegendSample.HELD: say("what is wished")},
        )

    def _table(self, points: list[_Point]) -> TableBlock:
        return TableBlock(
            name=self.question.name,
            title=say("What the judgments suffice for"),
            columns=(
                TableColumn(say("Factor"), is_numeric=False),
                TableColumn(say("Verdict"), is_numeric=False),
                TableColumn(say("Smallest group"), is_printed=False),
                TableColumn(say("Can be shown")),
                TableColumn(say("Sentences needed")),
                TableColumn(say("Years still needed"), is_printed=False),
            ),
            rows=tuple(map(_row, points)),
        )


def _goal(right: float, found: float) -> Sentence:
    return say(
        "The goal is that of 100 values that rules read {right} are right, and that of 100 that are there {found} are "
        "read. Where it is not reached, or nobody measured it, the counts of a factor can be off.",
        right=round(100 * right),
        found=round(100 * found),
    )


def _read(factor: Factor, found: MeasuredReading) -> Sentence:
    (least_right, most_right), (least_found, most_found) = found.precision, found.recall
    return say(
        "{verdict}: {factor}. In new texts {right} of the {read} values that were read were right ({level} "
        "interval: {least_right} to {most_right} of 100), and {right} of the {there} that were there were read "
        "({least_found} to {most_found} of 100).",
        verdict=say("Reaches the goal") if found.is_enough else say("Below the goal"),
        factor=factor.label,
        level=Percent(found.level),
        right=found.right,
        read=found.read,
        there=found.told,
        least_right=round(100 * least_right),
        most_right=round(100 * most_right),
        least_found=round(100 * least_found),
        most_found=round(100 * most_found),
    )


def _conclusion(points: list[_Point]) -> Conclusion:
    return Conclusion(
        headline=_headline(points),
        basis=Joined((_seen(), *_needed(points)), " "),
        is_refusal=all(point.sufficiency is Sufficiency.NOT_ENOUGH for point in points),
        parts=tuple(point.sufficiency is not Sufficiency.NOT_ENOUGH for point in points),
    )


def _needed(points: list[_Point]) -> Iterator[Sentence]:
    if years := [point.years for point in points if point.years]:
        least, most = min(years), max(years)
        yield say(
            "For {number} of the {all} factors and pairs of factors it can be estimated how many more years of "
            "judgments are needed: {years}.",
            number=len(years),
            all=len(points),
            years=say("{least} to {most}", least=least, most=most) if least < most else least,
        )


def _headline(points: list[_Point]) -> Sentence:
    counts = Counter(point.sufficiency for point in points)
    if counts[Sufficiency.NOT_ENOUGH] == len(points):
        return say(
            "For none of the {number} factors and pairs of factors do the judgments show whether the sentence becomes "
            "higher or lower.",
            number=len(points),
        )
    return say(
        "For {enough} of {number} factors and pairs of factors the judgments show how much the sentence changes; "
        "for {direction} only whether it becomes higher or lower; for {rest} neither.",
        number=len(points),
        enough=counts[Sufficiency.ENOUGH],
        direction=counts[Sufficiency.DIRECTION_ONLY],
        rest=counts[Sufficiency.NOT_ENOUGH],
    )


def _seen() -> Sentence:
    judgments, sentences = Ref("judgments"), Ref("sentences")
    return say(
        "{judgments} judgments read; {sentences} of them count and state a prison term.",
        judgments=judgments,
        sentences=sentences,
    )


def _row(point: _Point) -> tuple[Value, ...]:
    return (
        point.label,
        SUFFICIENCY[point.sufficiency],
        UNKNOWN if point.smallest is None else point.smallest,
        _ratio(point),
        *_still_needed(point),
    )


def _still_needed(point: _Point) -> tuple[Value, Value]:
    """The sentences that would be enough, and the years that they take; of an empty group neither can be estimated."""
    if point.found is None:
        return UNKNOWN, UNKNOWN
    if point.found.needed is None:
        return say("cannot be estimated"), say("cannot be estimated")
    needed = round_to_multiple(point.found.needed, _NEEDED_IN_STEPS_OF)
    return needed, UNKNOWN if point.years is None else point.years


def _ratio(point: _Point) -> Value:
    return UNKNOWN if point.detectable is None else Joined(("×", point.detectable), " ")

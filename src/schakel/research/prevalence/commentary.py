"""The text about a hidden population: the verdict, its reasons by what they are based on, and each part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from schakel.model.alliance import Unit
from schakel.model.answer import Commentary, Conclusion, OpenList, Record
from schakel.model.blocks import (
    Block,
    FactsBlock,
    NotesBlock,
    ParagraphBlock,
    PartLine,
    PartsBlock,
    RemarkBlock,
    VerdictBlock,
)
from schakel.model.figure import Figures
from schakel.model.sentence import Bound, Capital, Joined, Percent, Ref, Sentence, Value
from schakel.research.prevalence import declared_words
from schakel.research.prevalence.calibration import calibration
from schakel.research.prevalence.method import method_page
from schakel.research.prevalence.picture import why_not
from schakel.research.prevalence.question import PrevalenceQuestion
from schakel.research.prevalence.range_pictures import (
    NO_PICTURES,
    Pictures,
    left_out,
    records,
    set_chart,
    unseen_chart,
    way_chart,
)
from schakel.research.verdicts import TOO_FEW, SaidVerdict, VerdictKind
from schakel.research.words import ALL_TOGETHER, FOR_EACH_PART, WITH_CAUTION, Words
from schakel_base.text import Text
from schakel_base.verdict import Basis

say = Words("schakel.research.prevalence")


FEW = 20
"""Units as printed; behind a figure under it may be fewer than 10, which is too few for output checking."""


@dataclass(frozen=True)
class SeenPart:
    """One part, without its numbers: what may be said about its verdict, and the names of its figures.

    `measured` are the gates that stopped an estimate by a ratio: the key of their words, and the name of their figure.
    `certain` names the figure of how many there are without any model; it is empty where that is not known.
    `pictures` are of all together alone.
    """

    code: str
    verdict: SaidVerdict
    needed: tuple[Text, ...] = ()
    measured: tuple[tuple[str, str], ...] = ()
    certain: str = ""
    pictures: Pictures = NO_PICTURES

    @property
    def is_answered(self) -> bool:
        """Whether there is an estimate, a range or a bound."""
        return self.verdict.kind not in (VerdictKind.REFUSAL, VerdictKind.TOO_FEW)

    @property
    def observed(self) -> str:
        """The name of the number of units that the lists have."""
        return f"observed/{self.code}"

    @property
    def value(self) -> str:
        """The name of the estimate or the bound."""
        return f"value/{self.code}"

    @property
    def interval(self) -> str:
        """The name of the interval of the estimate."""
        return f"interval/{self.code}"


@dataclass(frozen=True)
class PrevalenceComment:
    """Says what the figures show; it holds what was declared, and of what was found no number."""

    question: PrevalenceQuestion
    seen: tuple[SeenPart, ...]
    labels: Mapping[str, Text]
    unit: Unit | None

    def __call__(self, figures: Figures) -> Commentary:
        return replace(self, seen=tuple(self._judged(one, figures) for one in self.seen))._said_of(figures)

    def _judged(self, one: SeenPart, figures: Figures) -> SeenPart:
        """Return a part as its figure judges it: of too few, perhaps nobody, nothing else is said."""
        seen = figures[one.observed].lower
        if self.question.table or (seen is not None and seen >= FEW):
            return one
        return SeenPart(one.code, SaidVerdict(VerdictKind.REFUSAL) if seen is None else TOO_FEW)

    def _said_of(self, figures: Figures) -> Commentary:
        return Commentary(
            conclusion=self._conclusion(),
            blocks=tuple(self._blocks(figures)),
            facts=tuple(declared_words.facts(self.question)),
            protection=declared_words.protection(self.question),
            method=method_page(calibration()),
            open_lists=(
                OpenList("hidden-populations", say("How many there are: verdicts"), tuple(self._records())),
                OpenList(
                    "hidden-populations-charts", say("How many there are: charts"), tuple(self._of_charts(figures))
                ),
            ),
        )

    def _conclusion(self) -> Conclusion:
        whole, *parts = self.seen
        reasons = (*whole.verdict.stopped(Basis.DATA), *whole.verdict.stopped(Basis.DECLARED))
        return Conclusion(
            headline=self._said(whole),
            basis=Joined((self._how_many(whole), *reasons[:1]), " "),
            is_refusal=not whole.is_answered,
            needed=whole.needed,
            parts=tuple(one.is_answered for one in parts),
        )

    def _blocks(self, figures: Figures) -> Iterator[Block]:
        whole, *parts = self.seen
        yield RemarkBlock(
            say("This verdict rests on a published table of real registrations, unlike the invented figures.")
        )
        yield VerdictBlock(self._said(whole), self._how_many(whole))
        if whole.certain and figures[whole.certain].lower is not None:
            yield ParagraphBlock(self._certain(whole), opening=say("Without any model:"))
        if chart := why_not(self.question.name, whole.measured, figures, whole.pictures.widest):
            yield chart
        yield from _reasons(whole, 3)
        yield NotesBlock(whole.needed, say("What would be needed for an estimate"), 3)
        yield from self._pictures(whole, figures)
        if parts:
            lines = (
                PartLine(self._title(one), Joined((self._said(one), self._how_many(one)), " "), tuple(_reasons(one, 4)))
                for one in parts
            )
            yield PartsBlock(FOR_EACH_PART, tuple(lines))
        yield FactsBlock(say("What was assumed"), tuple(declared_words.assumed(self.question)))
        yield NotesBlock(tuple(declared_words.not_said(self.question)), say("What was not said"), 3)

    def _pictures(self, whole: SeenPart, figures: Figures) -> Iterator[Block]:
        """What the range is based on, and what is left out of that; nothing if there are too few."""
        name, shown = self.question.name, whole.pictures
        if not shown.sets and not self.question.is_corrected:
            return
        charts = (
            way_chart(name, shown, whole.observed, figures),
            unseen_chart(name, shown, whole.value, figures, self._units),
            set_chart(name, shown, self._lists, figures, bool(self.question.table), self._units),
        )
        yield from (one for one in charts if one)
        yield NotesBlock(
            tuple(left_out(shown, self.question.is_corrected, figures)), say("Charts that are left out, and why"), 3
        )

    @property
    def _lists(self) -> dict[str, Value]:
        """What readers call the lists; of a published table their names."""
        named: dict[str, Value] = {one.name: one.label for one in self.question.lists}
        return named or {name: name for one in self.seen for names in one.pictures.sets for name in sorted(names)}

    @property
    def _units(self) -> Value:
        """What is counted, in the plural; a published table counts persons."""
        return self.unit.plural if self.unit else say("persons")

    def _of_charts(self, figures: Figures) -> Iterator[Record]:
        for one in records(self.seen[0].pictures, self._lists, figures):
            yield {"research": self.question.name, "title": self.question.title, **one}

    def _certain(self, one: SeenPart) -> Sentence:
        """How many there are at least whatever is assumed of the lists, and what errors of linkage take off that."""
        number, missed, false = Ref(one.certain), self.question.missed_links, self.question.false_links
        if missed is None:
            return say(
                "there are at least {number}: so many were seen, and they were linked without error.", number=number
            )
        if not false:
            return say(
                "there are at least {number}. Of the links between registrations {missed} were missed, so some persons "
                "count twice among those seen.",
                number=number,
                missed=Percent(missed),
            )
        return say(
            "there are at least {number}. Of the links between registrations {missed} were missed, so some persons "
            "count twice among those seen; {false} join two persons.",
            number=number,
            missed=Percent(missed),
            false=Percent(false),
        )

    def _title(self, one: SeenPart) -> Value:
        return Capital(self.labels[one.code]) if one.code in self.labels else ALL_TOGETHER

    def _said(self, one: SeenPart) -> Sentence:
        """The verdict in one sentence."""
        number, interval, units = Ref(one.value), Ref(one.interval), self._units
        return {
            VerdictKind.TOO_FEW: say("The lists have seen too few for an estimate."),
            VerdictKind.REFUSAL: say("No reliable estimate can be given."),
            VerdictKind.AT_LEAST: say(
                "At least {number} {units}, unless those seen once are far less likely to be seen again; no estimate "
                "can be given.",
                number=number,
                units=units,
            ),
            VerdictKind.AT_MOST: say(
                "At most {number} {units}, unless those seen once are far more likely to be seen again; no estimate "
                "can be given.",
                number=number,
                units=units,
            ),
            VerdictKind.RANGE: say(
                "There are {interval} {units}; no number in that range is more likely than another.",
                interval=interval,
                units=units,
            ),
            VerdictKind.CAUTION: say(
                "Estimate with caution: {number} {units}. Allowing for what the lists cannot show: {interval}.",
                number=number,
                units=units,
                interval=interval,
            ),
            VerdictKind.ESTIMATE: say(
                "Estimate: {number} {units}. Allowing for what the lists cannot show: {interval}.",
                number=number,
                units=units,
                interval=interval,
            ),
        }[one.verdict.kind]

    def _how_many(self, one: SeenPart) -> Sentence:
        number, units = Ref(one.observed), self._units
        if self.question.is_corrected:
            return say("On the lists, corrected for errors of linkage: {number} {units}.", number=number, units=units)
        period = declared_words.period(self.question)
        if period is None:
            return say("Seen on the lists: {number} {units}.", number=number, units=units)
        return say("Seen on the lists, {period}: {number} {units}.", period=period, number=number, units=units)

    def _records(self) -> Iterator[Record]:
        for one in self.seen:
            has_value = one.is_answered and one.verdict.kind is not VerdictKind.RANGE
            has_interval = one.verdict.level is not None
            yield {
                "research": self.question.name,
                "title": self.question.title,
                "part": one.code,
                "label": self.labels.get(one.code, Text()),
                "verdict": one.verdict.kind.value,
                "observed": Ref(one.observed),
                "value": Ref(one.value) if has_value else None,
                "interval_lower": Ref(one.interval) if has_interval else None,
                "interval_upper": Ref(one.interval, bound=Bound.UPPER) if has_interval else None,
                "mark": Ref(one.value if has_value else one.interval, bound=Bound.MARK) if one.is_answered else None,
                "reasons": one.verdict.reasons,
            }


def _reasons(one: SeenPart, level: int) -> Iterator[NotesBlock]:
    yield NotesBlock(one.verdict.stopped(Basis.DATA), say("What the data show against it"), level)
    yield NotesBlock(one.verdict.stopped(Basis.DECLARED), say("What is declared against it"), level)
    yield NotesBlock(one.verdict.cautions, WITH_CAUTION, level)

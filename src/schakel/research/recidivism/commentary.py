"""The text about recidivism: verdicts, curves, the definition, and lines of open data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schakel.model.answer import Commentary, Conclusion, OpenList, Record
from schakel.model.blocks import (
    Block,
    ChartBlock,
    HeadingBlock,
    LegendEntry,
    LegendSample,
    NamedFact,
    NotesBlock,
    PartLine,
    PartsBlock,
    TableBlock,
    TableColumn,
    VerdictBlock,
)
from schakel.model.drawings import CurveDrawing, CurvePoint
from schakel.model.figure import Figures
from schakel.model.sentence import Capital, Duration, Form, Joined, Percent, Ref, Sentence, Value
from schakel.research.recidivism.followed import FollowedPart, judged
from schakel.research.recidivism.question import RecidivismQuestion
from schakel.research.verdicts import VerdictKind
from schakel.research.words import ALL_TOGETHER, FOR_EACH_PART, WITH_CAUTION, Words
from schakel_base.text import Text
from schakel_recidivism import Clock, Cohort, Start

say = Words("schakel.research.recidivism")


@dataclass(frozen=True)
class RecidivismComment:
    """Says what the figures show; it holds what was declared, and of what was found no number."""

    question: RecidivismQuestion
    followed: tuple[FollowedPart, ...]
    labels: Mapping[str, Text]
    attribute: Text | None

    def __call__(self, figures: Figures) -> Commentary:
        cohort = self.question.cohort
        return replace(self, followed=tuple(judged(one, figures, cohort) for one in self.followed))._said_of(figures)

    def _said_of(self, figures: Figures) -> Commentary:
        return Commentary(
            conclusion=self._conclusion(figures),
            blocks=tuple(block for kind in self._kinds for block in self._of_kind(kind, figures)),
            about=say("Definition"),
            facts=tuple(self._definition()),
            facts_are_printed=True,
            protection=say(
                "Shares are rounded to steps of at least as many persons as the counts are. If a share is refused, "
                "none is shown."
            ),
            open_lists=(OpenList("recidivism", say("Recidivism: verdicts and shares"), tuple(self._records(figures))),),
        )

    @property
    def _kinds(self) -> dict[str, list[FollowedPart]]:
        """The kinds of recidivism in the order in which they were declared; in each all together first."""
        found: dict[str, list[FollowedPart]] = {}
        for one in self.followed:
            found.setdefault(one.kind, []).append(one)
        return found

    def _conclusion(self, figures: Figures) -> Conclusion:
        if not self.followed:
            return Conclusion(say("Nobody could be followed."), is_refusal=True)
        whole, *parts = next(iter(self._kinds.values()))
        enough = say(
            "For a share: {enough}. These thresholds were chosen; they are in no source.",
            enough=_enough(self.question.cohort),
        )
        return Conclusion(
            headline=self._said(whole, figures),
            basis=Joined((self._basis(whole), *self._by_part(parts, figures)), " "),
            is_refusal=not whole.is_shown(figures),
            # What would be enough is said as soon as one part lacks it: readers who miss a share ask why.
            needed=() if all(one.is_shown(figures) for one in self.followed) else (enough,),
            parts=tuple(one.is_shown(figures) for one in parts),
            short=self._short(whole, figures),
        )

    def _short(self, whole: FollowedPart, figures: Figures) -> Value:
        """The share alone, where there is one, and of how many persons it is."""
        if not whole.is_shown(figures):
            return ""
        # The last year is that of the longest follow-up which is still enough.
        year = whole.years[Clock.CALENDAR][-1]
        share, years = _with_limits(whole, year)[0], Duration(year)
        return say(
            "{share} of {persons} persons have a new case within {years}.",
            otherwise=say("{share} of the persons have a new case within {years}.", share=share, years=years),
            share=share,
            persons=Ref(whole.persons),
            years=years,
        )

    def _basis(self, whole: FollowedPart) -> Sentence:
        """How many were followed, from when until when."""
        return say(
            "{persons} Their first case was disposed of between {first} and {last}.",
            persons=_persons(whole),
            first=self.question.cohort.first_day,
            last=self.question.cohort.last_day,
        )

    def _by_part(self, parts: Sequence[FollowedPart], figures: Figures) -> Iterator[Sentence]:
        """For how many of the parts there is a share."""
        if self.attribute is None or not parts:
            return
        attribute, enough, every = self.attribute, sum(1 for one in parts if one.is_shown(figures)), len(parts)
        if enough:
            yield say(
                "By {attribute}, a share can be given for {enough} of the {all} groups.",
                attribute=attribute,
                enough=enough,
                all=every,
            )
        else:
            yield say(
                "By {attribute}, a share can be given for none of the {all} groups.", attribute=attribute, all=every
            )

    def _of_kind(self, kind: str, figures: Figures) -> Iterator[Block]:
        whole, *parts = self._kinds[kind]
        # One scale for a kind of recidivism, so that the curves of its parts can be laid beside each other by eye.
        maximum = _top(self._kinds[kind], figures)
        yield HeadingBlock(Capital(self.question.kinds[kind]))
        yield VerdictBlock(self._said(whole, figures), _persons(whole))
        yield from self._of_part(whole, maximum, figures)
        lines = (
            PartLine(
                self._title(one),
                Joined((self._said(one, figures), _persons(one)), " "),
                tuple(self._of_part(one, maximum, figures)),
            )
            for one in parts
        )
        yield PartsBlock(FOR_EACH_PART, tuple(lines), has_heading=False)

    def _of_part(self, one: FollowedPart, maximum: float, figures: Figures) -> Iterator[Block]:
        if one.is_shown(figures):
            yield self._chart(one, maximum)
            yield self._table(one, figures)
        yield NotesBlock(one.verdict.stopped(), say("What stands in the way"))
        yield NotesBlock(one.verdict.cautions, WITH_CAUTION)

    def _title(self, one: FollowedPart) -> Value:
        return Capital(self.labels[one.code]) if one.code in self.labels else ALL_TOGETHER

    def _name(self, one: FollowedPart) -> str:
        return "-".join(filter(None, ("curve", self.question.name, one.kind, one.code)))

    def _said(self, one: FollowedPart, figures: Figures) -> Sentence:
        if one.verdict.kind is VerdictKind.REFUSAL:
            return say("Too little was observed to give a share.")
        if not one.is_shown(figures):
            return say("There is an estimate, but no rounding would protect single persons in it.")
        year = one.years[Clock.CALENDAR][-1]
        share, lower, upper = _with_limits(one, year)
        # The share may leave where its limits may not.
        if figures[lower.figure].mark:
            return say("{share} of the persons have a new case within {years}.", share=share, years=Duration(year))
        return say(
            "{share} of the persons have a new case within {years} ({level} confidence interval: {lower} to {upper}).",
            share=share,
            years=Duration(year),
            lower=lower,
            upper=upper,
            level=Percent(one.verdict.level or 0),
        )

    def _chart(self, one: FollowedPart, maximum: float) -> ChartBlock:
        calendar = tuple(CurvePoint(year, *_with_limits(one, year)) for year in one.years[Clock.CALENDAR])
        liberty = tuple(CurvePoint(year, _at_liberty(one, year)) for year in one.years[Clock.LIBERTY])
        return ChartBlock(
            name=self._name(one),
            caption=say("Share of persons with a new case, by the end of each year"),
            drawing=CurveDrawing(calendar, liberty, maximum),
            legend=(
                LegendEntry(LegendSample.LINE, say("all days")),
                LegendEntry(LegendSample.DASHED_LINE, say("days at liberty alone")),
                LegendEntry(LegendSample.RANGE, say("interval")),
            ),
            title=self._title(one),
            described=say("The share with a new case by the end of each year, with its interval."),
        )

    def _table(self, one: FollowedPart, figures: Figures) -> TableBlock:
        headings = (say("Share"), say("Interval"), say("At liberty alone"))
        columns = (TableColumn(say("Within years"), is_numeric=False), *map(TableColumn, headings))
        rows = tuple(self._row(one, year, figures) for year in one.years[Clock.CALENDAR])
        return TableBlock(self._name(one), say("Share of persons with a new case"), columns, rows)

    def _row(self, one: FollowedPart, year: int, figures: Figures) -> tuple[Value, ...]:
        share, lower, upper = _with_limits(one, year)
        interval = lower if figures[lower.figure].mark else say("{first} to {last}", first=lower, last=upper)
        return year, share, interval, _at_liberty(one, year) if year in one.years[Clock.LIBERTY] else ""

    def _definition(self) -> Iterator[NamedFact]:
        cohort, chain = self.question.cohort, self.question.chain
        index = say(
            "The first case of a person from {first} to {last} that ended in:",
            first=cohort.first_day,
            last=cohort.last_day,
        )
        never = say("An offence committed before the index case was disposed of, and a case that ended in:")
        observed = say(
            "Until {until} less {days} days in which registrations still come in; "
            "each person until after {years} at liberty",
            until=cohort.observed_until,
            days=cohort.lag_days,
            years=Duration(cohort.years),
        )
        yield NamedFact(say("Index case"), _listing(index, chain.labels_of(cohort.disposals)))
        yield NamedFact(say("Start of the clock"), STARTS[cohort.starts])
        yield NamedFact(say("Observed"), observed)
        yield NamedFact(say("Never a new case"), _listing(never, chain.labels_of(cohort.never_counts)))
        yield NamedFact(say("Enough for a share (chosen)"), _enough(cohort))

    def _records(self, figures: Figures) -> Iterator[Record]:
        for one in self.followed:
            if not one.is_shown(figures):
                yield self._record(one, None, 0)
                continue
            for clock, years in one.years.items():
                yield from (self._record(one, clock, year) for year in years)

    def _record(self, one: FollowedPart, clock: Clock | None, year: int) -> Record:
        """One line per year and clock; where there is no share, one line without."""
        names = {"share": "", "interval_lower": "lower", "interval_upper": "upper"}
        shares = {column: Ref(one.share(clock, year, what)) if clock else None for column, what in names.items()}
        return {
            "research": self.question.name,
            "title": self.question.title,
            "kind": one.kind,
            "part": one.code,
            "label": self.labels.get(one.code, Text()),
            "verdict": one.verdict.kind.value,
            "persons": Ref(one.persons),
            "clock": clock.value if clock else None,
            "year": year if clock else None,
            **shares,
            "reasons": one.verdict.reasons,
        }


STARTS = {
    Start.DISPOSAL: say("The day on which the index case was disposed of"),
    Start.RELEASE: say("The first release after the index case was disposed of"),
    Start.OFFENCE: say("The offence of the index case; a new one can count once that was disposed of"),
}


def _persons(one: FollowedPart) -> Sentence:
    return say("Persons followed: {number}.", number=Ref(one.persons))


def _with_limits(one: FollowedPart, year: int) -> tuple[Ref, Ref, Ref]:
    share, lower, upper = (Ref(one.share(Clock.CALENDAR, year, what), Form.SHARE) for what in ("", "lower", "upper"))
    return share, lower, upper


def _at_liberty(one: FollowedPart, year: int) -> Ref:
    return Ref(one.share(Clock.LIBERTY, year), Form.SHARE)


def _top(followed: Sequence[FollowedPart], figures: Figures) -> float:
    """The top of a scale on which the curves of all parts fit that are shown: a multiple of a fifth, not above 1."""
    upper = (
        figures[one.share(clock, year, "upper")].upper or 0.0
        for one in followed
        if one.is_shown(figures)
        for clock, years in one.years.items()
        for year in years
    )
    # Above the highest and not at it, so that no curve runs along the upper edge.
    return min(1.0, 0.2 * (int(max(upper, default=0.0) / 0.2) + 1))


def _listing(opening: Sentence, labels: Sequence[Text]) -> Joined:
    return Joined((opening, Joined(tuple(labels))), " ")


def _enough(cohort: Cohort) -> Sentence:
    enough = cohort.enough
    return say(
        "{persons} persons, {events} of them with a new case, and a margin of at most {width} percentage points",
        persons=enough.persons,
        events=enough.events,
        width=round(100 * enough.half_width, 1),
    )

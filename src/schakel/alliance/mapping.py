"""mapping.csv: a partner's source values, line by line, with the concepts that they stand for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from schakel.alliance.concept_checks import no_concept
from schakel.alliance.sayable import never_said
from schakel.model.column import Column
from schakel.model.concept import ConceptScheme
from schakel.model.mapping import MappingLine, Match
from schakel_base.csv_file import read_records
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text_file import read_text

HEADER = ("column", "source value", "concept", "match", "valid from", "valid until", "reviewer", "note")
RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")
LONGEST_RANGE = 1000
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class MappingTarget:
    """What a column that makes claims asks of its mapping: the schemes of its attributes, and what its values can be.

    A scheme that could not be read is None: its concepts cannot be checked. Where values are notations or labels, the
    mapping needs no lines. `earlier` are the column as layouts take its cells apart in other ways, `days` the events
    by whose day a code can be read, where the contract does not say which.
    """

    column: Column
    schemes: tuple[ConceptScheme | None, ...]
    earlier: tuple[Column, ...] = ()
    days: tuple[str, ...] = ()

    @property
    def in_own_words(self) -> bool:
        """Whether its values are words of the scheme."""
        return bool(self.column.codes)


def read_mapping(
    folder: Path, file: str, targets: Mapping[str, MappingTarget] | None, columns: Mapping[str, bool], faults: Faults
) -> tuple[MappingLine, ...]:
    """Return the lines of a mapping; note every fault.

    `targets` are the columns that make claims, None where the contract cannot be read; `columns` all columns of the
    contract, with whether they are used.
    """
    text = read_text(folder, file, faults)
    if text is None:
        return ()
    reading = _Reading(file, targets, columns, faults)
    lines = tuple(reading.lines(text))
    reading.check_times(lines)
    # A line at fault may be the one that maps the column.
    if not faults.in_file(file):
        reading.check_columns(lines)
    return lines


@dataclass(frozen=True)
class _Reading:
    file: str
    targets: Mapping[str, MappingTarget] | None
    columns: Mapping[str, bool]
    faults: Faults
    told: set[str] = field(default_factory=set)

    def add(self, sentence: str, line: int) -> None:
        self.faults.add(sentence, self.file, line)

    def add_once(self, sentence: str, line: int) -> None:
        """Note what is wrong in the same way in many lines at the first of them."""
        if sentence not in self.told:
            self.add(sentence, line)
        self.told.add(sentence)

    def lines(self, text: str) -> Iterator[MappingLine]:
        for line, record in read_records(text, self.file, HEADER, self.faults):
            if parsed := self.line(line, record):
                yield parsed

    def line(self, line: int, record: list[str]) -> MappingLine | None:
        column, source_value, concept, match, valid_from, valid_until, reviewer, note = record
        # A drafted line has no reviewer. It says nothing until its column is used and needs it.
        if not reviewer.strip() and not self.is_needed(column):
            return None
        if not match:
            self.add(f"The line has no match; it must be one of {', '.join(Match)}.", line)
            return None
        if match not in set(Match):
            listed = ", ".join(Match)
            self.add(f"The match is `{match}`; it must be one of {listed}{did_you_mean(match, Match)}", line)
            return None
        dates = self.date(valid_from, line), self.date(valid_until, line)
        if dates[0] and dates[1] and dates[0] >= dates[1]:
            self.add(f"The line is valid until {valid_until}, which is not after {valid_from}.", line)
        if any(dates):
            self.read_by_one_day(column, line)
        if not reviewer.strip():
            self.add("A line of a mapping must name its reviewer.", line)
        if not source_value:
            self.add("The source value is empty. A blank says nothing, so it is not mapped.", line)
        if self.column(column, line):
            self.concept(column, concept, Match(match), line)
            self.value(column, source_value, line)
        numbers = self.numbers(column, source_value, line)
        return MappingLine(column, source_value, concept, Match(match), *dates, reviewer, note, line, numbers)

    def is_needed(self, column: str) -> bool:
        """Whether a column needs lines: it makes a claim in words of its own; or nobody knows it."""
        if self.targets is None or column not in self.targets:
            return self.targets is not None and column not in self.columns
        return not self.targets[column].in_own_words

    def date(self, text: str, line: int) -> date | None:
        try:
            # Python reads `20240131` and `2024-W05-3` as well, which other readers of the file do not.
            if text and not ISO_DATE.fullmatch(text):
                raise ValueError
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.add(f"`{text}` is not a date; write it like 2024-01-31 or leave it empty.", line)
            return None

    def read_by_one_day(self, column: str, line: int) -> None:
        """Note a line that holds on some days only, where nobody said which day of a row that is."""
        days = self.targets[column].days if self.targets and column in self.targets else ()
        if len(days) > 1:
            choices = " or ".join(f"`valid_on: {event}`" for event in days)
            self.add_once(f"Say in the claim of `{column}` by which day lines with dates are read: {choices}.", line)

    def column(self, name: str, line: int) -> bool:
        # While the contract cannot be read nothing is said of columns: its own fault is reported, once.
        if self.targets is None or name in self.targets:
            return self.targets is not None
        if name in self.columns:
            self.add_once(f"The column `{name}` makes no claim, so its values are not mapped.", line)
        else:
            self.add_once(f"There is no column `{name}`{did_you_mean(name, self.columns)}", line)
        return False

    def concept(self, column: str, concept: str, match: Match, line: int) -> None:
        if match is Match.NONE:
            if concept:
                self.add(f"The match is `none`, so there can be no concept `{concept}`.", line)
            return
        if not concept:
            self.add(f"The match is `{match}`, so the line must name a concept.", line)
            return
        for scheme in (self.targets or {})[column].schemes:
            if sentence := no_concept(scheme, concept):
                self.add_once(sentence, line)

    def value(self, column: str, value: str, line: int) -> None:
        target = (self.targets or {})[column]
        why = never_said(target.column, value)
        if why and all(never_said(one, value) for one in target.earlier):
            self.add(f"No cell has the value `{value}`: {why}", line)

    def numbers(self, column: str, source_value: str, line: int) -> range:
        """The integers of a range of a column of integers; none of any other value."""
        target = (self.targets or {}).get(column)
        found = RANGE.fullmatch(source_value) if target and target.column.type == "integer" else None
        if not found:
            return range(0)
        first, last = int(found[1]), int(found[2])
        if not 0 < last - first < LONGEST_RANGE:
            self.add(f"The range `{source_value}` must increase, by less than {LONGEST_RANGE}.", line)
            return range(0)
        return range(first, last + 1)

    def check_times(self, lines: tuple[MappingLine, ...]) -> None:
        """Note the lines that give one value two meanings at the same time; only narrow lines may be together."""
        by_value: dict[tuple[str, str], list[MappingLine]] = {}
        for line in lines:
            for value in line.values:
                by_value.setdefault((line.column, value), []).append(line)
        for (_, value), same in by_value.items():
            # Pairs of lines of one value: there are a few at most, one for each period of a code.
            for earlier, later in combinations(same, 2):
                if _overlap(earlier, later) and (problem := _clash(value, earlier, later)):
                    self.add(problem, later.line)

    def check_columns(self, lines: tuple[MappingLine, ...]) -> None:
        mapped = {line.column for line in lines}
        for column, target in (self.targets or {}).items():
            if column not in mapped and not target.in_own_words:
                self.add(f"The column `{column}` makes a claim, but no line maps its values.", 1)


def _overlap(one: MappingLine, other: MappingLine) -> bool:
    # Periods run up to, not including, their last day, so that two that follow each other do not overlap.
    return (one.valid_from or date.min) < (other.valid_until or date.max) and (other.valid_from or date.min) < (
        one.valid_until or date.max
    )


def _clash(source_value: str, earlier: MappingLine, later: MappingLine) -> str:
    value = f"`{source_value}` of `{later.column}`"
    if earlier.concept == later.concept and earlier.match is later.match:
        return f"{value} is mapped in the same way in line {earlier.line}."
    if earlier.match is Match.NARROW and later.match is Match.NARROW:
        return ""
    return (
        f"{value} is also mapped in line {earlier.line}, for the same dates; "
        "only lines with the match `narrow` stand together."
    )

"""What the checks noted in accepted rows: how many rows, the first few, and the most frequent values.

Some notes are declared (rules of severity `note`). Others are made for every file: what opens or interrupts it, which
columns could point at a person, which values no line of the mapping covers, which dates carry a time of day, which
events lie after the delivery that tells of them, which dates lie in the future because their year has two digits, and
which rows repeat another where each counts by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from schakel.intake.progress import checking
from schakel.intake.rows import ACCEPTED, Rows
from schakel.intake.rules import RuleCheck, broken
from schakel.intake.sentences import VALUE, kept_fault, place_of, said_of, shorten
from schakel.intake.types import reading
from schakel.model.alliance import Partner
from schakel.model.column import Column
from schakel.model.contract import Contract, Rule, Severity
from schakel.model.delivery import Note
from schakel_base.database import parts_of, quote_name, quote_text
from schakel_base.errors import Fault, message
from schakel_base.progress import Told

EXAMPLES = 5
MOST_SEEN = 3
QUASI_IDENTIFIER = "quasi-identifier"
TIME_OF_DAY = "time-of-day"
LATER = "later-than-delivery"
TWO_DIGITS = "two-digits"
UNMAPPED = "unmapped"
MAPPED = "mapped"
BLANK = ("required", "missing")
_REPEATED = "repeated-rows"


@dataclass(frozen=True)
class NoteCheck:
    """Something to look for in accepted rows: the condition, and what is said about the rows that meet it.

    `quoted` says whether the values most seen are quoted: not where they are blank or point at a person.
    """

    name: str
    kind: str
    column: str
    condition: str
    said: str
    quoted: bool = False
    rule: Rule | None = None

    @property
    def step(self) -> Told:
        """What is told while it is looked for."""
        return message("looking for identical rows") if self.kind == _REPEATED else checking(self.column, self.name)


def note_checks(partner: Partner, delivered: date) -> Iterator[NoteCheck]:
    """Return everything to look for in rows that a partner delivered on a day."""
    for rule in (*partner.contract.rules, *_undeclared(partner.contract)):
        if rule.severity is Severity.NOTE and not (rule.kind == _REPEATED and _has_key(partner.contract)):
            yield _declared(rule, partner.contract)
    yield from _quasi_identifiers(partner.contract)
    yield from _unmapped(partner)
    yield from _times_of_day(partner.contract)
    yield from _later_than_delivery(partner.contract, delivered)
    yield from _years_of_two_digits(partner.contract)


def _undeclared(contract: Contract) -> Iterator[Rule]:
    """Rows are held against each other where one that is there twice counts twice: each is a unit by itself.

    Of a unit with a key they say nothing new, and to look takes a tenth of taking in.
    """
    if any(not key.columns for key in contract.units) and not any(rule.kind == _REPEATED for rule in contract.rules):
        yield Rule(_REPEATED, _REPEATED, severity=Severity.NOTE)


def _has_key(contract: Contract) -> bool:
    """Whether accepted rows all differ in some column: then none is repeated, which takes long to find out."""
    held = {(rule.kind, rule.column) for rule in contract.rules if rule.severity is Severity.REFUSE}
    return any(kind == "unique" and ("required", column) in held for kind, column in held)


def mapped_values(partner: Partner) -> pa.Table:
    """Return the values that lines of the mapping cover, as the table that conditions look them up in."""
    columns = [line.column for line in partner.mapping for _ in line.values]
    values = [value for line in partner.mapping for value in line.values]
    return pa.table({"column_name": pa.array(columns, pa.string()), "source_value": pa.array(values, pa.string())})


def note_of(rows: Rows, check: NoteCheck) -> Note | None:
    """Return a note on the accepted rows that meet a condition, or None if there are none."""
    distinct = f"count(DISTINCT {quote_name(check.column)})" if check.column else "0"
    found = rows.run(
        f"SELECT count(*), {distinct}, min(row, {EXAMPLES}) FROM {ACCEPTED} WHERE {check.condition}", check.rule
    )
    count, values, examples = found[0]
    if not count:
        return None
    fields = {"count": count, "examples": ", ".join(map(str, examples)), "values": values}
    if check.quoted:
        fields["seen"] = _most_seen(rows, check)
    counted = Fault(_COUNTED["seen" in fields, min(values, 2), count > 1], fields=fields)
    # A declared sentence quotes the value of one row; this one is about many.
    said = check.said.replace(f'"{VALUE}"', "the value")
    sentence = f"{rows.file_name}{place_of(check.column)}{said} {counted}"
    kept = kept_fault(check.rule) if check.rule else Fault(check.said)
    return Note(check.name, check.column, sentence, count, tuple(examples), check.kind, (kept, counted))


_COUNTED = {
    (False, 0, False): message("{count} row, first {examples}."),
    (False, 0, True): message("{count} rows, first {examples}."),
    (False, 1, False): message("{count} row, first {examples}; {values} distinct value."),
    (False, 1, True): message("{count} rows, first {examples}; {values} distinct value."),
    (False, 2, True): message("{count} rows, first {examples}; {values} distinct values."),
    (True, 1, False): message("{count} row, first {examples}; {values} distinct value; most often {seen}."),
    (True, 1, True): message("{count} rows, first {examples}; {values} distinct value; most often {seen}."),
    (True, 2, True): message("{count} rows, first {examples}; {values} distinct values; most often {seen}."),
}
"""How many rows a note is about: by whether the values most seen are quoted, how many differ, and whether it is more
than one row."""


def _most_seen(rows: Rows, check: NoteCheck) -> str:
    value = quote_name(check.column)
    found = rows.run(
        f"SELECT {value}, count(*) FROM {ACCEPTED} WHERE {check.condition} "
        f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_SEEN}",
        check.rule,
    )
    return ", ".join(f'"{shorten(text)}" ({times:,})' for text, times in found)


def _declared(rule: Rule, contract: Contract) -> NoteCheck:
    classification = {column.name: column.classification for column in contract.columns}.get(rule.column)
    quoted = bool(rule.column) and rule.kind not in BLANK and not classification
    condition = broken(RuleCheck(rule, contract, ACCEPTED))
    return NoteCheck(rule.name, rule.kind, rule.column, condition, said_of(rule), quoted, rule)


def _quasi_identifiers(contract: Contract) -> Iterator[NoteCheck]:
    said = message("with other facts this column may point at a person; its values stay in the intake zone.")
    for column in contract.columns:
        if column.classification == QUASI_IDENTIFIER:
            condition = f"{quote_name(column.name)} IS NOT NULL"
            yield NoteCheck(QUASI_IDENTIFIER, QUASI_IDENTIFIER, column.name, condition, said)


_NOT_COVERED = {
    "": message("no line of the mapping covers the value, so it may be anything."),
    "labels": message("the value is to the letter no label of a concept, nor in the mapping, so it may be anything."),
    "notations": message(
        "the value is to the letter no notation of a concept, nor in the mapping, so it may be anything."
    ),
}
"""What is said of a value that nobody knows, by what the column holds."""


def _unmapped(partner: Partner) -> Iterator[NoteCheck]:
    """A value without a line in the mapping says nothing: it may be anything."""
    codes = {column.name: column.codes for column in partner.contract.columns}
    claiming = {column.name for column in partner.contract.columns if column.attribute}
    claiming |= {name for event in partner.contract.events for _, name in event.claims}
    several = {
        column.name: parts_of(quote_name(column.name), column.split, column.each)
        for column in partner.contract.columns
        if column.has_several
    }
    for name in sorted(claiming):
        covered = f"SELECT source_value FROM {MAPPED} WHERE column_name = {quote_text(name)}"
        condition = f"{quote_name(name)} IS NOT NULL AND {quote_name(name)} NOT IN ({covered})"
        if name in several:
            known = f"list_append((SELECT list(source_value) FROM ({covered})), '')"
            condition = f"(len({several[name]}) = 0 OR NOT list_has_all({known}, {several[name]}))"
        yield NoteCheck(UNMAPPED, UNMAPPED, name, condition, _NOT_COVERED[codes[name]], quoted=True)


def _times_of_day(contract: Contract) -> Iterator[NoteCheck]:
    """The chain counts in days: a time of day in the date of an event is kept, and not used."""
    said = message("the date has a time of day; only the day is used.")
    for column in _dates_of_events(contract):
        condition = f"({_read(column)}) <> date_trunc('day', {_read(column)})"
        yield NoteCheck(TIME_OF_DAY, TIME_OF_DAY, column.name, condition, said)


def _later_than_delivery(contract: Contract, delivered: date) -> Iterator[NoteCheck]:
    """What is planned or mistyped counts as what happened does: a register may hold both in one column."""
    said = message("the date is later than the day of delivery; it counts as the day on which it happened.")
    for column in _dates_of_events(contract):
        # Of a year of two digits the note below says why.
        if not _has_two_digits(column):
            condition = f"CAST({_read(column)} AS DATE) > DATE '{delivered}'"
            yield NoteCheck(LATER, LATER, column.name, condition, said)


def _years_of_two_digits(contract: Contract) -> Iterator[NoteCheck]:
    """A birth in 1955 that is written as 55 is read as one in 2055."""
    said = message("the date lies in the future: years of two digits are read as 1969 to 2068.")
    for column in filter(_has_two_digits, contract.used_columns):
        yield NoteCheck(TWO_DIGITS, TWO_DIGITS, column.name, f"({_read(column)}) > current_date", said)


def _has_two_digits(column: Column) -> bool:
    return "%y" in column.format


def _dates_of_events(contract: Contract) -> Iterator[Column]:
    dates = {event.happened for event in contract.events}
    return (column for column in contract.columns if column.name in dates)


def _read(column: Column) -> str:
    return reading(column.type, column.format, quote_name(column.name))

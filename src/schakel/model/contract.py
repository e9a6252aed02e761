"""A contract says what a partner's file looks like, what makes a row acceptable, and what each column is for.

It is declared in the Open Data Contract Standard; these are the parts of it that the rooms use. Every column has
a use, or is declared unused with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from schakel.model.column import Column
from schakel.model.file_layout import DropPlace, FileFormat, FileLayout, Server, Snapshot, UnknownColumns
from schakel.model.persons import PersonAttributes
from schakel.model.retention import Retention
from schakel.model.rhythm import Rhythm
from schakel_base.text import NOTHING, Text

RESERVED_COLUMNS = ("row", "line", "delivery", "delivered", "known")  # what Schakel adds to the rows of a partner


class Severity(StrEnum):
    """What a broken rule does: refuse the row, or leave a note on the receipt."""

    REFUSE = "refuse"
    NOTE = "note"


@dataclass(frozen=True)
class Rule:
    """One declared check of a column (or, with `column` empty, of a whole row).

    `kind` names a check of the intake room; `arguments` are its parameters, in the order that it documents.

    Parameters
    ----------
    name
        As receipts name it.
    severity
        Whether a row that breaks it is refused, or kept with a note.
    sentence
        What a sender reads.
    seconds
        After so many it is stopped; nought where it cannot take long.
    """

    name: str
    kind: str
    column: str = ""
    arguments: tuple[str, ...] = ()
    severity: Severity = Severity.REFUSE
    sentence: Text = NOTHING
    line: int | None = None
    seconds: int = 0


@dataclass(frozen=True)
class UnitKey:
    """How a row names a unit: by the columns of its key, or, with none, by being that unit itself.

    With `with_joined`, what the row says of the unit it says of those as well that are joined to it.

    Parameters
    ----------
    columns
        Empty where each row is a unit by itself.
    apart
        Whether no other partner has any of these units.
    """

    unit: str
    columns: tuple[str, ...] = ()
    with_joined: bool = False
    apart: bool = False


class RelationKind(StrEnum):
    """How one number is related to another of the same kind of unit."""

    SAME_AS = "same-as"
    APPEAL_OF = "appeal-of"
    JOINED_TO = "joined-to"


@dataclass(frozen=True)
class Relation:
    """A row says how its unit is related to another of the same kind, which the columns `to` name.

    What is `same-as` another, or is the number under which it went to appeal, is one unit with it. What is
    `joined-to` another stays a unit of its own.
    """

    kind: RelationKind
    unit: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class EventRule:
    """A row says that an event happened to a unit: on the date in `happened`, if `occurs` (a column) is filled.

    `claims` pairs attributes of the event with the columns that carry them. `not_before` names an event of the
    same row that must come first: earlier ones are kept, flagged, and left out of durations.

    Parameters
    ----------
    occurs
        A column; empty where every row with a date says that it happened.
    """

    event: str
    unit: str
    happened: str
    occurs: str = ""
    claims: tuple[tuple[str, str], ...] = ()
    not_before: str = ""
    line: int | None = field(default=None, compare=False, repr=False)


class LegalCategory(StrEnum):
    """Personal data that the GDPR sets apart: articles 9, 10 and 87."""

    SPECIAL = "special"
    CRIMINAL = "criminal"
    NATIONAL_NUMBER = "national-number"


@dataclass(frozen=True)
class Contract:
    """The agreement with one partner about one kind of file.

    Parameters
    ----------
    id, version
        As the document itself says; receipts name the version.
    columns
        In the order of the document; files may have another order.
    rules
        Declared checks, besides those on type and format.
    supersedes_by
        Columns whose equal values make a later row replace an earlier one.
    snapshot
        Of what each file is the whole population; None where files add to each other.
    drops
        Where its partner puts files that are taken in as they come.
    servers, table, query
        The databases that rows can be read from, what their table is called there, and what is asked where that is
        something else than the table.
    encoding, delimiter, format
        How files are written.
    unknown_columns
        Whether a file may have columns that are not declared.
    retention
        How long rows are kept; None where nothing is declared.
    rhythm
        How often its partner delivers; None where nothing is declared.
    categories
        The columns of each legal category of personal data that is declared; empty where nothing is declared.
    layouts
        The earlier ones, in any order.
    layout
        The earlier one that this contract is in; None for that of today.
    today
        The contract that this one is in an earlier layout of; None for that of today.
    """

    partner: str
    id: str
    version: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    units: tuple[UnitKey, ...] = ()
    events: tuple[EventRule, ...] = ()
    relations: tuple[Relation, ...] = ()
    supersedes_by: tuple[str, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    format: FileFormat = field(default_factory=FileFormat)
    unknown_columns: UnknownColumns = UnknownColumns.NOTE
    title: Text = NOTHING
    file: str = ""
    retention: Retention | None = None
    categories: Mapping[LegalCategory, tuple[str, ...]] = field(default_factory=dict)
    layouts: tuple[FileLayout, ...] = ()
    layout: FileLayout | None = None
    today: "Contract | None" = None
    snapshot: Snapshot | None = None
    servers: tuple[Server, ...] = ()
    drops: tuple[DropPlace, ...] = ()
    rhythm: Rhythm | None = None
    table: str = ""
    query: str = ""

    def categories_of(self, column: str) -> tuple[LegalCategory, ...]:
        """Return the legal categories that a column is declared to be of."""
        return tuple(category for category, columns in self.categories.items() if column in columns)

    @property
    def record_key(self) -> tuple[str, ...]:
        """The columns by which its partner calls a record; empty where it has no name for one."""
        # What a partner calls a record is what it corrects one by, or else the unit that a row names first.
        return self.supersedes_by or next((key.columns for key in self.units if key.columns), ())

    @property
    def used_columns(self) -> tuple[Column, ...]:
        """The columns that leave the archive: all that are not declared unused."""
        return tuple(column for column in self.columns if not column.unused)

    @property
    def delivered_columns(self) -> tuple[Column, ...]:
        """The columns that a file has: all that are not derived from others."""
        return tuple(column for column in self.columns if not column.derived)

    def span_of(self, rule: EventRule) -> str:
        """Return what is known of the date of an event: its `year` or `month`; empty where it is the day."""
        return next((column.span for column in self.columns if column.name == rule.happened), "")

    @property
    def taken_apart_anew(self) -> frozenset[str]:
        """The columns whose cells an earlier layout takes apart in another way than today."""
        ways = {column.name: (column.split, column.each) for column in self.columns}
        earlier = (one for layout in self.layouts for one in layout.columns)
        return frozenset(one.name for one in earlier if (one.split, one.each) != ways[one.name])

    def columns_stating(self, magnitude: str) -> tuple[Column, ...]:
        """Return the columns that state a magnitude."""
        return tuple(one for one in self.columns if one.stated and one.stated.magnitude == magnitude)

    @property
    def unit_of_a_row(self) -> str:
        """The kind of unit that each row names another one of; empty where there is none."""
        # A check that only leaves a note keeps rows with one number twice: then rows are not units.
        unique = {rule.column for rule in self.rules if rule.kind == "unique" and rule.severity is Severity.REFUSE}
        return next((key.unit for key in self.units if len(key.columns) == 1 and key.columns[0] in unique), "")

    @property
    def person_columns(self) -> Mapping[str, str]:
        """The columns that say something of the person of a row, by the attribute that they hold."""
        return {one.person: one.name for one in self.columns if one.person and not one.person_of}

    def linked_columns(self, persons: PersonAttributes | None) -> frozenset[str]:
        """Return the columns in whose place the person of a row stands in keys: those that identify somebody."""
        identifying = persons.identifying if persons else frozenset[str]()
        return frozenset(column for attribute, column in self.person_columns.items() if attribute in identifying)

    def linked_keys(self, persons: PersonAttributes | None) -> tuple[UnitKey, ...]:
        """Return the keys in which persons stand, so that which unit a row names follows from who is who."""
        linked = self.linked_columns(persons)
        return tuple(key for key in self.units if not linked.isdisjoint(key.columns))

    def names_person(self, key: UnitKey, persons: PersonAttributes | None) -> bool:
        """Return whether a unit is a person: its key says who somebody is and nothing beside it."""
        return bool(key.columns) and self.linked_columns(persons).issuperset(key.columns)

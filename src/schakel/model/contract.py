"""A contract says what a partner's file looks like, what makes a row acceptable, and what each column is for.

It is declared in the Open Data Contract Standard; these are the parts of it that the rooms use. Every column has
a use: part of a key, a date of an event, a claim about an attribute, a magnitude, what persons are linked by or units
recognised by, a text that research reads, or declared unused with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

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
    line
        The line of the rule in the file of the contract.
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
class Permission:
    """That a column may be evidence of whether two of a kind of unit are one, and on which ground."""

    unit: str
    ground: Text


@dataclass(frozen=True)
class StatedMagnitude:
    """That the numbers in a column state a magnitude of a unit."""

    unit: str
    magnitude: str


@dataclass(frozen=True)
class Derivation:
    """How the text of a column is made out of others of its row: their text, a part of it, and another word for that.

    Parameters
    ----------
    columns
        Those that it is made of: the first that is filled, or all with `join` between them.
    join
        What stands between their texts, a blank one included; None where the first that is filled is taken.
    pattern
        A regular expression: of its first match the group is taken, or, without a group, the whole match. What does
        not match gives a blank. Empty where all of the text is taken.
    values
        Texts with what stands for them; any other text stays as it is.
    """

    columns: tuple[str, ...]
    join: str | None = None
    pattern: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of a file, or one that is derived from others of it.

    `attribute` and `units` are set when its values are claims about those units.

    `text` says what research reads in it, where it holds free text that is read by rules. `person` says which
    attribute of a person it holds, where persons are linked by it. `permission` lets units be recognised by it.

    Parameters
    ----------
    name
        As in the header of the file.
    type
        `string`, `date`, `integer` or another type of the contract standard.
    format
        Of dates, as the contract writes it.
    units
        Names of the units that the value is claimed of.
    attribute
        The attribute that is claimed; empty where the column is no claim.
    split
        What stands between the values of a cell that has several; empty where a cell has one.
    each
        A regular expression that finds the values in a cell: the group of each match, or without one all of it.
    codes
        `notations` or `labels`, where its values are those of concepts; empty where the mapping alone says what they
        are.
    stated
        The magnitude that its numbers state, and of which unit.
    unused
        Why the column is not used; empty where it is used.
    classification
        How sensitive it is; `personal` for what identifies persons.
    derived
        How it is made out of columns of the file; None where the file has it.
    """

    name: str
    type: str = "string"
    required: bool = False
    format: str = ""
    units: tuple[str, ...] = ()
    attribute: str = ""
    split: str = ""
    each: str = ""
    codes: str = ""
    stated: StatedMagnitude | None = None
    text: str = ""
    person: str = ""
    permission: Permission | None = None
    unused: str = ""
    classification: str = ""
    description: str = ""
    derived: Derivation | None = None
    line: int | None = None

    @property
    def span(self) -> str:
        """`year` or `month` where its dates say no more than that; empty where they say the day."""
        says_day = any(sign in self.format for sign in ("%d", "%-d", "%j", "%x", "%c"))
        if self.type != "date" or says_day or not any(sign in self.format for sign in ("%Y", "%y")):
            return ""
        return "month" if any(sign in self.format for sign in ("%m", "%-m", "%b", "%B")) else "year"

    @property
    def has_several(self) -> bool:
        """Whether a cell can have several values."""
        return bool(self.split or self.each)


@dataclass(frozen=True)
class UnitKey:
    """How a row names a unit: by the columns of its key, or, with none, by being that unit itself.

    With `with_joined`, what the row says of the unit it says of those as well that are joined to it.

    Parameters
    ----------
    unit
        The name of a unit.
    columns
        Empty where each row is a unit by itself.
    """

    unit: str
    columns: tuple[str, ...] = ()
    with_joined: bool = False


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
    event
        The name of an event.
    unit
        The kind of unit that it happens to.
    happened
        The column with the date.
    occurs
        A column; empty where every row with a date says that it happened.
    line
        The line in the file of the contract.
    """

    event: str
    unit: str
    happened: str
    occurs: str = ""
    claims: tuple[tuple[str, str], ...] = ()
    not_before: str = ""
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class FileFormat:
    """How files are written: the name of a format, and what that format must be told.

    Parameters
    ----------
    name
        One of those that the intake room reads.
    sheet
        Of a workbook, the sheet; empty where it has one.
    rows
        Of a tree, the path to the elements that are rows.
    quote
        Of delimited text, the character around values; `none` where there is none.
    header
        The line of the header; 0 for the first that is not blank. Of fixed width, the last line above the rows.
    places
        Of fixed width, the columns with their first and last character, from 1.
    """

    name: str = "delimited"
    sheet: str = ""
    rows: str = ""
    quote: str = '"'
    header: int = 0
    places: tuple[tuple[str, int, int], ...] = ()


class UnknownColumns(StrEnum):
    """What becomes of a column that a file has and the contract does not know; its values stay in the archive."""

    REFUSE = "refuse"
    NOTE = "note"
    KEEP_UNUSED = "keep-unused"


@dataclass(frozen=True)
class LayoutColumn:
    """A column of today as an earlier layout has it: under the header `written`, with dates in `written_format`."""

    name: str
    written: str
    type: str = "string"
    format: str = ""
    written_format: str = ""


@dataclass(frozen=True)
class FileLayout:
    """How the files of a partner looked that were delivered up to a day.

    Parameters
    ----------
    version
        Of the contract as it was then; receipts name it.
    until
        The last day of deliveries in this layout.
    columns
        Of the columns of today those that it has.
    lacks
        Of the columns of today those that it does not have.
    unused
        The columns that it has besides, which nobody reads any more.
    encoding, delimiter, format
        Where they differ from those of today.
    """

    version: str
    until: date
    columns: tuple[LayoutColumn, ...]
    lacks: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    format: FileFormat | None = None
    line: int | None = field(default=None, compare=False, repr=False)

    def column(self, name: str) -> LayoutColumn | None:
        """Return how it has a column of today; None where it lacks it."""
        return next((one for one in self.columns if one.name == name), None)


class LegalCategory(StrEnum):
    """Personal data that the GDPR sets apart: articles 9, 10 and 87."""

    SPECIAL = "special"
    CRIMINAL = "criminal"
    NATIONAL_NUMBER = "national-number"


@dataclass(frozen=True)
class Server:
    """A database that rows are read from.

    Parameters
    ----------
    name
        As the contract calls it.
    type
        `postgresql`, `sqlserver` or `oracle`.
    host
        A name or address; of PostgreSQL also the folder of a socket.
    port
        Nought for the usual one.
    database
        Its name; of Oracle that of the service.
    schema
        Where its table is; empty where the name of the table says so.
    """

    name: str
    type: str
    host: str
    port: int
    database: str
    schema: str = ""


@dataclass(frozen=True)
class Snapshot:
    """That each file is a whole population, and replaces all that was delivered of it before.

    Parameters
    ----------
    by
        The column with the day by which a row is of a period: a file is the population of the days that it covers.
        Empty where a file is the whole register.
    """

    by: str = ""


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
    format: FileFormat = FileFormat()
    unknown_columns: UnknownColumns = UnknownColumns.NOTE
    title: Text = NOTHING
    file: str = ""
    retention: Retention | None = None
    categories: Mapping[LegalCategory, tuple[str, ...]] = field(default_factory=dict)
    layouts: tuple[FileLayout, ...] = ()
    layout: FileLayout | None = None
    snapshot: Snapshot | None = None
    servers: tuple[Server, ...] = ()
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
        return {column.person: column.name for column in self.columns if column.person}

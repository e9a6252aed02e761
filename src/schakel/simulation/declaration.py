"""What an alliance declares about a simulated world: numbers with their sources, tables of truth, writings of partners.

The truth is a row of tables, each derived from those before it: an investigation has suspects, a suspect may have
a case. A *field* of a table either follows from other fields (an SQL expression in DuckDB's dialect) or comes from a
named random process with a declared parameter. A *writing* says how one partner puts rows of one table of the truth
into its own file: which rows, when it knows them, in which words, and with which errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schakel_base.text import Text


@dataclass(frozen=True)
class DeclarationPlace:
    """Where something is declared: a file relative to the alliance folder, and a line."""

    file: str
    line: int


@dataclass(frozen=True)
class Parameter:
    """A number, or numbers by key, that the world is made with; where it comes from, and whether that was verified."""

    name: str
    value: Any
    source: str
    verified: bool
    place: DeclarationPlace


@dataclass(frozen=True)
class Expression:
    """An SQL expression and where it is."""

    sql: str
    place: DeclarationPlace


@dataclass(frozen=True)
class Field:
    """One thing that is known about each row.

    `process` says how it arises and `subject` from what: an expression, a parameter, a list, an identifier or a
    table. `by` pairs what the process distinguishes with the fields that tell it; `takes` pairs the new fields with
    what is taken from the list or table.
    """

    name: str
    process: str
    subject: str
    place: DeclarationPlace
    by: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, str] = field(default_factory=dict)
    weight: str = ""
    on: str = ""


@dataclass(frozen=True)
class Stratum:
    """A number of rows a year (a parameter), about the theme of the alliance or about everything else."""

    count: str
    theme: bool


@dataclass(frozen=True)
class Origin:
    """Where the rows of a table come from: from nothing, from each row of another table, from each line of a list."""

    yearly: tuple[Stratum, ...] = ()
    parent: str = ""
    where: Expression | None = None
    number: str = ""
    by: Mapping[str, str] = field(default_factory=dict)
    each: str = ""
    takes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Join:
    """Some rows (by `chance`) belong with a random row of another table of the same year, that satisfies `where`."""

    table: str
    chance: str
    where: Expression
    takes: Mapping[str, str]


@dataclass(frozen=True)
class Returns:
    """Each person in this table comes back after a time drawn from `curve`, to the theme with chance `theme`."""

    curve: str
    theme: str
    by: Mapping[str, str]


@dataclass(frozen=True)
class WorldTable:
    """One table of the truth."""

    name: str
    origin: Origin
    fields: tuple[Field, ...]
    place: DeclarationPlace
    join: Join | None = None
    returns: Returns | None = None


@dataclass(frozen=True)
class Error:
    """With a chance, the value of a column becomes another: `{value}` is the old value, `{luck}` a die."""

    chance: str
    becomes: Expression
    by: Mapping[str, str]


@dataclass(frozen=True)
class WrittenColumn:
    """A column of a partner's file: what it holds if nothing goes wrong, and what may go wrong."""

    name: str
    value: Expression
    errors: tuple[Error, ...] = ()


@dataclass(frozen=True)
class Version:
    """A state in which a row is delivered: from the date `known` on, with some columns not yet as they will be."""

    known: Expression
    where: Expression | None
    becomes: Mapping[str, Expression]


@dataclass(frozen=True)
class Writing:
    """How one partner writes its file."""

    partner: str
    rows: WorldTable
    columns: tuple[WrittenColumn, ...]
    versions: tuple[Version, ...]
    truth: Mapping[str, Expression]
    every: str
    after: int
    open_rows: bool = False


@dataclass(frozen=True)
class Identifier:
    """Numbers that pass a check: digits times `weights` sum to a multiple of `modulus`.

    The `ranges` bound the number without its last digit, and are used up in their order.
    """

    weights: tuple[int, ...]
    modulus: int
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Simulation:
    """A whole simulated world, checked."""

    years: tuple[int, int]
    warm_up: int
    source: Text
    parameters: Mapping[str, Parameter]
    identifiers: Mapping[str, Identifier]
    lists: Mapping[str, Mapping[str, tuple[str, ...]]]
    tables: tuple[WorldTable, ...]
    writings: tuple[Writing, ...]

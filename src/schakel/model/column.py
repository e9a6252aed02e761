"""A column of a partner's file: what it contains and what it is used for.

It is part of a key, a date of an event, a claim about an attribute, a magnitude, what persons are linked by or units
recognised by, a text that research reads, or declared unused with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schakel_base.text import Text

DATED = ("date", "timestamp")
"""The types of columns that say a day."""
PLAIN_NUMBER = "1234.56"
"""How numbers are written where nothing is declared."""
NUMBERS_WRITTEN: Mapping[str, tuple[str, str]] = {
    "1234,56": ("", ","),
    "1.234,56": (".", ","),
    "1 234,56": (" ", ","),
    "1,234.56": (",", "."),
    "1'234.56": ("'", "."),
}
"""How numbers can be written otherwise: what stands between thousands, and before the decimals."""
BETWEEN_VALUES = "\N{SYMBOL FOR UNIT SEPARATOR}"
"""What stands between the values of a cell for queries, where layouts take its column apart in several ways."""


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
        Texts with what stands for them, which can be a blank; any other text stays as it is.
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
    attribute of a person it holds, where persons are linked by it; with `person_of`, of all persons of a unit that the
    row names, whichever rows name these. `permission` lets units be recognised by it.

    Parameters
    ----------
    type
        `string`, `date`, `integer` or another type of the contract standard.
    format
        Of dates, as the contract writes it; of numbers one of `NUMBERS_WRITTEN`.
    zone
        The time zone of which its moments have the day, such as `Europe/Amsterdam`; empty where they say no zone.
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
    valid_on
        The event by whose day its codes are read; empty for the first of its contract.
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
    zone: str = ""
    units: tuple[str, ...] = ()
    attribute: str = ""
    split: str = ""
    each: str = ""
    codes: str = ""
    valid_on: str = ""
    stated: StatedMagnitude | None = None
    text: str = ""
    person: str = ""
    person_of: str = ""
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

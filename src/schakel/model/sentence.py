"""A sentence in several languages, with places for figures, dates and names.

A figure is in a sentence as a reference (`Ref`) to one of the figures of its answer. Where disclosure control has
left that figure out, the sentence says so, or another one is said in its place (`otherwise`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schakel_base.text import Text


class Form(StrEnum):
    """How a figure is written: as a number, as a percentage, to one decimal, as a change or as a distance."""

    NUMBER = "number"
    SHARE = "share"
    DECIMAL = "decimal"
    CHANGE = "change"
    DISTANCE = "distance"


class Bound(StrEnum):
    """What of a figure is in a record for machines."""

    LOWER = "lower"
    UPPER = "upper"
    MARK = "mark"


@dataclass(frozen=True)
class Ref:
    """A reference to a figure of the answer by its name; a record for machines has one `bound` of it."""

    figure: str
    form: Form = Form.NUMBER
    bound: Bound = Bound.LOWER


@dataclass(frozen=True)
class Percent:
    """A declared share between 0 and 1, to be written as a percentage."""

    share: float


@dataclass(frozen=True)
class Decimals:
    """A number to two decimals, as many as those under it have."""

    number: float


@dataclass(frozen=True)
class Duration:
    """A duration in whole years, to be written with the word that a language has for one or for more of them."""

    years: int


@dataclass(frozen=True)
class Capital:
    """A value that opens a line: with a capital."""

    value: "Value"


@dataclass(frozen=True)
class Joined:
    """Values after each other, with `by` between those that say anything."""

    values: tuple["Value", ...]
    by: str = ", "


@dataclass(frozen=True)
class Sentence:
    """A text with the values for its places in braces; `otherwise` is said where a figure in it is left out."""

    text: Text
    values: Mapping[str, "Value"] = field(default_factory=dict)
    otherwise: "Sentence | None" = None


Value = str | int | float | date | Text | Ref | Percent | Decimals | Duration | Capital | Joined | Sentence
"""What can be in a sentence, or in a cell of a table."""


def say(
    english: str, dutch: str = "", spanish: str = "", /, *, otherwise: Sentence | None = None, **values: Value
) -> Sentence:
    """Return a sentence in English and, where they are given, in Dutch and Spanish."""
    spoken = {"en": english, "nl": dutch, "es": spanish}
    return Sentence(Text({tag: said for tag, said in spoken.items() if said}), values, otherwise)

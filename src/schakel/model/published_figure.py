"""A published figure is a number that somebody else published: shown with its source, never mixed with our counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from schakel.model.definition import Aspect
from schakel.model.indicator import Status
from schakel_base.text import NOTHING, Text


class Precision(StrEnum):
    """How exactly a source gives its number."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more-than"
    LESS_THAN = "less-than"


@dataclass(frozen=True)
class PublishedFigure:
    """`value` (up to `value_to`, if the source gives a range) of `measure`, over the years `year_from` to `year_to`.

    Figures that share the name of a `conflict` speak of nearly the same and differ. `definition` is what its source
    says of how it was counted, aspect by aspect; an aspect that it leaves out is not stated.
    """

    id: str
    year_from: int
    year_to: int
    phase: str
    measure: Text
    value: float
    value_to: float | None
    precision: Precision
    unit: Text
    status: Status
    source: str
    verified: bool
    conflict: str = ""
    note: Text = NOTHING
    definition: Mapping[Aspect, Text] = field(default_factory=dict)

    @property
    def is_limit(self) -> bool:
        """Whether its source gives only what it lies below or above: then no number can be compared with it."""
        return self.precision in (Precision.MORE_THAN, Precision.LESS_THAN)

    @property
    def years(self) -> str:
        """The year, or the first and the last with an en dash between them."""
        return f"{self.year_from}" if self.year_from == self.year_to else f"{self.year_from}–{self.year_to}"

"""A target is a norm that was agreed for a year, and what became of it.

A norm may change half-way, so it has editions, each decided on a day by a body; all of them are kept. A realisation
that was not found is unknown and never nought.
"""

from dataclasses import dataclass
from datetime import date

from schakel.model.indicator import Status
from schakel_base.text import NOTHING, Text


@dataclass(frozen=True)
class TargetEdition:
    """What one document says of one year: a norm, a realisation, both, or that neither was found.

    A `status` belongs to a realisation.
    """

    year: int
    edition: str
    norm: float | None
    realised: float | None
    status: Status | None
    decided_on: date | None
    decided_by: str
    source: str
    verified: bool
    note: Text = NOTHING


@dataclass(frozen=True)
class Target:
    """Something for which norms are agreed, with its editions in the order of their declaration.

    `programme` is the name of the file that declares it.
    """

    programme: str
    title: Text
    editions: tuple[TargetEdition, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that any edition speaks of, in order."""
        return tuple(sorted({edition.year for edition in self.editions}))

    def of_year(self, year: int) -> tuple[TargetEdition, ...]:
        """The editions that speak of a year."""
        return tuple(edition for edition in self.editions if edition.year == year)

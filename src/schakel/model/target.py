"""A target: a norm agreed for a year, and the result.

A norm may change half-way, so it has editions, each decided on a day by a body; all of them are kept. A realisation
that was not found is unknown and never nought. What the alliance counts of it is in a table, and is named here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schakel.model.indicator import Status
from schakel_base.text import NOTHING, Text


@dataclass(frozen=True)
class TargetEdition:
    """What one document says about one year: a norm, a realisation, both, or that neither was found.

    A `status` belongs to a realisation.

    Parameters
    ----------
    year
        The year that norm and realisation are about.
    edition
        What the document is called.
    norm, realised
        In the unit of the target; None where the document states none.
    status
        Whether the realisation is final.
    decided_on, decided_by
        When and by whom the norm was set.
    source
        Where the document is.
    verified
        Whether somebody saw the numbers in it.
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


YEAR = "{year}"


@dataclass(frozen=True)
class CountedBy:
    """The cells of a table that count what was realised; `YEAR` is where the year of the norm belongs."""

    table: str
    at: Mapping[str, str]

    def in_year(self, year: int) -> dict[str, str]:
        """Return the category of each dimension that is named, for a year."""
        # Replaced and not formatted: a code may hold braces of its own.
        return {dimension: code.replace(YEAR, str(year)) for dimension, code in self.at.items()}


@dataclass(frozen=True)
class Target:
    """Something for which norms are agreed, with its editions in the order of their declaration.

    `programme` is the name of the file that declares it; `counted_by` says which table counts what was realised.
    """

    programme: str
    title: Text
    editions: tuple[TargetEdition, ...]
    counted_by: CountedBy | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The years that any edition speaks of, in order."""
        return tuple(sorted({edition.year for edition in self.editions}))

    def of_year(self, year: int) -> tuple[TargetEdition, ...]:
        """The editions that are about a year."""
        return tuple(edition for edition in self.editions if edition.year == year)

    def norms_of(self, year: int) -> tuple[TargetEdition, ...]:
        """The editions that are about the norm of a year, the last decision last; one may leave the norm open.

        An edition with a realisation alone says nothing of the norm.
        """
        # A line with neither says that the norm was looked for and not found, which is a decision that left it open.
        speaking = [one for one in self.of_year(year) if one.norm is not None or one.realised is None]
        return tuple(sorted(speaking, key=lambda one: one.decided_on or date.min))

    def in_force(self, year: int) -> float | None:
        """The norm of a year as it was decided last; None where none was found or the last decision left it open."""
        return next((one.norm for one in reversed(self.norms_of(year))), None)

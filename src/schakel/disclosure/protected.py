"""What may leave: a table whose every number has passed a disclosure profile.

A `ProtectedTable` can be made by this room alone. It holds published numbers and marks, and has no reference to the
table that it was made from: what it does not hold cannot leak from it.
"""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field

from schakel.model.delivery import Coverage
from schakel.model.figure import Figure
from schakel.model.indicator import Indicator
from schakel.model.table import Dimension
from schakel_base.errors import DisclosureError
from schakel_protection import Profile

_SEAL = object()


@dataclass(frozen=True)
class ProtectedCell:
    """The count at some coordinates, and the statistics drawn from published counts, by kind of statistic."""

    coordinates: tuple[str, ...]
    count: Figure
    statistics: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class StatedFigures:
    """The figures of counts that leave outside tables, and how they are protected."""

    profile: Profile
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class ProtectedTable:
    """Counts of one unit that may be published, in any format.

    Parameters
    ----------
    cells
        One for each combination of categories, as numbers, bounds or marks.
    profile
        The rules that protected it, in words.
    seal
        What only this room has: nobody else can make a protected table.
    complete
        The days that its deliveries cover.
    is_told
        Whether any delivery tells of its units.
    """

    indicator: Indicator
    dimensions: tuple[Dimension, ...]
    cells: tuple[ProtectedCell, ...]
    profile: Profile
    synthetic: bool
    seal: InitVar[object]
    complete: Coverage | None = None
    is_told: bool = True

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise DisclosureError("only the disclosure room makes a protected table")

    def at(self, **codes: str) -> ProtectedCell:
        """Return the cell at the codes given by dimension name; others are at their first category, the total.

        Raises
        ------
        KeyError
            If the table has no such cell.
        """
        wanted = tuple(codes.get(dimension.name, dimension.categories[0].code) for dimension in self.dimensions)
        return next(cell for cell in self.cells if cell.coordinates == wanted)

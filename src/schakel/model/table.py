"""A table is a set of linear equations over base cells.

The units that a table counts fall into *base cells*: all units that the deliveries describe in exactly the same
way. Every published number is a sum of base cells: the lower bound of a category sums those that certainly belong
to it, the upper bound those that possibly do, a total sums them all. Kept in this form, totals, hierarchies, bounds
and linked tables are one thing to disclosure control: known sums over unknown cells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from schakel.model.concept import ConceptScheme
from schakel.model.delivery import Coverage
from schakel.model.indicator import Indicator
from schakel_base.text import Text

TOTAL = "total"


class Grounding(StrEnum):
    """Why a category is there.

    It was declared; some unit was found in it; it is one of a row of periods from the first to the last in which one
    was; or it follows such a period, in which something changed.
    """

    DECLARED = "declared"
    FOUND = "found"
    IN_A_ROW = "in a row"
    AFTER_A_CHANGE = "after a change"


@dataclass(frozen=True)
class Category:
    """One value of a dimension; `level` is its depth under the total (which is 0).

    Neighbours that are `ranked` are shown in the order of their published counts, largest first. Of one that is not
    declared it tells something that it is there: its `grounding` says what.

    Parameters
    ----------
    code
        Unique in its dimension; the total has one too.
    made_of
        The codes of the finest categories, if each of its units is in exactly one of them: of a finest one its own.
    """

    code: str
    label: Text
    level: int = 1
    ranked: bool = False
    grounding: Grounding = Grounding.DECLARED
    made_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """One side of a table: its categories in the order of display, the first of them the base of shares (the total).

    Parameters
    ----------
    categories
        Each before its parts.
    """

    name: str
    label: Text
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Cell:
    """One cell: a code per dimension, and the base cells (by index) that its two bounds sum.

    `unit` is the kind of unit that it counts all of, where that is not what its table counts: of some deliveries, each
    row is one.

    Parameters
    ----------
    coordinates
        Codes, in the order of the dimensions.
    lower, upper
        Indices into the base cells of its table, each once. A base cell in `upper` only holds units that may belong to
        the cell.
    """

    coordinates: tuple[str, ...]
    lower: tuple[int, ...]
    upper: tuple[int, ...]
    unit: str = ""


@dataclass(frozen=True)
class Contributions:
    """What contributors give to the sums of a table: at each place one of them, in one base cell.

    Parameters
    ----------
    base
        The base cell, by index.
    who
        The contributor, by a number without meaning.
    least, most
        What it gives, in the unit of the magnitude; they differ where rows state several numbers of one unit.
    less, more
        How much less and more it may give at least (`least`), for whoever knows the class of each of its units.
    """

    base: tuple[int, ...]
    who: tuple[int, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]
    less: tuple[float, ...]
    more: tuple[float, ...]


AT_LOWEST, AT_HIGHEST = " at lowest", " at highest"
"""What the name ends in of counts by class, if each unit is in the lowest or the highest class that it can be in."""


@dataclass(frozen=True)
class Table:
    """Counts of one unit, unprotected: only `disclosure` turns it into something that may leave.

    `base` holds the number of units in each base cell; `base_keys` what they have in common, column by column, so that
    a cell can be traced. `complete` are the days that the deliveries behind it cover, where all their senders say so.

    Parameters
    ----------
    dimensions, cells
        Each cell at one category of every dimension.
    base
        In units; index i belongs to base cell i.
    base_keys
        For each base cell its value in each column that it is grouped by.
    is_told
        Whether any delivery tells of its units: of nothing delivered 0 says nothing.
    told_by_statistics
        Counts that bounds of statistics tell beside the cells. By each dimension along which shares are drawn, the
        cells whose whole is unclear: of the units that can be in the whole of a cell but need not, those that are in
        the cell if so (`lower`), and those that can be (`upper`). By one along which a quantity lies, ending in
        `AT_LOWEST` or `AT_HIGHEST`, the units by class if each is in the lowest or the highest that it can be in.
    contributions
        Behind the amounts that it shows; None if it shows none.
    schemes
        Of its attributes of which a unit has one concept: readers know what is part of what.
    """

    indicator: Indicator
    dimensions: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    base: tuple[int, ...]
    base_keys: tuple[tuple[str | int | None, ...], ...] = ()
    synthetic: bool = False
    is_told: bool = True
    complete: Coverage | None = None
    told_by_statistics: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)
    contributions: Contributions | None = None
    schemes: Mapping[str, ConceptScheme] = field(default_factory=dict)

    def bounds(self, cell: Cell) -> tuple[int, int]:
        """Return the lower and the upper bound of a cell, in units."""
        # Sums, and kept nowhere: so no cell can disagree with those that it is made of.
        return sum(self.base[i] for i in cell.lower), sum(self.base[i] for i in cell.upper)

    def cell(self, coordinates: tuple[str, ...]) -> Cell:
        """Return the cell at the given codes, one per dimension.

        Raises
        ------
        KeyError
            If the table has no such cell.
        """
        for cell in self.cells:
            if cell.coordinates == coordinates:
                return cell
        raise KeyError(coordinates)

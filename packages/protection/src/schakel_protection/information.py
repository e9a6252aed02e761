"""How much of a table is kept once some of its cells are hidden, so that ways to protect it can be compared.

The fewer units share a shown cell, the more a reader knows of a unit in it. In bits: one for each halving of all
units. A unit whose own class is hidden is known by the smallest shown cell that holds it, often a total. The sum over
all units is the information of a partition (Shannon, 1948, https://doi.org/10.1002/j.1538-7305.1948.tb01338.x); as a
share of that of the table with nothing hidden it says how much is kept, whether cells were hidden or classes merged.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.audit import ExposureError
from schakel_protection.profiles import Profile
from schakel_protection.releases.methods import protect_release
from schakel_protection.releases.proposed import ProposedRelease
from schakel_protection.solver import EffortError
from schakel_protection.tables.equations import Equations, Mask, Vector


@dataclass(frozen=True)
class InformationKept:
    """What is kept of a table.

    Parameters
    ----------
    cells, shown
        The cells that the table has, totals as well, and how many of them are shown.
    units, at_finest
        The units that are counted, and those of them whose own finest class is shown.
    bits
        The information of what is shown, in bits for all units together.
    """

    cells: int
    shown: int
    units: float
    at_finest: float
    bits: float

    @classmethod
    def of(cls, equations: Equations, printed: Mask, shown: Mask) -> "InformationKept":
        """Return how much of a table is kept, in cells, units and bits.

        Parameters
        ----------
        equations
            The table, with its true values, in units.
        printed
            The cells that the table has for its readers, one flag per cell.
        shown
            Those of them that have a value.
        """
        inside, units = sparse.csr_array(equations.matrix), equations.values[equations.base]
        everyone = float(units.sum())
        finest, known = (_smallest(equations, inside, cells, everyone) for cells in (printed, shown & printed))
        return cls(
            int(printed.sum()),
            int((shown & printed).sum()),
            everyone,
            float(units[known == finest].sum()),
            float((units * np.log2(everyone / known)).sum()) if everyone else 0.0,
        )

    @classmethod
    def under(cls, profile: Profile, proposed: ProposedRelease, printed: Mask) -> "InformationKept | None":
        """Return how much of tables is kept once they are protected; None where they cannot be.

        Parameters
        ----------
        proposed
            The tables, and what left before.
        printed
            The cells that they have for their readers, one flag per cell.

        Raises
        ------
        DisclosureError
            If the profile is not for tables of bounds.
        """
        try:
            shown = protect_release(proposed, profile)
        except (ExposureError, EffortError):
            return None
        return cls.of(proposed.equations, printed, ~np.isnan(shown.values))


def _smallest(equations: Equations, inside: sparse.csr_array, cells: Mask, everyone: float) -> Vector:
    """The units in the smallest of some cells that holds each base cell; everyone where none does."""
    places = np.flatnonzero(cells & (equations.values > 0))
    entries = inside[places].tocoo()
    smallest = np.full(inside.shape[1], max(everyone, 1.0))
    np.minimum.at(smallest, entries.col, equations.values[places][entries.row])
    return smallest

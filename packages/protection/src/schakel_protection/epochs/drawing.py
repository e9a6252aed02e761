"""One whole table is drawn at random from all that lie near the counts wherever somebody may ask.

The walk starts at the counts. Nothing is optimised: which table comes out tells no more of the counts than that they
lie within the ranges, also to somebody who knows the program.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from schakel_base.errors import DisclosureError
from schakel_protection.effort import DRAWING
from schakel_protection.rounding.walking import Walk
from schakel_protection.tables.equations import Key, Vector
from schakel_protection.thresholds import REACH_OF_ASKED

SMALL = REACH_OF_ASKED
"""Units of a small sum: no more than its figure may be off."""


@dataclass(frozen=True, eq=False)
class Leaves:
    """Units by all that can be asked of them together, and the cells in which they can be asked for.

    Parameters
    ----------
    counts
        Units in each leaf, of shape (n,).
    cells
        Which leaves each cell sums, of shape (m, n), with ones.
    keys
        What each cell counts, as in the release ledger, of length m.
    staying
        Units in each cell that are in other leaves, which stay as they are, of shape (m,): whole numbers of at least 0.
    """

    counts: Vector
    cells: sparse.csr_array
    keys: tuple[Key, ...]
    staying: Vector | float = 0.0

    @property
    def sums(self) -> Vector:
        """The true count of each cell, in units."""
        return self.summed(self.counts)

    def summed(self, units: Vector) -> Vector:
        """Return the units in each cell, of shape (m,), where so many are in each leaf that does not stay."""
        return np.asarray(self.cells @ units) + self.staying


def draw_table(leaves: Leaves, ranges: tuple[Vector, Vector], seed: bytes) -> Vector:
    """Draw a whole table, at least 0 in each leaf, of which every cell lies in its range.

    Parameters
    ----------
    leaves
        The counts, and the cells that must lie in their ranges.
    ranges
        The least and the most of each cell, in units, of shape (m,).
    seed
        The secret of the draw: with the same one the same table comes out.

    Returns
    -------
    Vector
        Units in each leaf, of shape (n,).

    Raises
    ------
    DisclosureError
        If no such table was found near the counts.
    """
    random = np.random.default_rng(int.from_bytes(hashlib.sha256(seed).digest(), "big"))
    least, most = (end - leaves.staying for end in ranges)
    walk = Walk(leaves.counts, leaves.cells, (least, most), random)
    if len(walk.come_within(DRAWING.tries)):
        raise DisclosureError("no table was found that lies near the counts and beside what left before")
    # While large sums lie near their counts there is room for the leaves of small ones: later there is hardly any.
    first = np.unique(leaves.cells[np.flatnonzero(leaves.sums <= SMALL)].indices)
    if 0 < len(first) < len(leaves.counts):
        walk.wander(DRAWING.sweeps * len(first), first)
    walk.wander(DRAWING.sweeps * len(leaves.counts))
    return walk.units.astype(float)

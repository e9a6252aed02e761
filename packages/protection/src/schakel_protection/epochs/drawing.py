"""Draws one whole table at random from all tables that are near the counts wherever somebody may ask.

The walk starts at the counts, and each small count is pulled to a number that is drawn evenly from its range first:
each unit further from that makes a table half as likely, and of all else a table is as likely as another. Nothing of
that asks where in its range a count lies, so which table comes out tells no more of the counts than that they lie
within the ranges, as far as the walk gets around.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from schakel_base.errors import DisclosureError
from schakel_protection.effort import DRAWING
from schakel_protection.rounding.walking import Walk
from schakel_protection.solver import Places
from schakel_protection.tables.equations import Key, Vector
from schakel_protection.thresholds import REACH_OF_ASKED

SMALL = REACH_OF_ASKED
"""Units of a small count: no more than its figure may be off."""


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
    exchanges
        Leaves among which units can be exchanged so that few cells change, of shape (k, 4): from the first two to the
        last two of each, and back. They only bring a draw forward; None where none are known.
    """

    counts: Vector
    cells: sparse.csr_array
    keys: tuple[Key, ...]
    staying: Vector | float = 0.0
    exchanges: Places | None = None

    @property
    def sums(self) -> Vector:
        """The true count of each cell, in units."""
        return self.summed(self.counts)

    def summed(self, units: Vector) -> Vector:
        """Return the units in each cell, of shape (m,), given the units in each leaf that does not stay."""
        return np.asarray(self.cells @ units) + self.staying


def draw_table(leaves: Leaves, ranges: tuple[Vector, Vector], seed: bytes) -> Vector:
    """Draw a whole table, at least 0 in each leaf, with every cell in its range.

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
    # Leaves of nobody are so many that of all tables few have much in a small count: an even draw would favour these.
    walk.pull(leaves.sums <= SMALL)
    # Exchanges come first: while large sums lie near their counts there is most room for small ones.
    exchanges = np.zeros((0, 4), np.int64) if leaves.exchanges is None else leaves.exchanges
    sweeps = DRAWING.sweeps if len(exchanges) else DRAWING.sweeps_alone
    for _ in range(DRAWING.rounds):
        walk.exchange(DRAWING.exchanges * len(exchanges), exchanges)
        walk.wander(sweeps * len(leaves.counts))
    return walk.units.astype(float)

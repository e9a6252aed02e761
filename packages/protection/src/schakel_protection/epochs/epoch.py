"""An epoch: leaves drawn once, proved together with all that left before, and entered as something that left."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.requirements import NOTHING
from schakel_protection.epochs.beside import ranges_beside
from schakel_protection.epochs.drawing import Leaves, draw_table
from schakel_protection.epochs.proof import demand_safe
from schakel_protection.releases.proposed import known_within
from schakel_protection.releases.release import ReleaseRecord
from schakel_protection.tables.equations import Equations, Vector
from schakel_protection.thresholds import REACH_OF_ASKED


@dataclass(frozen=True, eq=False)
class Epoch:
    """The units of each leaf, of nobody in particular, of which every answer is a sum.

    Parameters
    ----------
    leaves
        The counts behind it, for the secured zone only, and the cells that can be asked for.
    units
        What is summed in their place, of shape (n,): whole numbers of at least 0.
    """

    leaves: Leaves
    units: Vector

    @property
    def shown(self) -> Vector:
        """The figure of each cell, in units."""
        return np.asarray(self.leaves.cells @ self.units)

    def record(self, product: str, name: str) -> ReleaseRecord:
        """Return all that can be asked of it as something that left: releases and epochs to come are drawn beside it.

        Parameters
        ----------
        product, name
            Whose epoch it is, and what it is called.
        """
        keys, shown, sums = self.leaves.keys, self.shown, self.leaves.sums
        equations = Equations(keys, sums, sparse.csr_array((0, len(keys))), np.zeros(len(keys), dtype=bool))
        known = known_within(shown, REACH_OF_ASKED, REACH_OF_ASKED)
        return ReleaseRecord(product, name, equations, known, shown, NOTHING, shown)


def open_epoch(leaves: Leaves, before: Sequence[ReleaseRecord], seed: bytes) -> Epoch:
    """Draw leaves once for all questions of an epoch, and prove them safe together with all that left before.

    Parameters
    ----------
    leaves
        The counts, and the cells that can be asked for.
    before
        What left before: releases, and earlier epochs.
    seed
        A secret of this epoch alone. A second draw of the same counts is a second measurement of them, so it must
        never be drawn again with another one.

    Returns
    -------
    Epoch
        Any sum of it may be told: all of them together tell no more than the proof allows.

    Raises
    ------
    ExposureError
        If fewer than five whole numbers stay possible for some cell.
    DisclosureError
        If no table was found near the counts and beside what left before.
    """
    units = draw_table(leaves, ranges_beside(leaves, before), seed)
    demand_safe(leaves, units, before)
    return Epoch(leaves, units)

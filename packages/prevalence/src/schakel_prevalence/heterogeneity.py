"""Chao's lower bound for histories over lists of different coverage (model Mth; Baillargeon and Rivest 2007).

Where visibility differs between persons, histories with many lists are more frequent than independence says. The
model lets the logarithm of the fitted counts bend upwards in the number of lists, by one non-negative parameter per
number beyond two; parameters that come out negative are left out. The population that it gives is a lower bound under
differing visibility. The formula f1 squared over 2 f2 assumes lists of equal coverage, and is no bound here.
"""

from dataclasses import dataclass

import numpy as np

from schakel_prevalence.columns import DesignColumns, solve
from schakel_prevalence.lattice import Floats, Integers, Lattice
from schakel_prevalence.stepwise import independent_start


@dataclass(frozen=True)
class BentFit:
    """The number unseen under the model, in persons, and the variance of its logarithm."""

    unseen: float
    variance: float


def bent(lattice: Lattice, added: Floats | float = 0.0) -> BentFit | None:
    """Fit the model in which the logarithm of a count bends upwards in the number of lists; None without a fit.

    Parameters
    ----------
    added
        The variance of the count of each history beside that of a Poisson, shape (histories,).

    Notes
    -----
    Baillargeon and Rivest 2007.
    """
    lists = len(lattice.lists)
    cells = np.flatnonzero(lattice.possible)
    beside = np.broadcast_to(added, lattice.size)[cells]
    bends = list(range(2, lists))
    while True:
        found = solve(
            DesignColumns.of(_design(cells, lists, bends), lattice.counts[cells]), _start(lattice, len(bends)), beside
        )
        if not found.exists[0]:
            if not bends:
                return None
            bends = bends[:-1]
            continue
        # A curve that bends down is not what differing visibility does, so that bend is left out and the rest fitted
        # again.
        values = found.coefficients[0, lists + 1 :]
        negative = [bend for bend, value in zip(bends, values, strict=True) if value < -1e-9]
        if not negative:
            unseen = float(np.exp(found.coefficients[0, 0]))
            # The number unseen is itself drawn, beside the error of its mean.
            return BentFit(unseen, float(found.covariance[0, 0, 0]) + 1 / unseen)
        bends = [bend for bend in bends if bend not in negative]


def _design(cells: Integers, lists: int, bends: list[int]) -> Floats:
    marks = cells[:, None] >> np.arange(lists) & 1
    captures = marks.sum(axis=1)
    columns = [np.ones(len(cells)), *marks.T, *(np.maximum(captures - bend, 0) for bend in bends)]
    return np.stack(columns, axis=1).astype(np.float64)


def _start(lattice: Lattice, bends: int) -> Floats:
    main = independent_start(lattice.counts[None, :], np.array([lattice.main_terms]))
    return np.concatenate([main, np.zeros((1, bends))], axis=1)

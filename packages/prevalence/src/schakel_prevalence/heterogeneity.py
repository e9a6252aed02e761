"""Chao's lower bound for histories over lists of different coverage (model Mth; Baillargeon and Rivest 2007).

Where visibility differs between persons, histories with many lists are more frequent than independence says. The
model lets the logarithm of the fitted counts bend upwards in the number of lists, by one non-negative parameter per
number beyond two; parameters that come out negative are left out. The population that it gives is a lower bound under
differing visibility. The formula f1 squared over 2 f2 assumes lists of equal coverage, and is no bound here.
"""

from dataclasses import dataclass

import numpy as np

from schakel_prevalence.lattice import Floats, Integers, Lattice
from schakel_prevalence.stepwise import independent_start

MOST_STEPS = 200


@dataclass(frozen=True)
class BentFit:
    """The number unseen under the model, in persons, and the variance of its logarithm."""

    unseen: float
    variance: float


def bent(lattice: Lattice) -> BentFit | None:
    """Fit the model in which the logarithm of a count bends upwards in the number of lists; None without a fit.

    Notes
    -----
    Baillargeon and Rivest 2007.
    """
    lists = len(lattice.lists)
    cells = np.flatnonzero(lattice.possible)
    bends = list(range(2, lists))
    while True:
        matrix = _design(cells, lists, bends)
        fitted = _fit(matrix, lattice.counts[cells], _start(lattice, len(bends)))
        if fitted is None:
            if not bends:
                return None
            bends = bends[:-1]
            continue
        # A curve that bends down is not what differing visibility does, so that bend is left out and the rest fitted
        # again.
        negative = [bend for bend, value in zip(bends, fitted[lists + 1 :], strict=True) if value < -1e-9]
        if not negative:
            return _bent(matrix, fitted)
        bends = [bend for bend in bends if bend not in negative]


def _bent(matrix: Floats, point: Floats) -> BentFit:
    unseen = float(np.exp(point[0]))
    information = matrix.T @ (np.exp(matrix @ point)[:, None] * matrix)
    # The number unseen is itself drawn, beside the error of its mean.
    return BentFit(unseen, float(np.linalg.inv(information)[0, 0]) + 1 / unseen)


def _design(cells: Integers, lists: int, bends: list[int]) -> Floats:
    marks = cells[:, None] >> np.arange(lists) & 1
    captures = marks.sum(axis=1)
    columns = [np.ones(len(cells)), *marks.T, *(np.maximum(captures - bend, 0) for bend in bends)]
    return np.stack(columns, axis=1).astype(np.float64)


def _start(lattice: Lattice, bends: int) -> Floats:
    main = independent_start(lattice.counts[None, :], np.array([lattice.main_terms]))[0]
    return np.concatenate([main, np.zeros(bends)])


def _fit(matrix: Floats, counts: Floats, start: Floats) -> Floats | None:
    """Maximise the Poisson likelihood by damped Newton steps; None if there is no maximum."""
    point, value = start, _value(matrix, counts, start)
    for _ in range(MOST_STEPS):
        fitted = np.exp(np.minimum(matrix @ point, 600.0))
        information = matrix.T @ (fitted[:, None] * matrix)
        gradient = matrix.T @ (counts - fitted)
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            return None
        scale = min(1.0, 3.0 / max(float(np.abs(step).max()), 1e-300))
        while scale > 1e-8 and _value(matrix, counts, point + scale * step) < value - 1e-9:
            scale /= 2
        point = point + scale * step
        value = _value(matrix, counts, point)
        if gradient @ step < 1e-10:
            # A coefficient of 30 on a log scale is on its way to infinity: there is no maximum.
            return point if np.abs(point).max() < 30 else None
    return None


def _value(matrix: Floats, counts: Floats, point: Floats) -> float:
    predictor = np.minimum(matrix @ point, 600.0)
    return float(counts @ predictor - np.exp(predictor).sum())

"""Lifts: one unit more in a finest cell, and so in every total above it.

Where totals are unknown too, as under rounding, a lift keeps every relation of itself, and costs nothing to find.
Lifts, and one unit more here against one fewer beside it, clear most cells of a large table before anything is solved.
"""

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.attacker import Unknowns
from schakel_protection.effort import ATTACK
from schakel_protection.solver import Places, Vector


class Lifts:
    """The lifts of a table in which every relation gives an unknown cell as a sum; none for other tables."""

    def __init__(self, unknowns: Unknowns) -> None:
        rows = sparse.csr_array(unknowns.rows[unknowns.row_lower == unknowns.row_upper])
        totals = _totals(rows)
        self._finest = np.setdiff1d(np.arange(rows.shape[1]), totals) if totals is not None else _NONE
        self.single = _lifted(rows, totals, self._finest) if totals is not None else _no_moves(rows)
        self._under = sparse.csr_array(self.single)
        self._beside = sparse.csr_array(rows[:, self._finest])
        self._holding = sparse.csr_array(self._beside.T)

    def pairs(self, wanted: Places, random: np.random.Generator) -> sparse.csc_array:
        """Return, per column, one unit more under a wanted cell and one fewer beside it, drawn at random."""
        up = np.unique(self._under[wanted].indices)
        up = np.repeat(up, int(np.clip(ATTACK.pairs // max(len(up), 1), 1, ATTACK.pairs_of_each)))
        down = self._drawn_beside(up, random)
        up, down = up[up != down], down[up != down]
        found = sparse.csc_array(self.single[:, up] - self.single[:, down])
        found.eliminate_zeros()
        return found

    def _drawn_beside(self, finest: Places, random: np.random.Generator) -> Places:
        """Draw for each finest cell one in the same relation; the cell itself where there is no other."""
        relation = _drawn(self._holding, finest, random)
        return np.where(relation < 0, finest, _drawn(self._beside, np.maximum(relation, 0), random))


def _drawn(pattern: sparse.csr_array, rows: Places, random: np.random.Generator) -> Places:
    """Draw one column of each row; -1 of a row that has none."""
    start, count = pattern.indptr[rows], np.diff(pattern.indptr)[rows]
    at = start + (random.random(len(rows)) * count).astype(np.int64)
    return np.where(count > 0, pattern.indices[np.minimum(at, pattern.nnz - 1)], -1)


_NONE = np.zeros(0, dtype=np.int64)


def _no_moves(rows: sparse.csr_array) -> sparse.csc_array:
    return sparse.csc_array((rows.shape[1], 0))


def _totals(rows: sparse.csr_array) -> Places | None:
    """Return per relation the cell that it writes as a sum: its total, or else a cell that no other relation holds.

    None where some relation has neither, or where there is none.
    """
    relations = np.bincount(rows.indices, minlength=rows.shape[1])
    written: dict[int, None] = {}
    for start, end in zip(rows.indptr[:-1], rows.indptr[1:], strict=True):
        cells, weights = rows.indices[start:end], rows.data[start:end]
        able = (weights == -1) | ((relations[cells] == 1) & (np.abs(weights) == 1))
        free = [cell for cell in cells[able].tolist() if cell not in written]
        if not free:
            return None
        written[free[0]] = None
    return np.array(list(written), dtype=np.int64) if written else None


def _lifted(rows: sparse.csr_array, totals: Places, finest: Places) -> sparse.csc_array:
    """Raise each finest cell by one and work out its totals, level by level; only what keeps all relations stays."""
    size, entries = rows.shape[1], rows.tocoo()
    own = entries.col == totals[entries.row]
    weight = np.zeros(len(totals))
    weight[entries.row[own]] = entries.data[own]
    scaled = sparse.csr_array(sparse.diags_array(-1 / weight) @ rows)
    place = sparse.csr_array((np.ones(len(totals)), (totals, np.arange(len(totals)))), shape=(size, len(totals)))
    parts = sparse.csr_array(place @ scaled) + sparse.diags_array(_ones_at(totals, size))
    step = sparse.csc_array((np.ones(len(finest)), (finest, np.arange(len(finest)))), shape=(size, len(finest)))
    lifted = step
    # An end, should relations go round: a hierarchy has but few levels.
    for _ in range(ATTACK.levels):
        step = sparse.csc_array(parts @ step)
        step.eliminate_zeros()
        if not step.nnz:
            break
        lifted = sparse.csc_array(lifted + step)
    # A lift that runs into a cell with a fixed sum keeps not all relations: it is left out, not mended.
    wrong = np.asarray(abs(rows @ lifted).sum(axis=0)).ravel() > 0
    return sparse.csc_array(lifted @ sparse.diags_array(np.where(wrong, 0.0, 1.0)))


def _ones_at(places: Places, size: int) -> Vector:
    ones = np.zeros(size)
    ones[places] = 1.0
    return ones

"""A walk among whole tables of which every cell lies in a range: one is drawn, or one is found.

Each step moves units from one leaf to another, or lets one grow or shrink. Steps that draw keep every cell in its
range, by a number drawn evenly from all that do: a Gibbs sampler of the even distribution over all such tables
(Diaconis and Sturmfels, 1998, walk tables with fixed margins so). Steps that search bring cells into their ranges.
"""

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_protection.effort import DRAWING
from schakel_protection.solver import Places
from schakel_protection.tables.equations import Vector

Whole = NDArray[np.int64]


class Walk:
    """A table on its way: units of each leaf, the sum of each cell.

    Parameters
    ----------
    start
        Units in each leaf, of shape (n,): whole numbers of at least 0.
    cells
        Which leaves each cell sums, of shape (m, n), with ones.
    ranges
        The least and the most of each cell, in units, of shape (m,).
    random
        What draws its steps.
    """

    def __init__(
        self, start: Vector, cells: sparse.csr_array, ranges: tuple[Vector, Vector], random: np.random.Generator
    ) -> None:
        self.units: Whole = np.rint(start).astype(np.int64)
        self._cells = cells
        columns = sparse.csc_array(cells)
        self._of_leaf = np.split(columns.indices, columns.indptr[1:-1])
        self._sums: Whole = np.rint(self._cells @ self.units).astype(np.int64)
        least, most = (np.clip(one, -DRAWING.far, DRAWING.far) for one in ranges)
        self._least, self._most = np.ceil(least).astype(np.int64), np.floor(most).astype(np.int64)
        self._inside = np.zeros(self._cells.shape[0], dtype=bool)  # scratch
        self._random = random

    def wander(self, steps: int, among: Places | None = None) -> None:
        """Draw the units of two leaves anew, or of one, so many times; of some leaves and any other, if so told."""
        pairs = self._random.integers(len(self.units), size=(steps, 2))
        if among is not None:
            pairs[:, 0] = self._random.choice(among, steps)
        shares = self._random.random(steps).tolist()
        alone = (self._random.random(steps) < DRAWING.alone).tolist()
        for (up, down), share, one in zip(pairs.tolist(), shares, alone, strict=True):
            if one or up == down:
                self._draw_one(up, share)
            else:
                self._draw_two(up, down, share)

    def _draw_one(self, leaf: int, share: float) -> None:
        rows = self._of_leaf[leaf]
        sums = self._sums[rows]
        low = max(int((self._least[rows] - sums).max(initial=-DRAWING.far)), -int(self.units[leaf]))
        high = int((self._most[rows] - sums).min(initial=DRAWING.step))
        step = low + int(share * (high - low + 1))
        if step:
            self.units[leaf] += step
            self._sums[rows] += step

    def _draw_two(self, up: int, down: int, share: float) -> None:
        more, fewer = self._apart(up, down)
        gain, loss = self._sums[more], self._sums[fewer]
        low = max(
            int((self._least[more] - gain).max(initial=-DRAWING.step)),
            int((loss - self._most[fewer]).max(initial=-DRAWING.step)),
            -int(self.units[up]),
        )
        high = min(
            int((self._most[more] - gain).min(initial=DRAWING.step)),
            int((loss - self._least[fewer]).min(initial=DRAWING.step)),
            int(self.units[down]),
        )
        step = low + int(share * (high - low + 1))
        if step:
            self.units[up] += step
            self.units[down] -= step
            self._sums[more] += step
            self._sums[fewer] -= step

    def _apart(self, up: int, down: int) -> tuple[Whole, Whole]:
        """The cells that hold one of two leaves and not the other: those that hold both do not change."""
        more, fewer, inside = self._of_leaf[up], self._of_leaf[down], self._inside
        inside[more] = True
        both = inside[fewer]
        fewer_alone = fewer[~both]
        inside[more] = False
        inside[fewer] = True
        more_alone = more[~inside[more]]
        inside[fewer] = False
        return more_alone, fewer_alone

    def come_within(self, tries: int) -> Places:
        """Bring cells into their ranges, one unit at a time and never further off in all; return those that are not.

        Parameters
        ----------
        tries
            Times that each cell outside its range is brought nearer, before it is given up.
        """
        for _ in range(tries):
            off = self._outside()
            if not len(off):
                return off
            for cell in off.tolist():
                self._nearer(cell)
        return self._outside()

    def _outside(self) -> Places:
        return np.flatnonzero((self._sums < self._least) | (self._sums > self._most))

    def _nearer(self, cell: int) -> None:
        """Move one unit into a cell or out of it, with a leaf elsewhere in its place or not."""
        start, end = self._cells.indptr[cell : cell + 2]
        inside = int(self._random.choice(self._cells.indices[start:end]))
        sign = 1 if self._sums[cell] < self._least[cell] else -1 if self._sums[cell] > self._most[cell] else 0
        other = int(self._random.integers(len(self.units)))
        steps = [(inside, sign)] if self._random.random() < DRAWING.alone else [(inside, sign), (other, -sign)]
        if sign and all(self.units[leaf] + step >= 0 for leaf, step in steps):
            rows = np.concatenate([self._of_leaf[leaf] for leaf, _ in steps])
            before = self._far_off(rows)
            self._take(steps)
            if self._far_off(rows) > before:
                self._take([(leaf, -step) for leaf, step in steps])

    def _take(self, steps: list[tuple[int, int]]) -> None:
        for leaf, step in steps:
            self.units[leaf] += step
            self._sums[self._of_leaf[leaf]] += step

    def _far_off(self, rows: Whole) -> int:
        rows = np.unique(rows)
        sums = self._sums[rows]
        return int(np.maximum(self._least[rows] - sums, 0).sum() + np.maximum(sums - self._most[rows], 0).sum())

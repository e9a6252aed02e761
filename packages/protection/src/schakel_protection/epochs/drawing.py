"""One whole table is drawn at random from all that lie near the counts wherever somebody may ask.

The walk starts at the counts. Each step moves units from one leaf to another, or lets one grow or shrink, by a number
drawn evenly from all that keep every cell within its range: a Gibbs sampler of the even distribution over all such
tables (Diaconis and Sturmfels, 1998, walk tables with fixed margins so). Nothing is optimised: which table comes out
tells no more of the counts than that they lie within the ranges, also to somebody who knows the program.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_base.errors import DisclosureError
from schakel_protection.effort import DRAWING
from schakel_protection.tables.equations import Key, Vector

Whole = NDArray[np.int64]


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
    """

    counts: Vector
    cells: sparse.csr_array
    keys: tuple[Key, ...]

    @property
    def sums(self) -> Vector:
        """The true count of each cell, in units."""
        return np.asarray(self.cells @ self.counts)


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
    walk = _Walk(leaves, ranges, random)
    walk.come_within()
    walk.wander(DRAWING.sweeps * len(leaves.counts))
    return walk.units.astype(float)


class _Walk:
    """A table on its way: units of each leaf, the sum of each cell."""

    def __init__(self, leaves: Leaves, ranges: tuple[Vector, Vector], random: np.random.Generator) -> None:
        self.units: Whole = np.rint(leaves.counts).astype(np.int64)
        self._cells = sparse.csr_array(leaves.cells)
        columns = sparse.csc_array(leaves.cells)
        self._of_leaf = np.split(columns.indices, columns.indptr[1:-1])
        self._sums: Whole = np.rint(self._cells @ self.units).astype(np.int64)
        self._least, self._most = (np.clip(one, -DRAWING.far, DRAWING.far).astype(np.int64) for one in ranges)
        self._inside = np.zeros(self._cells.shape[0], dtype=bool)  # scratch
        self._random = random

    def wander(self, steps: int) -> None:
        """Draw the units of two leaves anew, or of one, so many times."""
        pairs = self._random.integers(len(self.units), size=(steps, 2)).tolist()
        shares = self._random.random(steps).tolist()
        alone = (self._random.random(steps) < DRAWING.alone).tolist()
        for (up, down), share, one in zip(pairs, shares, alone, strict=True):
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

    def come_within(self) -> None:
        """Bring every cell into its range: one unit at a time, never further off in all.

        Raises
        ------
        DisclosureError
            If some cell does not come into its range.
        """
        for _ in range(DRAWING.tries):
            off = np.flatnonzero((self._sums < self._least) | (self._sums > self._most))
            if not len(off):
                return
            for cell in off.tolist():
                self._nearer(cell)
        raise DisclosureError("no table was found that lies near the counts and beside what left before")

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

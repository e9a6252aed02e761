"""A random walk among whole tables whose cells lie within given ranges: to draw one, or to find one.

Each step moves units from one leaf to another or from two to two, or lets one grow or shrink. Steps that draw keep
every cell in its range: a Gibbs sampler of the even distribution over all such tables, or of one in which some cells
are pulled to numbers drawn before. From two to two few cells change, so that it gets around where large sums leave
little room (Diaconis and Sturmfels, 1998, walk tables with fixed margins so). Steps that search bring cells into their
ranges.
"""

from bisect import bisect_right
from collections.abc import Collection
from functools import lru_cache
from itertools import accumulate

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_protection.effort import DRAWING
from schakel_protection.solver import Places
from schakel_protection.tables.equations import Vector

Whole = NDArray[np.int64]
Cells = Collection[int]
Flags = NDArray[np.bool_]


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
    """

    def __init__(
        self, start: Vector, cells: sparse.csr_array, ranges: tuple[Vector, Vector], random: np.random.Generator
    ) -> None:
        # A step asks a few dozen numbers: lists and sets tell them faster than arrays do.
        units = np.rint(start).astype(np.int64)
        self._units: list[int] = units.tolist()
        self._cells = cells
        columns = sparse.csc_array(cells)
        self._of_leaf = np.split(columns.indices, columns.indptr[1:-1])
        # Not of all: a set takes some twenty times the memory of an array.
        self._set_of = lru_cache(maxsize=DRAWING.sets)(lambda leaf: frozenset(self._of_leaf[leaf].tolist()))
        self._told = np.flatnonzero(np.diff(columns.indptr))  # of leaves in no cell nothing is asked
        least, most = (np.clip(one, -DRAWING.far, DRAWING.far) for one in ranges)
        self._least, self._most = np.ceil(least).astype(np.int64), np.floor(most).astype(np.int64)
        sums = np.rint(cells @ units).astype(np.int64)
        self._above: list[int] = (self._most - sums).tolist()
        """How many units each cell may still get, and how many it may still lose."""
        self._below: list[int] = (sums - self._least).tolist()
        self._random = random
        self._pulled: dict[int, int] = {}
        """By cell, how many units it may still get where it is pulled to."""

    @property
    def units(self) -> Whole:
        """Units in each leaf, of shape (n,)."""
        return np.array(self._units, np.int64)

    def pull(self, cells: Flags) -> None:
        """Pull some cells from now on, each to a number that is drawn evenly from its range."""
        there = self._random.integers(np.maximum(self._least, 0), self._most, endpoint=True)
        pulled = np.flatnonzero(cells)
        self._pulled = dict(zip(pulled.tolist(), (self._most - there)[pulled].tolist(), strict=True))

    def wander(self, steps: int) -> None:
        """Draw the units of two leaves anew, or of one, a number of times."""
        pairs = self._random.choice(self._told, (steps if len(self._told) else 0, 2))
        shares = self._random.random(len(pairs)).tolist()
        alone = (self._random.random(len(pairs)) < DRAWING.alone).tolist()
        for (up, down), share, one in zip(pairs.tolist(), shares, alone, strict=True):
            if one or up == down:
                self._draw_one(up, share)
            else:
                self._draw_two(up, down, share)

    def _draw_one(self, leaf: int, share: float) -> None:
        cells = self._of_leaf[leaf].tolist(), ()
        self._units[leaf] += self._step(cells, (-self._units[leaf], DRAWING.step), share)

    def _draw_two(self, up: int, down: int, share: float) -> None:
        units = self._units
        if units[up] or units[down]:
            more, fewer = self._set_of(up), self._set_of(down)
            # Cells that hold both do not change.
            step = self._step((more - fewer, fewer - more), (-units[up], units[down]), share)
            units[up] += step
            units[down] -= step

    def exchange(self, steps: int, exchanges: Places) -> None:
        """Draw how many units two leaves have more and two others fewer, or the other way round, a number of times.

        Parameters
        ----------
        exchanges
            The first two leaves and the last two of each, of shape (k, 4); no cell changes by more than one unit.
        """
        leaves, changes = exchanges.tolist(), [one for part in _parts(exchanges) for one in self._changes(part)]
        numbers = self._random.integers(len(leaves), size=steps if leaves else 0)
        for number, share in zip(numbers.tolist(), self._random.random(len(numbers)).tolist(), strict=True):
            one, other, third, last = leaves[number]
            up, down = min(self._units[one], self._units[other]), min(self._units[third], self._units[last])
            if up or down:
                more, fewer = changes[number]
                step = self._step((more.tolist(), fewer.tolist()), (-up, down), share)
                for leaf, by in zip(leaves[number], (step, step, -step, -step), strict=True):
                    self._units[leaf] += by

    def _changes(self, exchanges: Places) -> list[tuple[Whole, Whole]]:
        """The cells that get more by each exchange, and those that get fewer."""
        each, signs = (
            np.repeat(np.arange(len(exchanges)), 4),
            np.tile(np.array([1, 1, -1, -1], np.int8), len(exchanges)),
        )
        steps = sparse.csr_array((signs, (each, exchanges.ravel())), shape=(len(exchanges), len(self._units)))
        changed = sparse.csr_array(steps @ self._cells.T)
        ends = zip(changed.indptr, changed.indptr[1:], strict=False)
        rows = [(changed.indices[start:end], changed.data[start:end]) for start, end in ends]
        return [(cells[by > 0], cells[by < 0]) for cells, by in rows]

    def _step(self, cells: tuple[Cells, Cells], within: tuple[int, int], share: float) -> int:
        """Take a step that keeps in their ranges some cells that it makes more and some that it makes fewer."""
        (more, fewer), above, below = cells, self._above, self._below
        far = DRAWING.step
        low = max(
            within[0],
            -min(map(below.__getitem__, more), default=far),
            -min(map(above.__getitem__, fewer), default=far),
            -far,
        )
        high = min(
            within[1],
            min(map(above.__getitem__, more), default=far),
            min(map(below.__getitem__, fewer), default=far),
            far,
        )
        step = self._chosen(cells, (low, high), share) if low < high else low
        if step:
            self._change(more, step)
            self._change(fewer, -step)
        return step

    def _change(self, cells: Cells, by: int) -> None:
        above, below = self._above, self._below
        for cell in cells:
            above[cell] -= by
            below[cell] += by

    def _chosen(self, cells: tuple[Cells, Cells], ends: tuple[int, int], share: float) -> int:
        """Draw a step evenly, or half as likely for each unit that cells come further from where they are pulled."""
        above, pulled = self._above, self._pulled
        # The step that brings each of them there.
        there = [above[cell] - pulled[cell] for cell in cells[0] if cell in pulled]
        there += [pulled[cell] - above[cell] for cell in cells[1] if cell in pulled]
        if not there:
            return ends[0] + int(share * (ends[1] - ends[0] + 1))
        off = [sum([abs(one - step) for one in there]) for step in range(ends[0], ends[1] + 1)]
        # Powers of two, so that every machine draws the same.
        nearest = min(off)
        likely = list(accumulate(2.0 ** max(nearest - one, -50) for one in off))
        return ends[0] + bisect_right(likely, share * likely[-1])

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
        return np.flatnonzero(np.minimum(self._above, self._below) < 0)

    def _nearer(self, cell: int) -> None:
        """Move one unit into a cell or out of it, with a leaf elsewhere in its place or not."""
        start, end = self._cells.indptr[cell : cell + 2]
        inside = int(self._random.choice(self._cells.indices[start:end]))
        sign = 1 if self._below[cell] < 0 else -1 if self._above[cell] < 0 else 0
        other = int(self._random.integers(len(self._units)))
        steps = [(inside, sign)] if self._random.random() < DRAWING.alone else [(inside, sign), (other, -sign)]
        if sign and all(self._units[leaf] + step >= 0 for leaf, step in steps):
            rows = np.concatenate([self._of_leaf[leaf] for leaf, _ in steps])
            before = self._far_off(rows)
            self._take(steps)
            if self._far_off(rows) > before:
                self._take([(leaf, -step) for leaf, step in steps])

    def _take(self, steps: list[tuple[int, int]]) -> None:
        for leaf, step in steps:
            self._units[leaf] += step
            self._change(self._of_leaf[leaf].tolist(), step)

    def _far_off(self, rows: Whole) -> int:
        return sum(max(-self._above[row], -self._below[row], 0) for row in set(rows.tolist()))


def _parts(exchanges: Places) -> list[Places]:
    """Some at a time: what all of them change, before it cancels out, takes gigabytes."""
    return np.array_split(exchanges, len(exchanges) // 500 + 1)

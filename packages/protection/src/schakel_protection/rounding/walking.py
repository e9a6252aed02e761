"""A random walk among whole tables whose cells lie within given ranges: to draw one, or to find one.

Each step moves units from one leaf to another or from two to two, or lets one grow or shrink. Steps that draw keep
every cell in its range: a Gibbs sampler of the even distribution over all such tables, or of one in which some cells
are pulled to numbers drawn before. From two to two few cells change, so that it gets around where large sums leave
little room (Diaconis and Sturmfels, 1998, walk tables with fixed margins so). Steps that search bring cells into their
ranges.
"""

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_protection.effort import DRAWING
from schakel_protection.solver import Places
from schakel_protection.tables.equations import Vector

Whole = NDArray[np.int64]
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
        self._told = np.flatnonzero(np.diff(columns.indptr))  # of leaves in no cell nothing is asked
        self._sums: Whole = np.rint(self._cells @ self.units).astype(np.int64)
        least, most = (np.clip(one, -DRAWING.far, DRAWING.far) for one in ranges)
        self._least, self._most = np.ceil(least).astype(np.int64), np.floor(most).astype(np.int64)
        self._inside = np.zeros(self._cells.shape[0], dtype=bool)  # scratch
        self._random = random
        self._pulled, self._target = np.zeros(len(self._sums), dtype=bool), self._sums

    def pull(self, cells: Flags) -> None:
        """Pull some cells from now on, each to a number that is drawn evenly from its range."""
        self._pulled = cells
        self._target = self._random.integers(np.maximum(self._least, 0), self._most, endpoint=True)

    def wander(self, steps: int) -> None:
        """Draw the units of two leaves anew, or of one, so many times."""
        pairs = self._random.choice(self._told, (steps if len(self._told) else 0, 2))
        shares = self._random.random(len(pairs)).tolist()
        alone = (self._random.random(len(pairs)) < DRAWING.alone).tolist()
        for (up, down), share, one in zip(pairs.tolist(), shares, alone, strict=True):
            if one or up == down:
                self._draw_one(up, share)
            else:
                self._draw_two(up, down, share)

    def _draw_one(self, leaf: int, share: float) -> None:
        cells = self._of_leaf[leaf], self._of_leaf[leaf][:0]
        self.units[leaf] += self._step(cells, (-int(self.units[leaf]), DRAWING.step), share)

    def _draw_two(self, up: int, down: int, share: float) -> None:
        if self.units[up] or self.units[down]:
            step = self._step(self._apart(up, down), (-int(self.units[up]), int(self.units[down])), share)
            self.units[up] += step
            self.units[down] -= step

    def exchange(self, steps: int, exchanges: Places) -> None:
        """Draw how many units two leaves have more and two others fewer, or the other way round, so many times.

        Parameters
        ----------
        exchanges
            The first two leaves and the last two of each, of shape (k, 4); no cell changes by more than one unit.
        """
        leaves, changes = exchanges.tolist(), [one for part in _parts(exchanges) for one in self._changes(part)]
        numbers = self._random.integers(len(leaves), size=steps if leaves else 0)
        for number, share in zip(numbers.tolist(), self._random.random(len(numbers)).tolist(), strict=True):
            one, other, third, last = leaves[number]
            up, down = min(self.units[one], self.units[other]), min(self.units[third], self.units[last])
            if up or down:
                step = self._step(changes[number], (-int(up), int(down)), share)
                if step:
                    self.units[leaves[number]] += (step, step, -step, -step)

    def _changes(self, exchanges: Places) -> list[tuple[Whole, Whole]]:
        """The cells that get more by each exchange, and those that get fewer."""
        each, signs = (
            np.repeat(np.arange(len(exchanges)), 4),
            np.tile(np.array([1, 1, -1, -1], np.int8), len(exchanges)),
        )
        steps = sparse.csr_array((signs, (each, exchanges.ravel())), shape=(len(exchanges), len(self.units)))
        changed = sparse.csr_array(steps @ self._cells.T)
        ends = zip(changed.indptr, changed.indptr[1:], strict=False)
        rows = [(changed.indices[start:end], changed.data[start:end]) for start, end in ends]
        return [(cells[by > 0], cells[by < 0]) for cells, by in rows]

    def _step(self, cells: tuple[Whole, Whole], within: tuple[int, int], share: float) -> int:
        """Take a step that keeps in their ranges some cells that it makes more and some that it makes fewer."""
        more, fewer = cells
        gain, loss = self._sums[more], self._sums[fewer]
        low = max(
            int((self._least[more] - gain).max(initial=-DRAWING.step)),
            int((loss - self._most[fewer]).max(initial=-DRAWING.step)),
            within[0],
        )
        high = min(
            int((self._most[more] - gain).min(initial=DRAWING.step)),
            int((loss - self._least[fewer]).min(initial=DRAWING.step)),
            within[1],
        )
        step = self._chosen(cells, (low, high), share) if low < high else low
        if step:
            self._sums[more] += step
            self._sums[fewer] -= step
        return step

    def _chosen(self, cells: tuple[Whole, Whole], ends: tuple[int, int], share: float) -> int:
        """Draw a step evenly, or half as likely for each unit that cells come further from where they are pulled."""
        more, fewer = (one[self._pulled[one]] for one in cells)
        if not len(more) and not len(fewer):
            return ends[0] + int(share * (ends[1] - ends[0] + 1))
        steps = np.arange(ends[0], ends[1] + 1)
        gain, loss = (self._sums[one] - self._target[one] for one in (more, fewer))
        off = np.abs(gain[:, None] + steps).sum(axis=0) + np.abs(loss[:, None] - steps).sum(axis=0)
        # Powers of two, so that every machine draws the same.
        likely = np.cumsum(np.exp2(np.maximum(off.min() - off, -50.0)))
        return int(steps[np.searchsorted(likely, share * likely[-1], side="right")])

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


def _parts(exchanges: Places) -> list[Places]:
    """Some at a time: what all of them change, before it cancels out, takes gigabytes."""
    return np.array_split(exchanges, len(exchanges) // 500 + 1)

"""Exchanges: increases and decreases that together keep every relation true.

Elimination writes some cells as sums of the others. Raising one of the others by 1 then says what all the first must
do: an exchange of whole numbers, found without a solver. Most exchanges are small enough to be made, and each clears
all cells in it at once. Another order of elimination gives other exchanges.
"""

from heapq import heapify, heappop, heappush

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from schakel_protection.attack.attacker import Unknowns
from schakel_protection.effort import ATTACK
from schakel_protection.solver import Places, Vector

Row = dict[int, float]


def exchanges(unknowns: Unknowns, wanted: Places, random: np.random.Generator) -> sparse.csc_array:
    """Return exchanges of whole numbers, one per column, that keep every equality; none where elimination is slow.

    A cell that is written as a sum is in many exchanges, so the wanted cells are written as sums rather than others.

    Parameters
    ----------
    unknowns
        One connected part, of n unknowns.
    wanted
        The places of those that have not yet moved far enough.
    random
        Breaks ties in the order of elimination, so that another call gives other exchanges.

    Returns
    -------
    csc_array
        Of shape (n, k): one exchange per column.
    """
    size = len(unknowns.places)
    # What is known takes part in no exchange.
    moving = np.flatnonzero(unknowns.lower < unknowns.upper)
    rows = sparse.csr_array(unknowns.rows[unknowns.row_lower == unknowns.row_upper][:, moving])
    written = _Elimination(rows, np.isin(moving, wanted), random).written()
    if written is None:
        return sparse.csc_array((size, 0))
    found = _raised(written, len(moving))

    kept = found[:, _largest(rows @ found) == 0]  # rounding to whole numbers may have broken an exchange
    return sparse.csc_array((kept.data, moving[kept.indices], kept.indptr), shape=(size, kept.shape[1]))


def _largest(matrix: sparse.csc_array) -> Vector:
    """The largest entry of each column."""
    largest, entries = np.zeros(matrix.shape[1]), matrix.tocoo()
    np.maximum.at(largest, entries.col, np.abs(entries.data))
    return largest


class _Elimination:
    """Writes one cell of each relation as a sum of others: short relations first, and cells in few relations."""

    def __init__(self, rows: sparse.csr_array, wanted: NDArray[np.bool_], random: np.random.Generator) -> None:
        ends = list(zip(rows.indptr[:-1].tolist(), rows.indptr[1:].tolist(), strict=True))
        cells, weights = rows.indices.tolist(), rows.data.tolist()
        self._rows: list[Row] = [dict(zip(cells[a:b], weights[a:b], strict=True)) for a, b in ends]
        self._holding: list[set[int]] = [set() for _ in range(rows.shape[1])]
        for number, row in enumerate(self._rows):
            for cell in row:
                self._holding[cell].add(number)
        self._wanted = wanted.tolist()
        self._chance = random.permutation(rows.shape[1]).tolist()
        self._turn = random.permutation(len(ends)).tolist()
        # Elimination fills rows up; past a multiple of what was there the solver is sooner done.
        self._spare = ATTACK.fill * len(cells)

    def written(self) -> list[tuple[int, Row]] | None:
        """Return cells and the weights of the cells that each is the sum of, first to last; None if they fill up."""
        queue = [(len(row), self._turn[number], number) for number, row in enumerate(self._rows)]
        heapify(queue)
        left, written = set(range(len(queue))), []
        while queue and self._spare > 0:
            length, _, number = heappop(queue)
            row = self._rows[number]
            # An entry from before this relation changed: another with its present length stands further on.
            if number not in left or length != len(row):
                continue
            left.remove(number)
            if row:
                cell = self._chosen(row)
                for other in self._eliminate(cell, number):
                    heappush(queue, (len(self._rows[other]), self._turn[other], other))
                written.append((cell, {at: -weight / row[cell] for at, weight in row.items() if at != cell}))
        return written if self._spare > 0 else None

    def _chosen(self, row: Row) -> int:
        """A cell of weight 1, so that numbers stay whole, and of those one in few relations."""
        whole = [cell for cell, weight in row.items() if abs(weight) == 1] or list(row)
        return min(whole, key=lambda cell: (len(self._holding[cell]) - self._wanted[cell], self._chance[cell]))

    def _eliminate(self, cell: int, number: int) -> list[int]:
        """Replace a cell in all other relations by what one relation says about it; return these."""
        row = self._rows[number]
        for at in row:
            self._holding[at].discard(number)
        others = sorted(self._holding[cell])
        for other in others:
            self._add(other, row, -self._rows[other][cell] / row[cell])
        return others

    def _add(self, other: int, row: Row, times: float) -> None:
        target = self._rows[other]
        self._spare -= len(row)
        for at, weight in row.items():
            now = target.get(at, 0.0) + times * weight
            # What is left of a cell that fell out is the rounding of floats.
            if abs(now) > 1e-9:
                target[at] = now
                self._holding[at].add(other)
            elif at in target:
                del target[at]
                self._holding[at].discard(other)


def _raised(written: list[tuple[int, Row]], size: int) -> sparse.csc_array:
    """Raise each cell that is not written as a sum by 1, and work out what the others must do."""
    sums = np.array([cell for cell, _ in written], dtype=np.int64)
    at = np.full(size, -1)
    at[sums] = np.arange(len(sums))
    free = np.flatnonzero(at < 0)
    at[free] = np.arange(len(free))
    row = np.repeat(np.arange(len(written)), [len(parts) for _, parts in written])
    column = np.array([cell for _, parts in written for cell in parts], dtype=np.int64)
    weight = np.array([weight for _, parts in written for weight in parts.values()])
    inner = np.isin(column, sums)
    shape = len(sums), len(free)
    between = sparse.csc_array((weight[inner], (row[inner], at[column[inner]])), shape=(len(sums), len(sums)))
    outer = sparse.csc_array((weight[~inner], (row[~inner], at[column[~inner]])), shape=shape)
    solved = sparse.vstack([_solved(between, outer), sparse.eye_array(len(free), format="csc")], format="csc")
    places = np.concatenate([sums, free])
    return sparse.csc_array((solved.data, places[solved.indices], solved.indptr), shape=(size, len(free)))


def _solved(between: sparse.csc_array, outer: sparse.csc_array) -> sparse.csc_array:
    """Return the whole numbers x with x = between x + outer; sums only run over cells that are written later."""
    if not outer.shape[0]:
        return outer
    factor = splu(
        sparse.csc_matrix(sparse.eye_array(len(between.indptr) - 1, format="csc") - between),
        # Cells are in the order in which they were written, so that the matrix is triangular: any other order would
        # fill it up.
        permc_spec="NATURAL",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    # Some columns at a time, since the solver wants them dense.
    starts = range(0, outer.shape[1], ATTACK.exchanges)
    parts = [sparse.csc_array(np.rint(factor.solve(outer[:, at : at + ATTACK.exchanges].toarray()))) for at in starts]
    return sparse.hstack(parts, format="csc") if parts else outer

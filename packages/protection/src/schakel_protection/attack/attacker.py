"""What an attacker does not know: unknown cells, everything published as relations between them, and how far they move.

Any table that agrees with everything published is a table that the attacker must hold possible. One such table
widens the range of every cell in it, so few cells have to be asked one by one. Counts are whole numbers, and an
attacker knows it: a table counts as possible only where it is whole.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from schakel_protection.solver import INFINITE, Places, Programme, Vector
from schakel_protection.thresholds import TOLERANCE


@dataclass(frozen=True, eq=False)
class Unknowns:
    """Cells that hang together: their true values, what is known about each, and the relations between them.

    `places` are the cells among all cells; the other arrays run over these cells alone.

    Parameters
    ----------
    lower, upper
        What is known about each by itself.
    rows, row_lower, row_upper
        Relations of shape (m, n) and the range of each; equal ends for an equality.
    """

    places: Places
    values: Vector
    lower: Vector
    upper: Vector
    rows: sparse.csr_array
    row_lower: Vector
    row_upper: Vector
    whole: bool

    def programme(self, cost: Vector) -> Programme:
        """Return the programme that minimises a cost over all tables that the attacker holds possible."""
        return Programme(cost, self.lower, self.upper, self.rows, self.row_lower, self.row_upper)

    def is_possible(self, table: Vector) -> bool:
        """Whether a table that keeps all equalities stays within the bounds and the inequalities as well."""
        inside = np.all(table >= self.lower - TOLERANCE) and np.all(table <= self.upper + TOLERANCE)
        loose = self.row_lower < self.row_upper
        if not inside or not loose.any():
            return bool(inside)
        sums = self.rows[loose] @ table
        return bool(np.all(sums >= self.row_lower[loose]) and np.all(sums <= self.row_upper[loose]))

    def times(self, moves: sparse.csc_array) -> Vector:
        """How often each move (a column) can be made from the true table, for moves that keep all equalities."""
        loose = np.flatnonzero(self.row_lower < self.row_upper)
        sums = self.rows[loose] @ moves
        side = np.asarray(self.rows[loose] @ self.values)
        up = np.concatenate([self.upper - self.values, self.row_upper[loose] - side])
        down = np.concatenate([self.values - self.lower, side - self.row_lower[loose]])
        entries = sparse.vstack([moves, sums], format="coo")
        row, column, move = entries.row, entries.col, entries.data
        often = np.full(moves.shape[1], INFINITE)
        np.minimum.at(often, column, np.where(move > 0, up[row], down[row]) / np.maximum(np.abs(move), TOLERANCE))
        # A move is made a whole number of times: counts are whole, and the attacker knows it.
        return np.floor(often + TOLERANCE) if self.whole else often

    def among(self, cells: Places) -> "Unknowns":
        """Return the same for some cells, the others held at their true values: its tables are possible here too."""
        rows = sparse.csr_array(self.rows[:, cells])
        rest = np.asarray(self.rows @ self.values - rows @ self.values[cells])
        used = np.flatnonzero(np.diff(rows.indptr))
        low, high = (self.row_lower - rest)[used], (self.row_upper - rest)[used]
        lower, upper = self.lower[cells], self.upper[cells]
        return Unknowns(self.places[cells], self.values[cells], lower, upper, rows[used], low, high, self.whole)

    def fixed(self, cells: Places) -> "Unknowns":
        """Return the same with some cells known."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[cells] = upper[cells] = self.values[cells]
        return replace(self, lower=lower, upper=upper)

    def near(self, cell: int, count: int) -> Places:
        """Return a cell and the first `count` cells around it, step by step along the relations."""
        pattern, found = abs(self.rows), np.arange(len(self.places)) == cell
        ring = [np.array([cell])]
        while len(ring[-1]) and found.sum() < count:
            touched = pattern @ found.astype(float) > 0
            wider = pattern.T @ touched.astype(float) > 0
            ring.append(np.flatnonzero(wider & ~found))
            found |= wider
        return np.sort(np.concatenate(ring)[:count])

    def moves(self) -> Programme:
        """Write the possible tables as moves from the true one: up in the first columns, down in the others."""
        size = len(self.places)
        side = np.asarray(self.rows @ self.values)
        return Programme(
            cost=np.ones(2 * size),
            lower=np.zeros(2 * size),
            upper=np.concatenate([self.upper - self.values, self.values - self.lower]),
            rows=sparse.hstack([self.rows, -self.rows], format="csr"),
            row_lower=self.row_lower - side,
            row_upper=self.row_upper - side,
        )


@dataclass(frozen=True, eq=False)
class _Moves:
    """The cells that move in one possible table, how far, and in which connected part of the move each is."""

    cells: Places
    distance: Vector
    part: NDArray[np.int32]


class _Seen:
    """The tables that were seen, as moves; laid end to end, since thousands of respondents look at them."""

    def __init__(self) -> None:
        self.moves: list[_Moves] = []
        self._stacked = 0
        self._cells, self._distance = np.zeros(0, np.int64), np.zeros(0)
        self._part, self._parts = np.zeros(0, np.int64), 0

    @property
    def size(self) -> int:
        """How many cells move in all tables together."""
        self._stack()
        return len(self._cells)

    def without(self, still: NDArray[np.bool_]) -> tuple[Places, Vector]:
        """Return what is left of the moves when some cells, and all that moves because of them, stand still."""
        self._stack()
        # A part of a move that shares no relation with the rest is a move by itself, so it may stay.
        touched = np.zeros(self._parts, dtype=bool)
        touched[self._part[still[self._cells]]] = True
        kept = ~touched[self._part]
        return self._cells[kept], self._distance[kept]

    def _stack(self) -> None:
        new = self.moves[self._stacked :]
        if not new:
            return
        counts = np.array([int(one.part.max(initial=-1)) + 1 for one in new])
        starts = self._parts + np.cumsum(counts) - counts
        parts = [one.part + start for one, start in zip(new, starts.tolist(), strict=True)]
        self._cells = np.concatenate([self._cells, *(one.cells for one in new)])
        self._distance = np.concatenate([self._distance, *(one.distance for one in new)])
        self._part = np.concatenate([self._part, *parts])
        self._parts, self._stacked = self._parts + int(counts.sum()), len(self.moves)


@dataclass(frozen=True, eq=False)
class _Exchanges:
    """Moves that keep all equalities, one per column, and how often each can be made as it is and turned round."""

    moves: sparse.coo_array
    there: Vector
    back: Vector

    def without(self, still: Places) -> "_Exchanges":
        """Return the same, those moves left out that some cells are part of."""
        touched = self.moves.col[np.isin(self.moves.row, still)]
        there, back = self.there.copy(), self.back.copy()
        there[touched] = back[touched] = 0.0
        return _Exchanges(self.moves, there, back)

    def widen(self, values: Vector, low: Vector, high: Vector) -> None:
        """Widen ranges, in place, by all of the moves."""
        cells, moves = self.moves.row, self.moves.data
        there, back = moves * self.there[self.moves.col], -moves * self.back[self.moves.col]
        np.maximum.at(high, cells, values[cells] + np.maximum(there, back))
        np.minimum.at(low, cells, values[cells] + np.minimum(there, back))


class Reach:
    """How far each cell is known to move below and above its value.

    Parameters
    ----------
    unknowns
        One connected part.
    below, above
        How far each cell must be able to move, in units, both at least 0.
    remember
        Whether the tables seen are kept, for attackers who know some cells; that takes memory.
    either
        Whether it is enough that a cell moves so far from one end of its range to the other.
    """

    def __init__(
        self, unknowns: Unknowns, below: Vector, above: Vector, remember: bool = False, either: bool = False
    ) -> None:
        self.unknowns, self._either = unknowns, either
        self._seen = _Seen() if remember else None
        self._made: list[_Exchanges] = []
        self._accepted: list[tuple[int, int, Places]] = []
        self.low, self.high = unknowns.values.copy(), unknowns.values.copy()
        self.wanted_low = unknowns.values - below
        self.wanted_high = unknowns.values + above
        self._slack = TOLERANCE * (1 + np.abs(unknowns.values))

    def slide(self, width: Vector) -> None:
        """Ask from now on that each cell moves so far from one end of its range to the other; shape (n,)."""
        self._either = True
        self.wanted_low, self.wanted_high = self.unknowns.values - width, self.unknowns.values + width

    def see(self, table: Vector) -> None:
        """Widen the ranges by one possible table, and by its mirror image round the true one where that is possible."""
        self._see(table)
        mirrored = 2 * self.unknowns.values - table  # keeps every equality; only bounds can forbid it
        if self.unknowns.is_possible(mirrored):
            self._see(mirrored)

    def see_exchanges(self, moves: sparse.csc_array) -> None:
        """Widen the ranges by exchanges, one per column, each made as often as the bounds allow."""
        made = _Exchanges(moves.tocoo(), self.unknowns.times(moves), self.unknowns.times(-moves))
        made.widen(self.unknowns.values, self.low, self.high)
        if self._seen is not None:
            self._made.append(made)

    def _see(self, table: Vector) -> None:
        # Parts of a fractional table that are whole are possible by themselves; the rest says nothing about whole
        # numbers.
        seen = np.where(self._is_whole(table), table, self.unknowns.values)
        self._remember(seen)
        self.low, self.high = np.minimum(self.low, seen), np.maximum(self.high, seen)

    def _remember(self, table: Vector) -> None:
        if self._seen is not None:
            moves = table - self.unknowns.values
            moved = np.flatnonzero(np.abs(moves) > TOLERANCE)
            self._seen.moves.append(_Moves(moved, moves[moved], connected_parts(self.unknowns.rows[:, moved])))

    def known_to(self, cells: Places, above: Vector, below: Vector) -> "Reach":
        """Return the ranges as far as tables show them in which some cells, known to the attacker, stand still.

        `above` and `below` is how far cells must move for this attacker.
        """
        fixed = self.unknowns.fixed(cells)
        below[cells] = above[cells] = 0.0
        reach, still = Reach(fixed, below, above, remember=True), np.zeros(len(fixed.values), dtype=bool)
        still[cells] = True
        kept, distance = self._seen.without(still) if self._seen else (np.zeros(0, np.int64), np.zeros(0))
        np.minimum.at(reach.low, kept, fixed.values[kept] + distance)
        np.maximum.at(reach.high, kept, fixed.values[kept] + distance)
        for made in self._made:
            made.without(cells).widen(fixed.values, reach.low, reach.high)
        for cell, sign, moved in self._accepted:
            if not still[moved].any():
                reach.take(cell, sign, reach.wanted(cell, sign))
        return reach

    def learn(self, other: "Reach") -> None:
        """Remember what was seen with the eyes of one attacker: it is as possible for all others."""
        if self._seen is not None and other._seen is not None:
            self._seen.moves += other._seen.moves
            self._accepted += other._accepted

    @property
    def remembered(self) -> int:
        """How many cells move in all that is remembered: so much is looked at for each respondent."""
        seen = self._seen.size if self._seen else 0
        return seen + sum(int(made.moves.nnz) for made in self._made) + len(self._accepted)

    def among(self, cells: Places) -> "Reach":
        """Return the same for some cells, the others held at their true values."""
        below, above = self.unknowns.values - self.wanted_low, self.wanted_high - self.unknowns.values
        part = Reach(self.unknowns.among(cells), below[cells], above[cells], self._seen is not None, self._either)
        part.take_over(np.arange(len(cells)), self, cells)
        return part

    def take_over(self, cells: Places, other: "Reach", theirs: Places | None = None) -> None:
        """Widen the ranges of some cells by what is known elsewhere."""
        low, high = (other.low, other.high) if theirs is None else (other.low[theirs], other.high[theirs])
        if self._seen is not None and theirs is None:
            theirs_seen = other._seen.moves if other._seen else ()
            self._seen.moves += [_Moves(cells[m.cells], m.distance, m.part) for m in theirs_seen]
            self._accepted += [(int(cells[cell]), sign, cells[moved]) for cell, sign, moved in other._accepted]
        self.low[cells] = np.minimum(self.low[cells], low)
        self.high[cells] = np.maximum(self.high[cells], high)

    def take(self, cell: int, sign: int, end: float) -> None:
        """Widen the range of one cell to an end that a programme has shown."""
        if sign > 0:
            self.high[cell] = max(self.high[cell], end)
        else:
            self.low[cell] = min(self.low[cell], end)

    def accept(self, cell: int, sign: int, moved: Places) -> None:
        """Hold that a cell moves as far as it must, since it moves widely as a fraction; `moved` are all that move."""
        self.take(cell, sign, self.wanted(cell, sign))
        if self._seen is not None:
            self._accepted.append((cell, sign, moved))

    def wanted(self, cell: int, sign: int) -> float:
        """To where a cell must move up (1) or down (-1)."""
        return float((self.wanted_high if sign > 0 else self.wanted_low)[cell])

    def lacks(self, cell: int, sign: int) -> bool:
        """Whether a cell has not been seen to move as far up (1) or down (-1) as it must."""
        if self._either:
            wanted = self.wanted_high[cell] - self.unknowns.values[cell]
            return bool(self.high[cell] - self.low[cell] < wanted - self._slack[cell])
        if sign > 0:
            return bool(self.high[cell] < self.wanted_high[cell] - self._slack[cell])
        return bool(self.low[cell] > self.wanted_low[cell] + self._slack[cell])

    def _is_whole(self, table: Vector) -> NDArray[np.bool_]:
        """Cells whose move hangs together with no fractional number: such a part of a table is a table of its own."""
        if not self.unknowns.whole or not len(odd := fractional(table)):
            return np.ones(len(table), dtype=bool)
        moved = np.abs(table - self.unknowns.values) > TOLERANCE
        label = np.full(len(table), -1)
        label[moved] = connected_parts(self.unknowns.rows[:, moved])
        return ~np.isin(label, label[odd]) | (label < 0)


def fractional(table: Vector) -> Places:
    """Return the cells that hold no whole number."""
    return np.flatnonzero(np.abs(table - np.round(table)) > TOLERANCE)


def connected_parts(rows: sparse.csr_array) -> NDArray[np.int32]:
    """Label the columns by the connected part that they belong to."""
    both = sparse.block_array([[None, rows], [rows.T, None]], format="csr")
    _, labels = connected_components(both, directed=False)
    return np.asarray(labels[rows.shape[0] :])


def cap(values: Vector) -> float:
    """Return a value that no cell of interest exceeds: it replaces infinity, so that every programme has an end.

    It is far above every range that can be required, so it makes no cell look narrower than it must be.
    """
    return 1000.0 + 10 * float(np.abs(values).max(initial=0.0))

"""How far single cells can move, computed by a solver.

First the smallest move that takes a cell as far as it must go: a small move of whole numbers, as nearly all are,
proves that the cell is safe. Where the smallest move is fractional, a cell of a large part is accepted if it moves
widely; else whole numbers are demanded among the cells that such moves use. Only a cell that no small move clears is
asked for its full range.
"""

from dataclasses import replace

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel_protection.attack.attacker import Reach, fractional
from schakel_protection.effort import ATTACK
from schakel_protection.solver import Optimum, Places, Programme, Solver, Vector, minimise
from schakel_protection.thresholds import MEDIUM_PART, SMALL_PART, TOLERANCE, WIDE

_ANY = 1e6  # a gap that takes the first solution, good or bad


class Asking:
    """Asks of single cells how far they move, each programme starting where the last one stopped."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._known = reach.unknowns
        self._size = len(self._known.places)
        # As moves from the true table, with every cost positive: the cheapest move touches few cells, so it is often
        # whole and hangs together in one part.
        self._moves = self._known.moves()
        self._mover = Solver(self._moves)
        self._solver: Solver | None = None
        self._used = np.zeros(self._size, dtype=bool)
        self._moved = self._used
        self._random = np.random.default_rng(1)  # a fixed seed: the same audit every time

    def try_settle(self, cell: int, sign: int, searches: int = ATTACK.searches) -> bool:
        """Look for a whole table in which a cell moves as far as it must; return whether a fractional one exists.

        Parameters
        ----------
        cell
            The place of an unknown among those of the part.
        sign
            1 for up, -1 for down.
        searches
            How often whole numbers are searched for at most.
        """
        distance = self._distance(cell, sign)
        if not self._moves_by(cell, sign, distance):
            return False
        for _ in range(searches):
            if self._reach.lacks(cell, sign):
                self._reach.see(self._whole_move(cell, sign, distance, self._used))
            if self._reach.lacks(cell, sign):
                self._moves_by(cell, sign, distance, fresh=False)
        return True

    def try_wide(self, cell: int, sign: int) -> bool:
        """Look for a small move, then for a wide one; return whether a cell of a large part moves as far as it must.

        Whole numbers in a large part take a solver too long. So a range that is wide as a fraction is accepted there;
        see `WIDE` for what that leaves unproven.
        """
        if not self._moves_by(cell, sign, self._distance(cell, sign)):
            return False
        moved = self._moved
        if self._reach.lacks(cell, sign) and self._moves_by(cell, 1, WIDE):
            self._reach.accept(cell, sign, np.flatnonzero(moved | self._moved))
        return True

    def _try_around(self, cell: int, sign: int) -> None:
        """Demand whole numbers among ever more cells: those that fractional moves used, and those round about."""
        for count in ATTACK.around:
            if self._reach.lacks(cell, sign):
                near = self._used.copy()
                near[self._known.near(cell, count)] = True
                self._reach.see(self._whole_move(cell, sign, self._distance(cell, sign), near))

    def _distance(self, cell: int, sign: int) -> float:
        return abs(self._reach.wanted(cell, sign) - float(self._known.values[cell]))

    def settle(self, cell: int, sign: int) -> None:
        """Find out whether a cell moves as far up (1) or down (-1) as it must, and if not, how far at most."""
        large = self._size > SMALL_PART
        moves = self.try_wide(cell, sign) if large else self.try_settle(cell, sign)
        if moves and large:
            self._decide_in_large_part(cell, sign)
        elif self._reach.lacks(cell, sign):
            self.furthest(cell, sign, exact=False)

    def _decide_in_large_part(self, cell: int, sign: int) -> None:
        """Let whole numbers decide about a range that is narrow, also as a fraction."""
        if self._reach.lacks(cell, sign):
            self.try_settle(cell, sign)
            self._try_around(cell, sign)
        if self._reach.lacks(cell, sign):
            self._reach.take(cell, sign, self._reach.wanted(cell, sign) - sign)

    def _moves_by(self, cell: int, sign: int, distance: float, fresh: bool = True) -> bool:
        """Look for small tables in which a cell moves by a distance; see those that are whole."""
        there, back = self._columns(cell, sign)
        if distance > self._moves.upper[there] + TOLERANCE:
            return False
        self._mover.set_bounds([there, back], [distance, 0.0], [distance, 0.0])
        if fresh:
            self._used[:] = False
        moves = self._small_move(cell, sign)
        self._mover.set_bounds([there, back], [0.0, 0.0], self._moves.upper[[there, back]])
        return moves

    def _columns(self, cell: int, sign: int) -> tuple[int, int]:
        return (cell, cell + self._size) if sign > 0 else (cell + self._size, cell)

    def _small_move(self, cell: int, sign: int) -> bool:
        """Solve for the smallest move; where it is fractional, for others that are nearly as small."""
        for _ in range(ATTACK.attempts):
            self._mover.forget()  # a move of one cell is found sooner from nothing than from the move of another
            found = self._mover.solve()
            if found is None:
                return False
            self._moved = (found.values[: self._size] > TOLERANCE) | (found.values[self._size :] > TOLERANCE)
            self._used |= self._moved
            self._reach.see(self._table(found.values))
            if not self._reach.lacks(cell, sign):
                return True
            places = np.arange(2 * self._size)
            # All optima of equal costs can be fractional in the same way; other costs lead to another corner.
            self._mover.set_cost(places, 1 + self._random.random(2 * self._size))
        return True

    def _table(self, moves: Vector) -> Vector:
        return self._known.values + moves[: self._size] - moves[self._size :]

    def _whole_move(self, cell: int, sign: int, distance: float, near: NDArray[np.bool_]) -> Vector:
        """Return any whole table in which the cell moves as far as it must; the true one if there is none."""
        there, back = self._columns(cell, sign)
        lower, upper = self._moves.lower.copy(), np.where(np.concatenate([near, near]), self._moves.upper, 0.0)
        lower[there] = upper[there] = distance
        upper[back] = 0.0
        if distance > upper[there]:
            return self._known.values
        allowed = np.flatnonzero(upper > 0)
        # Any whole move proves that the cell is safe, so the first one found ends the search.
        found = minimise(_among(replace(self._moves, lower=lower, upper=upper), allowed), gap=_ANY)
        if found is None:
            return self._known.values
        moves = np.zeros(2 * self._size)
        moves[allowed] = np.round(found.values)
        return self._table(moves)

    def furthest(self, cell: int, sign: int, exact: bool) -> None:
        """Find the largest (1) or smallest (-1) value of a cell.

        A narrow range is refined to whole numbers, and so is every range of a small part. A wider one, unless asked
        for exactly, is taken as it is and rounded inwards.

        Parameters
        ----------
        cell
            The place of an unknown among those of the part.
        sign
            1 for up, -1 for down.
        exact
            Whether the range is asked for exactly, in parts of up to `MEDIUM_PART` cells.
        """
        best = self._furthest_fractional(cell, sign)
        end = float(best[cell])
        if not self._known.whole or not len(fractional(best)):
            self._reach.see(best)
        elif self._size <= (MEDIUM_PART if exact else SMALL_PART) or self._is_narrow(cell, sign, end):
            self._reach.see(self._furthest_whole(cell, sign))
        else:
            # Inwards: the attacker can never have less than this, so a cell is called exposed rather than safe by
            # mistake.
            self._reach.take(cell, sign, float(np.floor(end + TOLERANCE) if sign > 0 else np.ceil(end - TOLERANCE)))

    def _is_narrow(self, cell: int, sign: int, end: float) -> bool:
        return abs(end - float(self._furthest_fractional(cell, -sign)[cell])) <= WIDE

    def _furthest_fractional(self, cell: int, sign: int) -> Vector:
        if self._size > MEDIUM_PART:
            return _must_have(minimise(self._known.programme(_towards(cell, sign, self._size)))).values
        if self._solver is None:
            self._solver = Solver(self._known.programme(np.zeros(self._size)))
        self._solver.set_cost([cell], [-float(sign)])
        best = _must_have(self._solver.solve()).values
        self._solver.set_cost([cell], [0.0])
        return best

    def _furthest_whole(self, cell: int, sign: int) -> Vector:
        programme = self._known.programme(_towards(cell, sign, self._size))
        return np.round(_must_have(minimise(replace(programme, whole=np.arange(self._size)))).values)


def _among(moves: Programme, columns: Places) -> Programme:
    """Return the whole-number programme over some columns, the others held at 0."""
    rows = sparse.csr_array(moves.rows[:, columns])
    used = np.flatnonzero(np.diff(rows.indptr))
    bounds = moves.row_lower[used], moves.row_upper[used]
    cost, lower, upper = moves.cost[columns], moves.lower[columns], moves.upper[columns]
    return Programme(cost, lower, upper, rows[used], *bounds, np.arange(len(columns)))


def _towards(cell: int, sign: int, size: int) -> Vector:
    cost = np.zeros(size)
    cost[cell] = -float(sign)
    return cost


def _must_have(optimum: Optimum | None) -> Optimum:
    assert optimum is not None, "the true table is always possible"
    return optimum

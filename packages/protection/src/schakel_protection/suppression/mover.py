"""The cheapest way to move one cell: the linear programme behind sequential suppression.

A table differs from the true one by a move that keeps every relation. Moving a suppressed group costs nothing,
moving a published one costs what suppressing it would. Limited to twice its own value, a move can be turned round:
one programme then protects a cell on both sides, and every other cell that moves far enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from schakel_protection.solver import INFINITE, Places, Programme, Solver, Vector
from schakel_protection.suppression.problem import Problem

EPSILON = 1e-7


@dataclass(frozen=True, eq=False)
class Move:
    """Some groups and how far each moves; one that can be turned round serves both sides."""

    groups: Places
    distance: Vector
    both_sides: bool


class Mover:
    """Moves single groups among some groups of a problem; all others stand still.

    Parameters
    ----------
    both_sides
        Whether each move must also be possible turned round.
    """

    def __init__(self, problem: Problem, groups: Places, both_sides: bool = True) -> None:
        self._problem, self._groups, self._both_sides = problem, groups, both_sides
        self._place = {int(group): place for place, group in enumerate(groups)}
        self._size = len(groups)
        rows = sparse.csr_array(problem.rows[:, groups])
        rows = rows[np.diff(rows.indptr) > 0]
        values = problem.values[groups]
        # Down a group goes to 0 at most. A move that is to serve both sides is turned round, so up it goes no further
        # either.
        self._limit = np.concatenate([values if both_sides else np.full(self._size, INFINITE), values])
        still = np.zeros(rows.shape[0])
        both = sparse.hstack([rows, -rows], format="csr")
        zeros = np.zeros(2 * self._size)
        self._solver = Solver(Programme(zeros, zeros, self._limit.copy(), both, still, still))
        self._shut: set[int] = set()

    def __contains__(self, group: int) -> bool:
        return group in self._place

    def set_cost(self, groups: Sequence[int] | Places, cost: Vector) -> None:
        """Change what moving some groups costs per unit."""
        places = np.array([self._place[int(group)] for group in groups], dtype=np.int64)
        self._solver.set_cost(np.concatenate([places, places + self._size]), np.concatenate([cost, cost]))

    def shut(self, groups: Sequence[int]) -> None:
        """Forbid some groups to move."""
        self._shut.update(groups)
        self._bound(groups)

    def free(self, groups: Sequence[int]) -> None:
        """Allow some groups to move again."""
        self._shut.difference_update(groups)
        self._bound(groups)

    def _bound(self, groups: Sequence[int]) -> None:
        for group in groups:
            place = self._place[group]
            places = [place, place + self._size]
            upper = [0.0, 0.0] if group in self._shut else self._limit[places]
            self._solver.set_bounds(places, [0.0, 0.0], upper)

    def push(self, group: int, distance: float, sign: int = 1) -> Move | None:
        """Move one group by a distance (up for 1, down for -1) at least cost; None if it cannot.

        Parameters
        ----------
        distance
            In units, above 0.
        sign
            1 for up, -1 for down.
        """
        place = self._place[group]
        there, back = (place, place + self._size) if sign > 0 else (place + self._size, place)
        if distance > self._limit[there] + EPSILON:
            return None
        self._solver.set_bounds([there, back], [distance, 0.0], [distance, 0.0])
        # A move of one group is found sooner from nothing than from the move of another.
        self._solver.forget()
        best = self._solver.solve()
        self._bound([group])
        if best is None:
            return None
        moved = best.values[: self._size] - best.values[self._size :]
        used = np.flatnonzero(np.abs(moved) > EPSILON)
        return Move(self._groups[used], moved[used], self._both_sides)

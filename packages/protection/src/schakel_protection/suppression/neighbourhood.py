"""Where to look for a move: first close by, then everywhere.

A cell is usually hidden by cheap cells near it, so on a large table the programme is first posed over the groups that
are cheapest to reach. A move found there is a move of the whole table, only perhaps not the very cheapest. Where
there is none close by, all groups that hang together with the cell are allowed.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.csgraph import connected_components, dijkstra

from schakel_protection.effort import NEIGHBOURHOOD
from schakel_protection.solver import INFINITE, Places, Vector
from schakel_protection.suppression.mover import Move, Mover
from schakel_protection.suppression.problem import Problem


class Neighbourhood:
    """Finds moves at least cost among some groups of a problem."""

    def __init__(self, problem: Problem, cost: Vector, among: Places | None = None) -> None:
        groups = np.arange(len(problem)) if among is None else among
        large = among is None and len(groups) > NEIGHBOURHOOD.all_at_once
        self._least = NEIGHBOURHOOD.open if large and problem.respondent.max(initial=-1) >= 0 else 0.0
        self._problem, self._cost = problem, np.maximum(cost, self._least)
        self._part = _parts(problem, groups)
        self._movers: dict[tuple[int, bool], Mover] = {}
        self._shut: set[int] = set()
        self._graph = _graph(problem) if large else None

    def moves(self, group: int, blocked: Sequence[int] = (), most: float = INFINITE) -> list[Move] | None:
        """Return one move that serves both sides of a group, or one for each side; None if there is none.

        It moves the group as far as it must, or by `most`, if that is less.
        """
        both_sides = self._problem.below[group] > 0 or not self._problem.width[group]
        most = most if both_sides else 2 * most
        if self._graph is not None:
            for count in NEIGHBOURHOOD.near:
                near = self._mover_over(self._nearest(group, count), both_sides)
                found = self._one_move(near, group, blocked, most)
                if found:
                    return found
        # Also after a look close by that found nothing: that there is no move here says nothing about the whole.
        whole = self._one_move(self._mover(group, both_sides), group, blocked, most)
        return whole or (self._one_by_one(group, blocked, most) if both_sides else None)

    def _one_move(self, mover: Mover, group: int, blocked: Sequence[int], most: float) -> list[Move] | None:
        move = _pushed(mover, group, min(float(self._problem.distance[group]), most), 1, blocked, self._shut)
        return [move] if move else None

    def _one_by_one(self, group: int, blocked: Sequence[int], most: float) -> list[Move] | None:
        """Ask for each side by itself: for cells of 0, and where no move can be turned round.

        Of a count that moves to one side alone it is asked to move as far there as it must in all.
        """
        problem = self._problem
        asked = [(sign, float(far[group])) for sign, far in ((1, problem.above), (-1, problem.below)) if far[group] > 0]
        found = [self._one_way(group, sign, min(distance, most), blocked) for sign, distance in asked]
        moves = [move for move in found if move]
        if len(moves) == len(asked):
            return moves
        width = min(float(problem.width[group]), 2 * most)
        if not moves or not width:
            return None
        farther = self._one_way(group, asked[found.index(moves[0])][0], width, blocked)
        return [farther] if farther else None

    def _one_way(self, group: int, sign: int, distance: float, blocked: Sequence[int]) -> Move | None:
        return _pushed(self._mover(group, False), group, distance, sign, blocked, self._shut)

    def make_free(self, groups: Sequence[int]) -> None:
        """Let some groups move at no cost, or next to none, from now on."""
        self._cost[groups] = self._least
        for mover in self._movers.values():
            inside = [group for group in groups if group in mover]
            mover.set_cost(inside, np.full(len(inside), self._least))

    def shut(self, groups: Sequence[int]) -> None:
        """Forbid some groups to move."""
        self._shut.update(groups)
        for mover in self._movers.values():
            mover.shut([group for group in groups if group in mover])

    def free(self, groups: Sequence[int]) -> None:
        """Allow some groups to move again."""
        self._shut.difference_update(groups)
        for mover in self._movers.values():
            mover.free([group for group in groups if group in mover])

    def _mover(self, group: int, both_sides: bool) -> Mover:
        """Return the programme over everything that hangs together with a group; it is kept."""
        part = int(self._part[group])
        if (part, both_sides) not in self._movers:
            self._movers[part, both_sides] = self._mover_over(np.flatnonzero(self._part == part), both_sides)
        return self._movers[part, both_sides]

    def _mover_over(self, groups: Places, both_sides: bool = True) -> Mover:
        mover = Mover(self._problem, groups, both_sides)
        mover.set_cost(groups, self._cost[groups])
        mover.shut([group for group in self._shut if group in mover])
        return mover

    def _nearest(self, group: int, count: int) -> Places:
        """The groups that are cheapest to reach from a group, step by step along relations."""
        assert self._graph is not None
        size = len(self._problem)
        steps = self._graph.copy()
        # Even a free group costs a little to reach, or everything that is open already would be near.
        price = np.concatenate([self._cost + NEIGHBOURHOOD.step, np.full(self._problem.rows.shape[0], 0.01)])
        steps.data = price[steps.indices]
        # A limit keeps the search short; it is widened until enough is found, or all is dear.
        reach, limit = np.zeros(0), NEIGHBOURHOOD.first_limit
        while limit < NEIGHBOURHOOD.last_limit and np.isfinite(reach).sum() < count:
            reach = dijkstra(steps, indices=group, limit=limit)[:size]
            limit *= NEIGHBOURHOOD.wider
        near = np.argsort(reach, kind="stable")[:count]
        return np.sort(near[np.isfinite(reach[near])])


def _pushed(
    mover: Mover, group: int, distance: float, sign: int, blocked: Sequence[int], shut: set[int]
) -> Move | None:
    """Push with some groups blocked for this once."""
    inside = [other for other in blocked if other in mover and other not in shut and other != group]
    mover.shut(inside)
    move = mover.push(group, distance, sign)
    mover.free(inside)
    return move


def _graph(problem: Problem) -> sparse.csr_array:
    """Groups and relations as the nodes of one graph: a step goes from a group to a relation, or back."""
    rows = abs(problem.rows)
    return sparse.block_array([[None, rows.T], [rows, None]], format="csr")


def _parts(problem: Problem, groups: Places) -> Places:
    """Label groups by the part in which they hang together; -1 for groups that are left out."""
    rows = sparse.csr_array(problem.rows[:, groups])
    both = sparse.block_array([[None, rows], [rows.T, None]], format="csr")
    _, labels = connected_components(both, directed=False)
    part = np.full(len(problem), -1)
    part[groups] = labels[rows.shape[0] :]
    return part

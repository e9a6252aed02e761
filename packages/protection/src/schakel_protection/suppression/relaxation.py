"""What every suppression pattern must obey, as linear cuts over "group is suppressed", a number from 0 to 1.

Two kinds of cuts are known: no group hides alone in a relation; and where an attacker limited to the open groups
cannot move a protected group far enough, the dual prices of his programme say which other groups could let him
(Fischetti and Salazar, 2001). Their LP relaxation bounds the cost from below, and says which groups a good pattern is
likely to use; in whole numbers they lead to the cheapest pattern of all.
"""

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sparse

from schakel_protection.effort import RELAXATION
from schakel_protection.solver import INFINITE, Optimum, Places, Programme, Solver, Vector
from schakel_protection.suppression.problem import Problem
from schakel_protection.tables.equations import Mask


def guide(problem: Problem) -> Vector:
    """Return costs that lead a sequential search to the groups that the lower bound uses.

    Where no pattern obeys the cuts, the costs stay as they are: the search will say which cell cannot be protected.
    """
    relaxation = Relaxation(problem)
    wanted = np.zeros(len(problem))
    for _ in range(RELAXATION.rounds if len(problem) <= RELAXATION.large else 1):
        found = relaxation.solve()
        if found is None:
            return problem.cost
        wanted = found.values
        if not relaxation.cut_off(wanted):
            break
    # The bound is not trusted altogether, and nothing that costs becomes free, or the search would open groups that it
    # does not need.
    return problem.cost * (1 - RELAXATION.trust * np.clip(wanted, 0, 1)) + 0.01 * (problem.cost > 0)


class Relaxation:
    """The master programme over all groups, and the attacker who adds cuts to it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        rows, lower = _never_alone(problem)
        self.master = Solver(
            Programme(
                cost=np.where(problem.open, 0.0, problem.cost),
                lower=problem.open.astype(float),
                upper=np.ones(len(problem)),
                rows=rows,
                row_lower=lower,
                row_upper=np.full(len(lower), INFINITE),
            ),
            gap=_gap(problem.cost),
        )
        self._attacker = Attacker(problem)

    def solve(self) -> Optimum | None:
        """Return the best values under the cuts so far; None if no pattern obeys them."""
        return self.master.solve()

    def cut_off(self, pattern: Vector) -> int:
        """Add the cuts that a pattern breaks; return how many."""
        seen = set()
        for weights in self._attacker.cuts(pattern):
            places = np.flatnonzero(weights > 1e-7)
            print_of_cut = (places.tobytes(), np.round(weights[places], 6).tobytes())
            if print_of_cut not in seen:
                seen.add(print_of_cut)
                self.master.add_row(places, weights[places], 1.0)
        return len(seen)


def _gap(cost: Vector) -> float:
    """Whole costs differ by 1 at least, so a gap under 1 is none."""
    return 0.999 if np.array_equal(cost, np.round(cost)) else 0.0


def _never_alone(problem: Problem) -> tuple[sparse.csr_array, Vector]:
    """Demand of every relation and group in it: suppressed, then some other group of the relation is too."""
    entries: list[tuple[int, int, float]] = []
    count = 0
    for start, end in zip(problem.rows.indptr[:-1], problem.rows.indptr[1:], strict=True):
        groups = problem.rows.indices[start:end].tolist()
        for group in groups:
            entries += [(count, other, -1.0 if other == group else 1.0) for other in groups]
            count += 1
    row, column, weight = (np.array(part) for part in zip(*entries, strict=True)) if entries else (np.zeros(0),) * 3
    return sparse.csr_array((weight, (row, column)), shape=(count, len(problem))), np.zeros(count)


def _lacking(up: Mask, down: Mask, places: Places) -> int:
    return int((~up[places]).sum() + (~down[places]).sum())


class Attacker:
    """Moves protected groups as far as a pattern lets him; each group may move in proportion to its openness."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._far = np.full(len(problem), RELAXATION.far * float(problem.distance.max(initial=1.0)))
        still = np.zeros(problem.rows.shape[0])
        size = len(problem)
        self._solver = Solver(Programme(np.zeros(size), -problem.values, self._far, problem.rows, still, still))
        self._places = np.arange(size)

    def cuts(self, pattern: Vector) -> Iterator[Vector]:
        """Yield a cut for each protected group and side that the pattern leaves short."""
        openness = np.clip(pattern, 0, 1)
        low, high = -self._problem.values * openness, self._far * openness
        self._solver.set_bounds(self._places, low, high)
        up, down = self._far_enough(low, high)
        for group in self._problem.protected.tolist():
            sides = (1, self._problem.above[group], up[group]), (-1, self._problem.below[group], down[group])
            for sign, distance, moves in sides:
                if distance > 0 and not moves:
                    weights = self._cut(group, sign, float(distance), (float(low[group]), float(high[group])))
                    if weights is not None and weights @ openness < 1 - RELAXATION.violated:
                        yield weights

    def _far_enough(self, low: Vector, high: Vector) -> tuple[Mask, Mask]:
        """Tell which groups move far enough up and down in a few tables that push all of them at once, at random.

        Where a pattern leaves room nearly all do, and need not be asked for one by one.
        """
        above, below, places = self._problem.above, self._problem.below, self._problem.protected
        up, down = np.zeros((2, len(self._problem)), dtype=bool)
        random, left = np.random.default_rng(1), np.inf  # a fixed seed: the same cuts every time
        self._solver.set_bounds(places, np.maximum(low, -below)[places], np.minimum(high, above)[places])
        while len(places) >= RELAXATION.pushed and (lacking := _lacking(up, down, places)) < left * RELAXATION.worth:
            left = lacking
            towards = np.where(up[places], 1.0, np.where(down[places], -1.0, random.choice([-1.0, 1.0], len(places))))
            self._solver.set_cost(places, towards)
            best = self._solver.solve()
            assert best is not None, "standing still is always possible"
            up |= best.values >= above * (1 - RELAXATION.violated)
            down |= best.values <= -below * (1 - RELAXATION.violated)
        self._solver.set_cost(places, np.zeros(len(places)))
        self._solver.set_bounds(places, low[places], high[places])
        return up, down

    def _cut(self, group: int, sign: int, distance: float, bounds: tuple[float, float]) -> Vector | None:
        """Return the weights of a cut, scaled so that they must sum to 1 at least; None if the group moves freely."""
        here = [group]
        lower, upper = (min(bounds[0], 0.0), distance) if sign > 0 else (-distance, max(bounds[1], 0.0))
        self._solver.set_bounds(here, [lower], [upper])
        self._solver.set_cost(here, [-float(sign)])
        best = self._solver.solve()
        assert best is not None, "standing still is always possible"
        self._solver.set_cost(here, [0.0])
        self._solver.set_bounds(here, [bounds[0]], [bounds[1]])
        if -best.objective >= distance * (1 - RELAXATION.violated):
            return None
        # A reduced cost says what one unit more of room would give; times all the room that the group can have, it
        # bounds what opening it adds to the move.
        prices = np.where(best.reduced > 0, best.reduced * self._problem.values, -best.reduced * self._far)
        prices[np.abs(best.reduced) < 1e-9] = 0.0
        prices[group] = 0.0
        return np.minimum(prices / distance, 1.0)

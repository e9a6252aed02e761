"""Units that drawing does not find: a linear programme finds the one with fewest cells, which is nearly always whole.

A unit is 1 in some cells and 0 in the others, and every total is the sum of its parts. Where many tables share parts,
with bounds and classes within classes, a draw gets stuck nearly always; the programme does not.
"""

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.attacker import Unknowns, fractional
from schakel_protection.attack.units import Units
from schakel_protection.effort import ATTACK
from schakel_protection.solver import Places, Programme, Solver, Vector


def units_with_each(unknowns: Unknowns, wanted: Places) -> sparse.csc_array:
    """Return units, one per column, so that each wanted cell has one in it if one is found: drawn, or else solved for.

    Parameters
    ----------
    unknowns
        One connected part, of n unknowns.
    wanted
        The places of cells among these.

    Returns
    -------
    csc_array
        Of shape (n, k), of zeros and ones; of no columns where relations are no sums.
    """
    units = Units(unknowns) if len(wanted) else None
    if units is None or not units.possible:
        return sparse.csc_array((len(unknowns.places), 0))
    random = np.random.default_rng(1)  # a fixed seed: the same audit every time
    drawn = units.with_each(wanted, random, ATTACK.units)
    return sparse.csc_array(sparse.hstack([drawn, solved_units(unknowns, np.setdiff1d(wanted, drawn.indices))]))


def solved_units(unknowns: Unknowns, wanted: Places) -> sparse.csc_array:
    """Return such units as a programme finds them; where cell after cell has none that is whole it gives up."""
    search, found, stuck = _Search(unknowns, wanted), list[Places](), 0
    while search.missing.any() and stuck < ATTACK.stuck:
        unit = search.one_in(int(np.argmax(search.missing)))
        stuck = 0 if len(unit) else stuck + 1
        found.append(unit)
    starts = np.cumsum([0, *map(len, found)])
    cells = np.concatenate([np.zeros(0, np.int64), *found])
    return sparse.csc_array((np.ones(len(cells)), cells, starts), shape=(len(unknowns.places), len(found)))


class _Search:
    """The cells that have no unit yet, and the programme that looks for one."""

    def __init__(self, unknowns: Unknowns, wanted: Places) -> None:
        rows = sparse.csr_array(unknowns.rows[unknowns.row_lower == unknowns.row_upper])
        size, sides = rows.shape[1], np.zeros(rows.shape[0])
        self.missing = np.isin(np.arange(size), wanted)
        # Through cells that need a unit too the way is cheaper, so that few units are enough for all.
        self._cost: Vector = np.where(self.missing, ATTACK.cheaper, 1.0)
        self._all, self._random = np.arange(size), np.random.default_rng(1)  # a fixed seed: the same audit every time
        self._solver = Solver(Programme(self._cost, np.zeros(size), np.ones(size), rows, sides, sides))

    def one_in(self, cell: int) -> Places:
        """Return the cells of a unit that is in a cell; none if there is none, or none that is whole."""
        self._solver.set_bounds([cell], [1.0], [1.0])
        unit = self._solved()
        self._solver.set_bounds([cell], [0.0], [1.0])
        self.missing[[cell, *unit]] = False
        self._cost[unit] = 1.0
        self._solver.set_cost(unit, self._cost[unit])
        return unit

    def _solved(self) -> Places:
        """Solve; where the optimum is fractional, for other costs, which lead to another corner."""
        for _ in range(ATTACK.attempts):
            best = self._solver.solve()
            if best is None:
                break
            if not len(fractional(best.values)):
                return np.flatnonzero(best.values > 0.5)
            self._solver.set_cost(self._all, self._cost * (1 + self._random.random(len(self._cost))))
        return np.zeros(0, np.int64)

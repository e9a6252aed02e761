"""The cheapest suppression pattern of a small table, proven: cutting planes (Fischetti and Salazar, 2001).

The cuts of the relaxation are solved in whole numbers. The attacker looks for a protected cell that the pattern
exposes, and adds what would have prevented it, until there is none. Every pattern on the way costs at most as much as
the cheapest safe one, so the first safe one is the cheapest; and as soon as the bound meets the pattern that the fast
search found, that one is.
"""

import time

import numpy as np

from schakel_base.errors import DisclosureError
from schakel_protection.solver import Optimum, Vector
from schakel_protection.suppression.problem import Wishes, pose
from schakel_protection.suppression.relaxation import Relaxation
from schakel_protection.suppression.search import as_pattern, searched
from schakel_protection.tables.equations import Equations, Mask


def suppress_exactly(equations: Equations, wishes: Wishes, seconds: float = 600.0) -> Mask:
    """Return the cheapest safe suppression pattern.

    Parameters
    ----------
    equations, wishes
        The table, and what to protect at which cost. Respondents' own knowledge and cells that must be suppressed
        together are left to the fast search.
    seconds
        Processor time allowed.

    Raises
    ------
    DisclosureError
        If a cell cannot be protected, or if the time is up before the optimum is proven.
    """
    if wishes.respondents or wishes.together:
        raise DisclosureError("the exact search cannot handle respondents, or cells that are suppressed together")
    if not len(wishes.requirement.places):
        return np.zeros(len(equations), dtype=bool)
    problem = pose(equations, wishes)
    found = searched(equations, problem).open
    cost = float(problem.cost[found & ~problem.open].sum())
    best = _proven(Relaxation(problem), found, cost, seconds)
    return as_pattern(equations, problem, best)


def _proven(relaxation: Relaxation, found: Mask, cost: float, seconds: float) -> Mask:
    """Return the cheapest pattern, or the one already found if none is cheaper."""
    end = time.process_time() + seconds
    # Cuts of the relaxation first: a linear programme is solved far sooner than one in whole numbers.
    while relaxation.cut_off(_solved(relaxation).values):
        _demand_time(end)
    relaxation.master.make_whole(np.arange(len(found)))
    while True:
        best = _solved(relaxation)
        # The bound leaves no room for a pattern that is cheaper by the least step that there is.
        if best.objective > cost - _step(relaxation.problem.cost):
            return found
        if not relaxation.cut_off(np.round(best.values)):
            return np.asarray(best.values > 0.5)
        _demand_time(end)


def _solved(relaxation: Relaxation) -> Optimum:
    best = relaxation.solve()
    assert best is not None, "the pattern that the fast search found obeys every cut"
    return best


def _demand_time(end: float) -> None:
    # Processor time, so that a busy machine proves as much as an idle one.
    if time.process_time() > end:
        raise DisclosureError("the cheapest pattern was not proven in the time allowed")


def _step(cost: Vector) -> float:
    """The least by which two patterns can differ in cost."""
    return 1.0 - 1e-6 if np.array_equal(cost, np.round(cost)) else 1e-6

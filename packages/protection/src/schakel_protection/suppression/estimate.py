"""Estimates how long hiding and attacking a table will take, by trying a few of its cells."""

import time

import numpy as np

from schakel_protection.effort import ESTIMATE
from schakel_protection.suppression.neighbourhood import Neighbourhood
from schakel_protection.suppression.problem import Wishes, pose
from schakel_protection.tables.equations import Equations


def estimated_seconds(equations: Equations, wishes: Wishes) -> float:
    """Return about how many seconds of this machine a table takes.

    Parameters
    ----------
    equations, wishes
        The table, and what to protect at which cost.

    Notes
    -----
    Some cells, evenly spread, are moved as the search moves each; the rest is in proportion. Cells that hide each other
    take less than they do alone, cells that hide from respondents more, so the answer can be off by a factor of three.
    """
    problem = pose(equations, wishes)
    protected = problem.protected
    if not len(protected):
        return 0.0
    some = protected[np.unique(np.linspace(0, len(protected) - 1, ESTIMATE.cells).astype(int))].tolist()
    around = Neighbourhood(problem, np.where(problem.open, 0.0, problem.cost))
    begin = time.process_time()
    for group in some:
        around.moves(group)
    each = (time.process_time() - begin) / len(some)
    against = ESTIMATE.respondents if wishes.respondents else 1.0
    return each * len(protected) * against * ESTIMATE.whole

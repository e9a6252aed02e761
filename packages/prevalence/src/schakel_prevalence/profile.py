"""The profile likelihood interval for a fixed log-linear model (Cormack 1992).

For each number unseen the model is fitted to the completed table; the limits are where the multinomial likelihood of
the completed table has fallen by half the chi-squared quantile. All numbers unseen are fitted as one batch.
"""

import numpy as np
from scipy.special import chdtri, gammaln, xlogy

from schakel_base.verdict import Interval
from schakel_prevalence import hierarchy
from schakel_prevalence.hierarchy import Model
from schakel_prevalence.lattice import Floats, Integers, Lattice
from schakel_prevalence.loglinear import fit_models
from schakel_prevalence.poisson import extended, fit

POINTS = 241
REACH = 1000.0


def profile_interval(lattice: Lattice, model: Model, level: float = 0.95) -> Interval | None:
    """Return the profile interval of the population under one model, or None where the model has no estimate.

    Parameters
    ----------
    model
        The interactions of the model.
    level
        The confidence level.

    Notes
    -----
    Cormack 1992.
    """
    terms = hierarchy.as_terms(lattice, [model])
    best = fit_models(lattice, lattice.counts[None, :], terms)
    if not np.isfinite(best.population[0]):
        return None
    unseen = max(best.population[0] - lattice.observed, 1e-3)
    grid = unseen * np.geomspace(1 / REACH, REACH, POINTS)
    height = _profile(lattice, terms, best.coefficients, grid)
    inside = np.flatnonzero(height >= height.max() - chdtri(1, 1 - level) / 2)
    limits = [_crossing(grid, height, height.max() - chdtri(1, 1 - level) / 2, inside[i], side) for i, side in ENDS]
    return Interval(lattice.observed + limits[0], lattice.observed + limits[1], level, "profile")


ENDS = ((0, -1), (-1, 1))


def _profile(lattice: Lattice, terms: Integers, start: Floats, grid: Floats) -> Floats:
    counts = np.tile(lattice.counts, (len(grid), 1))
    counts[:, 0] = grid
    possible = lattice.possible.copy()
    # In the completed table the unseen are a cell like the others.
    possible[0] = True
    first = np.tile(start, (len(grid), 1))
    first[:, 0] = np.log(grid)
    fits = fit(extended(counts, np.tile(terms, (len(grid), 1)), possible), first)
    total = lattice.observed + grid
    likelihood = xlogy(counts, np.maximum(fits.fitted, 1e-300) / total[:, None]).sum(axis=1)
    return np.asarray(likelihood + gammaln(total + 1) - gammaln(grid + 1))


def _crossing(grid: Floats, height: Floats, level: float, edge: int, side: int) -> float:
    """Interpolate where the profile crosses a height, next to the last grid point inside."""
    outside = edge + side
    if not 0 <= outside < len(grid):
        return float(grid[edge])
    share = (height[edge] - level) / (height[edge] - height[outside])
    return float(np.exp(np.log(grid[edge]) + share * (np.log(grid[outside]) - np.log(grid[edge]))))

"""Averaging over all decomposable graphs of independence between lists (Madigan and York 1997).

With hyper-Dirichlet priors the marginal likelihood of a graph is a product over its cliques divided by one over its
separators, each depending on the number unseen through one cell only. So each set of lists is evaluated once along a
grid of numbers unseen, and a graph is a sum of such rows.

The prior on N falls off as 1/N, which is improper: when the data say little, the upper limit is the end of the grid.
That is reported, by doubling the grid.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy.special import gammaln, logsumexp

from schakel_base.errors import RequestError
from schakel_base.verdict import Interval
from schakel_prevalence import hierarchy
from schakel_prevalence.existence import check
from schakel_prevalence.lattice import Flags, Floats, Integers, Lattice, superset_sums
from schakel_prevalence.poisson import extended
from schakel_prevalence.result import SizeEstimate, sized

MOST_LISTS = 6
POINTS = 800
GRID_END = 60.0  # as a multiple of the number observed
LIGHT = 1e-4  # graphs of less weight than this are not asked for their existence


@dataclass(frozen=True, eq=False)
class Posterior:
    """Weights of a grid of numbers unseen, and of the graphs that were averaged over."""

    unseen: Floats
    weights: Floats
    graph_weights: Floats

    def quantile(self, level: float) -> float:
        """Return a quantile of the number unseen."""
        return float(np.interp(level, np.cumsum(self.weights), self.unseen))


@lru_cache(maxsize=8)
def graphs(lists: int) -> Floats:
    """Return one row per decomposable graph: how often each set of lists counts (cliques +, separators -).

    Lists whose neighbours all know each other are taken away one by one, from all graphs at once; a graph that gets
    stuck is not decomposable. The complete graph is left out: it says nothing about the number unseen.
    """
    neighbours = _neighbourhoods(lists)
    rows = np.zeros((len(neighbours), 1 << lists))
    left = np.full(len(neighbours), (1 << lists) - 1)
    for _ in range(lists):
        gone = np.zeros(len(left), np.bool_)
        for vertex in range(lists):
            ready = np.flatnonzero(~gone & _simplicial(vertex, left, neighbours))
            around = neighbours[ready, vertex] & left[ready]
            rows[ready, around | 1 << vertex] += 1
            rows[ready, around] -= 1
            left[ready] &= ~(1 << vertex)
            gone[ready] = True
    return np.asarray(rows[left == 0])


def _neighbourhoods(lists: int) -> Integers:
    """Return the neighbours of every list, as a set, in every graph but the complete one (graphs, lists)."""
    pairs = list(combinations(range(lists), 2))
    codes = np.arange(max(1, (1 << len(pairs)) - 1))
    neighbours = np.zeros((len(codes), lists), dtype=np.int64)
    for place, (a, b) in enumerate(pairs):
        joined = codes >> place & 1
        neighbours[:, a] |= joined << b
        neighbours[:, b] |= joined << a
    return neighbours


def _simplicial(vertex: int, left: Integers, neighbours: Integers) -> Flags:
    around = neighbours[:, vertex] & left
    simplicial: Flags = (left >> vertex & 1).astype(np.bool_)
    for other in range(neighbours.shape[1]):
        unknown = around & ~neighbours[:, other] & ~(1 << other)
        simplicial &= ((around >> other & 1) == 0) | (unknown == 0)
    return simplicial


def posterior(lattice: Lattice, end: float = GRID_END) -> Posterior:
    """Return the posterior of the number unseen, averaged over all graphs with equal prior weight.

    Raises
    ------
    RequestError
        If there are more than six lists, or lists that cannot share persons.
    """
    if len(lattice.lists) > MOST_LISTS or lattice.apart:
        raise RequestError("Averaging over graphs takes at most six lists, all of which can share persons.")
    unseen = np.unique(np.round(np.geomspace(1, end * lattice.observed, POINTS)))
    population = lattice.observed + unseen
    common = gammaln(population + 1) - gammaln(unseen + 1) - np.log(population) + np.log(np.gradient(unseen))
    # Logarithms throughout: the factorials of a population overflow at 171.
    per_graph = graphs(len(lattice.lists)) @ _marginals(lattice, unseen) + common
    total = logsumexp(per_graph)
    weights = np.exp(logsumexp(per_graph, axis=0) - total), np.exp(logsumexp(per_graph, axis=1) - total)
    return Posterior(unseen, *weights)


def _marginals(lattice: Lattice, unseen: Floats) -> Floats:
    """Return the log marginal likelihood of the table over each set of lists (sets, grid)."""
    rows = np.zeros((lattice.size, len(unseen)))
    total = gammaln(lattice.observed + unseen + 1)
    histories = np.arange(lattice.size)
    for chosen in range(1, lattice.size):
        prior = 2.0 ** -chosen.bit_count()
        cells = np.bincount(histories & chosen, weights=lattice.counts, minlength=lattice.size)
        inside = (histories & ~chosen) == 0
        fixed = gammaln(cells[inside & (histories > 0)] + prior).sum() - (1 << chosen.bit_count()) * gammaln(prior)
        rows[chosen] = fixed + gammaln(cells[0] + unseen + prior) - total
    return rows


def share_without_estimate(lattice: Lattice, weights: Floats) -> float:
    """Return the weight of the graphs whose log-linear model has no maximum likelihood estimate for this table."""
    # The average always has a posterior, since priors bound it; a graph without a maximum lends it weight that no data
    # carry.
    rows = graphs(len(lattice.lists))
    heavy = np.flatnonzero(weights > LIGHT)
    within = superset_sums((rows[heavy] > 0).astype(np.float64)) > 0
    models = [hierarchy.as_model(np.flatnonzero(row)) for row in within]
    slots = hierarchy.as_terms(lattice, models)
    counts = np.tile(lattice.counts, (len(heavy), 1))
    exists = check(counts, extended(counts, slots, lattice.possible)) == 0
    return float(weights[heavy][~exists].sum())


def decomposable(lattice: Lattice, level: float = 0.95) -> SizeEstimate:
    """Return the posterior median over decomposable graphs, with how much a grid twice as long moves its limit.

    Parameters
    ----------
    level
        The probability that the interval holds.

    Notes
    -----
    Madigan and York 1997.
    """
    near, far = posterior(lattice), posterior(lattice, 2 * GRID_END)
    low, high = (1 - level) / 2, (1 + level) / 2
    lower, upper = (lattice.observed + near.quantile(tail) for tail in (low, high))
    return sized(
        "decomposable",
        "average over decomposable graphs",
        lattice.observed,
        lattice.observed + near.quantile(0.5),
        intervals=(Interval(lower, upper, level, "posterior"),),
        grid_doubled=(lattice.observed + far.quantile(high)) / upper,
        share_without=share_without_estimate(lattice, near.graph_weights),
    )

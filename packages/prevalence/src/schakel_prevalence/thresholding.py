"""Bayesian thresholding (Silverman 2020): all pairs of lists interact a priori; those that the data support stay.

Intercept and list effects have vague normal priors, interactions normal priors of variance one. After a first fit, an
interaction whose posterior mean is less than two of its standard deviations from zero is dropped, and the rest is
fitted again. The posterior is sampled by random-walk Metropolis with the curvature at its mode as proposal, in
several chains at once.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from schakel_base.verdict import Interval
from schakel_prevalence.chains import converged, effective_size, r_hat
from schakel_prevalence.columns import DesignColumns
from schakel_prevalence.existence import Existence, design
from schakel_prevalence.lattice import Floats, Integers, Lattice
from schakel_prevalence.poisson import ascend
from schakel_prevalence.result import SizeEstimate, sized
from schakel_prevalence.stepwise import independent_start
from schakel_prevalence.thresholds import EFFECT

CHAINS = 8
DRAWS = 3000
MOST_BLOCKS = 5
WARM_UP = 1000
VAGUE = 1e-4  # precision of intercept and list effects


@dataclass(frozen=True, eq=False)
class _Target:
    """The log-posterior of a Poisson log-linear model with independent normal priors."""

    matrix: Floats
    counts: Floats
    precision: Floats

    @cached_property
    def wanted(self) -> Floats:
        return self.counts @ self.matrix

    def log_density(self, points: Floats) -> Floats:
        """Return the log-posterior of points (chains, parameters)."""
        fitted = np.exp(np.minimum(points @ self.matrix.T, 600.0)).sum(axis=1)
        return np.asarray(points @ self.wanted - fitted - (points**2 @ self.precision) / 2)

    def mode(self, start: Floats) -> tuple[Floats, Floats]:
        """Return the mode and the information there."""
        columns = DesignColumns.of(self.matrix, self.counts)
        found = ascend(columns, start[None], self.precision)
        return found.coefficients[0], columns.sums(found.fitted)[1][0] + np.diag(self.precision)


def thresholding(lattice: Lattice, seed: int = 1, level: float = 0.95) -> SizeEstimate:
    """Return the posterior median of the population, or no estimate where the chains do not agree.

    Parameters
    ----------
    level
        The probability that the interval holds.

    Notes
    -----
    Silverman 2020.
    """
    main = np.array(lattice.main_terms)
    every = np.array([*lattice.main_terms, *lattice.pairs])
    first = _sample(lattice, every, seed, 1).reshape(-1, len(every))[:, len(main) :]
    # One block is enough to see which interactions matter; only the second posterior must have converged.
    kept = np.array(lattice.pairs)[np.abs(first.mean(axis=0)) >= EFFECT * first.std(axis=0)]
    unseen = np.exp(_sample(lattice, np.concatenate([main, kept]).astype(np.int64), seed + 1, MOST_BLOCKS)[:, :, 0])
    low, middle, high = np.quantile(unseen, [(1 - level) / 2, 0.5, (1 + level) / 2])
    observed = lattice.observed
    return sized(
        "thresholding",
        "[" + ", ".join(sorted(lattice.name(int(term)) for term in kept)) + "]",
        observed,
        observed + float(middle),
        existence=Existence.EXISTS if converged(np.log(unseen)) else Existence.NOT_CONVERGED,
        intervals=(Interval(observed + float(low), observed + float(high), level, "posterior"),),
        r_hat=r_hat(np.log(unseen)),
        effective_size=effective_size(np.log(unseen)),
    )


def _sample(lattice: Lattice, terms: Integers, seed: int, blocks: int) -> Floats:
    """Return draws of the coefficients (chains, draws, terms): as many blocks as it takes for the chains to agree."""
    cells = np.flatnonzero(lattice.possible)
    precision = np.where(np.arange(len(terms)) < len(lattice.main_terms), VAGUE, 1.0)
    target = _Target(design(cells, terms), lattice.counts[cells], precision)
    start = np.zeros(len(terms))
    start[: len(lattice.main_terms)] = independent_start(lattice.counts[None, :], np.array([lattice.main_terms]))[0]
    mode, information = target.mode(start)
    walk = _Walk(target, mode, np.asarray(np.linalg.inv(information)), seed)
    walk.run(WARM_UP, adapt=True)
    draws = walk.run(DRAWS)
    for _ in range(blocks - 1):
        if converged(draws[:, :, 0]):
            break
        draws = np.concatenate([draws, walk.run(DRAWS)], axis=1)
    return draws


class _Walk:
    """Random-walk Metropolis in several chains at once, started around the mode."""

    def __init__(self, target: _Target, mode: Floats, covariance: Floats, seed: int) -> None:
        self.target, self.generator = target, np.random.default_rng(seed)
        self.root = np.linalg.cholesky(covariance)
        # The best scale for a normal posterior (Roberts, Gelman and Gilks 1997).
        self.scale = 2.38 / np.sqrt(len(mode))
        # Wider than the posterior, so that chains that agree have forgotten where they began.
        self.points = mode + 1.5 * self.generator.standard_normal((CHAINS, len(mode))) @ self.root.T
        self.density = target.log_density(self.points)

    def run(self, draws: int, adapt: bool = False) -> Floats:
        """Return the points of so many steps (chains, draws, parameters); while adapting, tune the step length."""
        kept = np.empty((CHAINS, draws, self.points.shape[1]))
        for draw in range(draws):
            accepted = self._step()
            if adapt:
                # Towards one step in four accepted, in ever smaller corrections; draws that are kept come after.
                self.scale *= np.exp((accepted - 0.25) / np.sqrt(draw + 2.0))
            kept[:, draw] = self.points
        return kept

    def _step(self) -> float:
        trial = self.points + self.scale * self.generator.standard_normal(self.points.shape) @ self.root.T
        proposed = self.target.log_density(trial)
        accept = np.log(self.generator.random(CHAINS)) < proposed - self.density
        np.copyto(self.points, trial, where=accept[:, None])
        np.copyto(self.density, proposed, where=accept)
        return np.count_nonzero(accept) / CHAINS

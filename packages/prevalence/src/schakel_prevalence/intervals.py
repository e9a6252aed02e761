"""Intervals from replicates, side by side, each limit with its Monte-Carlo error and the level that it was read at.

BCa (Efron 1987) corrects for bias and acceleration; it is only as good as the tail that it reads, and a limit read at
the edge of the replicates is the smallest of them and no limit. So the levels are kept, and an edge is reported.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from schakel_base.verdict import Interval
from schakel_prevalence.lattice import Floats
from schakel_prevalence.thresholds import EDGE

TIE = 1e-7  # relative: a replicate this close to the estimate equals it, and counts half towards the bias


@dataclass(frozen=True, eq=False)
class Replicates:
    """The estimate of a table, of tables resampled from it, and of tables with one person less.

    Parameters
    ----------
    observed, estimate
        Persons seen, and the estimate of the table itself.
    resampled
        Estimates of the resampled tables, nan where there is none, shape (replicates,).
    less
        Estimates of the tables with one person less, shape (histories,).
    weights
        Persons that each of these stands for, shape (histories,).
    """

    observed: float
    estimate: float
    resampled: Floats
    less: Floats
    weights: Floats

    @cached_property
    def usable(self) -> Floats:
        """The resampled estimates that exist."""
        return self.resampled[np.isfinite(self.resampled)]

    @property
    def share_without(self) -> float:
        """The share of replicates that have no estimate."""
        return 1 - len(self.usable) / len(self.resampled)

    @property
    def bias(self) -> float:
        """z0, the normal quantile of the share of replicates below the estimate, ties counted half."""
        gap = (self.usable - self.estimate) / self.estimate
        # Small tables repeat themselves in many replicates; counting ties as below, or not at all, would shift the
        # interval.
        below = (gap < -TIE).mean() + (np.abs(gap) <= TIE).mean() / 2 if len(gap) else np.nan
        return float(ndtri(below))

    @property
    def acceleration(self) -> float:
        """The acceleration, from the skewness of the estimates with one person less."""
        known = np.isfinite(self.less)
        if not known.any():
            return 0.0
        less, weights = self.less[known], self.weights[known]
        influence = np.average(less, weights=weights) - less
        spread = (weights * influence**2).sum()
        return float((weights * influence**3).sum() / (6 * spread**1.5)) if spread > 0 else 0.0


def bca(replicates: Replicates, level: float = 0.95) -> Interval | None:
    """Return the bias-corrected and accelerated interval, or None where the bias cannot be measured.

    Notes
    -----
    Efron 1987. The acceleration is from the estimates with one person less.
    """
    bias, acceleration = replicates.bias, replicates.acceleration
    if not np.isfinite(bias):
        return None
    levels = []
    for tail in _tails(level):
        shifted = bias + ndtri(tail)
        denominator = 1 - acceleration * shifted
        # Past this point Efron's formula turns round; the limit is then the end of the replicates, which the gate
        # reports.
        levels.append(float(ndtr(bias + shifted / denominator)) if denominator > 0 else float(shifted > 0))
    return _read(replicates, "BCa", level, (levels[0], levels[1]))


def percentile(replicates: Replicates, level: float = 0.95) -> Interval | None:
    """Return the interval between two quantiles of the replicates."""
    return _read(replicates, "percentile", level, _tails(level))


def log_symmetric(replicates: Replicates, level: float = 0.95) -> Interval | None:
    """Return an interval that is symmetric in the logarithm of the number of persons unseen.

    Notes
    -----
    It reads no tail, only a standard deviation, and so it is steady where replicates are few.
    """
    unseen = replicates.estimate - replicates.observed
    if len(replicates.usable) < 2 or not unseen > 0:
        return None
    spread = float(np.log(np.maximum(replicates.usable - replicates.observed, 1e-9)).std(ddof=1))
    factor = float(np.exp(ndtri(_tails(level)[1]) * spread))
    error = spread / np.sqrt(2 * len(replicates.usable)) * ndtri(_tails(level)[1])
    lower, upper = unseen / factor, unseen * factor
    return Interval(
        replicates.observed + lower,
        replicates.observed + upper,
        level,
        "log-symmetric",
        monte_carlo_error=(float(lower * error), float(upper * error)),
    )


KINDS = {"BCa": bca, "percentile": percentile, "log-symmetric": log_symmetric}


def side_by_side(replicates: Replicates, level: float = 0.95) -> tuple[Interval, ...]:
    """Return every kind of interval that the replicates allow."""
    if not np.isfinite(replicates.estimate):
        return ()
    found = (make(replicates, level) for make in KINDS.values())
    return tuple(interval for interval in found if interval is not None)


def at_edge(interval: Interval, replicates: int) -> bool:
    """Whether a limit was read where fewer than five replicates lie outside it."""
    if interval.levels_used is None:
        return False
    low, high = interval.levels_used
    return low < EDGE / replicates or high > 1 - EDGE / replicates


def _tails(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2


def _read(replicates: Replicates, kind: str, level: float, levels: tuple[float, float]) -> Interval | None:
    if len(replicates.usable) < 2:
        return None
    lower, upper = (_quantile(replicates.usable, at) for at in levels)
    errors = (_quantile_error(replicates.usable, levels[0]), _quantile_error(replicates.usable, levels[1]))
    return Interval(lower, upper, level, kind, levels_used=levels, monte_carlo_error=errors)


def _quantile(values: Floats, level: float) -> float:
    return float(np.quantile(values, level, method="median_unbiased"))


def _quantile_error(values: Floats, level: float) -> float:
    """Return the standard error of a quantile: half the distance between the quantiles one standard error away."""
    step = float(np.sqrt(level * (1 - level) / len(values)))
    return (_quantile(values, min(1.0, level + step)) - _quantile(values, max(0.0, level - step))) / 2

"""The maximum of a log-likelihood by steps of Newton, halved where one goes too far."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from schakel_recidivism.risk_table import Numbers
from schakel_recidivism.thresholds import LARGEST_EFFECT

MOST_STEPS = 100
CLOSE = 1e-12
"""The steps end where the next one would gain no more than this: far beyond the sixth decimal of a coefficient."""
SINGULAR = 1e-12
"""Information of which one direction has so much less than another is that of covariates that are not independent."""


@dataclass(frozen=True, eq=False)
class NewtonPoint:
    """A log-likelihood at some coefficients (k,): its value, gradient (k,) and information (k, k)."""

    value: float
    gradient: Numbers
    information: Numbers


@dataclass(frozen=True, eq=False)
class Solution:
    """Where a log-likelihood is largest, with the standard errors that its curvature there gives."""

    coefficients: Numbers
    standard_errors: Numbers
    log_likelihood: float


def maximise(at: Callable[[Numbers], NewtonPoint], start: Numbers, spread: Numbers) -> Solution:
    """Return the maximum, from a starting point on.

    Parameters
    ----------
    spread
        The standard deviation of the covariate of each coefficient, shape (k,).

    Raises
    ------
    ArithmeticError
        If there is no maximum, or none that is the only one.
    """
    here, point = start, at(start)
    for _ in range(MOST_STEPS):
        step = _step(point)
        gain = float(point.gradient @ step)
        # The gain in log-likelihood that this step promises; unlike its length it has no unit.
        if gain < CLOSE:
            return Solution(here + step, np.sqrt(np.diag(np.linalg.inv(point.information))), at(here + step).value)
        here, point = _ahead(at, here, point, step)
        # Separation: the coefficient grows without end, and wherever the steps stopped its value would mean nothing.
        if (np.abs(here) * spread > LARGEST_EFFECT).any():
            raise ArithmeticError("the likelihood rises for ever; some covariate tells apart who has the event.")
    raise ArithmeticError("the steps do not come to an end.")


def _step(point: NewtonPoint) -> Numbers:
    """Newton's step, on the scale on which every coefficient has information 1, so that units do not matter.

    Where the likelihood bends upwards, as it can far from its maximum, the step goes up all the same.
    """
    scale = np.sqrt(np.abs(np.diag(point.information)))
    if not (scale > 0).all():
        raise ArithmeticError("some covariate is the same for all persons at risk.")
    # The absolute value of each eigenvalue turns a direction of descent into one of ascent.
    bends, directions = np.linalg.eigh(point.information / np.outer(scale, scale))
    if np.abs(bends).min() < SINGULAR * np.abs(bends).max():
        raise ArithmeticError("some covariates follow from the others.")
    return np.asarray(directions @ (directions.T @ (point.gradient / scale) / np.abs(bends)) / scale)


def _ahead(
    at: Callable[[Numbers], NewtonPoint], here: Numbers, point: NewtonPoint, step: Numbers
) -> tuple[Numbers, NewtonPoint]:
    share = 1.0
    while share > 1e-6:
        with np.errstate(over="ignore", invalid="ignore"):
            next_point = at(here + share * step)
        if np.isfinite(next_point.value) and next_point.value >= point.value - 1e-9 * abs(point.value):
            return here + share * step, next_point
        share /= 2
    raise ArithmeticError("no step raises the likelihood.")

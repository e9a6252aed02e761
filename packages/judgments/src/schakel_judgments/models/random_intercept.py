"""A regression with a random intercept for each court, by penalised iterated least squares.

For a given standard deviation the intercepts are penalised coefficients; that deviation is the one with the greatest
marginal likelihood by Laplace's approximation (Bates and others 2015, lme4). For a normal outcome it is exact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

LOGISTIC_VARIANCE = np.pi**2 / 3
"""Variance of the latent residual of a logit, with which its intraclass correlation is computed."""


LOG_DEVIATIONS = (-6.0, 2.0)
"""Where the logarithm of the standard deviation between courts is sought: from none to more than any court shows."""

MOST_STEPS, SMALLEST_STEP = 100, 1e-9
"""When the iteration for one deviation ends: after so many steps, or when no coefficient moves by more."""

SMALLEST_WEIGHT = 1e-10
"""Keeps the equations solvable where custody is all but certain."""


@dataclass(frozen=True)
class RandomIntercept:
    """The fixed coefficients and their covariance; `between` and `within` are variances, of courts and of sentences."""

    coefficients: Vector
    covariance: Matrix
    between: float
    within: float

    @property
    def intraclass_correlation(self) -> float:
        """The share of the variance that lies between courts (ICC)."""
        return self.between / (self.between + self.within)


def logit_with_courts(design: Matrix, outcome: Vector, courts: NDArray[np.int64]) -> RandomIntercept:
    """Fit custody, yes (1) or no (0), with a random intercept for each court.

    Parameters
    ----------
    design
        One row for each sentence, one column for each coefficient, with a constant.
    outcome
        0 or 1 for each sentence.
    courts
        The number of the court of each sentence, from 0.

    Returns
    -------
    Coefficients on the logit scale. The variance within courts is that of the logistic distribution.

    Notes
    -----
    Laplace's approximation, as lme4 uses for one random intercept (Bates and others 2015).
    """
    data = _Rows(design, outcome, courts)
    best = minimize_scalar(
        lambda log: -_at(data, float(np.exp(log))).likelihood, bounds=LOG_DEVIATIONS, method="bounded"
    )
    deviation = float(np.exp(best.x))
    found = _at(data, deviation)
    covariance: Matrix = np.asarray(np.linalg.inv(found.information), dtype=np.float64)
    return RandomIntercept(found.coefficients, covariance, deviation**2, float(LOGISTIC_VARIANCE))


@dataclass(frozen=True, eq=False)
class _Rows:
    """The sentences: design, shape (n, k), outcome and court, shape (n,)."""

    design: Matrix
    outcome: Vector
    courts: NDArray[np.int64]

    def by_court(self, values: Vector) -> Vector:
        """Return the sum of a value of each sentence in each court, shape (courts,)."""
        return np.bincount(self.courts, values).astype(np.float64)


@dataclass(frozen=True, eq=False)
class _Fitted:
    """The best coefficients for one deviation, their information, and the marginal log-likelihood (Laplace)."""

    coefficients: Vector
    information: Matrix
    likelihood: float


def _at(data: _Rows, deviation: float) -> _Fitted:
    """Fit for one standard deviation between courts, by Newton's method."""
    groups = int(data.courts.max()) + 1
    beta, intercepts = np.zeros(data.design.shape[1]), np.zeros(groups)
    for _ in range(MOST_STEPS):
        mean = expit(data.design @ beta + intercepts[data.courts])
        weight = np.maximum(mean * (1 - mean), SMALLEST_WEIGHT)
        weighted = data.design * weight[:, None]
        # No sentence is of two courts, so their block of the information is a diagonal, which costs no solving.
        diagonal = data.by_court(weight) + 1 / deviation**2
        shared = np.array([data.by_court(column) for column in weighted.T])
        information = weighted.T @ data.design - (shared / diagonal) @ shared.T
        residual = data.outcome - mean
        score = data.by_court(residual) - intercepts / deviation**2
        step = np.linalg.solve(information, data.design.T @ residual - shared @ (score / diagonal))
        of_courts = (score - shared.T @ step) / diagonal
        beta, intercepts = beta + step, intercepts + of_courts
        if max(np.abs(step).max(), np.abs(of_courts).max()) < SMALLEST_STEP:
            break
    linear = data.design @ beta + intercepts[data.courts]
    likelihood = float(data.outcome @ linear - np.logaddexp(0, linear).sum())
    laplace = -0.5 * float(np.sum((intercepts / deviation) ** 2)) - groups * np.log(deviation)
    return _Fitted(beta, information, likelihood + laplace - 0.5 * float(np.log(diagonal).sum()))

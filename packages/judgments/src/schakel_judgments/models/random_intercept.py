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
    best = minimize_scalar(
        lambda log: _logit(design, outcome, courts, float(np.exp(log)))[0], bounds=LOG_DEVIATIONS, method="bounded"
    )
    deviation = float(np.exp(best.x))
    _, coefficients, information = _logit(design, outcome, courts, deviation)
    size = design.shape[1]
    covariance: Matrix = np.asarray(np.linalg.inv(information)[:size, :size], dtype=np.float64)
    return RandomIntercept(coefficients[:size], covariance, deviation**2, float(LOGISTIC_VARIANCE))


def _logit(
    design: Matrix, outcome: Vector, courts: NDArray[np.int64], deviation: float
) -> tuple[float, Vector, Matrix]:
    """Return minus the marginal log-likelihood, the coefficients (fixed, then courts) and the penalised information."""
    groups = int(courts.max()) + 1
    whole = np.hstack([design, np.eye(groups)[courts]])
    penalty = np.zeros(whole.shape[1])
    penalty[design.shape[1] :] = 1 / deviation**2
    beta = np.zeros(whole.shape[1])
    for _ in range(MOST_STEPS):
        mean = expit(whole @ beta)
        weight = np.maximum(mean * (1 - mean), SMALLEST_WEIGHT)
        information = (whole * weight[:, None]).T @ whole + np.diag(penalty)
        step = np.linalg.solve(information, whole.T @ (outcome - mean) - penalty * beta)
        beta = beta + step
        if np.abs(step).max() < SMALLEST_STEP:
            break
    linear = whole @ beta
    likelihood = float(outcome @ linear - np.logaddexp(0, linear).sum())
    intercepts = beta[design.shape[1] :]
    inner = information[design.shape[1] :, design.shape[1] :]
    laplace = -0.5 * np.sum((intercepts / deviation) ** 2) - groups * np.log(deviation)
    marginal = likelihood + float(laplace) - 0.5 * float(np.linalg.slogdet(inner)[1])
    return -marginal, beta, information

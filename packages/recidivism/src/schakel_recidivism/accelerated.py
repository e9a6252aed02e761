"""Accelerated failure time: the logarithm of the time is a sum of covariates and of an error of a known shape.

What a time adds to the likelihood hangs on its standardised logarithm alone, so that a distribution is six functions:
the logarithms of its density and of its survival, each with two derivatives. Kalbfleisch and Prentice 2002, chapter 3.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit, log_ndtr

from schakel_recidivism.follow_ups import FollowUps
from schakel_recidivism.newton import NewtonPoint, Solution, maximise
from schakel_recidivism.risk_table import Numbers

Derivatives = tuple[Numbers, Numbers, Numbers]


@dataclass(frozen=True)
class Distribution:
    """The shape of the error: a function of z gives the logarithm and its first and second derivative."""

    density: Callable[[Numbers], Derivatives]
    survival: Callable[[Numbers], Derivatives]
    shape: str
    """What its parameter is called; `sigma` is the scale of the error, `rho` and `beta` are one by it."""

    def parameter(self, log_scale: float) -> float:
        """Return the parameter that goes with a scale."""
        return float(np.exp(log_scale if self.shape == "sigma" else -log_scale))


def _normal_density(z: Numbers) -> Derivatives:
    return -(z**2) / 2 - np.log(2 * np.pi) / 2, -z, np.full_like(z, -1.0)


def _normal_survival(z: Numbers) -> Derivatives:
    # The logarithm of the survival, for far in the tail the survival itself is 0 and its ratio to the density lost.
    survival = log_ndtr(-z)
    mills = np.exp(-(z**2) / 2 - np.log(2 * np.pi) / 2 - survival)
    return survival, -mills, -mills * (mills - z)


def _logistic_density(z: Numbers) -> Derivatives:
    chance = expit(z)
    return log_expit(z) + log_expit(-z), 1 - 2 * chance, -2 * chance * (1 - chance)


def _logistic_survival(z: Numbers) -> Derivatives:
    chance = expit(z)
    return log_expit(-z), -chance, -chance * (1 - chance)


def _extreme_density(z: Numbers) -> Derivatives:
    return z - np.exp(z), 1 - np.exp(z), -np.exp(z)


def _extreme_survival(z: Numbers) -> Derivatives:
    return -np.exp(z), -np.exp(z), -np.exp(z)


DISTRIBUTIONS: Mapping[str, Distribution] = {
    "lognormal": Distribution(_normal_density, _normal_survival, "sigma"),
    "loglogistic": Distribution(_logistic_density, _logistic_survival, "beta"),
    "weibull": Distribution(_extreme_density, _extreme_survival, "rho"),
}


def fit_accelerated(follow_ups: FollowUps, cause: str, distribution: Distribution) -> Solution:
    """Maximise the likelihood of the logarithms of times of one cause; other causes end the observation.

    Returns
    -------
    Coefficients of the intercept and of each covariate, and the logarithm of the scale of the error, in this order.

    Raises
    ------
    ArithmeticError
        If it has no maximum.
    """
    columns = np.column_stack([np.ones(len(follow_ups)), follow_ups.covariates])
    logs, had, late = np.log(follow_ups.time), follow_ups.had(cause), follow_ups.entry > 0
    since = np.log(follow_ups.entry[late])

    def at(parameters: Numbers) -> NewtonPoint:
        parts = [
            _part(parameters, logs[had], columns[had], distribution.density),
            _part(parameters, logs[~had], columns[~had], distribution.survival),
            # Who enters late is known only since, and so given that nothing happened before: divide by that survival.
            _less(_part(parameters, since, columns[late], distribution.survival)),
        ]
        value, gradient, information = (sum(each) for each in zip(*parts, strict=True))
        gradient[-1] -= had.sum()  # the density of a logarithm is that of z by the scale
        return NewtonPoint(float(value) - had.sum() * parameters[-1], gradient, information)

    spread = np.concatenate([[0.0], follow_ups.covariates.std(axis=0), [1.0]])
    return maximise(at, _start(columns, logs), spread)


def _start(columns: Numbers, logs: Numbers) -> Numbers:
    """Start where least squares would put the times, whatever ended them."""
    coefficients = np.linalg.lstsq(columns, logs, rcond=None)[0]
    spread = float((logs - columns @ coefficients).std())
    # Times that covariates explain without a rest would give a scale of nought, and no step from there.
    return np.append(coefficients, np.log(max(spread, 1e-3)))


def _part(
    parameters: Numbers, logs: Numbers, columns: Numbers, shape: Callable[[Numbers], Derivatives]
) -> tuple[float, Numbers, Numbers]:
    """What some persons add: value, gradient and information by the chain rule, with z = (log time - x b) / scale."""
    scale = np.exp(parameters[-1])
    z = (logs - columns @ parameters[:-1]) / scale
    value, first, second = shape(z)
    along = np.column_stack([-columns / scale, -z])
    information = -(along * second[:, None]).T @ along
    bend = columns.T @ first / scale
    information[:-1, -1] -= bend
    information[-1, :-1] -= bend
    information[-1, -1] -= first @ z
    return float(value.sum()), along.T @ first, information


def _less(part: tuple[float, Numbers, Numbers]) -> tuple[float, Numbers, Numbers]:
    return -part[0], -part[1], -part[2]

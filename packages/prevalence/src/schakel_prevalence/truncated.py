"""Zero-truncated count models: the persons registered 1, 2, 3, ... times tell how many were registered never.

Each family is three functions of the linear predictor and its extra parameters: the log-probability of a count given
that it is not zero, the probability of zero, and where its extra parameters start. The population is the sum of
1 / (1 - p0) over the persons observed (Horvitz-Thompson), its variance that of the coefficients by the delta method
plus that of having been observed (van der Heijden and others 2003).

A negative binomial whose likelihood rises for ever as its dispersion grows has no estimate, however tight the
interval that a program prints around the value at which it stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, gammaln, log_expit

from schakel_prevalence.counted import CountTable
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Floats
from schakel_prevalence.result import SizeEstimate, sized

LARGEST_LOG_DISPERSION = 8.0


@dataclass(frozen=True)
class Family:
    """A distribution of registrations, truncated at zero; `extra` holds the starts of its further parameters."""

    name: str
    log_probability: Callable[[Floats, Floats, Floats], Floats]
    zero: Callable[[Floats, Floats], Floats]
    extra: tuple[float, ...] = ()


def _poisson(count: Floats, predictor: Floats, _extra: Floats) -> Floats:
    rate = np.exp(predictor)
    return np.asarray(count * predictor - rate - gammaln(count + 1) - np.log(-np.expm1(-rate)))


def _poisson_zero(predictor: Floats, _extra: Floats) -> Floats:
    return np.exp(-np.exp(predictor))


def _geometric(count: Floats, predictor: Floats, _extra: Floats) -> Floats:
    return np.asarray((count - 1) * predictor - count * np.logaddexp(0, predictor))


def _geometric_zero(predictor: Floats, _extra: Floats) -> Floats:
    return np.asarray(expit(-predictor))


def _negative_binomial(count: Floats, predictor: Floats, extra: Floats) -> Floats:
    size = np.exp(-extra[0])
    mass = gammaln(count + size) - gammaln(size) - gammaln(count + 1)
    mass = mass - size * np.log1p(np.exp(predictor) / size) - count * np.log1p(size * np.exp(-predictor))
    return np.asarray(mass - np.log(-np.expm1(-size * np.log1p(np.exp(predictor) / size))))


def _negative_binomial_zero(predictor: Floats, extra: Floats) -> Floats:
    size = np.exp(-extra[0])
    return np.asarray(np.exp(-size * np.log1p(np.exp(predictor) / size)))


def _one_inflated(base: Family) -> Family:
    """Return a family in which a share of the persons observed can be registered once only."""

    def log_probability(count: Floats, predictor: Floats, extra: Floats) -> Floats:
        usual = log_expit(-extra[-1]) + base.log_probability(count, predictor, extra[:-1])
        return np.asarray(np.where(count == 1, np.logaddexp(log_expit(extra[-1]), usual), usual))

    def zero(predictor: Floats, extra: Floats) -> Floats:
        return base.zero(predictor, extra[:-1])

    return Family(f"one-inflated {base.name}", log_probability, zero, (*base.extra, -1.0))


POISSON = Family("poisson", _poisson, _poisson_zero)
GEOMETRIC = Family("geometric", _geometric, _geometric_zero)
NEGATIVE_BINOMIAL = Family("negative binomial", _negative_binomial, _negative_binomial_zero, (0.0,))
FAMILIES = {
    family.name: family
    for family in (POISSON, GEOMETRIC, NEGATIVE_BINOMIAL, _one_inflated(POISSON), _one_inflated(GEOMETRIC))
}


def truncated(table: CountTable, family: Family = POISSON) -> SizeEstimate:
    """Fit a zero-truncated family by maximum likelihood and estimate the population.

    Parameters
    ----------
    table
        The counts; every person was registered at least once.
    family
        The distribution of registrations.

    Returns
    -------
    The population with its standard error and log-normal interval; without an estimate where a parameter runs to
    the edge of its range, or nobody was registered twice.

    Notes
    -----
    Horvitz-Thompson over the persons observed; the variance after van der Heijden and others (2003).
    """
    # If nobody was registered twice, nothing tells a huge population from a small one that is seen once.
    if table.observed == table.times(1):
        return sized(family.name, _model(table), table.observed, 0.0, existence=Existence.NO_ESTIMATE)
    parameters, value = _maximise(table, family)
    information = _curvature(parameters, table, family)
    if _at_edge(parameters[table.design.shape[1] :], information):
        return sized(family.name, _model(table), table.observed, 0.0, existence=Existence.NOT_ESTIMABLE)
    population = _population(parameters, table, family)
    gradient = _gradient(lambda p: _population(p, table, family), parameters)
    missed = family.zero(*_split(parameters, table))
    variance = gradient @ np.linalg.solve(information, gradient) + (table.weights * missed / (1 - missed) ** 2).sum()
    return sized(
        family.name,
        _model(table),
        table.observed,
        population,
        standard_error=float(np.sqrt(variance)) if variance > 0 else None,
        log_likelihood=-value,
        aic=2 * value + 2 * len(parameters),
    )


def _model(table: CountTable) -> str:
    return " + ".join(table.names[1:]) or "no covariates"


def _split(parameters: Floats, table: CountTable) -> tuple[Floats, Floats]:
    columns = table.design.shape[1]
    return np.clip(table.design @ parameters[:columns], -30, 30), parameters[columns:]


def _loss(parameters: Floats, table: CountTable, family: Family) -> float:
    predictor, extra = _split(parameters, table)
    return float(-(table.weights * family.log_probability(table.captures, predictor, extra)).sum())


def _population(parameters: Floats, table: CountTable, family: Family) -> float:
    return float((table.weights / (1 - family.zero(*_split(parameters, table)))).sum())


def _maximise(table: CountTable, family: Family) -> tuple[Floats, float]:
    start = np.zeros(table.design.shape[1] + len(family.extra))
    # Zelterman's rate, 2 f2 / f1: nearly right for every family at low counts.
    start[0] = np.log(2 * table.times(2) / max(table.times(1), 1) + 0.05)
    start[table.design.shape[1] :] = family.extra
    bounds = [(-25.0, 25.0)] * table.design.shape[1] + [(-12.0, 12.0)] * len(family.extra)
    found = minimize(
        _loss, start, (table, family), method="L-BFGS-B", jac=_slope, bounds=bounds, options={"maxiter": 2000}
    )
    return _polished(np.asarray(found.x), table, family)


def _polished(parameters: Floats, table: CountTable, family: Family) -> tuple[Floats, float]:
    """Take Newton steps from the optimiser's answer, as long as they help."""
    value = _loss(parameters, table, family)
    for _ in range(8):
        curvature, slope = (one(parameters, table, family) for one in (_curvature, _slope))
        try:
            trial = parameters - np.linalg.solve(curvature, slope)
        except np.linalg.LinAlgError:
            break
        if not _loss(trial, table, family) <= value:
            break
        parameters, value = trial, _loss(trial, table, family)
    return parameters, value


def _at_edge(extra: Floats, information: Floats) -> bool:
    # A flat direction: the likelihood does not fall along it, and where the optimiser stopped says nothing.
    smallest = np.linalg.eigvalsh(information)[0]
    return bool(not np.isfinite(smallest) or smallest <= 1e-5 or (extra > LARGEST_LOG_DISPERSION).any())


def _gradient(function: Callable[[Floats], Floats | float], at: Floats, step: float = 1e-5) -> Floats:
    """Return the change of a function in each direction, shape (directions, *values)."""
    shifts = np.eye(len(at)) * step
    return np.array([(function(at + shift) - function(at - shift)) / (2 * step) for shift in shifts])


def _slope(parameters: Floats, table: CountTable, family: Family) -> Floats:
    """The gradient of the loss: all coefficients move a person's likelihood through one predictor."""
    predictor, extra = _split(parameters, table)

    def each(moved: Floats) -> Floats:
        return family.log_probability(table.captures, predictor + moved[0], extra + moved[1:])

    changes = table.weights * _gradient(each, np.zeros(1 + len(extra)))
    return -np.concatenate([changes[0] @ table.design, changes[1:].sum(axis=1)])


def _curvature(parameters: Floats, table: CountTable, family: Family) -> Floats:
    curvature = _gradient(lambda at: _slope(at, table, family), parameters, 1e-4)
    return (curvature + curvature.T) / 2

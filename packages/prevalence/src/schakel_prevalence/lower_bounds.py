"""Chao's and Zelterman's estimators: only the persons registered once or twice speak.

Chao's is a lower bound when visibility differs between persons (Chao 1987, here bias-corrected), Zelterman's is less
sensitive to what happens at high counts. With covariates both come from one logistic regression of "twice" against
"once" (Boehning and others 2013). They are for repeated counts in one source; f1 squared over 2 f2 is no bound for
histories over lists whose coverage differs.
"""

import numpy as np

from schakel_prevalence.counted import CountTable
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Floats
from schakel_prevalence.logistic import logistic
from schakel_prevalence.result import SizeEstimate, sized


def chao(table: CountTable) -> SizeEstimate:
    """Estimate the lower bound n + f1(f1 - 1) / (2(f2 + 1)); with covariates, per kind of person.

    Notes
    -----
    Chao 1987, bias-corrected, so that it is finite where nobody was registered twice. With covariates after Boehning
    and others 2013.
    """
    once, twice = table.times(1), table.times(2)
    if table.design.shape[1] > 1:
        return _regressed(table, "chao")
    population = table.observed + once * (once - 1) / (2 * (twice + 1))
    variance = (
        once * (once - 1) / (2 * (twice + 1))
        + once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    return _result("chao", table, population, float(np.sqrt(max(variance, 0.0))))


def zelterman(table: CountTable) -> SizeEstimate:
    """Estimate n / (1 - exp(-2 f2 / f1)), robust to what persons registered often do; or per kind of person.

    Notes
    -----
    Zelterman 1988; with covariates after Boehning and others 2013.
    """
    return _regressed(table, "zelterman")


def _regressed(table: CountTable, method: str) -> SizeEstimate:
    low = table.only(table.captures <= 2)
    # Without both the rate 2 f2 / f1 is 0 or has no end.
    if not low.times(1) or not low.times(2):
        return sized(method, "", table.observed, 0.0, existence=Existence.NO_ESTIMATE)
    coefficients, information = _twice_against_once(low)
    if not np.isfinite(coefficients).all() or np.linalg.eigvalsh(information)[0] < 1e-8:
        return sized(method, "", table.observed, 0.0, existence=Existence.NOT_ESTIMABLE)
    counted = low if method == "chao" else table
    rate = 2 * np.exp(counted.design @ coefficients)
    if method == "chao":
        unseen = counted.weights / (rate + rate**2 / 2)
        population, slope = table.observed + unseen.sum(), -unseen * (rate + rate**2) / (rate + rate**2 / 2)
        sampling = (unseen * (1 + 1 / (rate + rate**2 / 2))).sum()
    else:
        seen = -np.expm1(-rate)
        population, slope = (counted.weights / seen).sum(), -counted.weights * rate * np.exp(-rate) / seen**2
        sampling = (counted.weights * (1 - seen) / seen**2).sum()
    gradient = counted.design.T @ slope
    error = float(np.sqrt(gradient @ np.linalg.solve(information, gradient) + sampling))
    return _result(method, table, float(population), error)


def _twice_against_once(low: CountTable) -> tuple[Floats, Floats]:
    """Return the coefficients and the information of the logistic regression: logit P(twice) = log(rate / 2)."""
    return logistic(low.design, low.weights * (low.captures == 2), low.weights)


def _result(method: str, table: CountTable, population: float, error: float) -> SizeEstimate:
    model = " + ".join(table.names[1:]) or "no covariates"
    return sized(method, model, table.observed, population, standard_error=error)

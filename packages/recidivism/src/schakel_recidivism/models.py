"""Models of the time to an event and what it goes together with: Cox, Fine-Gray and parametric ones.

comprisk fits the subdistribution hazards of Fine and Gray (1999), with robust errors. Cause-specific hazards are
beside those, since their signs can differ.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from schakel_base.errors import RequestError
from schakel_base.verdict import Interval
from schakel_recidivism.accelerated import DISTRIBUTIONS, fit_accelerated
from schakel_recidivism.cox import fit_cox
from schakel_recidivism.follow_ups import EVENT, FollowUps
from schakel_recidivism.intervals import LEVEL
from schakel_recidivism.newton import Solution

HAZARDS = ("cox", "fine-gray")
"""The models whose ratios are of hazards; those of the others are of times."""


@dataclass(frozen=True)
class Coefficient:
    """One coefficient on the scale of the model, and its test against nought.

    Parameters
    ----------
    value
        Per unit of the covariate: for `cox` and `fine-gray` the log hazard ratio, for the others the change of the log
        time.
    standard_error
        On the same scale; robust for `fine-gray`.
    p
        Two-sided, of Wald's test.
    """

    name: str
    value: float
    standard_error: float
    p: float

    @property
    def ratio(self) -> float:
        """The hazard ratio or the time ratio."""
        return math.exp(self.value)

    def ratio_interval(self, level: float = LEVEL) -> Interval:
        """Return Wald's interval of that ratio."""
        width = float(ndtri((1 + level) / 2)) * self.standard_error
        return Interval(math.exp(self.value - width), math.exp(self.value + width), level, "Wald")


@dataclass(frozen=True)
class Fit:
    """A fitted model; `scale` holds the parameters of a parametric one, `cause` which event it is about.

    The log-likelihood of a parametric model is that of the times; `log_likelihood_of_log_times`, which other programs
    print, is in `scale` beside it.
    """

    model: str
    cause: str
    persons: int
    events: int
    log_likelihood: float
    coefficients: tuple[Coefficient, ...]
    scale: Mapping[str, float]


def fit(model: str, follow_ups: FollowUps, cause: str = EVENT) -> Fit:
    """Fit a model to follow-ups.

    Parameters
    ----------
    model
        One of `MODELS`.
    follow_ups
        The persons and their covariates.
    cause
        The event that the model is about; the others are censored by all models but Fine and Gray's.

    Returns
    -------
    Coefficients on the scale of the model, with Wald tests against nought.

    Raises
    ------
    RequestError
        If there is no such model, nothing to fit, or the model has no finite solution.
    """
    _check(model, follow_ups, cause)
    try:
        return MODELS[model](model, follow_ups, cause)
    except (ArithmeticError, ValueError) as error:  # so our own models and those of comprisk say that nothing fits
        reason = str(error).strip().splitlines()[0]
        raise RequestError(f"The model {model} has no solution on these data: {reason}") from None


def _check(model: str, follow_ups: FollowUps, cause: str) -> None:
    if model not in MODELS:
        raise RequestError(f"There is no model {model}; there are: {', '.join(MODELS)}.")
    if not follow_ups.names and model in HAZARDS:
        raise RequestError(f"The model {model} needs covariates.")
    if follow_ups.stratum is not None and model != "cox":
        raise RequestError(f"The model {model} takes no strata; only cox does.")
    if not np.isfinite(follow_ups.covariates).all():
        raise RequestError(f"The model {model} needs a number for every covariate of every person.")
    if not follow_ups.had(cause).any():
        others = f"; there are: {', '.join(follow_ups.causes)}" if follow_ups.causes else ""
        raise RequestError(f"The model {model} has nothing to fit: there is no event `{cause}`{others}.")
    # One for each covariate and one for the intercept or the scale: with no more rows than these every model fits.
    covariates, rows = len(follow_ups.names), len(follow_ups)
    if rows <= covariates + 1:
        raise RequestError(f"The model {model} has {covariates} covariates for {rows} rows; it needs more.")


def _cox(model: str, follow_ups: FollowUps, cause: str) -> Fit:
    found = fit_cox(follow_ups, cause)
    return _fitted(model, follow_ups, cause, found.log_likelihood, _coefficients(follow_ups.names, found))


def _accelerated(model: str, follow_ups: FollowUps, cause: str) -> Fit:
    if not (follow_ups.time > 0).all():
        raise RequestError(f"The model {model} takes times above 0 only; the file has a time of 0.")
    distribution = DISTRIBUTIONS[model]
    found = fit_accelerated(follow_ups, cause, distribution)
    # The density of a time is that of its logarithm divided by the time.
    of_times = found.log_likelihood - float(np.log(follow_ups.time[follow_ups.had(cause)]).sum())
    scale = {
        distribution.shape: distribution.parameter(found.coefficients[-1]),
        "log_likelihood_of_log_times": found.log_likelihood,
    }
    return _fitted(model, follow_ups, cause, of_times, _coefficients(("Intercept", *follow_ups.names), found), scale)


def _fine_gray(model: str, follow_ups: FollowUps, cause: str) -> Fit:
    try:
        from comprisk import FineGrayRegression
    except ImportError:
        raise RequestError("The model fine-gray needs comprisk: pip install 'schakel[fine-gray]'.") from None
    if follow_ups.enter_late:
        raise RequestError("The model fine-gray cannot handle persons who come under observation later.")
    # comprisk models event 1 and takes 0 for censored; every other number is a cause that competes.
    number = {name: place for place, name in enumerate(follow_ups.causes, 2)} | {cause: 1}
    events = np.array([number.get(name, 0) for name in follow_ups.cause.tolist()])
    regression = FineGrayRegression(robust_se=True)
    regression.fit(follow_ups.covariates, time=follow_ups.time, event=events)
    likelihood = float(regression.log_likelihood_)
    found = Solution(np.asarray(regression.coef_), np.asarray(regression.se_), likelihood)
    return _fitted(model, follow_ups, cause, likelihood, _coefficients(follow_ups.names, found))


def _fitted(
    model: str,
    follow_ups: FollowUps,
    cause: str,
    log_likelihood: float,
    coefficients: tuple[Coefficient, ...],
    scale: Mapping[str, float] | None = None,
) -> Fit:
    events = int(follow_ups.had(cause).sum())
    return Fit(model, cause, len(follow_ups), events, log_likelihood, coefficients, scale or {})


def _coefficients(names: Sequence[str], found: Solution) -> tuple[Coefficient, ...]:
    """Return the coefficients that have a name, each with its Wald test."""
    return tuple(
        Coefficient(name, float(value), float(error), float(2 * ndtr(-abs(value / error))))
        for name, value, error in zip(names, found.coefficients, found.standard_errors, strict=False)
    )


MODELS: dict[str, Callable[[str, FollowUps, str], Fit]] = {
    "cox": _cox,
    "fine-gray": _fine_gray,
    **dict.fromkeys(DISTRIBUTIONS, _accelerated),
}

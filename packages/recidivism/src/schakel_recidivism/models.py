"""Models of the time to an event and what it goes together with: Cox, Fine-Gray and parametric ones.

lifelines fits Cox (ties by Efron) and the parametric models, comprisk the subdistribution hazards of Fine and Gray with
robust errors. Cause-specific hazards stand beside those of Fine and Gray, since their signs can differ.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.special import ndtr

from schakel_base.errors import RequestError
from schakel_recidivism.covariates import STRATUM

Frame = Any
"""A pandas DataFrame with the columns `time`, `event` (0 or 1, or a number for each cause) and the covariates."""

CLOSE = {"gtol": 1e-9, "maxiter": 5000}
"""How closely a parametric model is fitted: lifelines stops at the fifth decimal by itself."""


CLOSE_COX = {"precision": 1e-10}
"""The same of Cox: by itself lifelines leaves an error in the sixth decimal."""


@dataclass(frozen=True)
class Coefficient:
    """One coefficient on the scale of the model (log hazard ratio, or log time), and its test against nought."""

    name: str
    value: float
    standard_error: float
    p: float

    @property
    def ratio(self) -> float:
        """The hazard ratio or the time ratio."""
        return math.exp(self.value)


@dataclass(frozen=True)
class Fit:
    """A fitted model; `scale` holds the parameters of a parametric one, `cause` which event it is about.

    The log-likelihood of a parametric model is that of the times; `log_likelihood_of_log_times`, which other programs
    print, stands in `scale` beside it.
    """

    model: str
    cause: str
    persons: int
    events: int
    log_likelihood: float
    coefficients: tuple[Coefficient, ...]
    scale: Mapping[str, float]


def fit(model: str, follow_ups: pa.Table, covariates: Sequence[str], cause: str, causes: Sequence[str]) -> Fit:
    """Fit a model to follow-ups.

    Parameters
    ----------
    model
        One of `MODELS`.
    follow_ups
        The columns `time`, `cause` and the covariates, one row per person, numbers only; with a column `stratum`
        each stratum has a baseline hazard of its own.
    covariates
        The covariates, in order.
    cause
        The event that the model is about.
    causes
        All causes; those other than `cause` are censored by all models but Fine and Gray's.

    Raises
    ------
    RequestError
        If there is no such model, nothing to fit, or the model has no finite solution.
    """
    if model not in MODELS:
        raise RequestError(f"There is no model {model}; there are: {', '.join(MODELS)}.")
    if not covariates and model in ("cox", "fine-gray"):
        raise RequestError(f"The model {model} needs covariates.")
    if STRATUM in follow_ups.column_names and model != "cox":
        raise RequestError(f"The model {model} takes no strata; only cox does.")
    frame = follow_ups.to_pandas()
    frame["event"] = (frame.pop("cause") == cause).astype(int) if model != "fine-gray" else _codes(frame, cause, causes)
    if not (frame["event"] == 1).any():
        raise RequestError(f"The model {model} has nothing to fit: there is no event{f' {cause}' if cause else ''}.")
    if len(frame) <= len(covariates) + 1:
        raise RequestError(f"The model {model} has {len(covariates)} covariates for {len(frame)} rows; it needs more.")
    try:
        return MODELS[model](frame, tuple(covariates), cause)
    except (ArithmeticError, ValueError) as error:  # lifelines and numpy say in this way that nothing converges
        reason = str(error).strip().splitlines()[0]
        raise RequestError(f"The model {model} has no solution on these data: {reason}") from None


def _codes(frame: Frame, cause: str, causes: Sequence[str]) -> Any:
    """Return 1 for the event itself, higher numbers for those that compete, 0 for none."""
    number = {name: place for place, name in enumerate((cause, *(one for one in causes if one != cause)), 1)}
    return frame.pop("cause").map(lambda name: number.get(name, 0)).astype(int)


def _cox(frame: Frame, covariates: tuple[str, ...], cause: str) -> Fit:
    from lifelines import CoxPHFitter

    entry = "entry" if "entry" in frame else None
    strata = [STRATUM] if STRATUM in frame else None
    fitted = CoxPHFitter().fit(frame, "time", "event", entry_col=entry, strata=strata, fit_options=CLOSE_COX)
    rows = fitted.summary
    return Fit("cox", cause, len(frame), _events(frame), fitted.log_likelihood_, _coefficients(rows, covariates), {})


def _parametric(name: str, fitter: str) -> Callable[[Frame, tuple[str, ...], str], Fit]:
    def fitted(frame: Frame, covariates: tuple[str, ...], cause: str) -> Fit:
        import lifelines

        if not (frame["time"] > 0).all():
            raise RequestError(f"The model {name} takes times above 0 only; the file has a time of 0.")
        entry = "entry" if "entry" in frame else None
        model = getattr(lifelines, fitter)()
        model.fit(frame, "time", "event", entry_col=entry, fit_options=CLOSE)
        location, shape = model._primary_parameter_name, model._ancillary_parameter_name
        rows = model.summary.loc[location]
        likelihood = float(model.log_likelihood_)
        scale = {
            shape.rstrip("_"): math.exp(model.params_[shape]["Intercept"]),
            "log_likelihood_of_log_times": likelihood + float(np.log(frame["time"][frame["event"] == 1]).sum()),
        }
        coefficients = _coefficients(rows, ("Intercept", *covariates))
        return Fit(name, cause, len(frame), _events(frame), likelihood, coefficients, scale)

    return fitted


def _fine_gray(frame: Frame, covariates: tuple[str, ...], cause: str) -> Fit:
    try:
        from comprisk import FineGrayRegression
    except ImportError:
        raise RequestError("The model fine-gray needs comprisk: pip install 'schakel[fine-gray]'.") from None
    if "entry" in frame:
        raise RequestError("The model fine-gray takes no persons who come under observation later.")
    model = FineGrayRegression(robust_se=True)
    times, events = frame["time"].to_numpy(float), frame["event"].to_numpy()
    model.fit(frame[list(covariates)].to_numpy(float), time=times, event=events)
    found = zip(covariates, model.coef_, model.se_, strict=True)
    coefficients = tuple(
        Coefficient(name, float(value), float(error), float(2 * ndtr(-abs(value / error))))
        for name, value, error in found
    )
    return Fit("fine-gray", cause, len(frame), _events(frame), float(model.log_likelihood_), coefficients, {})


def _events(frame: Frame) -> int:
    return int((frame["event"] == 1).sum())


def _coefficients(rows: Frame, names: Sequence[str]) -> tuple[Coefficient, ...]:
    columns = ("coef", "se(coef)", "p")
    return tuple(Coefficient(name, *(float(rows.loc[name, column]) for column in columns)) for name in names)


MODELS: dict[str, Callable[[Frame, tuple[str, ...], str], Fit]] = {
    "cox": _cox,
    "fine-gray": _fine_gray,
    "lognormal": _parametric("lognormal", "LogNormalAFTFitter"),
    "loglogistic": _parametric("loglogistic", "LogLogisticAFTFitter"),
    "weibull": _parametric("weibull", "WeibullAFTFitter"),
}

"""Models beside referees: Cox beside lifelines, the others beside their likelihood, written once more and slowly."""

from typing import Any

import lifelines
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from schakel_base.errors import RequestError
from schakel_recidivism import FollowUps, fit

PERSONS = 250
ERRORS = {"lognormal": stats.norm, "loglogistic": stats.logistic, "weibull": stats.gumbel_l}
"""The distribution of the error in the logarithm of the time."""


def people(seed: int, late: bool = False) -> pd.DataFrame:
    """Persons with times in whole days, so that many are tied, and covariates of very different size."""
    generator = np.random.default_rng(seed)
    age, aid = generator.normal(30, 8, PERSONS), generator.integers(0, 2, PERSONS)
    hazard = np.exp(-0.05 * (age - 30) + 0.6 * aid) / 20
    time = np.ceil(generator.exponential(1 / hazard))
    frame = pd.DataFrame({"age": 1000 * age, "aid": aid, "court": generator.integers(0, 3, PERSONS)})
    frame["event"] = (time <= 30).astype(int)
    frame["time"] = np.minimum(time, 30)
    frame["entry"] = np.where(generator.random(PERSONS) < 0.4, np.floor(frame["time"] / 3), 0) if late else 0.0
    return frame


def follow_ups(frame: pd.DataFrame, strata: bool = False) -> FollowUps:
    return FollowUps.of(
        frame["time"],
        frame["event"],
        {name: frame[name] for name in ("age", "aid")},
        frame["entry"],
        [str(court) for court in frame["court"]] if strata else None,
    )


def theirs(summary: Any) -> list[float]:
    return [float(value) for name in ("coef", "se(coef)", "p") for value in summary[name]]


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("strata", [False, True])
def test_cox(strata: bool, late: bool) -> None:
    frame = people(1, late)
    used = frame if strata else frame.drop(columns="court")
    referee = lifelines.CoxPHFitter().fit(
        used,
        "time",
        "event",
        entry_col="entry",
        strata=["court"] if strata else None,
        fit_options={"precision": 1e-12},
    )
    found = fit("cox", follow_ups(frame, strata))
    ours = [getattr(one, name) for name in ("value", "standard_error", "p") for one in found.coefficients]
    assert ours == pytest.approx(theirs(referee.summary), rel=1e-6)
    assert found.log_likelihood == pytest.approx(referee.log_likelihood_, rel=1e-9)


def log_likelihood(frame: pd.DataFrame, model: str, parameters: np.ndarray) -> float:
    """The likelihood of times: of coefficients of the intercept, age and aid, and of the logarithm of the scale."""
    error, scale = ERRORS[model], np.exp(parameters[-1])
    middle = parameters[0] + parameters[1] * frame["age"] + parameters[2] * frame["aid"]
    found = 0.0
    for time, entry, event, place in zip(frame["time"], frame["entry"], frame["event"], middle, strict=True):
        z = (np.log(time) - place) / scale
        found += error.logpdf(z) - np.log(scale * time) if event else error.logsf(z)
        found -= error.logsf((np.log(entry) - place) / scale) if entry else 0.0
    return found


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("model", ERRORS)
def test_accelerated_failure_time(model: str, late: bool) -> None:
    frame = people(2, late)
    frame["age"] /= 1000
    found = fit(model, follow_ups(frame))
    (shape, _) = found.scale
    scale = found.scale[shape] if shape == "sigma" else 1 / found.scale[shape]
    best = np.array([*(one.value for one in found.coefficients), np.log(scale)])
    assert found.log_likelihood == pytest.approx(log_likelihood(frame, model, best), rel=1e-10)
    steps = np.diag([1e-3, 1e-4, 1e-3, 1e-3])
    bend = np.empty((4, 4))
    for i, one in enumerate(steps):
        sides = [log_likelihood(frame, model, best + sign * one) for sign in (1, -1)]
        assert max(sides) < found.log_likelihood  # nowhere near it is higher
        assert abs(sides[0] - sides[1]) < 1e-5  # and it is as steep on either side
        for j, other in enumerate(steps):
            corners = [log_likelihood(frame, model, best + a * one + b * other) for a, b in SIGNS]
            bend[i, j] = (corners[0] - corners[1] - corners[2] + corners[3]) / (4 * one.sum() * other.sum())
    errors = np.sqrt(np.diag(np.linalg.inv(-bend)))[:3]
    assert [one.standard_error for one in found.coefficients] == pytest.approx(errors, rel=1e-4)


SIGNS = ((1, 1), (1, -1), (-1, 1), (-1, -1))


def test_whoever_has_the_event_on_the_first_day_is_at_risk() -> None:
    frame = people(3).drop(columns=["court", "entry"])
    frame["time"] -= 1
    referee = lifelines.CoxPHFitter().fit(frame, "time", "event", fit_options={"precision": 1e-12})
    found = fit("cox", follow_ups(frame.assign(court=0, entry=0.0)))
    assert found.log_likelihood == pytest.approx(referee.log_likelihood_, rel=1e-9)


@pytest.mark.parametrize("model", ["cox", "weibull"])
@pytest.mark.parametrize(
    ("covariates", "reason"),
    [
        ({"a": [1, 2, 3, 4, 5, 6, 7, 8], "b": [2, 4, 6, 8, 10, 12, 14, 16]}, "some covariates follow from the others"),
        ({"a": [5] * 8}, "some covariate"),
        ({"a": [1, 1, 1, 1, 0, 0, 0, 0]}, "some covariate"),
    ],
)
def test_a_model_without_a_solution_says_why(model: str, covariates: dict[str, list[float]], reason: str) -> None:
    rows = FollowUps.of([1, 2, 3, 4, 9, 9, 9, 9], [1, 1, 1, 1, 0, 0, 0, 0], covariates)
    with pytest.raises(RequestError, match=f"The model {model} has no solution on these data: .*{reason}"):
        fit(model, rows)

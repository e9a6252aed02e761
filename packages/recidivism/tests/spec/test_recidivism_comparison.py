"""Compare cohorts

Cohorts of different composition, and jumps between years: small tables with answers worked out by hand.
"""

from pathlib import Path
from typing import Any

import pytest
from cohorts import cohort, general

from schakel_base.errors import RequestError
from schakel_recidivism import risk_tables
from schakel_recidivism.answering import jumps, jumps_of
from schakel_recidivism.curves import Curve, kaplan_meier
from schakel_recidivism.survival_answer import SurvivalRequest, answer_survival


def people(path: Path, *groups: tuple[str, str, int, int]) -> Path:
    """Write persons of (cohort, age): so many with a new case, so many without until day 100."""
    lines = ["days,event,cohort,age"]
    for name, age, with_case, without in groups:
        lines += [f"{1 + number % 99},1,{name},{age}" for number in range(with_case)]
        lines += [f"100,0,{name},{age}" for _ in range(without)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def compared(path: Path) -> dict[str, dict[str, Any]]:
    request = SurvivalRequest(compare="cohort", covariates=("age",), at=(100,))
    return {one["cohort"]: one for one in answer_survival(path, request).as_record()["compared"]}


def test_direct_standardisation_weighs_cells_as_in_all_cohorts_together(tmp_path: Path) -> None:
    path = people(
        tmp_path / "p.csv", ("a", "young", 5, 5), ("a", "old", 2, 18), ("b", "young", 15, 15), ("b", "old", 1, 9)
    )
    found = compared(path)
    young = 40 / 70
    assert found["a"]["observed"] == pytest.approx(7 / 30)
    assert found["b"]["observed"] == pytest.approx(16 / 40)
    for one in found.values():  # in each cell both cohorts do the same
        assert one["direct_standardisation"] == pytest.approx(young * 0.5 + (1 - young) * 0.1)
        assert one["weight_dropped"] == pytest.approx(0)


def test_if_only_the_composition_differs_every_method_says_so(tmp_path: Path) -> None:
    path = people(
        tmp_path / "p.csv",
        ("a", "young", 50, 50),
        ("a", "old", 20, 180),
        ("b", "young", 150, 150),
        ("b", "old", 10, 90),
    )
    for method in ("direct_standardisation", "g_computation", "difference_method"):
        first, second = (one[method] for one in compared(path).values())
        assert first == pytest.approx(second, abs=0.03), method  # 0.23 and 0.40 were observed


def test_if_the_composition_is_the_same_nothing_is_corrected(tmp_path: Path) -> None:
    path = people(
        tmp_path / "p.csv", ("a", "young", 10, 10), ("a", "old", 2, 18), ("b", "young", 14, 6), ("b", "old", 4, 16)
    )
    for one in compared(path).values():
        assert one["direct_standardisation"] == pytest.approx(one["observed"])
        assert one["difference_method"] == pytest.approx(one["observed"])
        assert one["g_computation"] == pytest.approx(one["observed"], abs=0.05)  # a model, with one effect for all ages


def test_the_weight_of_cells_that_a_cohort_lacks_is_reported(tmp_path: Path) -> None:
    path = people(tmp_path / "p.csv", ("a", "young", 10, 10), ("b", "young", 10, 10), ("b", "old", 4, 36))
    found = compared(path)
    assert found["a"]["weight_dropped"] == pytest.approx(40 / 80)
    assert found["a"]["direct_standardisation"] == pytest.approx(0.5)
    assert found["b"]["weight_dropped"] == pytest.approx(0)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            SurvivalRequest(compare="cohort"),
            "A comparison needs covariates: the attributes by which",
        ),
        (SurvivalRequest(compare="age", covariates=("cohort",)), "There is one cohort in age; a comparison needs two."),
    ],
)
def test_what_cannot_be_compared_is_reported(tmp_path: Path, asked: SurvivalRequest, sentence: str) -> None:
    path = people(tmp_path / "p.csv", ("a", "young", 10, 10), ("b", "young", 10, 10))
    with pytest.raises(RequestError, match=sentence):
        answer_survival(path, asked)


def curve(with_case: int, persons: int) -> Curve:
    table = {"time": [10, 10], "cause": ["new case", ""], "persons": [with_case, persons - with_case]}
    return kaplan_meier(risk_tables(table)[""])


def test_a_jump_that_is_too_large_for_a_trend_is_flagged() -> None:
    series = {"2011": curve(88, 1000), "2012": curve(90, 1000), "2013": curve(170, 1000), "2014": curve(175, 1000)}
    (jump,) = jumps(series, 10)
    assert (jump.before, jump.after) == ("2012", "2013")
    assert (jump.share_before, jump.share_after) == pytest.approx((0.09, 0.17))


def test_chance_is_not_flagged() -> None:
    assert jumps({"2012": curve(3, 30), "2013": curve(6, 30)}, 10) == ()
    assert jumps({"2012": curve(3000, 10_000), "2013": curve(3500, 10_000)}, 10) == ()


def test_cohorts_of_successive_years_are_held_against_each_other(tmp_path: Path) -> None:
    lines = ["person,case,offended,disposed,disposal"]
    for year, with_case in ((2012, 5), (2013, 60)):
        for number in range(100):
            person = f"{year}-{number}"
            lines.append(f"{person},{person}a,{year - 1}-06-01,{year}-03-01,conviction")
            if number < with_case:
                lines.append(f"{person},{person}b,{year}-05-01,{year}-09-01,conviction")
    declared = cohort(by_year=True)
    (jump,) = jumps_of(general(tmp_path, declared, "\n".join(lines)), declared)
    assert (jump.before, jump.after) == ("2012", "2013")

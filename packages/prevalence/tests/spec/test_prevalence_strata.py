"""Covariates of persons on lists

Within strata by covariates the models assume less. A list may reach only some strata.
"""

from pathlib import Path

import numpy as np
import pytest

from schakel_base.errors import SchakelError
from schakel_base.verdict import BoundOnly, Estimate, EstimateWithCaution, RangeOnly
from schakel_prevalence import AssumptionLedger, Settings, assess, in_words, read_ledger, read_source
from schakel_prevalence.strata import StratifiedTable
from schakel_prevalence.stratified_assess import assess_strata

TABLE = Path(__file__).parents[1] / "data" / "capture_histories" / "conting_spina_3lists_by_ethnicity.csv"
QUICK = Settings(families=(), replicates=100)


def spina() -> StratifiedTable:
    found = read_source(TABLE, covariates=["eth"]).tables[""]
    assert isinstance(found, StratifiedTable)
    return found


def test_covariates_make_strata() -> None:
    table = spina()
    assert table.lists == ("S1", "S2", "S3")
    assert {kind: one.observed for kind, one in table.strata.items()} == {
        ("afro-american",): 36,
        ("caucasian",): 583,
        ("other",): 2,
    }
    assert table.whole.observed == 621


def test_a_figure_within_strata_stands_in_a_range_that_they_only_widen() -> None:
    found = assess_strata(spina(), QUICK)
    assert isinstance(found.verdict, EstimateWithCaution)
    assert found.result.method == "strata"
    interval, other = found.verdict.interval, assess(spina().whole, QUICK).verdict
    assert isinstance(other, Estimate | EstimateWithCaution | RangeOnly)
    assert interval.lower <= other.interval.lower < found.verdict.value < other.interval.upper <= interval.upper
    assert "within strata" in in_words(found)


def with_ages(folder: Path) -> Path:
    """Of 3,000 persons both lists see the old more easily, so two lists alone count too few."""
    generator = np.random.default_rng(3)
    age = generator.normal(40, 12, 3000)
    first, second = (
        generator.random(3000) < 1 / (1 + np.exp(-(level + 0.7 * (age - 40) / 12))) for level in (-0.8, -0.5)
    )
    rows = [f"{a:d},{b:d},{years:.1f}" for a, b, years in zip(first, second, age, strict=True) if a or b]
    (folder / "ages.csv").write_text("\n".join(["A,B,age", *rows]), encoding="utf-8")
    return folder / "ages.csv"


def test_two_lists_can_be_independent_given_a_number(tmp_path: Path) -> None:
    table = read_source(with_ages(tmp_path), numbers=["age"]).tables[""]
    assert isinstance(table, StratifiedTable)
    found = assess_strata(table, QUICK)
    assert found.result.method == "doubly-robust"
    assert found.result.population == pytest.approx(3000, rel=0.06)
    plain = assess(table.whole, QUICK).result.population
    assert plain is not None and plain < 2700
    assert found.evidence is not None and found.evidence.span is not None
    assert "two lists, independent given covariates" in found.evidence.span.intervals
    assert "among persons with equal covariates" in in_words(found)


@pytest.mark.parametrize(
    ("settings", "ledger", "sentence"),
    [
        (Settings(method="strata"), AssumptionLedger({}), "takes categories; with numbers the method is doubly-robust"),
        (QUICK, AssumptionLedger({}, missed_links=0.1), "numbers make no strata"),
    ],
)
def test_what_does_not_go_with_numbers_is_refused(
    tmp_path: Path, settings: Settings, ledger: AssumptionLedger, sentence: str
) -> None:
    table = read_source(with_ages(tmp_path), numbers=["age"]).tables[""]
    assert isinstance(table, StratifiedTable)
    with pytest.raises(SchakelError, match=sentence):
        assess_strata(table, settings, ledger)


def test_a_number_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("A,B,age\n1,0,41\n1,1,old\n", encoding="utf-8")
    with pytest.raises(SchakelError, match=r"table\.csv:3: Column age has 'old', which is no number\."):
        read_source(tmp_path / "table.csv", numbers=["age"])
    (tmp_path / "long.csv").write_text("person,list\n1,A\n1,B\n", encoding="utf-8")
    with pytest.raises(SchakelError, match="go with a column for each list, or with `captures`"):
        read_source(tmp_path / "long.csv", numbers=["age"])


def test_a_list_that_reaches_some_strata_only_is_declared(tmp_path: Path) -> None:
    rows = ["A,B,C,region,count"]
    rows += [f"{a},{b},{c},north,{n}" for a, b, c, n in NORTH]
    rows += ["1,0,0,south,400", "0,1,0,south,380", "1,1,0,south,190"]
    (tmp_path / "table.csv").write_text("\n".join(rows), encoding="utf-8")
    table = read_source(tmp_path / "table.csv", covariates=["region"]).tables[""]
    assert isinstance(table, StratifiedTable)
    (tmp_path / "ledger.yaml").write_text("reaches only: {C: {region: [north]}}\n", encoding="utf-8")
    found = assess_strata(table, QUICK, read_ledger(tmp_path / "ledger.yaml"))
    assert not isinstance(found.verdict, BoundOnly)
    assert list(found.evidence.span.intervals) == ["pairs of lists, within strata"] if found.evidence else False
    assert "Some lists reach only some strata" in in_words(found)


NORTH = [(1, 0, 0, 300), (0, 1, 0, 290), (0, 0, 1, 310), (1, 1, 0, 160), (1, 0, 1, 140), (0, 1, 1, 130), (1, 1, 1, 70)]


@pytest.mark.parametrize(
    ("reached", "said"),
    [
        ({"X": ("eth", frozenset({"other"}))}, "no list 'X'"),
        ({"S1": ("age", frozenset({"other"}))}, "no covariate 'age'"),
        ({"S1": ("eth", frozenset({"elf"}))}, "no value 'elf'"),
        ({"S1": ("eth", frozenset({"other"}))}, "has persons in afro-american"),
    ],
)
def test_what_is_reached_must_be_in_the_table(reached: dict[str, tuple[str, frozenset[str]]], said: str) -> None:
    with pytest.raises(SchakelError, match=said):
        assess_strata(spina(), QUICK, AssumptionLedger({}, reached=reached))


def test_a_method_that_takes_no_covariates_is_refused() -> None:
    with pytest.raises(SchakelError, match="stepwise takes no covariates"):
        assess_strata(spina(), Settings(method="stepwise"))

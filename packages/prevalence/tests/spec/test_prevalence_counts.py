"""Repeated counts in one source

How many people were never registered follows from how often the others were.
"""

import re
from pathlib import Path

import pytest

from schakel_base.errors import SchakelError
from schakel_base.verdict import BoundOnly, Direction, EstimateWithCaution, Refusal
from schakel_prevalence import CaptureTable, CountTable, Settings, assess_counts, estimate, in_words, read_source
from schakel_prevalence.existence import Existence
from schakel_prevalence.lower_bounds import chao, zelterman
from schakel_prevalence.truncated import FAMILIES, truncated

TABLES = Path(__file__).parents[1] / "data" / "capture_histories"
COVARIATES = ["gender", "age", "nation"]


def contacts(covariates: list[str]) -> CountTable:
    table = read_source(TABLES / "netherlands_illegal_immigrants_covariates.csv", covariates=covariates).tables[""]
    assert isinstance(table, CountTable)
    return table


def test_truncated_poisson_with_covariates_gives_the_published_figure() -> None:
    result = truncated(contacts(COVARIATES))
    assert result.population == pytest.approx(12_690.35, abs=0.005)
    assert result.standard_error == pytest.approx(2_808.17, abs=0.005)


def test_both_files_of_the_same_contacts_agree() -> None:
    counts = read_source(TABLES / "netherlands_illegal_immigrants_freqcounts.csv").tables[""]
    assert isinstance(counts, CountTable)
    assert truncated(counts).population == pytest.approx(truncated(contacts([])).population, rel=1e-8)


def test_chao_is_bias_corrected() -> None:
    result = chao(contacts([]))
    assert result.population == pytest.approx(1880 + 1645 * 1644 / (2 * 184))


def test_chao_and_zelterman_with_covariates_reduce_to_those_without() -> None:
    one_kind = CountTable.from_rows([1, 2, 3], [300, 40, 10])
    same = CountTable.from_rows([1, 2, 3, 1, 2, 3], [150, 20, 5] * 2, {"kind": ["a"] * 3 + ["b"] * 3})
    assert zelterman(same).population == pytest.approx(zelterman(one_kind).population)
    assert chao(same).population == pytest.approx(350 + 300**2 / (2 * 40))


def test_geometric_counts_are_recovered() -> None:
    """Of 8,000 persons with mean 0.5, so many are expected to be registered 1, 2, 3, ... times."""
    expected = [round(8000 * (1 / 1.5) * (0.5 / 1.5) ** k) for k in range(1, 9)]
    result = truncated(CountTable.from_rows(list(range(1, 9)), expected), FAMILIES["geometric"])
    assert result.population == pytest.approx(8000, rel=0.01)


def test_persons_who_can_be_registered_once_only_do_not_swell_the_poisson() -> None:
    expected = [800, 400, 133, 33, 7, 1]
    table = CountTable.from_rows(list(range(1, 7)), [expected[0] + 500, *expected[1:]])
    inflated, plain = truncated(table, FAMILIES["one-inflated poisson"]), truncated(table)
    assert inflated.population is not None
    assert plain.population is not None
    assert inflated.population < plain.population


def test_nobody_registered_twice_means_no_estimate() -> None:
    for method in (truncated, zelterman):
        assert method(CountTable.from_rows([1], [40])).existence is Existence.NO_ESTIMATE
    (gate,) = (one for one in assess_counts(CountTable.from_rows([1], [40])).verdict.gates if one.name == "methods")
    assert gate.sentence.in_language("en") == "No distribution gives an estimate."  # and not one "from 0 to 0"


def test_a_refusal_of_counts_says_nothing_of_lists_and_leaves_no_dash() -> None:
    nobody_twice = in_words(assess_counts(CountTable.from_rows([1, 2], [400, 30], {"kind": ["a", "b"]})))
    assert "Persons who are registered more than once, in every category" in nobody_twice
    for words in (nobody_twice, in_words(assess_counts(contacts(COVARIATES))), in_words(assess_counts(contacts([])))):
        assert "Refusal" in words and not re.search(r"\blists?\b| -[.,]", words)


def test_distributions_that_disagree_are_refused() -> None:
    assert isinstance(assess_counts(contacts(COVARIATES)).verdict, Refusal)


def test_chao_is_a_lower_bound_and_nothing_more() -> None:
    verdict = assess_counts(contacts([]), "chao").verdict
    assert isinstance(verdict, BoundOnly)
    assert verdict.direction is Direction.AT_LEAST
    assert 7000 < verdict.bound < 9229


def test_counts_on_which_all_distributions_agree_pass_with_caution() -> None:
    often = CountTable.from_rows([1, 2, 3, 4, 5, 6, 7, 8], [149, 224, 224, 168, 101, 50, 22, 8])
    verdict = assess_counts(often).verdict
    assert isinstance(verdict, EstimateWithCaution)
    assert verdict.value == pytest.approx(996, rel=0.02)


@pytest.mark.parametrize(("covariates", "population"), [([], 9425), (["gender", "age"], 10213)])
def test_zelterman_gives_the_published_figures(covariates: list[str], population: int) -> None:
    """Those that singleRcapture is tested on."""
    assert round(zelterman(contacts(covariates)).population or 0) == population


def test_a_number_of_two_values_is_as_good_as_two_categories() -> None:
    captures, weights = [1, 2, 3, 1, 2, 3], [150, 20, 5, 90, 40, 20]
    by_name = CountTable.from_rows(captures, weights, {"sex": ["f"] * 3 + ["m"] * 3})
    by_number = CountTable.from_rows(captures, weights, numbers={"born": [1990.0] * 3 + [1993.0] * 3})
    for method in (truncated, zelterman, chao):
        assert method(by_number).population == pytest.approx(method(by_name).population, rel=1e-6)


def test_numbers_of_persons_are_read_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "farms.csv"
    rows = [f"{row},{1 + row % 3},{row / 7:.5f},{'dairy' if row % 2 else 'beef'}" for row in range(1, 200)]
    path.write_text("\n".join(["id,captures,log_size,kind", *rows]), encoding="utf-8")
    table = read_source(path, numbers=["log_size"]).tables[""]
    assert isinstance(table, CountTable)
    assert table.names == ("intercept", "kind=dairy", "log_size")
    with pytest.raises(SchakelError, match="Column log_size has 199 values, and a covariate at most 64"):
        read_source(path)
    with pytest.raises(SchakelError, match="Column kind has 'dairy', which is no number"):
        read_source(path, numbers=["kind"])


def test_an_interval_has_the_level_that_was_asked_for() -> None:
    often = CountTable.from_rows([1, 2, 3, 4, 5, 6, 7, 8], [149, 224, 224, 168, 101, 50, 22, 8])
    verdicts = [assess_counts(often, level=level).verdict for level in (0.8, 0.99)]
    narrow, wide = (verdict.interval for verdict in verdicts if isinstance(verdict, EstimateWithCaution))
    assert (narrow.level, wide.level) == (0.8, 0.99)
    assert wide.lower < narrow.lower < narrow.upper < wide.upper
    two = CaptureTable.of({"A": 90, "B": 70, "A:B": 30})
    assert estimate(two, Settings("chapman", level=0.8)).result.intervals[0].level == 0.8


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(SchakelError, match="one value in each row"):
        CountTable.from_rows([1, 2], [5])

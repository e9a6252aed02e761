"""Known errors of multiple systems estimation

Each test shows an error that is made elsewhere and not here.
"""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from schakel_base.errors import RequestError
from schakel_base.text import Text
from schakel_prevalence import (
    AssumptionLedger,
    CaptureTable,
    CountTable,
    Settings,
    assess,
    estimate,
    in_words,
    read_source,
)
from schakel_prevalence.decomposable import GRID_END, decomposable, posterior
from schakel_prevalence.existence import Existence
from schakel_prevalence.heterogeneity import bent
from schakel_prevalence.intervals import Replicates, at_edge, bca
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.poisson import extended, fit
from schakel_prevalence.result import sized
from schakel_prevalence.stepwise import log_tail, stepwise
from schakel_prevalence.truncated import NEGATIVE_BINOMIAL, truncated

TABLES = Path(__file__).parents[1] / "data" / "capture_histories"


def table_of(name: str) -> CaptureTable:
    table = read_source(TABLES / f"{name}.csv").tables[""]
    assert isinstance(table, CaptureTable)
    return table


def replicates(estimate: float, resampled: list[float]) -> Replicates:
    return Replicates(0.0, estimate, np.array(resampled), np.array([estimate]), np.array([1.0]))


def test_a_bca_limit_at_the_edge_of_the_bootstrap_is_reported() -> None:
    found = assess(table_of("uk_2013_6lists"), Settings("stepwise", replicates=1000, families=()))
    assert any("edge" in remark.in_language("en") for remark in found.remarks)


def test_a_limit_inside_the_bootstrap_is_not_reported() -> None:
    interval = bca(replicates(50.0, [float(i) for i in range(1, 101)] * 100))
    assert interval is not None
    assert not at_edge(interval, 10_000)


def test_replicates_equal_to_the_estimate_up_to_rounding_count_half() -> None:
    noise = [100.0 * (1 + e) for e in (-1e-12, 1e-12, 0.0, 3e-13)]
    assert replicates(100.0, [90.0, *noise, 110.0]).bias == pytest.approx(0.0)


def test_a_bias_that_cannot_be_measured_gives_no_bca_interval() -> None:
    assert bca(replicates(100.0, [120.0, 130.0])) is None


def test_an_empty_list_in_a_replicate_blocks_no_interaction() -> None:
    lattice = Lattice.of(table_of("uk_2013_6lists"))
    counts = lattice.counts.copy()
    smallest = min(range(6), key=lambda i: lattice.totals[1 << i])
    counts[[h for h in range(64) if h >> smallest & 1]] = 0
    ends = stepwise(lattice, counts[None, :])
    names = lattice.lists
    rows = [([h >> i & 1 for i in range(6)], int(n)) for h, n in enumerate(counts) if n]
    without = Lattice.of(CaptureTable.from_rows(names, rows))
    assert len(without.lists) == 5
    assert ends.unseen[0] == pytest.approx(stepwise(without, without.counts[None, :]).unseen[0], rel=1e-8)
    assert (ends.terms[0] > 0).sum() > 6


@pytest.mark.parametrize("start", [-8.0, 0.0, 8.0, 40.0])
def test_a_bad_starting_value_does_not_change_the_answer(start: float) -> None:
    lattice = Lattice.of(table_of("uk_2013_5lists"))
    terms = np.array([[*lattice.main_terms, *lattice.pairs]])
    problems = extended(lattice.counts[None, :], terms, lattice.possible)
    good = fit(problems, np.zeros(terms.shape))
    bad = fit(problems, np.full(terms.shape, start))
    assert good.converged[0]
    assert bad.converged[0]
    assert bad.unseen[0] == pytest.approx(good.unseen[0], rel=1e-6)


def test_of_two_tiny_tails_the_smaller_is_found() -> None:
    tails = log_tail(np.array([60.0, 80.0, 300.0, 0.0]), np.array([1.0, 1.0, 1.0, 900.0]))
    assert np.isfinite(tails).all()
    assert tails[2] < tails[3] < tails[1] < tails[0]
    assert tails[3] == pytest.approx(-900.0)


def test_two_versions_of_one_table_are_distinguished() -> None:
    found = [
        assess(table_of(f"new_orleans_5lists_{n}"), Settings(replicates=100, families=())) for n in ("n185", "n186")
    ]
    assert [one.result.observed for one in found] == [185, 186]
    assert found[0].fingerprint != found[1].fingerprint
    assert f"(table {found[0].fingerprint})" in in_words(found[0])


@pytest.mark.parametrize("population", [-5.0, 99.0, 1.8e11, float("inf"), float("nan")])
def test_a_population_that_cannot_be_is_not_a_value(population: float) -> None:
    result = sized("any", "", 100.0, population)
    assert result.population is None
    assert result.existence is Existence.NOT_ESTIMABLE


def test_a_negative_binomial_that_runs_off_has_no_estimate() -> None:
    table = read_source(TABLES / "netherlands_illegal_immigrants_covariates.csv").tables[""]
    assert isinstance(table, CountTable)
    result = truncated(table, NEGATIVE_BINOMIAL)
    assert result.population is None
    assert result.existence is Existence.NOT_ESTIMABLE


def test_the_end_of_the_grid_is_not_passed_off_as_an_upper_limit() -> None:
    inside = Lattice.of(table_of("netherlands_2010_2015_5lists").within("K"))
    assert float(decomposable(inside).details["grid_doubled"]) > 1.05
    settled = Lattice.of(table_of("uk_2013_4lists"))
    near, far = posterior(settled), posterior(settled, 2 * GRID_END)
    assert far.quantile(0.975) == pytest.approx(near.quantile(0.975), rel=0.01)


def test_the_lower_bound_for_lists_is_not_that_for_repeated_counts() -> None:
    """Lists of very different coverage: f1 squared over 2 f2 is above the truth, the bound for lists is not."""
    population, chances = 100_000, (0.5, 0.01, 0.01)
    rows = []
    for history in range(1, 8):
        marks = [history >> i & 1 for i in range(3)]
        chance = np.prod([p if mark else 1 - p for p, mark in zip(chances, marks, strict=True)])
        rows.append((marks, round(population * float(chance))))
    table = CaptureTable.from_rows("ABC", rows)
    once = sum(n for h, n in table.counts.items() if h.bit_count() == 1)
    twice = sum(n for h, n in table.counts.items() if h.bit_count() == 2)
    assert table.observed + once**2 / (2 * twice) > 10 * population
    bound = bent(Lattice.of(table))
    assert bound and table.observed + bound.unseen == pytest.approx(population, rel=0.01)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: Settings(level=95), "The level is 95; it lies between 0 and 1"),
        (lambda: Settings(threshold=2), "The threshold is 2; it is a probability"),
        (lambda: Settings(replicates=0), "There are 0 replicates"),
        (lambda: Settings(seed=-1), "The seed is -1"),
        (lambda: Settings(method="fixed", model="A:B"), "The model is the text 'A:B'"),
        (lambda: CaptureTable.of({"A": "many"}), "A history has the count 'many'"),
        (lambda: AssumptionLedger.of("present", []), "There is no target 'present'"),
        (
            lambda: AssumptionLedger.of("present at a date", [("closed", "unknown", Text(), "")]),
            "no assumption 'closed'",
        ),
        (lambda: estimate(CaptureTable.of({"A": 5, "B": 4}), Settings("strata")), "for lists without covariates"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(ask: Callable[[], object], said: str) -> None:
    with pytest.raises(RequestError, match=re.escape(said)):
        ask()


def test_an_estimate_without_settings_of_its_own_is_by_the_default_method() -> None:
    table = CaptureTable.of({"A": 54, "B": 463, "C": 100, "A:B": 15, "B:C": 20, "A:C": 9})
    assert estimate(table, Settings(replicates=100)).result.method == "stepwise"

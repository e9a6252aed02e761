"""What must not matter does not: the order of lists, their names, how rows are split, a list that nobody is on."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel_prevalence import CaptureTable, Settings, assess, read_source
from schakel_prevalence.checks import examine
from schakel_prevalence.decomposable import decomposable
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Lattice, subset_sums, superset_sums
from schakel_prevalence.loglinear import rank_models
from schakel_prevalence.methods import estimate
from schakel_prevalence.record import as_record

TABLES = Path(__file__).parents[1] / "data" / "capture_histories"
COUNTS = st.sampled_from([0, 0, 1, 2, 3, 5, 9, 14, 40, 95])


@st.composite
def tables(draw: st.DrawFn) -> CaptureTable:
    lists = draw(st.integers(2, 4))
    rows = [([h >> i & 1 for i in range(lists)], draw(COUNTS)) for h in range(1, 1 << lists)]
    table = CaptureTable.from_rows("ABCD"[:lists], rows)
    return table if table.counts else CaptureTable.from_rows("AB", [((1, 0), 1)])


def rearranged(table: CaptureTable, order: list[int], names: list[str]) -> CaptureTable:
    rows = [([h >> old & 1 for old in order], n) for h, n in table.counts.items()]
    return CaptureTable.from_rows(names, rows)


def answers(table: CaptureTable) -> list[float]:
    """The estimate, its limits, the spread of models, and the average over graphs; 0 for what does not exist."""
    result = estimate(table, Settings("stepwise", replicates=100)).result
    ranked = rank_models(Lattice.of(table), 3)
    limits = [limit for interval in result.intervals for limit in (interval.lower, interval.upper)]
    average = decomposable(Lattice.of(table)).population
    return [result.population or 0.0, *limits, *ranked.population[:3].tolist(), average or 0.0]


@examples(15, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_permuting_and_renaming_lists_changes_nothing(table: CaptureTable, random: Random) -> None:
    order = list(range(len(table.lists)))
    random.shuffle(order)
    other = rearranged(table, order, [f"list {i}" for i in reversed(order)])
    assert answers(other) == pytest.approx(answers(table), rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(tables(), st.integers(1, 4))
def test_splitting_rows_changes_nothing(table: CaptureTable, parts: int) -> None:
    rows = []
    for history, count in table.counts.items():
        marks = [history >> i & 1 for i in range(len(table.lists))]
        share = count // parts
        rows += [(marks, share)] * (parts - 1) + [(marks, count - share * (parts - 1))]
    assert CaptureTable.from_rows(table.lists, rows) == table


@examples(12, deadline=None)
@given(tables())
def test_a_list_of_zeros_is_reported_and_changes_nothing(table: CaptureTable) -> None:
    rows = [([*(h >> i & 1 for i in range(len(table.lists))), 0], n) for h, n in table.counts.items()]
    longer = CaptureTable.from_rows([*table.lists, "zeros"], rows)
    assert ("empty list", ("zeros",)) in {(finding.kind, finding.lists) for finding in examine(longer)}
    assert answers(longer) == pytest.approx(answers(table), rel=1e-9)


@examples(30, deadline=None)
@given(tables())
def test_a_population_is_never_below_what_was_seen_nor_without_its_existence(table: CaptureTable) -> None:
    result = estimate(table, Settings("stepwise", replicates=100)).result
    assert (result.population is None) == (result.existence is not Existence.EXISTS)
    if result.population is not None:
        assert result.population >= table.observed - 1e-6
        assert all(interval.lower >= table.observed - 1e-6 for interval in result.intervals)


@settings(max_examples=50)
@given(st.integers(0, 4), st.data())
def test_sums_over_supersets_and_subsets_are_what_they_say(bits: int, data: st.DataObject) -> None:
    size = 1 << bits
    values = np.array(data.draw(st.lists(st.integers(-9, 9), min_size=size, max_size=size)), dtype=np.float64)
    above = [sum(values[s] for s in range(size) if s & t == t) for t in range(size)]
    below = [sum(values[s] for s in range(size) if s & t == s) for t in range(size)]
    assert superset_sums(values).tolist() == above
    assert subset_sums(values).tolist() == below


def test_the_whole_verdict_is_the_same_for_permuted_lists() -> None:
    table = read_source(TABLES / "uk_2013_4lists.csv").tables[""]
    assert isinstance(table, CaptureTable)
    other = rearranged(table, [2, 0, 3, 1], [table.lists[i] for i in (2, 0, 3, 1)])
    one, two = (as_record(assess(t, Settings(replicates=300))) for t in (table, other))
    assert one["interval"] == two["interval"]
    assert one["estimate"] == two["estimate"]
    assert one["fingerprint"] == two["fingerprint"]
    assert json.dumps(one["gates"]) == json.dumps(two["gates"])

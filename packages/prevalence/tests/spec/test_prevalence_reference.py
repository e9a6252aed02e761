"""Published results are reproduced

Published tables give the published selection, criteria and existence checks, to six digits.
"""

from pathlib import Path

import numpy as np
import pytest

from schakel_prevalence import hierarchy
from schakel_prevalence.coverage import sample_coverage
from schakel_prevalence.existence import CODES, Existence
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.loglinear import fit_models, rank_models
from schakel_prevalence.reading import read_source
from schakel_prevalence.stepwise import stepwise
from schakel_prevalence.table import CaptureTable

TABLES = Path(__file__).parents[1] / "data" / "capture_histories"


def lattice_of(name: str) -> Lattice:
    table = read_source(TABLES / f"{name}.csv").tables[""]
    assert isinstance(table, CaptureTable)
    return Lattice.of(table)


@pytest.mark.parametrize(
    ("name", "population"),
    [
        ("uk_2013_6lists", 11_417.9911),
        ("uk_2013_5lists", 11_312.9903),
        ("netherlands_2010_2015_5lists", 121_521.614),
        ("new_orleans_5lists_n185", 1_034.15107),
        ("new_orleans_5lists_n186", 981.431367),
        ("new_orleans_8lists_n185", 1_183.69227),
    ],
)
def test_stepwise_selection_at_two_percent(name: str, population: float) -> None:
    lattice = lattice_of(name)
    path = stepwise(lattice, lattice.counts[None, :], 0.02)
    assert lattice.observed + path.unseen[0] == pytest.approx(population, rel=1e-6)


def test_stepwise_selection_on_six_dutch_lists() -> None:
    lattice = lattice_of("netherlands_2010_2015_6lists")
    ends = [lattice.observed + stepwise(lattice, lattice.counts[None, :], p).unseen[0] for p in (0, 0.001, 0.02, 0.05)]
    assert np.round(ends[2]) == 111_139
    assert [round(end / 1000) for end in ends] == [53, 122, 111, 68]


@pytest.mark.parametrize(
    ("name", "order", "population", "digits"),
    [
        ("uk_2013_5lists", 2, 22_991.331, 1e-6),
        ("uk_2013_5lists", 4, 25_311.291, 1e-6),
        ("netherlands_2010_2015_5lists", 2, 48_012.726, 1e-6),
        ("netherlands_2010_2015_5lists", 4, 148_788.76, 1e-6),
        ("uk_2013_6lists", 2, 12_349.6, 1e-5),
        ("netherlands_2010_2015_6lists", 2, 116_667.0, 1e-6),
    ],
)
def test_best_model_by_bic(name: str, order: int, population: float, digits: float) -> None:
    assert rank_models(lattice_of(name), order).population[0] == pytest.approx(population, rel=digits)


def test_killings_in_kosovo() -> None:
    """10,356 killed, as Ball and others published in 2002; the counts of the four lists are those of LCMCR."""
    alone = {"EXH": 1131, "ABA": 845, "OSCE": 936, "HRW": 306}
    two = {"EXH:ABA": 177, "EXH:OSCE": 228, "ABA:OSCE": 217, "EXH:HRW": 106, "ABA:HRW": 31, "OSCE:HRW": 123}
    more = {"EXH:ABA:OSCE": 181, "EXH:ABA:HRW": 18, "EXH:OSCE:HRW": 42, "ABA:OSCE:HRW": 32, "EXH:ABA:OSCE:HRW": 27}
    assert int(rank_models(Lattice.of(CaptureTable.of(alone | two | more)), 3).population[0]) == 10_356


def test_an_outbreak_of_hepatitis_a() -> None:
    """Sample coverage in one step gives 508 (Chao and others 2001), the saturated model 1,313; some 545 were ill."""
    ill = CaptureTable.of({"P": 69, "Q": 55, "E": 63, "P:Q": 21, "P:E": 17, "Q:E": 18, "P:Q:E": 28})
    assert round(sample_coverage(ill).population or 0) == 508
    assert round(rank_models(Lattice.of(ill), 2).population[0]) == 1313


def test_six_lists_have_all_pairwise_models() -> None:
    ranked = rank_models(lattice_of("uk_2013_6lists"), 2)
    assert len(ranked.models) + ranked.without_estimate == 2**15


@pytest.mark.parametrize(("name", "population"), [("uk_2013_5lists", 13_444), ("netherlands_2010_2015_5lists", 52_924)])
def test_independent_lists(name: str, population: float) -> None:
    lattice = lattice_of(name)
    assert round(lattice.observed + stepwise(lattice, lattice.counts[None, :], 0.0).unseen[0]) == population


@pytest.mark.parametrize(
    ("pairs", "existence"),
    [
        ((("A", "B"), ("A", "C"), ("B", "C")), Existence.NOT_IDENTIFIABLE),
        ((("A", "B"),), Existence.NO_ESTIMATE),
        ((("A", "C"), ("B", "C")), Existence.EXISTS),
    ],
)
def test_existence_on_the_artificial_table(pairs: tuple[tuple[str, str], ...], existence: Existence) -> None:
    lattice = lattice_of("artificial_3lists")
    place = {name: 1 << i for i, name in enumerate(lattice.lists)}
    model = frozenset(place[a] | place[b] for a, b in pairs)
    fits = fit_models(lattice, lattice.counts[None, :], hierarchy.as_terms(lattice, [model]))
    assert CODES[fits.existence[0]] is existence
    assert np.isfinite(fits.population[0]) == (existence is Existence.EXISTS)

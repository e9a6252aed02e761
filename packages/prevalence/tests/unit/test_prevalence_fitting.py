"""The solver and the existence test, against slow and obvious computations of the same."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog, minimize

from schakel_prevalence import hierarchy
from schakel_prevalence.existence import Existence, check, classify, design
from schakel_prevalence.lattice import Floats, Integers, Lattice
from schakel_prevalence.loglinear import downhill, fit_models, rank_models
from schakel_prevalence.poisson import extended, fit
from schakel_prevalence.profile import profile_interval
from schakel_prevalence.stepwise import independent_start
from schakel_prevalence.table import CaptureTable

GENERATOR = np.random.default_rng(5)


def random_lattice(lists: int, mean: float) -> Lattice:
    rows = [([h >> i & 1 for i in range(lists)], int(GENERATOR.poisson(mean))) for h in range(1, 1 << lists)]
    return Lattice.of(CaptureTable.from_rows("ABCDEF"[:lists], rows))


def slow_population(lattice: Lattice, terms: Integers) -> float:
    """Maximise the Poisson likelihood with a general optimiser."""
    matrix = design(np.flatnonzero(lattice.possible), terms)
    counts = lattice.counts[lattice.possible]

    def loss(beta: Floats) -> tuple[float, Floats]:
        fitted = np.exp(matrix @ beta)
        return float(fitted.sum() - counts @ matrix @ beta), matrix.T @ (fitted - counts)

    start = np.zeros(len(terms))
    start[0] = np.log(lattice.observed)
    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 10_000})
    return lattice.observed + float(np.exp(found.x[0]))


@pytest.mark.parametrize("lists", [3, 4])
def test_batched_fits_equal_a_general_optimiser(lists: int) -> None:
    lattice = random_lattice(lists, 30)
    models = hierarchy.all_models(lattice, lists - 1)[::5]
    terms = hierarchy.as_terms(lattice, models)
    fits = fit_models(lattice, np.tile(lattice.counts, (len(models), 1)), terms)
    for row, population in zip(terms, fits.population, strict=True):
        assert population == pytest.approx(slow_population(lattice, row[row >= 0]), rel=1e-5)


def test_problems_in_a_batch_do_not_touch_each_other() -> None:
    lattice = random_lattice(4, 6)
    tables = GENERATOR.poisson(5, (50, 16)) * lattice.possible
    terms = np.tile(np.array([[*lattice.main_terms, *lattice.pairs[:3]]]), (50, 1))
    together = fit_models(lattice, tables.astype(np.float64), terms).population
    alone = [fit_models(lattice, t[None, :].astype(np.float64), terms[:1]).population[0] for t in tables]
    assert together == pytest.approx(np.array(alone), rel=1e-7, nan_ok=True)


def test_the_fit_reproduces_its_sufficient_statistics() -> None:
    lattice = random_lattice(5, 4)
    terms = np.array([[*lattice.main_terms, *lattice.pairs]])
    problems = extended(lattice.counts[None, :], terms, lattice.possible)
    fitted = fit(problems, np.zeros(terms.shape)).fitted[0]
    for term in terms[0]:
        on = np.arange(32) & term == term
        assert fitted[on].sum() == pytest.approx(lattice.counts[on].sum(), abs=1e-6)


def test_independence_has_a_closed_form_start() -> None:
    lattice = random_lattice(4, 20)
    terms = np.array([lattice.main_terms])
    start = independent_start(lattice.counts[None, :], terms)
    fits = fit(extended(lattice.counts[None, :], terms, lattice.possible), start)
    assert start[0, 0] == pytest.approx(fits.coefficients[0, 0], abs=1e-8)


def interior_exists(observed: Integers, cells: Integers, terms: Integers) -> bool:
    """Fienberg and Rinaldo's programme as written: is there a positive table with the same sufficient statistics?"""
    matrix = design(np.flatnonzero(cells), terms)
    wanted = observed[cells > 0] @ matrix
    size = len(matrix)
    equalities = np.hstack([matrix.T, np.zeros((len(terms), 1))])
    bounds = np.hstack([-np.eye(size), np.ones((size, 1))])
    best = linprog([0.0] * size + [-1.0], bounds, np.zeros(size), equalities, wanted, bounds=(None, None))
    return bool(best.x[-1] > 1e-7)


def test_existence_is_that_of_fienberg_and_rinaldo() -> None:
    seen = set()
    for _ in range(150):
        counts = GENERATOR.poisson(GENERATOR.choice([0.2, 0.7]), 16) * (np.arange(16) > 0)
        if not counts.any():
            continue
        model = np.array([0, 1, 2, 4, 8, *GENERATOR.choice([3, 5, 6, 9, 10, 12], 4, replace=False)])
        problems = extended(counts[None, :].astype(np.float64), model[None, :], np.arange(16) > 0)
        cells, terms = problems.cells[0], problems.terms[0][problems.terms[0] >= 0]
        answer = classify(counts > 0, cells, terms)
        assert check(counts[None, :].astype(np.float64), problems)[0] == list(Existence).index(answer)
        seen.add(answer)
        if answer is Existence.NOT_IDENTIFIABLE:
            assert np.linalg.matrix_rank(design(np.flatnonzero(cells), terms)) < len(terms)
        else:
            assert (answer is Existence.EXISTS) == interior_exists(counts, cells.astype(int), terms)
    assert seen == {Existence.EXISTS, Existence.NO_ESTIMATE, Existence.NOT_IDENTIFIABLE}


@pytest.mark.parametrize(("lists", "order", "models"), [(3, 2, 8), (4, 2, 64), (4, 3, 113), (5, 2, 1024), (5, 4, 6893)])
def test_hierarchical_models_are_counted(lists: int, order: int, models: int) -> None:
    found = hierarchy.all_models(random_lattice(lists, 9), order)
    assert len(found) == len(set(found)) == models


def test_models_are_named_by_their_largest_interactions() -> None:
    lattice = random_lattice(4, 9)
    bit = {name: 1 << i for i, name in enumerate(lattice.lists)}
    pairs = {bit[a] | bit[b] for a, b in combinations("ABC", 2)}
    model = frozenset({*pairs, bit["A"] | bit["B"] | bit["C"]})
    assert hierarchy.name(lattice, model) == "[A:B:C, D]"
    assert set(hierarchy.removable(model)) == {bit["A"] | bit["B"] | bit["C"]}


def test_downhill_finds_the_best_criterion_when_there_is_no_trap() -> None:
    sizes = {h: 1000 * 0.3 ** h.bit_count() * (4 if h & 3 == 3 else 1) for h in range(1, 16)}
    rows = [([h >> i & 1 for i in range(4)], round(n)) for h, n in sizes.items()]
    lattice = Lattice.of(CaptureTable.from_rows("ABCD", rows))
    found, best = downhill(lattice, 3), rank_models(lattice, 3)
    assert found.criterion[0] == pytest.approx(best.criterion[0])
    assert found.population[0] == pytest.approx(best.population[0])


def test_the_profile_interval_falls_by_half_a_chi_squared() -> None:
    """For two lists the profile of independence is the hypergeometric likelihood, known in closed form."""
    from scipy.special import gammaln

    table = CaptureTable.from_rows("AB", [((1, 0), 60), ((0, 1), 50), ((1, 1), 40)])
    interval = profile_interval(Lattice.of(table), frozenset())
    assert interval is not None
    sizes = np.arange(151, 600, dtype=np.float64)
    chance = 100.0 / sizes, 90.0 / sizes
    height = gammaln(sizes + 1) - gammaln(sizes - 149)
    for share, size in zip(chance, (100, 90), strict=True):
        height = height + size * np.log(share) + (sizes - size) * np.log1p(-share)
    inside = sizes[height >= height.max() - 1.920729]
    assert interval.lower == pytest.approx(inside.min(), abs=1.5)
    assert interval.upper == pytest.approx(inside.max(), abs=1.5)

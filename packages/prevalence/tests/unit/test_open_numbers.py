"""The doubly robust estimate over numbers that are open, against each of the ways in which they can lie."""

from itertools import product

import numpy as np
import pytest

from schakel_base.errors import RequestError
from schakel_prevalence import AssumptionLedger, Registrations, Settings, assess_registrations
from schakel_prevalence.covariates import standardised
from schakel_prevalence.doubly_robust import corrected, doubly_robust
from schakel_prevalence.existence import Existence
from schakel_prevalence.lattice import Flags, Floats
from schakel_prevalence.open_numbers import over_open_numbers

SETTINGS = Settings(method="doubly-robust", model=("A:B",))


def persons(population: int, numbers: int = 1, seed: int = 1) -> tuple[Flags, Flags, Floats]:
    """Who is on two lists, both likelier to have persons with larger numbers, and these numbers."""
    generator = np.random.default_rng(seed)
    x = np.round(2 * generator.normal(size=(population, numbers))) / 2
    mean = x.sum(axis=1) / np.sqrt(numbers)
    first, second = (generator.random(population) < 1 / (1 + np.exp(-(level + 0.7 * mean))) for level in (-0.8, -0.5))
    seen = first | second
    return first[seen], second[seen], np.stack([x[seen], x[seen]], axis=2)


def estimate(first: Flags, second: Flags, values: Floats) -> float:
    found = corrected(first, second, np.column_stack([np.ones(len(first)), *map(standardised, values.T)]))
    assert found is not None
    return max(found.population, len(first))


def test_where_nothing_is_open_it_is_the_doubly_robust_estimate() -> None:
    first, second, numbers = persons(2000)
    design = np.column_stack([np.ones(len(first)), standardised(numbers[:, 0, 0])])
    assert over_open_numbers(first, second, numbers) == doubly_robust(first, second, design)


@pytest.mark.parametrize(("numbers", "seed"), [(1, 3), (1, 4), (2, 5)])
def test_no_way_in_which_open_numbers_can_lie_gives_an_estimate_outside_the_interval(numbers: int, seed: int) -> None:
    """Each of six persons at either end or between: 64 ways of one number, as many of two of three persons."""
    first, second, known = persons(1500, numbers, seed)
    rows = np.random.default_rng(seed).choice(len(first), 6 // numbers, replace=False)
    known[rows, :, 0], known[rows, :, 1] = -2.0, 2.0
    every = []
    for ends in product((-2.0, 2.0), repeat=6):
        values = known[:, :, 0].copy()
        values[rows] = np.reshape(ends, (-1, numbers))
        every.append(estimate(first, second, values))
    found = over_open_numbers(first, second, known)
    (interval,) = found.intervals
    assert interval.lower < min(every) and max(every) < interval.upper
    assert max(every) > min(every) * 1.01


def test_open_numbers_that_move_the_estimate_more_than_chance_leave_no_single_figure() -> None:
    first, second, known = persons(4000)
    few, many = known.copy(), known.copy()
    for numbers, every in ((few, 400), (many, 5)):
        numbers[::every, :, 0], numbers[::every, :, 1] = -1.5, 1.5
    told, spread = (over_open_numbers(first, second, one) for one in (few, many))
    assert told.population == pytest.approx(4000, rel=0.1)
    assert spread.population is None and spread.existence is Existence.EXISTS
    assert spread.intervals[0].upper > told.intervals[0].upper


def registered(first: Flags, second: Flags, numbers: Floats) -> Registrations:
    """Persons on the lists A and B, a third of them on C as well, and some on C alone."""
    generator, alone = np.random.default_rng(1), np.zeros(500, np.bool_)
    third = np.concatenate([generator.random(len(first)) < 1 / 3, ~alone])
    person, places = np.nonzero(np.stack([np.r_[first, alone], np.r_[second, alone], third], axis=1))
    numbers = np.concatenate([numbers, numbers[: len(alone)]])
    days = generator.integers(0, 1000, len(person))
    return Registrations(person, places, days, np.zeros(len(person), np.bool_), ("A", "B", "C"), numbers)


def test_registrations_with_numbers_are_assessed_given_these() -> None:
    registrations = registered(*persons(4000))
    north = np.isin(registrations.person, np.arange(0, 3000, 2))
    found = assess_registrations(registrations, {"north": north}, SETTINGS)
    for name, seen in (("", len(registrations.numbers)), ("north", len(np.unique(registrations.person[north])))):
        one = found[name]
        assert one is not None and one.evidence is not None and one.evidence.span is not None
        assert one.result.method == "doubly-robust" and one.result.observed == seen
        assert "two lists, independent given covariates" in one.evidence.span.intervals


def test_lists_with_numbers_are_not_corrected_for_errors_of_linkage() -> None:
    with pytest.raises(RequestError, match="numbers make no strata"):
        assess_registrations(registered(*persons(2000)), {}, SETTINGS, AssumptionLedger({}, missed_links=0.01))


def test_a_number_that_is_the_same_for_all_leaves_what_another_tells() -> None:
    first, second, numbers = persons(2000)
    same = np.concatenate([numbers, np.ones_like(numbers)], axis=1)
    assert over_open_numbers(first, second, same).population == over_open_numbers(first, second, numbers).population


def test_a_list_within_the_other_gives_no_estimate() -> None:
    first, second, numbers = persons(500)
    for one, other in ((first, second), (second, first)):
        found = over_open_numbers(one[first], other[first], numbers[first])
        assert found.existence is Existence.NO_ESTIMATE


def test_a_list_of_nobody_gives_no_estimate() -> None:
    first, second, numbers = persons(500)
    assert over_open_numbers(first, np.zeros_like(second), numbers).existence is Existence.NO_ESTIMATE

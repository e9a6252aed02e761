"""A programme has an answer, no answer, or an error: a time-out never passes for safe."""

import numpy as np
import pytest
import scipy.sparse as sparse
from disclosure_tables import instance

from schakel_base.errors import DisclosureError
from schakel_protection.rounding import round_controlled
from schakel_protection.solver import (
    INFINITE,
    EffortError,
    Programme,
    SearchError,
    Solver,
    at_most,
    minimise,
    share_spent,
    spend,
)


def programme(cost, weights, least, most, whole=()):
    """Two variables from 0 to 5 and one row."""
    rows = sparse.csr_array(np.array([weights], dtype=float))
    bounds = np.zeros(2), np.full(2, 5.0)
    return Programme(
        np.array(cost, float), *bounds, rows, np.array([least]), np.array([most]), np.array(whole, dtype=int)
    )


def test_the_optimum():
    best = minimise(programme([-1, -1], [2, 2], 0.0, 5.0))
    assert best is not None and best.objective == -2.5


def test_whole_numbers():
    best = minimise(programme([-1, -1], [2, 2], 0.0, 5.0, whole=[0, 1]))
    assert best is not None and best.objective == -2


def test_no_solution_is_none():
    assert minimise(programme([1, 1], [1, 1], 11.0, 12.0)) is None


def test_other_bounds_and_costs_are_solved_from_where_it_stood():
    solver = Solver(programme([1, 0], [1, -1], 0.0, 0.0))
    solver.set_bounds([1], [3.0], [5.0])
    first = solver.solve()
    solver.set_cost([0], [-1.0])
    second = solver.solve()
    assert first is not None and second is not None
    assert (first.values[0], second.values[0]) == (3, 5)


def test_an_optimum_without_end_is_an_error():
    endless = programme([-1, 0], [1, -1], 0.0, 0.0)
    with pytest.raises(DisclosureError, match="no finite answer, so the table may not leave"):
        minimise(Programme(endless.cost, endless.lower, np.full(2, INFINITE), endless.rows, np.zeros(1), np.zeros(1)))


def test_a_search_that_needs_more_nodes_than_allowed_is_given_up_not_answered():
    """Which of these weights sum to half of all, in three ways at once, only trying shows."""
    weights = np.random.default_rng(1).integers(1, 100, (3, 20)).astype(float)
    half = weights.sum(axis=1) // 2
    split = Programme(np.zeros(20), np.zeros(20), np.ones(20), sparse.csr_array(weights), half, half, np.arange(20))
    with pytest.raises(SearchError):
        minimise(split, nodes=1)


def test_a_time_out_is_an_error():
    with pytest.raises(DisclosureError, match="no answer after 0 seconds, so the table may not leave"):
        round_controlled(instance("M").equations, 5, seconds=0.0)


def test_work_that_is_bounded_ends_with_a_sentence():
    with pytest.raises(EffortError, match="takes more work than is allowed; merge categories"), at_most(100):
        spend(60)
        spend(60)


def test_every_programme_inside_counts():
    with pytest.raises(EffortError), at_most(0.5):
        Solver(programme([-1, -1], [2, 2], 0.0, 5.0)).solve()


def test_a_bound_inside_another_leaves_something_for_what_is_tried_next():
    with at_most(100):
        for half in (50, 25, 12):
            with at_most(1e9):
                spend(half)
                assert share_spent() > 0.95
        spend(10)


def test_outside_of_a_bound_work_is_free():
    spend(1e20)

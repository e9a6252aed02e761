"""Controlled rounding and cell keys

Rounded parts add up to rounded totals. Cell keys change the same records in the same way in every table.
"""

from itertools import product

import numpy as np
import pytest
import scipy.sparse as sparse
from disclosure_tables import instance, square

from schakel_base.errors import DisclosureError
from schakel_protection.rounding import Perturbation, cell_key, record_key, round_controlled
from schakel_protection.tables import Equations, cross, flat, tree

SECRET = b"a secret of enough bytes"


def test_rounded_parts_add_up_to_rounded_totals():
    table = square([[1, 2, 3], [4, 6, 7], [8, 9, 11]]).equations
    result = round_controlled(table, 5)
    assert result.additive
    assert not (table.relations @ result.values).any()


def test_multiples_stay_and_no_cell_moves_by_a_whole_base():
    table = square([[5, 10, 3], [0, 6, 7]]).equations
    rounded = round_controlled(table, 5).values
    whole = table.values % 5 == 0
    assert (rounded[whole] == table.values[whole]).all()
    assert (np.abs(rounded - table.values) <= 4).all()


def test_a_table_of_three_dimensions_and_5368_cells_adds_up_too():
    table = instance("M").equations
    result = round_controlled(table, 5)
    assert result.additive
    assert np.abs(result.values - table.values).max() == 4


def four_dimensions():
    """Made-up counts by province and region, age, form and sex: 1,920 cells with their totals."""
    edges = [("NL", f"p{a}") for a in range(3)] + [(f"p{a}", f"r{a}{b}") for a in range(3) for b in range(4)]
    ages = [("all", "minor"), ("all", "adult"), ("minor", "0-17"), ("adult", "18-24"), ("adult", "25+")]
    sides = [tree("region", edges, "NL"), tree("age", ages, "all"), flat("form", "abcd"), flat("sex", "mfx")]
    draws = np.random.default_rng(1)
    shares = [draws.random(len(side.leaves)) ** 2 for side in sides]
    counts = draws.poisson(np.minimum(200, 1000 * np.einsum("a,b,c,d->abcd", *shares)))
    inner = zip(product(*(side.leaves for side in sides)), counts.ravel(), strict=True)
    return cross(sides, {codes: float(count) for codes, count in inner}).equations


def test_a_table_of_four_dimensions_ends_with_few_sums_off_and_says_so():
    """A search is counted in nodes, not in seconds, so it ends, and ends the same again."""
    table = four_dimensions()
    result = round_controlled(table, 5)
    violated = np.abs(table.relations @ result.values)
    assert not result.additive
    assert (np.abs(result.values - table.values) < 5).all()
    assert 0 < np.count_nonzero(violated) <= len(violated) / 50
    assert violated.max() == 5
    assert np.array_equal(round_controlled(table, 5).values, result.values)


def test_where_cells_may_go_a_little_further_it_adds_up():
    table = four_dimensions()
    result = round_controlled(table, 5, tolerance=6)
    assert result.additive
    assert np.abs(result.values - table.values).max() == 6


@pytest.mark.parametrize(("least", "most", "shown"), [(25, np.inf, 30), (-np.inf, 15, 10), (-np.inf, np.inf, 20)])
def test_a_cell_comes_under_and_above_no_number_that_it_may_not_though_that_is_a_multiple_of_another_base(
    least, most, shown
):
    """A count of 20 that was once printed as 25, now rounded to 10: 20 would be lower than before."""
    table = cross([flat("row", "ab")], {("a",): 20, ("b",): 20}).equations
    between = np.array([-np.inf, least, -np.inf]), np.array([np.inf, most, np.inf])
    assert round_controlled(table, 10, tolerance=12, between=between).values[1] == shown


def test_relations_that_must_hold_do_so_whatever_else_is_off():
    table = four_dimensions()
    strict = np.abs(table.relations @ round_controlled(table, 5).values) > 0
    result = round_controlled(table, 5, strict=strict)
    violated = np.abs(table.relations @ result.values) > 0
    assert strict.any() and violated.any()
    assert not violated[strict].any()


def test_where_no_rounding_adds_up_the_result_says_so():
    """5 + 5 = 10 holds, but 2 x 5 = 10 x 1 asks the count of 1 to stay 1, and it must go to 0 or 5."""
    weights = sparse.csr_array(np.array([[1.0, 1, 0, -1], [2, 0, -10, 0]]))
    keys = tuple((("cell", str(number)),) for number in range(4))
    table = Equations(keys, np.array([5.0, 5, 1, 10]), weights, np.zeros(4, dtype=bool))
    result = round_controlled(table, 5)
    assert not result.additive


def test_the_same_records_get_the_same_change_in_every_table():
    keys = [record_key(SECRET, person) for person in ("p", "q", "r")]
    change = Perturbation()
    assert change.changed(3, cell_key(keys)) == change.changed(3, cell_key(reversed(keys)))


def test_another_secret_changes_otherwise():
    people = [str(number) for number in range(50)]
    other = b"another secret of enough bytes"
    change = Perturbation()
    assert [change.changed(9, cell_key([record_key(SECRET, p)])) for p in people] != [
        change.changed(9, cell_key([record_key(other, p)])) for p in people
    ]


def test_a_secret_that_is_no_secret_is_refused():
    with pytest.raises(DisclosureError, match="the secret for cell keys needs at least 16 bytes"):
        record_key(b"secret", "p")


def changes(count, draws=20000):
    change = Perturbation(reach=4, variance=2.0, hidden=2)
    keys = (np.arange(draws) + 0.5) / draws
    return np.array([change.changed(count, key) for key in keys])


def test_changes_are_0_on_average_with_the_variance_declared():
    found = changes(100) - 100
    assert abs(found.mean()) < 0.01
    assert abs(found.var() - 2.0) < 0.02
    assert np.abs(found).max() <= 4


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_no_small_count_comes_out_and_small_ones_are_right_on_average(count):
    found = changes(count)
    assert not np.isin(found, (1, 2)).any()
    assert abs(found.mean() - count) < 0.01


def test_a_true_zero_stays():
    assert Perturbation().changed(0, 0.99) == 0

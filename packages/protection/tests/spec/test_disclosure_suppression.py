"""Suppression

Small counts are suppressed, and just enough other cells that nobody can derive them.
"""

from itertools import product

import numpy as np
import pytest
from disclosure_tables import instance, key_of, mask, possible_tables, small_counts, square

from schakel_base.errors import DisclosureError
from schakel_protection import audit, protect_data
from schakel_protection.attack import around, publish, require
from schakel_protection.suppression import suppress, suppress_exactly, wish
from schakel_protection.tables import cross, flat, link, name_of


def hidden(cube, **wishes):
    """The names of the cells that are suppressed to protect counts of 1 and 2."""
    table = cube.equations
    pattern = suppress(table, wish(table, require(small_counts(table)), **wishes))
    return {name_of(table.keys[place]) for place in np.flatnonzero(pattern)}


def test_a_rectangle_hides_one_small_count():
    table = square([[1, 20, 30], [10, 40, 50], [60, 70, 80]])
    assert hidden(table) == {
        "column=1, row=1", "column=2, row=1", "column=1, row=2", "column=2, row=2",
    }  # fmt: skip


def test_the_cheapest_cells_are_hidden_and_costs_are_declared():
    table = square([[1, 20, 30], [10, 40, 50], [60, 70, 80]])
    cost = table.equations.values.copy()
    cost[table.equations.index(key_of(row="1", column="2"))] = 1000
    assert "column=2, row=1" not in hidden(table, cost=cost)


def test_small_counts_that_hide_each_other_need_no_others():
    assert hidden(square([[1, 2, 30], [2, 1, 50], [60, 70, 80]])) == {
        "column=1, row=1", "column=2, row=1", "column=1, row=2", "column=2, row=2",
    }  # fmt: skip


def test_a_zero_is_published_and_hides_nothing():
    found = hidden(square([[1, 0, 30], [10, 0, 50], [60, 70, 80]]))
    assert not any("column=2" in name for name in found)


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden(square([[10, 20], [30, 40]])) == set()


def test_where_everybody_is_alone_the_cells_of_one_hide_each_other():
    codes = [[f"{side}{number}" for number in range(count)] for side, count in (("a", 6), ("b", 6), ("c", 3))]
    table = cross([flat(names[0][0], names) for names in codes], dict.fromkeys(product(*codes), 1.0)).equations
    found = suppress(table, wish(table, require(small_counts(table))))
    assert found.sum() == 6 * 6 * 3


def test_a_cell_that_is_to_be_kept_is_kept():
    table = square([[1, 20, 30], [10, 40, 50], [60, 70, 80]])
    kept = table.equations.index(key_of(row="2", column="1"))
    assert "column=1, row=2" not in hidden(table, keep=[kept])


def test_a_count_that_nothing_may_hide_is_said_so():
    table = square([[1, 20], [30, 40]])
    others = [place for place, key in enumerate(table.equations.keys) if key != key_of(row="1", column="1")]
    with pytest.raises(DisclosureError, match="the cell column=1, row=1 cannot be protected: every cell"):
        hidden(table, keep=others)


def test_the_same_table_gets_the_same_pattern_every_time():
    table = instance("S").equations
    wishes = wish(table, require(small_counts(table)))
    assert (suppress(table, wishes) == suppress(table, wishes)).all()


def test_linked_tables_that_disagree_are_refused():
    with pytest.raises(DisclosureError, match="two linked tables give total as 3 and 4"):
        link(square([[1, 2]]).equations, square([[2, 2]], across="age").equations)


def test_a_respondent_who_knows_his_own_cell_learns_nothing_about_others():
    table = square([[1, 1, 30], [1, 1, 50], [60, 70, 80]]).equations
    small = small_counts(table)
    plain = suppress(table, wish(table, require(small)))
    own = [[int(place)] for place in small]
    assert audit(table, publish(table, plain), require(small), respondents=own).exposed
    aware = suppress(table, wish(table, require(small), respondents=own))
    assert not audit(table, publish(table, aware), require(small), respondents=own).exposed
    assert aware.sum() > plain.sum()


def test_the_fast_search_comes_close_to_the_proven_optimum_of_a_table_of_510_cells():
    table = instance("S").equations
    small = mask(table, small_counts(table))
    pattern = suppress(table, wish(table, require(small_counts(table))))
    assert small.sum() == 86
    assert table.values[pattern & ~small].sum() <= 1127


def test_the_exact_search_finds_the_cheapest_pattern():
    table = square([[1, 20, 3], [10, 40, 50], [4, 70, 80]]).equations
    small = small_counts(table)
    pattern = suppress_exactly(table, wish(table, require(small)))
    assert table.values[pattern].sum() == 1 + 3 + 10 + 50


@pytest.mark.slow
def test_the_proven_optimum_of_a_table_of_510_cells():
    table = instance("S").equations
    pattern = suppress_exactly(table, wish(table, require(small_counts(table))))
    secondary = pattern & ~mask(table, small_counts(table))
    assert (secondary.sum(), table.values[secondary].sum()) == (53, 1097)


def test_a_secondary_suppression_taken_back_is_found():
    table = instance("S").equations
    small = small_counts(table)
    pattern = suppress(table, wish(table, require(small)))
    for place in np.flatnonzero(pattern & ~mask(table, small))[::18]:
        opened = pattern.copy()
        opened[place] = False
        assert audit(table, publish(table, opened), require(small)).exposed


def protected_square(rows, least=0.0, **given):
    """A table of two variables by `protect_data`, with what an attacker still holds possible, counted one by one.

    The attacker knows that hidden cells hold the `least` at least.
    """
    cube = square(rows)
    table, leaves = cube.equations, [(r, c) for r in range(len(rows)) for c in range(len(rows[0]))]
    columns = {
        "row": [str(r + 1) for r, _ in leaves],
        "column": [str(c + 1) for _, c in leaves],
        "n": [rows[r][c] for r, c in leaves],
    }
    shown = dict(protect_data(columns, {"dimensions": {"row": {}, "column": {}}, "count": "n", **given}).cells)
    known = [shown[tuple(dict(key).get(name, "Total") for name in ("row", "column"))] for key in table.keys]
    lower = np.array([least if value is None else value for value in known])
    upper = np.array([np.inf if value is None else value for value in known])
    most = max(max(row) for row in rows) + 2
    return table, list(possible_tables(table.matrix.toarray(), lower, upper, most))


@pytest.mark.parametrize("profile", ["alliance", "cbs-10-50-90"])
@pytest.mark.parametrize("rows", [[[1, 1, 1], [1, 1, 1]], [[1, 2, 3], [2, 1, 4]], [[2, 0, 4], [1, 3, 1]]])
def test_who_knows_that_zeros_are_shown_knows_that_somebody_is_in_what_is_hidden_and_no_more(rows, profile):
    """Three hidden cells with a shown total of 3 are 1, 1 and 1 for whoever knows that none of them is 0."""
    table, possible = protected_square(rows, least=1.0, profile=profile)
    for place in small_counts(table):
        assert len({found[place] for found in possible}) >= 3, name_of(table.keys[place])


@pytest.mark.parametrize("rows", [[[3, 0], [2, 4]], [[3, 0, 0], [2, 4, 1]], [[0, 3], [3, 0]]])
def test_that_all_of_a_group_are_in_one_category_does_not_show(rows):
    """All of row 1 are in one column: someone who reads what is shown must hold it possible that some are not."""
    rules = [{"kind": "group_disclosure", "share": 100, "zeros": True}]
    table, possible = protected_square(rows, rules=rules)
    total = table.index(key_of(row="1"))
    largest = table.index(key_of(row="1", column=str(1 + int(np.argmax(rows[0])))))
    assert any(found[total] > found[largest] for found in possible)


def test_zeros_stay_where_no_rule_asks_for_them_and_all_of_the_group_shows():
    rules = [{"kind": "group_disclosure", "share": 100}]
    table, possible = protected_square([[3, 0], [2, 4]], rules=rules)
    total, first = table.index(key_of(row="1")), table.index(key_of(row="1", column="1"))
    assert all(found[total] == found[first] for found in possible)


FIRMS = {
    "region": list("AABBBBCCCC"),
    "form": list("xyxxyyxxyy"),
    "amount": [1000, 20, 300, 310, 320, 330, 200, 210, 220, 230],
}


def test_a_large_contributor_is_not_hidden_behind_the_little_that_others_hold():
    """Handbook example: A is one firm of 1,000 and one of 20. A tenth of A is more than the second firm holds at all.

    Outsiders must not know A to within a tenth of it, but the first firm takes off what is its own: against it the 20
    of the second stay open from nothing to twice as much, which is all that can be asked.
    """
    spec = {"dimensions": {"region": {}, "form": {}}, "magnitude": "amount", "profile": "alliance"}
    cells = dict(protect_data(FIRMS, spec).cells)
    assert {cells["A", form] for form in ("x", "y", "Total")} == {None}
    assert cells["Total", "Total"] == 3140


def firms(published=()):
    """The table of the firms, all protected cells of it hidden but some; what each firm of A can compute of it."""
    at = {
        ("A", "x"): 1000.0,
        ("A", "y"): 20.0,
        ("B", "x"): 610.0,
        ("B", "y"): 650.0,
        ("C", "x"): 410.0,
        ("C", "y"): 450.0,
    }
    table = cross([flat("region", "ABC"), flat("form", "xy")], at, integer=False).equations
    keys = [key_of(region=region, form=form) for region in "ABC" for form in "xy"]
    keys += [key_of(region=region) for region in "AC"]
    hidden_cells = np.array([table.index(key) for key in keys if key not in published])
    places = np.array([table.index(key_of(region="A")), table.index(key_of(region="A", form="y"))])
    asked = around(places, table.values[places] / 10, table.values[places] / 10)
    own = [[table.index(key_of(region="A", form=form))] for form in "xy"]
    return audit(table, publish(table, mask(table, hidden_cells)), asked, respondents=own)


def test_against_a_respondent_no_more_of_a_sum_must_stay_open_than_others_hold():
    assert not firms().exposed


def test_but_that_much_must():
    exposed = firms(published=[key_of(region="A")]).exposed
    assert [(one.key, one.value) for one in exposed if one.attacker == key_of(region="A", form="x")] == [
        (key_of(region="A", form="y"), 20)
    ]

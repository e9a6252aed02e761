"""Primary rules

These rules decide which cells may not be published as they are.
"""

import numpy as np
import pytest
from disclosure_tables import square

from schakel_base.errors import DisclosureError
from schakel_protection import protect_data
from schakel_protection.profiles import DECLARED
from schakel_protection.rules import DisclosureRule, Facts, apply_rules, facts_of_counts
from schakel_protection.tables import cross, flat, name_of


def failing(rule, cube, facts=None):
    """The cells that fail a rule and the range that each needs: below and above an amount, or in all of a count."""
    table = cube.equations
    needed, _ = apply_rules([rule], table, facts or facts_of_counts(table))
    return {
        name_of(table.keys[place]): width if table.integer else (below, above) for place, below, above, width in needed
    }


def sums(**contributions):
    """A table of magnitudes: per code its contributions."""
    cube = cross(
        [flat("form", list(contributions))], {(c,): float(sum(x)) for c, x in contributions.items()}, integer=False
    )
    every = sorted((x for one in contributions.values() for x in one), reverse=True)
    tops = [every, *(sorted(one, reverse=True) for one in contributions.values())]
    largest = np.array([[*top, 0, 0, 0][:3] for top in tops], dtype=float)
    return cube, Facts(np.array([len(top) for top in tops], dtype=float), None, largest)


FREQUENCY = DisclosureRule("minimum_frequency", {"minimum": 3})


def test_counts_under_the_minimum_fail_and_zeros_do_not():
    assert failing(FREQUENCY, square([[0, 1, 2, 3]])) == {
        "column=2": 2, "column=2, row=1": 2, "column=3": 2, "column=3, row=1": 2,
    }  # fmt: skip


def test_zeros_fail_where_the_profile_says_so_and_stay_as_open_as_others():
    found = failing(DisclosureRule("minimum_frequency", {"minimum": 3, "zeros": True}), square([[0, 5]]))
    assert found == {"column=1": 2, "column=1, row=1": 2}


def test_persons_count_where_they_are_known():
    cube = square([[9, 9]])
    persons = np.array([12.0, 2, 10, 12, 2, 10])
    assert set(failing(FREQUENCY, cube, Facts(cube.equations.values, persons))) == {"column=1", "column=1, row=1"}


def test_two_contributors_dominate_a_sum():
    cube, facts = sums(a=[60, 35, 5], b=[40, 30, 30])
    assert set(failing(DisclosureRule("dominance", {"n": 2, "k": 90}), cube, facts)) == {"form=a"}


def test_the_second_may_not_estimate_the_first_to_within_p_percent():
    cube, facts = sums(a=[100, 50, 4], b=[100, 50, 20])
    assert failing(DisclosureRule("p_percent", {"p": 10}), cube, facts) == {"form=a": (6, 6)}


def test_at_the_boundary_amounts_are_what_they_are_and_not_their_rounding():
    """7, 2 and 1 cents: two hold 90% and not more. 100 and 50 beside 10: the second is off by 10% just so."""
    dominance, p_percent = DisclosureRule("dominance", {"n": 2, "k": 90}), DisclosureRule("p_percent", {"p": 10})
    cube, facts = sums(a=[0.07, 0.02, 0.01], b=[0.07, 0.02, 0.0099])
    assert set(failing(dominance, cube, facts)) == {"form=b"}
    cube, facts = sums(a=[100, 50, 10], b=[100, 50, 9.99])
    assert set(failing(p_percent, cube, facts)) == {"form=b"}


def test_a_rule_about_five_contributors_looks_at_five():
    amounts = [20, 18, 17, 16, 15, *[2] * 7]  # five hold 86 of 100
    columns = {"region": ["a"] * len(amounts) + ["b"] * 40 + ["c"] * 40, "amount": [*amounts, *[10] * 80]}
    spec = {"dimensions": {"region": {}}, "magnitude": "amount"}
    shown = {
        k: dict(protect_data(columns, {**spec, "rules": [{"kind": "dominance", "n": 5, "k": k}]}).cells)
        for k in (85, 86)
    }
    assert shown[85]["a",] is None
    assert shown[86]["a",] == 100


def test_contributions_that_are_not_known_are_not_taken_for_nothing():
    cube, facts = sums(a=[30, 30, 20, 20])
    with pytest.raises(DisclosureError, match="looks at the 5 largest contributions; of a cell only 3 are known"):
        failing(DisclosureRule("dominance", {"n": 5, "k": 90}), cube, facts)


def test_in_a_table_of_counts_every_unit_contributes_one():
    assert set(failing(DisclosureRule("dominance", {"n": 2, "k": 90}), square([[2, 5]]))) == {
        "column=1",
        "column=1, row=1",
    }


def test_a_category_that_holds_its_whole_margin_tells_of_everybody_in_it():
    """All 7 of row 1 are in column 1; and all 4 of column 2 are in row 2."""
    found = failing(DisclosureRule("group_disclosure", {"share": 100}), square([[7, 0], [4, 4]]))
    assert set(found) == {"column=1, row=1", "column=2, row=2"}


def test_or_nearly_its_whole_margin():
    found = failing(DisclosureRule("group_disclosure", {"share": 90}), square([[19, 2], [10, 10]]))
    assert set(found) == {"column=1, row=1"}


def test_magnitudes_without_contributions_cannot_be_judged():
    cube, _ = sums(a=[60, 35, 5])
    with pytest.raises(DisclosureError, match="needs the largest contributions, which the table does not have"):
        failing(DisclosureRule("dominance", {"n": 2, "k": 90}), cube)


def test_every_profile_says_its_source_and_in_three_languages_how_figures_are_protected():
    for profile in DECLARED.values():
        assert profile.source
        assert set(profile.sentence.by_language) == {"en", "es", "nl"}


def test_a_source_that_nobody_has_read_is_not_verified():
    unread = {name for name, profile in DECLARED.items() if not profile.verified}
    assert unread == {"cbs-10-50-90", "acro-default", "round-5-additive", "round-10-additive", "cell-key"}

"""Rounded tables with a witness

What is printed is the sum of one whole table, of nobody in particular. Whoever checks that needs no solver, and every
figure keeps at least five whole numbers, whatever the true table is.
"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from disclosure_tables import square
from scipy.optimize import LinearConstraint, milp

from schakel_protection import ExposureError, find_profile
from schakel_protection.attack import agrees, attack_widths, audit, find_witness, require
from schakel_protection.profiles import declare
from schakel_protection.releases import ProposedRelease, ReleaseRecord, known_within, protect_release
from schakel_protection.tables import Ratio, cross, flat, with_ratios

PROFILE = find_profile("round-5-additive")


def rounded(table, before=(), seed=b""):
    return protect_release(ProposedRelease(table, before=before, seed=seed), PROFILE)


def small_cube(seed):
    """Eight counts of 0 to 4 in three dimensions, with their totals."""
    counts = np.random.default_rng(seed).integers(0, 5, (2, 2, 2))
    sides = [flat(name, ["1", "2"]) for name in ("region", "form", "sex")]
    places = list(product(*(side.leaves for side in sides)))
    return cross(sides, dict(zip(places, counts.ravel().astype(float).tolist(), strict=True))).equations


def test_the_witness_adds_up_to_exactly_what_is_printed():
    table = square([[1, 2, 3], [4, 6, 7], [8, 9, 11]]).equations
    shown = rounded(table)
    assert not (table.relations @ shown.witness).any()
    assert np.array_equal(shown.witness, shown.values)
    assert (np.abs(shown.values - table.values) <= 6).all()


def test_if_the_figures_cannot_add_up_a_table_within_their_reach_is_the_witness():
    """Four parts of 2 that left as 5 keep that figure, and 20 is too far from their total of 8."""
    table = cross([flat("row", "abcd")], {(code,): 2.0 for code in "abcd"}).equations
    parts, figures = table.among(range(1, 5)), np.full(4, 5.0)
    before = ReleaseRecord("monitor", "2019", parts, known_within(figures, 6, 6), figures, require([]), figures)
    shown = rounded(table, [before])
    assert not shown.additive and (shown.values[1:] == figures).all()
    assert agrees(table, shown.known, shown.witness)
    assert shown.may_be_of(table) and not replace(shown, witness=shown.witness + 1).may_be_of(table)


def test_a_witness_with_one_wrong_number_is_none():
    table = square([[1, 2], [4, 6]]).equations
    shown = rounded(table)
    assert agrees(table, shown.known, shown.witness)
    for place in range(len(table)):
        wrong = shown.witness.copy()
        wrong[place] += 1
        assert not agrees(table, shown.known, wrong)


@pytest.mark.parametrize("seed", range(20))
def test_every_figure_keeps_five_whole_numbers_by_counting_all_tables(seed):
    """A slow referee: of all tables of four counts, those that agree with every printed figure."""
    table = square(np.random.default_rng(seed).integers(0, 7, (2, 2)).tolist()).equations
    shown = rounded(table, seed=bytes([seed]))
    sums = np.array(list(product(range(18), repeat=4))) @ table.matrix.toarray().T
    possible = sums[(np.abs(sums - shown.values) <= 6).all(axis=1)]
    assert min(len(np.unique(numbers)) for numbers in possible.T) >= 5


@pytest.mark.parametrize("seed", range(4))
def test_and_by_an_attack_that_starts_from_the_true_table(seed):
    table = small_cube(seed)
    shown = rounded(table, seed=bytes([seed]))
    found = audit(table, shown.known, require(range(len(table))), exact=True)
    assert min(one.upper - one.lower for one in found.findings) >= 4


@pytest.mark.parametrize(("base", "numbers"), [(2, 3), (3, 4), (4, 5), (5, 5)])
def test_a_smaller_base_leaves_fewer_whole_numbers_and_none_leaves_fewer_than_three(base, numbers):
    """By a referee that counts all tables, as above; some counts here become 0."""
    table = square([[1, 0], [2, 3]]).equations
    profile = declare("as declared", {"method": "controlled_rounding", "base": base})
    shown = protect_release(ProposedRelease(table), profile)
    sums = np.array(list(product(range(12), repeat=4))) @ table.matrix.toarray().T
    possible = sums[(np.abs(sums - shown.values) <= profile.reach).all(axis=1)]
    assert min(len(np.unique(each)) for each in possible.T) >= numbers


def test_counts_that_are_not_rounded_do_not_pass_for_rounded():
    profile = declare("as declared", {"method": "controlled_rounding", "base": 1})
    with pytest.raises(ExposureError):
        protect_release(ProposedRelease(square([[1, 0], [2, 3]]).equations), profile)


def test_two_tables_that_look_alike_get_the_same_verdict():
    """The attack sees what is printed and the witness; true values may be anything."""
    table = square([[1, 2, 3], [4, 6, 7]]).equations
    shown = rounded(table)
    blind = replace(table, values=np.full(len(table), -1.0))
    width = np.full(len(table), 4.0)
    found = attack_widths(blind, shown.known, shown.witness, width)
    assert found == attack_widths(table, shown.known, shown.witness, width)
    assert not found.exposed


def test_where_printed_figures_do_not_add_up_a_table_that_agrees_is_looked_for():
    table = square([[1, 2], [4, 6]]).equations
    printed = np.array([15.0, 5, 10, 5, 0, 5, 10, 5, 5])
    known = known_within(printed, 6, 6)
    found = find_witness(replace(table, values=np.full(len(table), -1.0)), known, printed)
    assert agrees(table, known, found)


def test_a_table_at_the_very_end_of_what_a_printed_share_says_agrees_with_it():
    """55 of 200 are 27.5%, printed as 28%: as decimal fractions the two differ by 7e-15."""
    table = square([[55, 145]]).equations
    with_share = with_ratios(table, [Ratio((("column", "1"),), (), 28.0, unit=1.0)])
    assert agrees(with_share, known_within(table.values, 6, 6), table.values)


def released(table, shown, edition="2017"):
    return ReleaseRecord("monitor", edition, table, shown.known, shown.values, shown.promised, shown.witness)


def test_a_count_that_did_not_change_is_shown_as_before_whatever_the_seed():
    before = square([[11, 32], [43, 54]]).equations
    after = square([[11, 33], [43, 54]]).equations
    first = rounded(before, seed=b"2017")
    second = rounded(after, [released(before, first)], b"2018")
    same = before.values == after.values
    assert np.array_equal(first.values[same], second.values[same])


@pytest.mark.parametrize("seed", range(5))
def test_a_count_that_grew_is_never_shown_lower_so_that_one_table_stands_behind_both_editions(seed):
    counts = np.random.default_rng(seed).integers(0, 9, (4, 5))
    more = counts + np.random.default_rng(seed + 100).integers(0, 2, (4, 5))
    before, after = square(counts.tolist()).equations, square(more.tolist()).equations
    first = rounded(before, seed=b"2017")
    second = rounded(after, [released(before, first)], b"2018")
    assert (second.values >= first.values).all()
    assert not second.audit.exposed


@pytest.mark.parametrize("seed", range(5))
def test_a_figure_that_moves_tells_which_way_its_count_went(seed):
    """So what readers know of a figure that rose, that its count grew, is true. Counts went both ways here."""
    draw = np.random.default_rng(seed)
    counts = draw.integers(0, 30, (4, 5))
    other = np.maximum(counts + draw.integers(-4, 5, (4, 5)), 0)
    before, after = square(counts.tolist()).equations, square(other.tolist()).equations
    first = rounded(before, seed=b"2017")
    second = rounded(after, [released(before, first)], b"2018")
    moved, went = second.values - first.values, after.values - before.values
    assert moved.any() and (moved * went >= 0).all() and not moved[went == 0].any()


def test_another_seed_gives_other_figures_and_the_same_seed_the_same():
    table = square(np.arange(60).reshape(6, 10).tolist()).equations
    assert np.array_equal(rounded(table, seed=b"a").values, rounded(table, seed=b"a").values)
    assert not np.array_equal(rounded(table, seed=b"a").values, rounded(table, seed=b"b").values)


def two_editions(first, second):
    """A row of two counts in two editions, as they are published, and what the attack on the second found."""
    before, after = square([first]).equations, square([second]).equations
    one = rounded(before)
    two = rounded(after, [released(before, one)])
    return [one.values.tolist(), two.values.tolist()], two.audit


def test_the_attack_on_a_revision_says_the_same_where_the_figures_are_the_same_however_many_came_late():
    """One late registration or four: the figures do not tell, so what is found must not either."""
    figures, found = two_editions([20, 30], [21, 30])
    same_figures, same_found = two_editions([18, 30], [22, 30])
    assert figures == same_figures
    assert found == same_found


def test_of_a_count_whose_figure_rose_three_changes_stay_possible_to_whoever_knows_that_it_grew():
    _, found = two_editions([20, 30], [24, 30])
    changes = {one.key[1:]: one for one in found.findings if one.key and one.key[0][0] == "change since"}
    assert len(changes) == 6 and all(one.safe and one.upper - one.lower >= 2 for one in changes.values())
    assert min(one.lower for one in changes.values()) >= 0


def attacked_as_whole_numbers(table, first, second):
    """The least and the most that each count can have fallen by, for whoever reads both editions: by whole tables.

    A slow referee, who knows every printed figure, and of each that moved which way its count went.
    """
    under, leaves = table.matrix.toarray(), table.matrix.shape[1]
    both = np.kron(np.eye(2), under)
    near = LinearConstraint(both, np.concatenate([first, second]) - 6, np.concatenate([first, second]) + 6)
    fall = np.hstack([under, -under])
    moved = np.sign(first - second)
    known = LinearConstraint(fall, np.where(moved > 0, 1, -np.inf), np.where(moved < 0, -1, np.inf))
    whole = {"constraints": [near, known], "integrality": np.ones(2 * leaves), "bounds": (0, 60)}
    ends = [(milp(row, **whole).fun, -milp(-row, **whole).fun) for row in fall]
    return np.array(ends).round()


@pytest.mark.parametrize("seed", range(6))
def test_by_how_much_a_count_fell_stays_open_to_whoever_reads_both_editions(seed):
    """A correction removes some records; of each count five falls or more are possible, by counting whole tables."""
    draw = np.random.default_rng(seed)
    counts = draw.integers(0, 12, (2, 3))
    fewer = np.maximum(counts - draw.integers(0, 5, (2, 3)), 0)
    before, after = square(counts.tolist()).equations, square(fewer.tolist()).equations
    first = rounded(before, seed=bytes([seed]))
    second = rounded(after, [released(before, first)], b"2018")
    ends = attacked_as_whole_numbers(before, first.values, second.values)
    fell = second.values < first.values
    assert fell.any() and (ends[fell, 1] - ends[fell, 0] >= 4).all()
    named = {one.key[1:]: one for one in second.audit.findings if one.key and one.key[0][0] == "fall since"}
    assert {before.keys[place] for place in np.flatnonzero(fell)} == named.keys()
    assert all(one.safe and one.lower >= 1 for one in named.values())

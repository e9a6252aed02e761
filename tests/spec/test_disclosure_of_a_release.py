"""Controlled rounding of a release

Tables that are published together show one figure for one count, and are attacked together.

The example has reports by form, and by form and status. They count the same units, so a reader of one table reads the
other too.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
import small
from disclosure_tables import key_of
from small import BY_FORM, FORM

from schakel.disclosure import ReleasedTable, equations_of, protect, protect_together
from schakel.indicators import quality_tables, tabulate
from schakel.model import Delivery, DimensionRule, Phase, Receipt, Rule
from schakel_protection import audit, find_profile
from schakel_protection.attack.rests import with_rests
from schakel_protection.releases import join, known_within
from schakel_protection.releases.rounded import round_release
from schakel_protection.releases.rounded_each import round_each
from schakel_protection.rules import shares_that_tell
from schakel_protection.tables.equations import Reserved

PROFILE = "round-5-additive"
REACH = find_profile(PROFILE).reach


DAYS = DimensionRule("duration", "days", small.text("days"), start="report", end="referral", classes=(0, 1, 2, 8))


def by_form(domestic, unclear, cross_border, labour, name="reports-by-form"):
    """Reports by form; those of sexual exploitation in general may be domestic or cross-border."""
    masks = [FORM.leaves_of(code).mask for code in ("domestic", "sexual", "cross-border", "labour")]
    base = pa.table({"form": masks, "n": [domestic, unclear, cross_border, labour]})
    return tabulate(small.indicator(BY_FORM, name=name), small.alliance(), base)


def count(table, **codes):
    return table.at(**codes).count


def test_every_count_is_a_multiple_of_five_less_than_five_away():
    table = by_form(7, 4, 11, 23)
    shown = protect(table, PROFILE)
    for cell, published in zip(table.cells, shown.cells, strict=True):
        for count_, number in zip(table.bounds(cell), (published.count.lower, published.count.upper), strict=True):
            assert number % 5 == 0
            assert abs(number - count_) < 5


def test_parts_add_up():
    shown = protect(by_form(7, 0, 11, 23), PROFILE)
    sexual, labour = count(shown, form="sexual"), count(shown, form="labour")
    assert sexual.lower + labour.lower == count(shown).lower
    assert count(shown, form="domestic").lower + count(shown, form="cross-border").lower == sexual.lower


@pytest.mark.parametrize("seed", [b"a", b"b", b"c", b"d", b"e", b"f"])
def test_classes_add_up_to_the_units_that_have_a_number(seed):
    """A reader knows that whoever took a number of days is in one class of it, and can add them up."""
    base = pa.table({"days": [0, 1, 2, 8], "n": [7, 22, 4, 11]})
    days = tabulate(small.indicator(DAYS, name="days"), small.alliance(), base)
    shown = protect_together([ReleasedTable(days)], PROFILE, seed=seed).tables["days"]
    total, *classes = [cell.count.lower for cell in shown.cells]
    assert sum(classes) == total


def test_bounds_stay_in_order():
    for unclear in range(1, 12):
        for cell in protect(by_form(3, unclear, 4, 6), PROFILE).cells:
            assert cell.count.lower <= cell.count.upper


def test_two_tables_that_show_one_count_show_one_figure():
    one, other = by_form(7, 0, 11, 23), by_form(7, 0, 11, 23, name="the-same-again")
    made = protect_together([ReleasedTable(one), ReleasedTable(other)], PROFILE).tables
    assert [cell.count for cell in made[one.indicator.name].cells] == [
        cell.count for cell in made[other.indicator.name].cells
    ]


REACHED = DimensionRule(
    "phase", "phase", small.text("phase"), phases=(Phase("received", small.text("received"), "report"),)
)


def received(domestic, unclear, cross_border, labour):
    """How many of these reports were received: by declaration not all, since other files may name reports."""
    masks = [FORM.leaves_of(code).mask for code in ("domestic", "sexual", "cross-border", "labour")]
    reached = {"phase_certain": [1] * 4, "phase_possible": [1] * 4}
    base = pa.table({**reached, "form": masks, "n": [domestic, unclear, cross_border, labour]})
    return tabulate(small.indicator(REACHED, BY_FORM, name="received"), small.alliance(), base)


@pytest.mark.parametrize("seed", [b"a", b"b", b"c", b"d", b"e", b"f"])
def test_a_phase_that_all_units_reached_shows_the_figures_of_all_units(seed):
    """Reports and reports received: 39 of each, of which one table said 40 and the other 35."""
    tables = [received(7, 4, 5, 23), by_form(7, 4, 5, 23)]
    made = protect_together([ReleasedTable(one) for one in tables], PROFILE, seed=seed).tables
    for cell in made["reports-by-form"].cells:
        (form,) = cell.coordinates
        assert made["received"].at(phase="received", form=form).count == cell.count


KNOWN = DimensionRule("decided", "known", small.text("what is known"), attributes=("form",))
KNOWN_FROM = DimensionRule("decided-by", "known-from", small.text("known from"), attribute="form")


@pytest.mark.parametrize("seed", [b"a", b"b", b"c", b"d", b"e", b"f"])
@pytest.mark.parametrize("rule", [KNOWN, KNOWN_FROM], ids=lambda rule: rule.kind)
def test_the_total_of_what_is_known_shows_the_figure_of_all_units(rule, seed):
    """39 reports: one table said 40, and the table of what is known of them 35."""
    for settled, open_ in ((39, 0), (32, 7)):
        base = pa.table({rule.name: [1, 0], "n": [settled, open_]})
        known = tabulate(small.indicator(rule, name="known"), small.alliance(), base)
        made = protect_together([ReleasedTable(known), ReleasedTable(by_form(7, 4, 5, 23))], PROFILE, seed=seed).tables
        total, first = (cell.count for cell in made["known"].cells)
        assert total == made["reports-by-form"].at(form="total").count
        assert (first == total) or open_


def test_the_same_question_about_the_same_units_is_the_same_cell_whatever_a_table_is_called():
    tables = equations_of(ReleasedTable(by_form(7, 0, 11, 23)), ReleasedTable(by_form(7, 0, 11, 23, name="again")))
    named = key_of(**{"attribute form": "labour", Reserved.UNIT: "report"})
    assert tables.equations.keys.count(named) == 1
    assert set(tables.printed["reports-by-form"]) == set(tables.printed["again"])


def test_rows_of_which_each_is_a_unit_are_the_count_of_units_that_other_tables_show():
    alliance = small.alliance(contracts=(replace(small.HOTLINE, rules=(Rule("one row", "unique", "number"),)),))
    partner = small.HOTLINE.partner
    day, rows = date(2021, 1, 1), 41
    receipt = Receipt(Delivery(1, partner, "1.0.0", "file.csv", "", day, day), rows, rows)
    (delivered,) = quality_tables(alliance, [receipt])
    tables = equations_of(ReleasedTable(by_form(7, 0, 11, 23)), ReleasedTable(delivered, "monitor"))
    places = dict(
        zip((cell.coordinates for cell in delivered.cells), tables.printed["monitor/delivered-rows"], strict=True)
    )
    assert places["1", "accepted"] == tables.printed["reports-by-form"][0]


def test_rows_of_one_delivery_of_several_are_not_all_units():
    alliance = small.alliance(contracts=(replace(small.HOTLINE, rules=(Rule("one row", "unique", "number"),)),))
    day, partner = date(2021, 1, 1), small.HOTLINE.partner
    halves = [
        Receipt(Delivery(n, partner, "1.0.0", "file.csv", "", day, day), rows, rows) for n, rows in ((1, 7), (2, 34))
    ]
    (delivered,) = quality_tables(alliance, halves)
    tables = equations_of(ReleasedTable(by_form(7, 0, 11, 23)), ReleasedTable(delivered, "monitor"))
    total = key_of(**{Reserved.UNIT: "report"})
    assert tables.equations.values[tables.equations.index(total)] == 41
    assert not set(tables.printed["monitor/delivered-rows"]) & set(tables.printed["reports-by-form"])
    alone = equations_of(ReleasedTable(delivered, "monitor"))
    assert total not in alone.equations.keys


def test_a_name_that_two_tables_give_to_two_counts_is_two_cells():
    tables = equations_of(ReleasedTable(by_form(7, 0, 11, 23)), ReleasedTable(by_form(8, 0, 11, 23, name="other")))
    (first, *_), (second, *_) = tables.printed["reports-by-form"][0], tables.printed["other"][0]
    assert (tables.equations.values[first], tables.equations.values[second]) == (41, 42)


def ranges(tables, values, below, above):
    """What is left to somebody who knows how far numbers lie from counts: the range of every small count."""
    equations = tables.equations
    known = known_within(np.where(equations.hidden, np.nan, values), below, above)
    small_ones = np.flatnonzero((equations.values >= 1) & (equations.values <= 2) & ~equations.hidden)
    required = round_release(tables.proposed(), find_profile(PROFILE)).promised.among(range(len(equations)))
    assert set(small_ones) <= set(required.places)
    found = audit(equations, known, required, exact=True)
    return {finding.key: (finding.lower, finding.upper) for finding in found.findings}


@pytest.fixture
def four_twos():
    """Four parts of 2 make 8: rounded each by itself that is 0 + 0 + 0 + 0 = 10."""
    masks = [FORM.leaves_of(code).mask for code in ("domestic", "cross-border", "labour")]
    base = pa.table({"form": masks, "n": [2, 2, 4]})
    return equations_of(ReleasedTable(tabulate(small.indicator(BY_FORM), small.alliance(), base)))


def test_rounding_each_count_by_itself_gives_small_counts_away(four_twos):
    """2 + 2 = 4 becomes 0 + 0 = 5: a total of at least 3, in parts of at most 2, so there is somebody in each."""
    shown = round_each(four_twos.proposed(), find_profile("round-5"))
    found = ranges(four_twos, shown.values, 2, 2)
    assert {(1, 2)} == set(found.values())


def test_controlled_rounding_does_not(four_twos):
    shown = round_release(four_twos.proposed(), find_profile(PROFILE))
    for low, high in ranges(four_twos, shown.values, REACH, REACH).values():
        assert high - low >= 2


def test_nobody_can_tell_that_all_of_a_group_are_in_one_category():
    """All 12 reports are of labour exploitation; the 0 of sexual exploitation means 0 to 6, so there may be others."""
    tables = equations_of(ReleasedTable(by_form(0, 0, 0, 12)))
    rules = find_profile(PROFILE).rules
    guarded = with_rests(tables.equations, shares_that_tell(tables.readable, rules))
    shown = round_release(tables.proposed(), find_profile(PROFILE))
    more = len(guarded.equations) - len(shown.values)
    known = known_within(np.append(shown.values, np.full(more, np.nan)), REACH, REACH)
    (other,) = audit(guarded.equations, known, guarded.someone_else, exact=True).findings
    assert dict(other.key)["rest of"] == "unit=report"
    assert (other.value, other.lower, other.safe) == (0, 0, True)


def test_a_count_that_left_before_and_has_not_changed_is_shown_as_it_was():
    before = protect_together([ReleasedTable(by_form(8, 0, 11, 23))], PROFILE)
    released = before.release("monitor", "2017", ["reports-by-form"])
    after = protect_together([ReleasedTable(by_form(9, 0, 11, 23))], PROFILE, [released])
    was, now = before.tables["reports-by-form"], after.tables["reports-by-form"]
    for form in ("labour", "cross-border"):
        assert count(was, form=form) == count(now, form=form)


def test_what_changed_between_two_editions_stays_open():
    """One late registration: the change is a count of one, and whoever subtracts cannot tell it from none."""
    one, two = ReleasedTable(by_form(8, 0, 11, 23)), ReleasedTable(by_form(9, 0, 11, 23))
    first = protect_together([one], PROFILE).release("monitor", "2017", [one.name])
    second = protect_together([two], PROFILE, [first]).release("monitor", "2018", [two.name])
    joint = join(second.equations, [first])
    required = joint.requirement(second.promised, 3)
    changes = [place for place in joint.changes if joint.equations.values[place] == 1]
    assert set(changes) <= set(required.places)
    assert not audit(joint.equations, joint.knowledge(second.known), required).exposed

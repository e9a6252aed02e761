"""Rounding to five

Profile round-5 rounds every count by itself to a multiple of 5, and takes shares and medians from rounded counts only.
"""

import math

import pyarrow as pa
import pytest
import small
from small import BY_FORM, FORM

from schakel.disclosure import ProtectedTable, protect
from schakel.indicators import tabulate
from schakel.model import DimensionRule, Figure, Mark, Statistic
from schakel_base.errors import DisclosureError

SHARE = Statistic("share", "form", small.text("share"))
DAYS = DimensionRule("duration", "days", small.text("days"), start="report", end="referral", classes=(0, 1, 2, 8))
MEDIAN = Statistic("median", "days", small.text("median"))


def by_form(n):
    masks = [FORM.leaves_of("domestic").mask, FORM.leaves_of("sexual").mask, FORM.leaves_of("labour").mask]
    return tabulate(small.indicator(BY_FORM, statistics=(SHARE,)), small.alliance(), pa.table({"form": masks, "n": n}))


def days(n):
    base = pa.table({"days": [0, 1, 2, 8], "n": n})
    return tabulate(small.indicator(DAYS, statistics=(MEDIAN,)), small.alliance(), base)


@pytest.mark.parametrize(("count", "published"), [(0, 0), (1, 0), (2, 0), (3, 5), (7, 5), (8, 10), (1002, 1000)])
def test_to_the_nearest_multiple_of_five(count, published):
    assert protect(by_form([0, 0, count]), "round-5").at(form="labour").count == Figure(published, published)


def test_bounds_are_rounded_each_by_itself_and_need_not_add_up():
    table = protect(by_form([7, 22, 11]), "round-5")
    assert table.at().count == Figure(40, 40)
    assert table.at(form="domestic").count == Figure(5, 30)
    assert table.at(form="labour").count == Figure(10, 10)


def test_a_share_is_computed_from_what_is_published():
    table = protect(by_form([7, 22, 11]), "round-5")
    assert table.at(form="labour").statistics["share"] == Figure(25.0, 25.0)
    assert table.at(form="domestic").statistics["share"] == Figure(12.5, 75.0)


def test_no_share_of_a_small_base():
    table = protect(by_form([2, 2, 3]), "round-5")
    assert table.at().count == Figure(5, 5)
    assert table.at(form="labour").statistics["share"].mark is Mark.BASE_TOO_SMALL


def test_a_median_is_the_classes_in_which_half_can_have_been_reached_before_rounding():
    # 10, 5, 0 and 5 are printed, and of 8, 7, 0 and 5 the middle one is in the second class.
    assert protect(days([10, 3, 2, 4]), "round-5").at().statistics["median"] == Figure(0, 1)
    assert protect(days([10, 0, 18, 4]), "round-5").at().statistics["median"] == Figure(2, 7)
    assert protect(days([0, 0, 4, 26]), "round-5").at().statistics["median"] == Figure(8, math.inf)


def test_a_median_is_not_of_those_who_are_left_out():
    base = pa.table({"days": [0, 8, None], "days left out": [None, None, "backwards"], "n": [10, 30, 50]})
    made = protect(tabulate(small.indicator(DAYS, statistics=(MEDIAN,)), small.alliance(), base), "round-5")
    assert made.at().count == Figure(40, 40)
    assert made.at().statistics["median"] == Figure(8, math.inf)
    assert made.at(days="left-out-backwards").count == Figure(50, 50)


def test_no_median_of_a_small_base():
    assert protect(days([2, 2, 3, 1]), "round-5").at().statistics["median"].mark is Mark.BASE_TOO_SMALL


def test_a_median_of_counts_that_are_bounds_is_the_classes_in_which_it_can_fall():
    labour, either = FORM.leaves_of("labour").mask, FORM.leaves_of("sexual").mask
    base = pa.table({"days": [0, 1, 8], "form": [labour, either, either], "n": [40, 30, 40]})
    made = protect(tabulate(small.indicator(DAYS, BY_FORM, statistics=(MEDIAN,)), small.alliance(), base), "round-5")
    assert made.at(form="labour").statistics["median"] == Figure(0, 0)
    assert made.at(form="sexual").statistics["median"] == Figure(8, math.inf)
    assert made.at(form="domestic").statistics["median"].mark is Mark.OPEN  # between 0 and 70 units
    assert made.at(form="labour", days="0").statistics.get("median") is None


def test_a_protected_table_does_not_hold_the_table_it_was_made_from():
    assert 22 not in repr_numbers(protect(by_form([7, 22, 11]), "round-5"))


def test_only_disclosure_makes_a_protected_table():
    made = protect(by_form([7, 22, 11]), "round-5")
    with pytest.raises(DisclosureError, match="only the disclosure room"):
        ProtectedTable(made.indicator, made.dimensions, made.cells, made.profile, False, object())


def test_an_unknown_profile_is_refused():
    with pytest.raises(DisclosureError, match="no disclosure profile is called round-7; known are"):
        protect(by_form([1, 1, 1]), "round-7")


def repr_numbers(table):
    return {int(word) for word in "".join(c if c.isdigit() else " " for c in repr(table)).split()}

"""Suppression of tables of bounds

Either both bounds of a count are shown, or neither.
"""

import pyarrow as pa
import pytest
import small
from small import BY_FORM, FORM

from schakel.disclosure import protect
from schakel.indicators import tabulate
from schakel.model import Figure, Mark
from schakel_base.errors import DisclosureError


def by_form(domestic, unclear, cross_border, labour):
    """Reports by form; those of sexual exploitation in general may be domestic or cross-border."""
    notations = ("domestic", "sexual", "cross-border", "labour")
    masks = [FORM.leaves_of(notation).mask for notation in notations]
    base = pa.table({"form": masks, "n": [domestic, unclear, cross_border, labour]})
    return protect(tabulate(small.indicator(BY_FORM), small.alliance(), base), "alliance")


def test_large_counts_and_their_bounds_are_shown():
    table = by_form(20, 30, 40, 50)
    assert table.at().count == Figure(140, 140)
    assert table.at(form="domestic").count == Figure(20, 50)


def test_a_count_of_two_is_marked_and_so_is_what_would_tell_it():
    table = by_form(20, 30, 40, 2)
    assert table.at(form="labour").count == Figure(None, None, Mark.PROTECTED)
    assert table.at().count.mark or table.at(form="sexual").count.mark


def test_two_bounds_are_not_shown_if_their_difference_is_small():
    table = by_form(20, 1, 40, 50)
    assert table.at(form="domestic").count.mark is Mark.PROTECTED
    assert table.at(form="cross-border").count.mark is Mark.PROTECTED


def test_a_marked_count_is_never_a_number():
    table = by_form(20, 1, 40, 2)
    for cell in table.cells:
        assert (cell.count.mark is None) == (cell.count.lower is not None) == (cell.count.upper is not None)


def test_a_profile_that_is_not_for_tables_of_bounds_is_refused():
    table = tabulate(small.indicator(BY_FORM), small.alliance(), pa.table({"form": [1], "n": [3]}))
    with pytest.raises(DisclosureError, match="cell-key protects by cell_key, which is not for tables of bounds"):
        protect(table, "cell-key")

"""A sum that is shown says that ten contribute at least, which may tell more of a rounded count than that may."""

from dataclasses import replace

import numpy as np
import pytest
from counting import counted
from fines import FINE, alliance, protected, rows, sums

from schakel.disclosure.amounts import protect_amounts
from schakel.disclosure.tables.naming import ReleasedTable
from schakel.disclosure.tables.table_equations import equations_of
from schakel_protection import find_profile
from schakel_protection.attack import Knowledge
from schakel_protection.releases import ProtectedParts

REACH = 6
ROUNDED = find_profile("round-5-additive")


@pytest.mark.parametrize(("printed", "is_shown"), [(15, True), (10, True), (5, False)])
def test_no_sum_is_shown_where_it_leaves_few_numbers_of_a_rounded_count(tmp_path, printed, is_shown):
    """Of a count printed as 5, which may be 11 at most, a sum would say that it is 10 or 11."""
    declared = alliance()
    of_all = {"reports": replace(declared.indicators["reports"], dimensions=(FINE,))}
    delivered = rows("lab", *[1400] * 3, *[600] * 8)
    table = ReleasedTable(counted(replace(declared, indicators=of_all), {"hotline": delivered}, tmp_path)["reports"])
    [part] = ProtectedParts.of(equations_of(table), ROUNDED).parts
    total = part.tables.printed["reports"][0][0]
    values, lower, upper = part.shown.values.copy(), part.shown.known.lower.copy(), part.shown.known.upper.copy()
    values[total], lower[total], upper[total] = printed, max(printed - REACH, 0), printed + REACH
    part = replace(part, shown=replace(part.shown, values=values, known=Knowledge(lower, upper)))
    amounts = protect_amounts([table], ROUNDED, (), ProtectedParts((part,)))
    assert (not np.isnan(next(iter(amounts.figures("reports").values())).lower or np.nan)) == is_shown


def test_the_sum_of_all_stays_where_bounds_of_the_sums_of_groups_would_tell_of_counts(tmp_path):
    """Of a third of the fines the form is not known: the bounds of each form tell its counts, their sum does not."""
    fines = [int(fine) for fine in np.random.default_rng(0).lognormal(6.5, 1, 120)]
    delivered = [*rows("lab", *fines[:40]), *rows("dom", *fines[40:80]), *rows("?", *fines[80:])]
    shown = sums(protected(delivered, tmp_path, profile="round-5-additive"))
    assert shown.pop("total") == sum(fines)
    assert set(shown.values()) == {None}

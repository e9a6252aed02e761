"""A median or a share says what every way of placing the unclear units leaves of it, or the true reason for none."""

import math
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from schakel.disclosure.statistics import draw
from schakel.model.figure import Figure, Mark
from schakel.model.indicator import Statistic
from schakel.model.table import TOTAL, Category, Dimension
from schakel_base.text import NOTHING

CODES = ("0", "1-7", "8-30", "31+")
LIMITS = ((0, 0), (1, 7), (8, 30), (31, math.inf))
BOUNDS = st.tuples(st.integers(0, 4), st.integers(0, 3)).map(lambda pair: Figure(pair[0], pair[0] + pair[1]))
HIDDEN = Figure(None, None, Mark.PROTECTED)
BASES = st.integers(0, 6)


def side(name, *codes):
    return Dimension(name, NOTHING, tuple(Category(code, NOTHING) for code in (TOTAL, *codes)))


def median(classes, minimum_base):
    whole = Figure(sum(one.lower or 0 for one in classes), sum(one.upper or 0 for one in classes))
    counts = {(code,): one for code, one in zip((TOTAL, *CODES), (whole, *classes), strict=True)}
    return draw(Statistic("median", "days", NOTHING), (side("days", *CODES),), counts, minimum_base)[(TOTAL,)]


def middle(numbers):
    """The class of the middle unit: all units in a row, one after the other, the one in the middle."""
    units = [place for place, number in enumerate(numbers) for _ in range(number)]
    return units[(len(units) - 1) // 2]


@given(st.lists(BOUNDS, min_size=4, max_size=4), BASES)
def test_a_median_is_the_range_of_classes_over_all_assignments(classes, minimum_base):
    found = median(classes, minimum_base)
    assignments = list(product(*(range(one.lower, one.upper + 1) for one in classes)))
    sizes = [sum(one) for one in assignments]
    if max(sizes) < max(minimum_base, 1):
        assert found.mark is Mark.BASE_TOO_SMALL
    elif min(sizes) < minimum_base:
        assert found.mark is Mark.OPEN
    else:
        places = {middle(one) for one in assignments if any(one)}
        assert found == Figure(LIMITS[min(places)][0], LIMITS[max(places)][1])


@given(st.lists(BOUNDS, min_size=4, max_size=4), BASES, st.integers(0, 3))
def test_a_median_is_protected_only_where_a_count_is(classes, minimum_base, hidden):
    assert median(classes, minimum_base).mark is not Mark.PROTECTED
    classes[hidden] = HIDDEN
    assert median(classes, minimum_base) == HIDDEN


@given(BOUNDS, BOUNDS, BASES)
def test_a_share_says_why_there_is_none(part, rest, minimum_base):
    whole = Figure(part.lower + rest.lower, part.upper + rest.upper)
    counts = {(TOTAL,): whole, ("a",): part, ("b",): rest}
    share = draw(Statistic("share", "form", NOTHING), (side("form", "a", "b"),), counts, minimum_base)[("a",)]
    if whole.upper < max(minimum_base, 1):
        assert share.mark is Mark.BASE_TOO_SMALL
    elif whole.lower < minimum_base:
        assert share.mark is Mark.OPEN
    else:
        assert share.mark is None
    counts[("a",)] = HIDDEN
    share = draw(Statistic("share", "form", NOTHING), (side("form", "a", "b"),), counts, minimum_base)[("a",)]
    assert share == HIDDEN

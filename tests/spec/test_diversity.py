"""Diversity of a distribution

Shannon's and Simpson's index of published counts, with bounds and with intervals.
"""

import itertools
import math

import numpy as np
import pyarrow as pa
import pytest
import small
from hypothesis import given, settings
from hypothesis import strategies as st
from small import BY_FORM, FORM

from schakel.disclosure import SHANNON, SIMPSON, bounds, interval, protect
from schakel.indicators import tabulate
from schakel.model import Figure, Mark, Statistic

KINDS = ("shannon", "shannon-interval", "simpson", "simpson-interval")
INDICES = [SHANNON, SIMPSON]


def exact(*counts):
    return [Figure(count, count) for count in counts]


def published(**units):
    """The statistics of a table of forms, rounded to five; units by the concept that is known about them."""
    masks = [FORM.leaves_of(notation.replace("_", "-")).mask for notation in units]
    statistics = tuple(Statistic(kind, "form", small.text(kind)) for kind in KINDS)
    base = pa.table({"form": masks, "n": list(units.values())})
    return protect(tabulate(small.indicator(BY_FORM, statistics=statistics), small.alliance(), base), "round-5").at()


def test_equal_categories_are_as_diverse_as_can_be():
    assert bounds(SHANNON, exact(30, 30, 30), 10) == Figure(1.099, 1.099)  # ln 3
    assert bounds(SIMPSON, exact(30, 30, 30), 10) == Figure(0.667, 0.667)


def test_one_category_is_not_diverse():
    assert bounds(SHANNON, exact(50, 0, 0), 10) == Figure(0.0, 0.0)
    assert bounds(SIMPSON, exact(50, 0, 0), 10) == Figure(0.0, 0.0)


def test_the_interval_follows_the_published_variances():
    """Worked by hand for 60 and 40 units: H = 0.673 with variance 0.000445, D = 0.48 with variance 0.000384."""
    assert interval(SHANNON, exact(60, 40), 10) == Figure(0.631, 0.694)  # 0.673 + 1.96 x 0.021 is cut off at ln 2
    assert interval(SIMPSON, exact(60, 40), 10) == Figure(0.441, 0.5)  # cut off at 1 - 1/2


def test_the_index_counts_the_finest_categories_of_what_is_published():
    statistics = published(domestic=32, cross_border=28, labour=29).statistics
    assert statistics["shannon"] == bounds(SHANNON, exact(30, 30, 30), 10)
    assert statistics["simpson-interval"] == interval(SIMPSON, exact(30, 30, 30), 10)


def test_counts_that_are_bounds_give_an_index_with_bounds():
    statistics = published(domestic=20, sexual=20, labour=20).statistics
    assert statistics["simpson"] == bounds(SIMPSON, [Figure(20, 40), Figure(0, 20), Figure(20, 20)], 10)
    assert statistics["simpson"] == Figure(0.444, 0.667)  # 40, 0 and 20; or 20, 20 and 20
    narrow, wide = statistics["simpson"], statistics["simpson-interval"]
    assert wide.lower < narrow.lower <= narrow.upper <= wide.upper


def test_too_few_units_have_no_diversity():
    assert {figure.mark for figure in published(domestic=4, labour=2).statistics.values()} == {Mark.BASE_TOO_SMALL}


def test_a_count_that_is_not_published_leaves_no_index():
    hidden = [*exact(30, 30), Figure(None, None, Mark.PROTECTED)]
    assert bounds(SHANNON, hidden, 10) == Figure(None, None, Mark.PROTECTED)


def test_the_largest_value_is_found_beside_levels_at_which_nothing_moves():
    assert bounds(SIMPSON, [Figure(4, 5), Figure(0, 0), Figure(5, 5)], 1) == Figure(0.493, 0.5)


def test_with_very_many_unclear_categories_the_least_value_is_no_larger_and_still_says_something():
    few, many = ([Figure(10 + one, 20 + one * one) for one in range(categories)] for categories in (9, 40))
    exact_least = min(SHANNON.of(np.array(corner)) for corner in itertools.product(*((c.lower, c.upper) for c in few)))
    assert bounds(SHANNON, few, 10).lower == math.floor(1000 * exact_least) / 1000
    assert 0 < bounds(SHANNON, many, 10).lower < SHANNON.of(np.array([one.lower for one in many]))


def test_units_of_which_one_of_two_is_known_are_in_one_of_them():
    """The example of docs/declarations.md: without the total it is 0 to 0.449."""
    counts, total = [Figure(100, 100), Figure(0, 20), Figure(0, 20)], Figure(120, 120)
    assert bounds(SIMPSON, counts, 10) == Figure(0.0, 0.449)
    assert bounds(SIMPSON, counts, 10, [(total, range(3))]) == Figure(0.277, 0.292)


def test_counts_that_do_not_add_up_after_rounding_still_give_an_index():
    total = (Figure(95, 95), range(3))
    assert bounds(SIMPSON, exact(30, 30, 30), 10, [total]) == Figure(0.667, 0.667)


def test_a_category_with_two_broader_ones_counts_once():
    scheme = small.scheme("form", "town", "land", "town+land/port", "sea")
    assert scheme.finest() == ("port", "sea")
    assert scheme.made_of(scheme.finest()) == {
        "": ("port", "sea"),
        "town": ("port",),
        "land": ("port",),
        "port": ("port",),
        "sea": ("sea",),
    }


BOXES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), min_size=2, max_size=5)


@pytest.mark.parametrize("index", INDICES)
@settings(max_examples=60, deadline=None)
@given(box=BOXES, draws=st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_every_distribution_within_the_bounds_has_its_index_within_the_bounds(index, box, draws):
    found = bounds(index, [Figure(lower, upper) for lower, upper in box], 1)
    counts = np.array([lower + draw * (upper - lower) for (lower, upper), draw in zip(box, draws, strict=False)])
    if found.mark:
        assert sum(lower for lower, _ in box) == 0
    else:
        assert found.lower - 0.0006 <= index.value(counts / counts.sum()) <= found.upper + 0.0006


@pytest.mark.parametrize("index", INDICES)
def test_the_interval_holds_the_index_of_the_source_nineteen_times_in_twenty(index):
    shares, generator = np.array([0.5, 0.3, 0.15, 0.05]), np.random.default_rng(20190913)
    samples = generator.multinomial(400, shares, size=2000)
    held = sum(
        found.lower <= index.value(shares) <= found.upper
        for found in (interval(index, exact(*sample.tolist()), 10) for sample in samples)
    )
    assert held / len(samples) == pytest.approx(0.95, abs=0.02)

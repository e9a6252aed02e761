"""The bounds of an index of diversity against every way to give each unit one of the categories it may be in."""

import itertools
import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pyarrow as pa
import small
from hypothesis import given, settings
from hypothesis import strategies as st
from small import BY_FORM

from schakel.disclosure import SHANNON, SIMPSON
from schakel.disclosure.statistics import draw
from schakel.indicators import tabulate
from schakel.model import Figure, Statistic
from schakel_base.text import NOTHING
from schakel_protection import Profile

UNROUNDED = Profile("as-it-is", NOTHING, "", verified=True, minimum_base=1)

INDICES = [SHANNON, SIMPSON]

# A report is of one of six forms; of some only a broader one is known, of some two that are not under one.
FORMS = small.scheme(
    "form", "sexual", "sexual/street", "sexual/club", "sexual/home", "labour", "labour/land", "labour/sea", "other"
)
BROAD = [("street",), ("club",), ("land",), ("other",), ("sexual",), ("labour",), ("sexual", "labour", "other")]
CROSSING = [*BROAD, ("street", "land"), ("club", "other"), ("street", "club")]


def drawn(forms, show=()):
    """Both indices of reports, from counts as they are; each is known to be of some forms."""
    known = Counter(FORMS.leaves_of(*one).mask for one in forms)
    base = pa.table({"form": pa.array(list(known), pa.int64()), "n": pa.array(list(known.values()), pa.int64())})
    rule = replace(BY_FORM, show=show)
    alliance = replace(small.alliance(), schemes={**small.alliance().schemes, "form": FORMS})
    table = tabulate(small.indicator(rule), alliance, base)
    counts = {cell.coordinates: Figure(*table.bounds(cell)) for cell in table.cells}
    kinds = [Statistic(kind, "form", small.text(kind)) for kind in ("shannon", "simpson")]
    return [draw(kind, table.dimensions, counts, UNROUNDED)[("total",)] for kind in kinds]


def over_all_assignments(index, forms):
    """The least and the largest index of all ways to give each report one form."""
    ways = itertools.product(
        *([place for place, leaf in enumerate(FORMS.leaves) if leaf in set(FORMS.leaves_of(*one))] for one in forms)
    )
    values = [index.of(np.bincount(way, minlength=6).astype(float)) for way in {tuple(sorted(way)) for way in ways}]
    return min(values), max(values)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BROAD), min_size=1, max_size=5))
def test_bounds_are_exact_where_each_unit_is_known_to_be_in_one_category(forms):
    for index, found in zip(INDICES, drawn(forms), strict=True):
        least, most = over_all_assignments(index, forms)
        assert found.lower <= least + 0.0005 and least - found.lower < 0.001 + 1e-9
        assert found.upper >= most - 0.0005 and found.upper - most < 0.001 + 1e-9


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(CROSSING), min_size=1, max_size=5))
def test_bounds_hold_whatever_is_known_of_units(forms):
    for index, found in zip(INDICES, drawn(forms), strict=True):
        least, most = over_all_assignments(index, forms)
        assert found.lower <= least + 0.0005 and found.upper >= most - 0.0005


def test_a_broader_category_that_is_shown_counts_where_the_total_does_not():
    certain, open_ = [("street",)] * 100 + [("other",)] * 50, [("sexual",)] * 20
    shannon, _ = drawn([*certain, *open_], ("sexual", "street", "club", "home"))
    least, most = (SHANNON.of(np.array(one, float)) for one in ([120, 0, 0], [100, 10, 10]))
    assert shannon == Figure(math.floor(1000 * least) / 1000, math.ceil(1000 * most) / 1000)

"""A median or a share says what every way of placing the unclear units leaves of it, or the true reason for none."""

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pyarrow as pa
import pytest
import small
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.disclosure import protect
from schakel.disclosure.statistics import draw
from schakel.indicators import tabulate
from schakel.model import Magnitude
from schakel.model.figure import Figure, Mark
from schakel.model.indicator import DimensionRule, Statistic
from schakel.model.table import TOTAL, Category, Dimension
from schakel_base.text import NOTHING
from schakel_protection import Profile

CODES = ("0", "1-7", "8-30", "31+")
LIMITS = ((0, 0), (1, 7), (8, 30), (31, math.inf))
BOUNDS = st.tuples(st.integers(0, 4), st.integers(0, 3)).map(lambda pair: Figure(pair[0], pair[0] + pair[1]))
HIDDEN = Figure(None, None, Mark.PROTECTED)
BASES = st.integers(0, 6)


def unrounded(minimum_base):
    """A profile that leaves counts as they are."""
    return Profile("as-it-is", NOTHING, "", verified=True, minimum_base=minimum_base)


def side(name, *codes):
    return Dimension(name, NOTHING, tuple(Category(code, NOTHING) for code in (TOTAL, *codes)))


def median(classes, minimum_base):
    whole = Figure(sum(one.lower or 0 for one in classes), sum(one.upper or 0 for one in classes))
    counts = {(code,): one for code, one in zip((TOTAL, *CODES), (whole, *classes), strict=True)}
    return draw(Statistic("median", "days", NOTHING), (side("days", *CODES),), counts, unrounded(minimum_base))[
        (TOTAL,)
    ]


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


DAYS = DimensionRule("duration", "days", small.text("days"), start="report", end="referral", classes=(0, 1, 8, 31))
ROUNDED = st.sampled_from(("round-5", "round-5-additive", "round-10-additive"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 25), min_size=4, max_size=4), ROUNDED)
def test_the_range_of_a_median_holds_it_though_counts_are_rounded(numbers, profile):
    base = pa.table({"days": [0, 1, 8, 31], "n": numbers})
    declared = small.indicator(DAYS, statistics=(Statistic("median", "days", small.text("median")),))
    found = protect(tabulate(declared, small.alliance(), base), profile).at().statistics["median"]
    if not found.mark and any(numbers):
        low, high = LIMITS[middle(numbers)]
        assert found.lower <= low
        assert high <= found.upper


@given(st.lists(BOUNDS, min_size=4, max_size=4), BASES, st.integers(0, 3))
def test_a_median_is_protected_only_where_a_count_is(classes, minimum_base, hidden):
    assert median(classes, minimum_base).mark is not Mark.PROTECTED
    classes[hidden] = HIDDEN
    assert median(classes, minimum_base) == HIDDEN


@given(BOUNDS, BOUNDS, BASES)
def test_a_share_says_why_there_is_none(part, rest, minimum_base):
    whole = Figure(part.lower + rest.lower, part.upper + rest.upper)
    counts = {(TOTAL,): whole, ("a",): part, ("b",): rest}
    share = draw(Statistic("share", "form", NOTHING), (side("form", "a", "b"),), counts, unrounded(minimum_base))[
        ("a",)
    ]
    if whole.upper < max(minimum_base, 1):
        assert share.mark is Mark.BASE_TOO_SMALL
    elif whole.lower < minimum_base:
        assert share.mark is Mark.OPEN
    else:
        assert share.mark is None
    counts[("a",)] = HIDDEN
    share = draw(Statistic("share", "form", NOTHING), (side("form", "a", "b"),), counts, unrounded(minimum_base))[
        ("a",)
    ]
    assert share == HIDDEN


FORMS = st.sampled_from([("domestic",), ("labour",), ("domestic", "labour"), ("domestic", "cross-border")])
COURTS = st.sampled_from([("yes",), ("no",), ("yes", "no")])
UNITS = st.lists(st.tuples(FORMS, COURTS), max_size=6)
ABOVE = {"domestic": "sexual", "cross-border": "sexual"}
BY_COURT = DimensionRule("attribute", "court", small.text("court"), attribute="court")
SHARE = Statistic("share", "form", small.text("share"))


def tabulated(units):
    """Reports by form and by whether they came to court, each known as a set of concepts."""
    scheme, yes_no = small.FORM, small.YES_NO
    known = Counter((scheme.leaves_of(*forms).mask, yes_no.leaves_of(*courts).mask) for forms, courts in units)
    masks = pa.array([key[0] for key in known], pa.int64()), pa.array([key[1] for key in known], pa.int64())
    base = pa.table({"form": masks[0], "court": masks[1], "n": pa.array(list(known.values()), pa.int64())})
    return tabulate(small.indicator(small.BY_FORM, BY_COURT, statistics=(SHARE,)), small.alliance(), base)


def figures(table, cells):
    return {cell.coordinates: Figure(*table.bounds(cell)) for cell in cells}


@given(UNITS)
def test_a_share_is_exactly_the_range_over_all_assignments(units):
    table = tabulated(units)
    counts, unclear = figures(table, table.cells), {"form": figures(table, table.told_by_statistics["form"])}
    shares = draw(SHARE, table.dimensions, counts, unrounded(1), unclear)
    for form, court in (at for at, share in shares.items() if not share.mark):
        inside = {leaf for leaf in ("domestic", "cross-border", "labour") if form in (leaf, ABOVE.get(leaf))}
        found = []
        for answers in product(*(product(*one) for one in units)):
            whole = [answer for answer, said in answers if court in (TOTAL, said)]
            found.append(Fraction(1000 * sum(answer in inside for answer in whole), len(whole)))
        assert shares[form, court] == printed(min(found), max(found))


def printed(least, most):
    """One number to the nearest decimal; two rounded outwards, since what is between them is as they are printed."""
    ends = (round(least), round(most)) if least == most else (math.floor(least), math.ceil(most))
    return Figure(*(end / 10 for end in ends))


# Of reports: how many came to court as labour, came to court as something else, are of labour if they came to court,
# and may be both or either. Then the bounds as they were, of two counts one by one, and as they are.
CONVICTED = [((725, 134, 5, 136), (72.5, 100.0), (72.8, 86.6)), ((191, 33, 164, 112), (38.2, 100.0), (56.8, 93.4))]


@pytest.mark.parametrize(("numbers", "apart", "exact"), CONVICTED)
def test_a_share_is_narrower_than_the_quotient_of_two_bounds(numbers, apart, exact):
    inside, other, if_so, open_ = numbers
    known = [(("labour",), ("yes",)), (("domestic",), ("yes",)), (("labour",), ("yes", "no"))]
    known.append((("domestic", "labour"), ("yes", "no")))
    table = tabulated([unit for unit, number in zip(known, numbers, strict=True) for _ in range(number)])
    counts = figures(table, table.cells)
    part, whole = counts["labour", "yes"], counts[TOTAL, "yes"]
    assert tuple(round(100 * one, 1) for one in (part.lower / whole.upper, min(part.upper / whole.lower, 1))) == apart
    shares = draw(
        SHARE, table.dimensions, counts, unrounded(1), {"form": figures(table, table.told_by_statistics["form"])}
    )
    # Every way in which the unclear units may fall, by how many of each kind came to court, and as what.
    first, labour, rest = np.ogrid[: if_so + 1, : open_ + 1, : open_ + 1]
    every = 1000 * (inside + first + labour) / (inside + other + first + labour + rest)
    every = every[:, (labour + rest <= open_)[0]]
    assert shares["labour", "yes"] == Figure(*exact) == printed(every.min(), every.max())


@settings(max_examples=20)
@given(UNITS)
def test_what_protection_does_to_a_share_leaves_it_true_of_the_figures_beside_it(units):
    table = protect(tabulated([one for one in units for _ in range(9)]), "round-5-additive")
    for cell in table.cells:
        share = cell.statistics.get("share")
        if share and not share.mark:
            whole = table.at(court=cell.coordinates[1]).count
            assert share.lower <= round(100 * cell.count.upper / max(whole.lower, 1), 1)
            assert share.upper >= round(100 * min(cell.count.lower / max(whole.upper, 1), 1), 1)


# The classes of a number, and what lies under the first: whoever is there is not in the table.
MONTHS = DimensionRule("magnitude", "months", small.text("months"), magnitude="months", classes=(1, 4, 7))
UNDER, ENDS = -1, {1: 3, 4: 6, 7: math.inf}
OPEN_UNITS = st.lists(st.tuples(*[st.sampled_from((UNDER, *ENDS))] * 2).map(sorted), min_size=1, max_size=4)
OF_NUMBERS = ("first-decile", "median", "third-quartile", "sum", "mean")


def of_classes(kind, chosen):
    """What a statistic is at least and at most of units whose classes are known."""
    ordered = sorted(chosen)
    if kind in ("sum", "mean"):
        by = len(chosen) if kind == "mean" else 1
        return sum(ordered) / by, sum(ENDS[one] for one in ordered) / by
    below, of = {"first-decile": (1, 10), "median": (1, 2), "third-quartile": (3, 4)}[kind]
    at = next(one for number, one in enumerate(ordered, 1) if of * number >= below * len(ordered))
    return at, ENDS[at]


@given(OPEN_UNITS)
def test_of_units_that_can_be_in_several_classes_each_is_in_one(units):
    known = Counter(map(tuple, units))
    ends = [pa.array([pair[side] for pair in known]) for side in (0, 1)]
    base = pa.table({"months": ends[0], "months most": ends[1], "n": pa.array(list(known.values()), pa.int64())})
    statistics = tuple(Statistic(kind, "months", small.text(kind)) for kind in OF_NUMBERS)
    alliance = replace(small.alliance(), magnitudes={"months": Magnitude("months", small.text("months"))})
    table = tabulate(small.indicator(MONTHS, statistics=statistics), alliance, base)
    counts = figures(table, table.cells)
    told = {name: figures(table, cells) for name, cells in table.told_by_statistics.items()}
    every = (UNDER, *ENDS)
    ways = product(*([one for one in every if low <= one <= high] for low, high in units))
    worlds = [inside for way in ways if (inside := [one for one in way if one != UNDER])]
    for one in statistics:
        found = draw(one, table.dimensions, counts, unrounded(0), told)[(TOTAL,)]
        if not worlds:
            assert found.mark is Mark.BASE_TOO_SMALL
            continue
        limits = [of_classes(one.kind, world) for world in worlds]
        low, high = min(low for low, _ in limits), max(high for _, high in limits)
        if one.kind == "mean":
            low, high = math.floor(10 * low) / 10, high if math.isinf(high) else math.ceil(10 * high) / 10
        if one.kind == "sum" and all(low == UNDER for low, _ in units):
            low = 0  # it may be that nobody is in the table
        assert (found.lower, found.upper) == (low, high), one.kind

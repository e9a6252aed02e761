"""The figures of pictures of a range: overlaps, ways to count, and the population by how many are unseen."""

from pathlib import Path

import pytest

from schakel_prevalence import CaptureTable, PicturedRange, assess, read_source
from schakel_prevalence.thresholds import PATH_THRESHOLDS, SPAN_DOWN, SPAN_UP

TABLES = Path(__file__).parents[1] / "data" / "capture_histories"


def shown(table: CaptureTable) -> PicturedRange:
    found = assess(table).pictured
    assert found
    return found


@pytest.fixture(scope="module")
def uk() -> CaptureTable:
    table = read_source(TABLES / "uk_2013_5lists.csv").tables[""]
    assert isinstance(table, CaptureTable)
    return table


@pytest.fixture(scope="module")
def shown_of_uk(uk: CaptureTable) -> PicturedRange:
    return shown(uk)


def test_overlaps_are_all_persons_seen_the_most_first(uk: CaptureTable, shown_of_uk: PicturedRange) -> None:
    counts = [one.persons for one in shown_of_uk.overlaps]
    assert sum(counts) == uk.observed
    assert counts == sorted(counts, reverse=True)
    assert shown_of_uk.overlaps[0].lists == ("PFNCA",)


def test_the_ways_to_count_begin_with_independent_lists_and_end_with_the_range(shown_of_uk: PicturedRange) -> None:
    """Reference values of SparseMSE: 13,444 without links, 11,313 at its threshold of .02."""
    ways = shown_of_uk.ways
    first, *_, last = ways
    at = {one.threshold: one.lower for one in ways if one.threshold is not None}
    assert list(at) == list(PATH_THRESHOLDS)
    assert (round(first.lower), round(at[0.02])) == (13_444, 11_313)
    others = [one for one in ways if one.threshold is None and one is not last]
    assert last.lower < min(one.lower for one in others) and last.upper > max(one.upper for one in others)


def test_at_the_ends_of_the_span_the_population_reaches_the_ends_of_the_range(
    uk: CaptureTable, shown_of_uk: PicturedRange
) -> None:
    found, seen = shown_of_uk, uk.observed
    (as_it_is,) = (one for one in found.if_unseen if one.odds_ratio == 1)
    assert seen + (as_it_is.lower - seen) / SPAN_DOWN == pytest.approx(found.ways[-1].lower)
    assert seen + (as_it_is.upper - seen) * SPAN_UP == pytest.approx(found.ways[-1].upper)
    assert found.span == (1 / SPAN_DOWN, SPAN_UP)
    (twice,) = (one for one in found.if_unseen if one.odds_ratio == 2)
    assert twice.value is not None and as_it_is.value is not None
    assert twice.value - seen == pytest.approx(2 * (as_it_is.value - seen))


def test_where_too_few_are_on_several_lists_there_are_overlaps_alone() -> None:
    found = shown(CaptureTable.of({"A": 90, "B": 80, "C": 70, "A:B": 8, "B:C": 7}))
    assert len(found.overlaps) == 5 and not found.ways and not found.if_unseen

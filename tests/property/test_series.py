"""What a headline says of a series is true of every count that the published figures may stand for."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schakel.model.delivery import Coverage
from schakel.model.figure import Figure
from schakel.model.indicator import Break, DimensionRule, Indicator
from schakel.model.table import TOTAL, Category, Dimension
from schakel.publication.periods import span
from schakel.publication.series import STEADY, Course, Point, comparable, run_of
from schakel_base.text import NOTHING, Text

BASE = 5


def year(number: int) -> Category:
    return Category(str(number), Text({"en": str(number)}))


@st.composite
def published(draw):
    """True counts of years, and figures that they may be published as: rounded up or down, exact or as bounds."""
    counts = draw(st.lists(st.integers(0, 300), min_size=2, max_size=8))
    points = []
    for place, count in enumerate(counts):
        below, above = draw(st.integers(0, 20)), draw(st.integers(0, 20))
        lower, upper = (
            BASE * (bound // BASE) + draw(st.sampled_from((0, BASE))) * (bound % BASE > 0)
            for bound in (max(count - below, 0), count + above)
        )
        points.append(Point(year(2000 + place), Figure(min(lower, upper), max(lower, upper))))
    return counts, points


@given(published())
def test_each_word_holds_for_the_true_counts(found):
    counts, points = found
    run = run_of(points, BASE - 1)
    assert run is not None
    first, last, between = counts[0], counts[-1], counts[1:-1]
    holds = {
        Course.MORE: last > first,
        Course.FEWER: last < first,
        Course.STEADY: abs(last - first) <= STEADY * min(first, last),
        Course.HIGHER_BETWEEN: bool(between) and max(between) > max(first, last),
        Course.LOWER_BETWEEN: bool(between) and min(between) < min(first, last),
        Course.OPEN: True,
    }
    assert holds[run.course]
    if run.turn is not None:
        turn = counts[points.index(run.turn)]
        others = [count for point, count in zip(points, counts, strict=True) if point is not run.turn]
        assert turn > max(others) if run.course is Course.HIGHER_BETWEEN else turn < min(others)


@given(st.lists(st.integers(0, 40).map(lambda n: 100 + n), min_size=2, max_size=6))
def test_a_series_of_which_a_period_is_not_published_has_no_trend(counts):
    points = [Point(year(2000 + n), Figure(count, count)) for n, count in enumerate(counts)]
    hidden = [points[0], Point(year(1999), Figure(None, None)), *points[1:]]
    run = run_of(hidden, 0)
    assert run is not None and run.course is Course.OPEN


DAYS = st.dates(date(2009, 1, 1), date(2021, 12, 31))


@given(st.lists(DAYS, max_size=3), st.none() | st.tuples(DAYS, DAYS).map(sorted))
def test_no_open_period_is_compared_and_none_across_a_break(days, covered):
    dimension = Dimension("year", NOTHING, (Category(TOTAL, NOTHING, 0), *map(year, range(2010, 2021))))
    rule = DimensionRule("period", "year", NOTHING, event="reported", by="year")
    breaks = tuple(Break(day, NOTHING, NOTHING) for day in days)
    coverage = Coverage(*covered) if covered else None
    found = comparable(Indicator("reports", NOTHING, NOTHING, "report", (rule,), breaks=breaks), dimension, coverage)
    for one in found:
        first, end = span(one.code)
        if coverage:
            assert coverage.first_day <= first and end - timedelta(days=1) <= coverage.last_day
        else:
            assert one.code not in ("2010", "2020")
    if len(found) > 1:
        assert not any(span(found[0].code)[0] < day < span(found[-1].code)[1] for day in days)

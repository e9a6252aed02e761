"""Stock and cohorts

A stock is what had begun and not ended on the last day of a year; a cohort is what began in a year, followed for years.

Here: reports that were received, and referred in the same year, a later one, or not as yet. Deliveries cover 2014 to
2016.
"""

from datetime import date

import duckdb
import pyarrow as pa
import small

from schakel.indicators import tabulate
from schakel.indicators.counting import base_step
from schakel.model import Coverage, DimensionRule, Phase

COVERED = Coverage(date(2014, 1, 1), date(2016, 12, 31))
STOCK = DimensionRule("stock", "year", small.text("year"), start="report", end="referral", since=2014)


def known(indicator, *units):
    """The base cells of units: whether each was received and referred, and when."""
    columns = ("has report", "first report", "has referral", "first referral", "first referral in time")
    named = ", ".join(f'"{name}"' for name in columns)
    rows = ", ".join(f"({number}, {', '.join(unit)})" for number, unit in enumerate(units))
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE wide_report AS SELECT * FROM (VALUES {rows}) AS t(unit_id, {named})")
        return connection.sql(base_step(indicator, small.alliance()).sql).to_arrow_table()


def unit(received, referred=None, in_time=True):
    """A unit by its two days, each a text; None is not as yet, an empty text a day that nobody knows."""
    has = [str(said is not None).lower() for said in (received, referred)]
    return has[0], day(received), has[1], day(referred), day(referred if in_time else None)


def day(said):
    return f"DATE '{said}'" if said else "CAST(NULL AS DATE)"


def bounds(indicator, *units, complete=COVERED):
    table = tabulate(indicator, small.alliance(), known(indicator, *units), complete=complete)
    return {"/".join(cell.coordinates): table.bounds(cell) for cell in table.cells}


def test_what_began_and_did_not_end_is_in_stock_at_the_end_of_each_year():
    received_2013, received_2015 = unit("2013-05-01", "2015-03-01"), unit("2015-12-31")
    assert bounds(small.indicator(STOCK), received_2013, received_2015) == {
        "2014": (1, 1),
        "2015": (1, 1),
        "2016": (1, 1),
    }


def test_what_ended_has_begun_also_where_its_row_says_no_day_of_that():
    assert bounds(small.indicator(STOCK), unit(None, "2015-03-01")) == {"2014": (0, 1), "2015": (0, 0), "2016": (0, 0)}


def test_what_ends_within_the_year_is_in_stock_at_no_end_of_a_year():
    assert set(bounds(small.indicator(STOCK), unit("2015-01-01", "2015-12-31")).values()) == {(0, 0)}


def test_the_stock_of_a_year_is_that_of_the_year_before_and_what_came_in_less_what_went_out():
    units = [unit("2013-01-01", "2014-06-01"), unit("2014-02-01", "2016-01-05"), unit("2015-07-01"), unit("2016-03-01")]
    stock = bounds(small.indicator(STOCK), *units)
    came_in, went_out = {"2015": 1, "2016": 1}, {"2015": 0, "2016": 1}
    for year, before in (("2015", "2014"), ("2016", "2015")):
        assert stock[year][0] == stock[before][0] + came_in[year] - went_out[year]


def test_what_began_or_ended_on_a_day_that_nobody_knows_may_be_in_stock():
    assert bounds(small.indicator(STOCK), unit("", "2016-02-01")) == {"2014": (0, 1), "2015": (0, 1), "2016": (0, 0)}
    ended_before_it_began = unit("2015-02-01", "2014-12-01", in_time=False)
    assert bounds(small.indicator(STOCK), ended_before_it_began) == {"2014": (0, 0), "2015": (0, 1), "2016": (0, 1)}


def test_what_rows_say_never_began_is_in_no_stock():
    never = ("false", *unit("")[1:])
    assert set(bounds(small.indicator(STOCK), never, unit("2016-01-01")).values()) == {(0, 0), (1, 1)}


def test_no_year_is_shown_of_which_deliveries_do_not_cover_the_end():
    half = Coverage(date(2014, 1, 1), date(2016, 6, 30))
    assert list(bounds(small.indicator(STOCK), unit("2014-01-01"), complete=half)) == ["2014", "2015"]


def within(years, **through):
    phases = (
        Phase("received", small.text("received"), "report"),
        Phase("in time", small.text("in time"), "referral", within=years, of="report", **through),
    )
    return small.indicator(DimensionRule("phase", "phase", small.text("phase"), phases=phases))


def test_a_cohort_counts_what_came_so_far_within_a_year():
    units = [unit("2014-03-01", "2015-02-28"), unit("2014-03-01", "2015-03-01"), unit("2014-03-01")]
    assert bounds(within(1), *units) == {"received": (3, 3), "in time": (1, 1)}


def test_a_unit_that_is_not_followed_that_long_may_still_come_so_far():
    assert bounds(within(2), unit("2015-03-01"))["in time"] == (0, 1)
    assert bounds(within(2), unit("2014-03-01"))["in time"] == (0, 0)  # two whole years after 2014 are covered
    assert bounds(within(2), unit("2015-03-01", "2015-04-01"))["in time"] == (1, 1)


def test_how_long_a_unit_is_followed_is_told_by_the_month():
    march, april = unit("2014-03-31"), unit("2014-04-01")
    covered = Coverage(date(2014, 1, 1), date(2016, 4, 29))  # not all of April
    assert bounds(within(2), march, complete=covered)["in time"] == (0, 0)
    assert bounds(within(2), april, complete=covered)["in time"] == (0, 1)
    assert bounds(within(2), march, complete=None)["in time"] == (0, 1)  # nobody says which days are covered


def test_a_unit_that_went_another_way_cannot_come_so_far_any_more():
    indicator = within(2, through="form", concepts=("labour",))
    base = pa.table({"phase_certain": [1, 1], "phase_possible": [1, 1], "phase_1": [0, 201501], "n": [5, 3]})
    table = tabulate(indicator, small.alliance(), base, complete=COVERED)
    assert table.bounds(table.cell(("in time",))) == (0, 3)  # the five are certainly no labour: followed since long ago

"""What a table lists

A year is in a table because somebody was counted in it, a remark because it was noticed. So a list can tell what a
figure hides: of two tables that differ by one report, and whose figures are the same, readers must not see which it is.
"""

from datetime import date

import pyarrow as pa
import pytest
import small

from schakel.disclosure import protect
from schakel.indicators import quality_tables, tabulate
from schakel.model import Delivery, DimensionRule, Note, Receipt

PROFILE = "round-5-additive"
YEAR = DimensionRule("period", "year", small.text("year"), event="report", by="year")
OPEN = DimensionRule("stock", "open", small.text("open at the end of"), start="report", end="referral", since=2018)
UNKNOWN = None
"""The year of a report of which nobody knows the day: it can be any."""


def by_year(**reports):
    """Reports by year: `y2019=12`; without a day `unknown=3`."""
    years = [None if name == "unknown" else name[1:] for name in reports]
    base = pa.table({"year": pa.array(years, pa.string()), "n": list(reports.values())})
    return protect(tabulate(small.indicator(YEAR), small.alliance(), base), PROFILE)


def years(table):
    return [category.code for category in table.dimensions[0].categories][1:]


def test_the_first_and_the_last_year_are_listed_where_a_figure_says_that_somebody_was_counted():
    assert years(by_year(y2017=1, y2018=40, y2020=30, y2021=2)) == ["2018", "2019", "2020"]
    assert years(by_year(y2017=4, y2018=40, y2020=30)) == ["2017", "2018", "2019", "2020"]


@pytest.mark.parametrize("more", [{"y2017": 1}, {"y2021": 1}, {"y2015": 1}, {"y2021": 2}])
def test_a_report_that_no_figure_shows_shows_in_no_year_either(more):
    one, other = by_year(y2018=40, y2019=30), by_year(**{"y2018": 40, "y2019": 30, **more})
    assert one.cells[0].count == other.cells[0].count
    assert (one.dimensions, one.cells) == (other.dimensions, other.cells)


def test_so_it_is_where_the_day_of_some_reports_is_not_known():
    """They can be of any year, so that no year has an upper bound of 0."""
    one, other = by_year(y2018=40, y2019=30, unknown=8), by_year(y2017=1, y2018=40, y2019=30, unknown=8)
    assert years(one) == years(other) == ["2018", "2019"]


def test_a_single_report_in_all_makes_no_year():
    assert years(by_year(y2018=1)) == years(by_year()) == []


def stock(*ended):
    """Reports that began in 2017 and were open until a year: 9999 is still."""
    base = pa.table({"open_begun": [2017] * len(ended), "open_ended": ended, "n": [20] * (len(ended) - 1) + [1]})
    return protect(tabulate(small.indicator(OPEN), small.alliance(), base), PROFILE)


def test_a_year_in_which_no_figure_of_a_stock_moved_is_not_its_last():
    codes = [category.code for category in stock(9999, 2019, 2021).dimensions[0].categories]
    assert codes == ["2018", "2019"]


def noticed(rows, other):
    day = date(2021, 1, 1)
    delivery = Delivery(1, "hotline", "1.0.0", "file.csv", "0" * 64, day, day)
    notes = [Note("missing", name, "", n, kind="missing") for name, n in (("kind", rows), ("received", other)) if n]
    tables = quality_tables(small.alliance(), [Receipt(delivery, 90, 90, notes=tuple(notes))])
    return [protect(table, PROFILE) for table in tables[1:]]


def test_a_remark_on_fewer_rows_than_a_figure_shows_is_not_listed():
    (one,), (other,) = noticed(20, 0), noticed(20, 1)
    assert [cell.count for cell in one.cells] == [cell.count for cell in other.cells]
    assert len(one.dimensions[0].categories) == len(other.dimensions[0].categories) == 1

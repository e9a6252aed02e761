"""A period is read as ISO 8601 writes it, and the day after it is the day that the engine finds too."""

from datetime import date

import duckdb
import pytest

from schakel.model.retention import RetentionPeriod

WRITTEN = {
    "P5Y": RetentionPeriod(5),
    "P18M": RetentionPeriod(0, 18),
    "P30D": RetentionPeriod(0, 0, 30),
    "P1Y6M15D": RetentionPeriod(1, 6, 15),
}
DAYS = [date(2020, 2, 29), date(2021, 1, 31), date(2021, 12, 31), date(1999, 6, 15)]


@pytest.mark.parametrize(("written", "period"), WRITTEN.items())
def test_a_period_is_years_months_and_days(written, period):
    assert RetentionPeriod.of(written) == period


@pytest.mark.parametrize("written", ["", "P", "5Y", "P1.5Y", "P5YT1H", "p5y", "P5D1Y"])
def test_what_is_no_such_period_is_refused(written):
    with pytest.raises(ValueError, match=r"^" + written.replace(".", r"\.") + "$"):
        RetentionPeriod.of(written)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("period", WRITTEN.values())
def test_the_engine_finds_the_same_day(day, period):
    query = f"SELECT CAST(DATE '{day}' + INTERVAL '{period}' AS DATE)"
    with duckdb.connect() as connection:
        [[found]] = connection.execute(query.replace(" and ", " ")).fetchall()
    assert period.after(day) == found


def test_what_is_kept_longer_than_the_calendar_is_never_deleted():
    assert RetentionPeriod(999).after(date(2020, 1, 1)) == date(2020 + 999, 1, 1)
    assert RetentionPeriod(999, 9999).after(date(9000, 1, 1)) == date.max

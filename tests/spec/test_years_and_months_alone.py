"""Years and months alone

A register can say the year or the month of an event and no day. The event can then have happened on any day of it, but
not before what it comes after: periods and durations are bounds. Counted by the engine and the referee.
"""

from dataclasses import replace
from datetime import date

import pytest
import small
from broken import broken, check
from counting import counted, refereed

from schakel.model import Column, DimensionRule, EventRule, Partner
from schakel.model.indicator import Condition

CONTRACT = "partners/helpline/contract.yaml"
COLUMNS = (
    Column("number"),
    Column("received", type="date", format="%Y-%m"),
    Column("referred", type="date", format="%Y"),
)
HOTLINE = replace(
    small.HOTLINE,
    columns=COLUMNS,
    events=(
        EventRule("report", "report", "received", "received"),
        EventRule("referral", "report", "referred", "referred", not_before="report"),
    ),
)
DAY = replace(
    HOTLINE,
    partner="police",
    columns=(Column("number"), Column("day", type="date")),
    events=(EventRule("referral", "report", "day", "day"),),
    supersedes_by=(),
)


def period(event, by):
    return DimensionRule("period", f"{event}-{by}", small.text(by), event=event, by=by)


DAYS = DimensionRule("duration", "days", small.text("days"), start="report", end="referral", classes=(0, 31, 366))
LONG = replace(DAYS, name="long", classes=(31, 366))
LATE = small.indicator(
    period("report", "year"), name="late", population=(Condition("referral", since=date(2020, 7, 1)),)
)
INDICATORS = (
    *(
        small.indicator(rule, name=rule.name)
        for rule in (period("report", "quarter"), period("referral", "quarter"), period("referral", "year"), DAYS, LONG)
    ),
    LATE,
)
ALLIANCE = replace(
    small.alliance(*INDICATORS),
    partners={one.partner: Partner(one.partner, small.text(one.partner), one, ()) for one in (HOTLINE, DAY)},
)
DELIVERED = {
    "hotline": [
        {"number": "1", "received": "2020-11", "referred": "2020"},
        {"number": "2", "received": "2020-02", "referred": "2021"},
        {"number": "3", "received": "2021-05", "referred": "2020"},  # before the report, whatever the days were
        {"number": "4", "received": "2020-02", "referred": "2020"},
        {"number": "5", "received": "2020-02", "referred": ""},
    ],
    "police": [{"number": "4", "day": "2020-02-10"}],
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return counted(ALLIANCE, DELIVERED, tmp_path_factory.mktemp("counted"))


def bounds(table):
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}


def test_an_event_can_be_of_each_quarter_of_its_year(tables):
    assert bounds(tables["report-quarter"])["2020-Q1"] == (3, 3)
    found = bounds(tables["referral-quarter"])
    # The referral of 1 came after its report, in November at the earliest; the police know the day of that of 4.
    assert (found["2020-Q1"], found["2020-Q3"], found["2020-Q4"]) == ((1, 2), (0, 1), (1, 2))
    assert bounds(tables["referral-year"]) == {"total": (5, 5), "2020": (3, 3), "2021": (1, 1)}


def test_durations_are_bounds(tables):
    found = bounds(tables["days"])
    assert found == {
        "total": (1, 3),
        "0-30": (0, 2),
        "31-365": (0, 2),
        "366+": (0, 1),
        "left-out-backwards": (0, 2),
        "left-out-early": (1, 1),
    }


def test_what_happened_in_a_year_may_have_happened_since_a_day_in_it(tables):
    # 1 and 2 were referred since then, 4 was not, and of 3 the year alone is known.
    assert bounds(tables["late"]) == {"total": (2, 3), "2020": (2, 2), "2021": (0, 1)}


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.name)
def test_the_referee_agrees(tables, tmp_path, indicator):
    codes = [category.code for category in tables[indicator.name].dimensions[0].categories]
    found = refereed(ALLIANCE, DELIVERED, tmp_path).count(indicator, [codes])
    assert {code: bound for (code,), bound in found.items()} == bounds(tables[indicator.name])


FAULTS = [
    broken(
        "a retention that is counted from a year",
        CONTRACT,
        '        logicalTypeOptions: {format: "%Y-%m-%d"}\n        required',
        '        logicalTypeOptions: {format: "%Y"}\n        required',
        "49: `received_on` says a year and no day, so it dates events alone, and not retention.",
    )
]


@pytest.mark.parametrize("case", FAULTS)
def test_what_needs_a_day_is_refused(case, tmp_path):
    check(case, tmp_path)

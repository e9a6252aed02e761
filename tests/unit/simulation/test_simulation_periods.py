"""When a partner delivers, and in which state a row is delivered."""

from datetime import date

import numpy as np

from schakel.simulation.periods import NEVER, Calendar, periods_of, still_open

QUARTERS = Calendar(3, 10)
NO_DAY = "NaT"


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def named(periods: list[np.ndarray], calendar: Calendar) -> list[list[str]]:
    return [["" if number == NEVER else calendar.name(number) for number in state.tolist()] for state in periods]


def test_a_year_has_four_quarters_each_delivered_after_its_end() -> None:
    periods = QUARTERS.of_year(2016)
    assert [QUARTERS.name(number) for number in periods][::3] == ["2016-01-2016-03", "2016-10-2016-12"]
    assert [QUARTERS.delivered(number) for number in periods][::3] == [date(2016, 4, 11), date(2017, 1, 11)]


def test_a_month_is_named_by_itself() -> None:
    assert Calendar(1, 0).name(Calendar(1, 0).of_year(2016).start) == "2016-01"


def test_a_row_is_delivered_in_each_period_in_the_state_at_its_end() -> None:
    states = [days("2016-01-05", "2016-01-05", "2016-01-05"), days("2016-02-01", "2016-08-01", NO_DAY)]
    assert named(periods_of(states, QUARTERS, np.datetime64("2016-01-01")), QUARTERS) == [
        ["", "2016-01-2016-03", "2016-01-2016-03"],
        ["2016-01-2016-03", "2016-07-2016-09", ""],
    ]


def test_a_row_known_before_the_start_is_delivered_in_no_state() -> None:
    states = [days("2015-12-31", NO_DAY), days("2016-02-01", "2016-02-01")]
    assert named(periods_of(states, QUARTERS, np.datetime64("2016-01-01")), QUARTERS) == [
        ["", ""],
        ["", "2016-01-2016-03"],
    ]


def test_of_rows_from_before_the_start_those_that_change_after_it_are_open() -> None:
    states = [
        days("2015-12-31", "2015-12-31", "2015-06-01", "2015-06-01"),
        days("2016-05-01", "2016-02-01", "2015-07-01", NO_DAY),
    ]
    start = np.datetime64("2016-01-01")
    assert named(periods_of(still_open(states, start), QUARTERS, start), QUARTERS) == [
        ["2016-01-2016-03", "", "", ""],
        ["2016-04-2016-06", "2016-01-2016-03", "", ""],
    ]

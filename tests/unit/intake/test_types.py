"""Types: what is a number or a date, and what only looks like one to a lenient reader."""

import duckdb
import pytest

from schakel.intake.types import reading

DAY = "%d-%m-%Y"
IS = {
    "integer": ["0", "-12", "+7", "007", "9" * 30],
    "number": ["1", "-1.5", ".5", "2.", "1e3", "1E-3"],
    "date": ["2020-02-29", "1899-12-31"],
    "timestamp": ["2020-02-29", "2020-02-29 23:59", "2020-02-29T23:59:59", "2020-02-29 23:59:59.123"],
    "time": ["00:00", "23:59:59", "23:59:59.5"],
    "boolean": ["true", "False"],
    "string": ["anything at all", " "],
}
IS_NOT = {
    "integer": ["", " 1", "1 ", "1.0", "1e3", "0x10", "1_000", "١٢", "one", "9" * 40],
    "number": ["", "1,5", "nan", "inf", "infinity", " 1", "1_0", ".", "1.2.3", "0x1"],
    "date": ["2021-02-29", "2020-1-5", "2020-01-05 ", "2020-01-05 20:27", "epoch", "infinity", "2020-13-01"],
    "timestamp": ["2020-02-30 10:00", "2020-02-29 25:00", "2020-02-29 23:59Z", "now", "2020-02-29 23"],
    "time": ["24:01", "7:30", "12", "12:60"],
    "boolean": ["1", "yes", "t", " true"],
}


def is_read(value, logical_type, value_format=""):
    return duckdb.execute(
        f"SELECT ({reading(logical_type, value_format, 'v')}) IS NOT NULL FROM (SELECT ? v)", [value]
    ).fetchone()[0]


@pytest.mark.parametrize("logical_type, value", [(name, value) for name, values in IS.items() for value in values])
def test_a_value_is_of_its_type(logical_type, value):
    assert is_read(value, logical_type)


@pytest.mark.parametrize("logical_type, value", [(name, value) for name, values in IS_NOT.items() for value in values])
def test_a_value_is_not_of_a_type_by_good_will(logical_type, value):
    assert not is_read(value, logical_type)


@pytest.mark.parametrize(
    "value, expected", [("31-12-2020", True), ("31-11-2020", False), ("2020-12-31", False), ("31-12-2020 ", False)]
)
def test_a_declared_format_is_the_only_one(value, expected):
    assert is_read(value, "date", DAY) is expected


def test_a_time_may_have_a_format():
    assert is_read("8.30", "time", "%H.%M") and not is_read("8:30", "time", "%H.%M")

"""A condition, pattern, format or limit that could fail on a delivery fails when the contract is read."""

import pytest

from schakel.alliance.conditions import Trial
from schakel.model.column import Column
from schakel.model.contract import Rule

TRIAL = Trial([Column("number"), Column("Día de ingreso"), Column("age", type="integer"), Column("time", type="time")])


def problem(kind, *arguments, column="age"):
    return TRIAL.problem(Rule("rule", kind, column, arguments))


@pytest.mark.parametrize(
    "condition",
    [
        "number IS NOT NULL",
        'left("Día de ingreso", 10) >= number',
        "length(age) < 4 -- in characters",
        "regexp_full_match(number, 'H[0-9]+')",
    ],
)
def test_a_condition_is_sql_over_columns_of_text(condition):
    assert problem("row", condition) == ""


@pytest.mark.parametrize(
    "condition",
    [
        "nummer IS NOT NULL",
        "age + 1 > 2",
        "number = ",
        "number IS NULL; DROP TABLE rows",
        "number IN (SELECT column0 FROM read_csv('/etc/passwd'))",
    ],
)
def test_a_condition_that_cannot_be_run_is_said_in_a_sentence(condition):
    assert problem("row", condition).startswith("The condition of `rule` cannot be read: ")


@pytest.mark.parametrize(
    ("kind", "date_format", "is_sound"),
    [
        ("date", "%Y-%m-%d", True),
        ("date", "%d.%m.%y", True),
        ("date", "", True),
        ("date", "%Y-%m", True),
        ("date", "%Q", False),
        ("date", "dd-mm-yyyy", False),
        ("timestamp", "%Y-%m-%d %H:%M", True),
        ("timestamp", "%H:%M", False),
        ("time", "%H:%M", True),
        ("time", "%H", False),
    ],
)
def test_a_format_holds_what_its_type_needs(kind, date_format, is_sound):
    assert (problem("type", kind, date_format) == "") is is_sound


@pytest.mark.parametrize(
    ("kind", "column", "limits", "is_sound"),
    [
        ("range", "age", ("0", "120"), True),
        ("range", "age", ("", "120"), True),
        ("range", "age", ("120", "0"), False),
        ("range", "age", ("young", ""), False),
        ("range", "time", ("08:00", "17:00"), True),
        ("range", "time", ("morning", ""), False),
        ("length", "number", ("1", "1"), True),
        ("length", "number", ("5", "1"), False),
    ],
)
def test_limits_are_of_the_type_and_leave_something(kind, column, limits, is_sound):
    assert (problem(kind, *limits, column=column) == "") is is_sound

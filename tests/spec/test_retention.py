"""How long data are kept

A contract says how long its rows are kept, from which day, and on which ground. The receipt says when rows run out.
"""

import json

import pytest
from broken import edit, faults_of, template
from command_line import schakel

CONTRACT = "partners/helpline/contract.yaml"
DECLARED = "{period: P5Y, from: received_on, ground: {en: Invented.}}"
LINE = 30
HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks"
ROWS = ("H0001,2020-02-29,work under duress,,,,Northtown,", "H0002,2023-01-06,work under duress,,,,Northtown,")


@pytest.fixture
def alliance(tmp_path):
    """The template, whose rows are kept for five years from the day of the report."""
    return template(tmp_path)


def deliver(alliance, *rows, on="2024-01-15"):
    file = alliance / "reports.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return schakel("deliver", alliance, "helpline", file, "--on", on, "--synthetic", "--json")


def test_the_receipt_says_when_the_first_and_the_last_row_run_out(alliance):
    assert json.loads(deliver(alliance, *ROWS).stdout)["runs_out"] == {"first": "2025-02-28", "last": "2028-01-06"}
    told = schakel("deliver", alliance, "helpline", alliance / "reports.csv", "--on", "2024-01-16", "--synthetic")
    assert "kept       until 2028-01-06; the first rows run out on 2025-02-28" in told.stdout


def test_a_row_without_a_day_is_kept_from_its_delivery_on(alliance):
    edit(alliance, CONTRACT, "from: received_on", "from: handed_over_on")
    handed_over = "H0003,2023-01-07,work under duress,police,2023-01-08,no,Northtown,"
    told = json.loads(deliver(alliance, ROWS[1], handed_over).stdout)
    assert told["runs_out"] == {"first": "2028-01-08", "last": "2029-01-15"}


def test_rows_can_be_kept_from_their_delivery_on(alliance):
    edit(alliance, CONTRACT, "from: received_on", "from: delivered")
    assert json.loads(deliver(alliance, *ROWS).stdout)["runs_out"] == {"first": "2029-01-15", "last": "2029-01-15"}


def test_without_a_period_the_receipt_says_nothing(alliance):
    edit(alliance, CONTRACT, f"      - {{property: retention, value: {DECLARED}}}  # then rows are deleted\n", "")
    assert json.loads(deliver(alliance, *ROWS).stdout)["runs_out"] is None
    assert "Contracts that do not say how long rows are kept: helpline." in schakel("check", alliance).stdout


def test_a_check_lists_how_long_rows_are_kept(alliance):
    edit(alliance, CONTRACT, "ground: {en: Invented.}", "ground: {en: Invented.}, verified: false")
    assert (
        "Rows are kept for:\n  helpline: 5 years from received_on (not verified)" in schakel("check", alliance).stdout
    )


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (
            "{period: five years, from: received_on, ground: {en: Invented.}}",
            "`retention.value.period` is `five years`; it must be a period such as P5Y or P18M.",
        ),
        (
            "{period: P5Y, from: received, ground: {en: Invented.}}",
            "There is no column `received`; did you mean `received_on`?",
        ),
        (
            "{period: P5Y, from: subject, ground: {en: Invented.}}",
            "Rows are kept from `subject`, so it must be a date or a timestamp that is used.",
        ),
        ("{period: P5Y, from: delivered}", "`ground` is missing in `retention.value`."),
    ],
)
def test_a_period_that_cannot_be_counted_is_refused(alliance, new, fault):
    edit(alliance, CONTRACT, DECLARED, new)
    assert faults_of(alliance) == [f"{CONTRACT}:{LINE}: {fault}"]

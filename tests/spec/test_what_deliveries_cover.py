"""What deliveries cover

A sender can say which days a file covers completely. Only periods within these days are compared in words, so coverage
is part of what an edition is made of.
"""

import json

import pytest
from broken import template
from command_line import schakel

YEAR = ("--covers-from", "2024-01-01", "--covers-until", "2024-12-31")


@pytest.fixture
def deliver(tmp_path):
    """Deliver the sample of the template to a new alliance, and return the result and the folder."""

    def delivered(name, *words):
        alliance = template(tmp_path / name)
        sample = alliance / "partners/helpline/sample.csv"
        return schakel("deliver", alliance, "helpline", sample, "--on", "2025-01-15", "--synthetic", *words), alliance

    return delivered


def test_the_receipt_says_which_days_a_file_covers(deliver):
    said, _ = deliver("told", *YEAR, "--json")
    assert json.loads(said.stdout)["delivery"]["covers"] == {"from": "2024-01-01", "until": "2024-12-31"}


@pytest.mark.parametrize("words", [YEAR[:2], YEAR[2:], ("--covers-from", "2024-12-31", "--covers-until", "2024-01-01")])
def test_a_first_day_without_a_last_one_after_it_is_refused(deliver, words):
    said, _ = deliver("refused", *words)
    assert said.exit_code == 1
    assert "give both the first and the last day that the file covers, in this order" in said.stderr


def test_a_file_without_rows_says_that_nothing_happened(deliver, tmp_path):
    _, alliance = deliver("nothing", *YEAR)
    empty = tmp_path / "2025.csv"
    empty.write_bytes((alliance / "partners/helpline/sample.csv").read_bytes().splitlines(keepends=True)[0])
    days = ("--covers-from", "2025-01-01", "--covers-until", "2025-12-31")
    assert schakel("deliver", alliance, "helpline", empty, "--on", "2026-01-15", "--synthetic", *days).exit_code == 0
    assert schakel("build", alliance).exit_code == 0
    assert schakel("publish", alliance, "monitor", "--out", tmp_path / "release").exit_code == 0
    site = tmp_path / "release/site/en"
    assert "2025.csv" in (site / "deliveries.html").read_text("utf-8")
    assert "Complete for 2024 and 2025" in (site / "indicators.html").read_text("utf-8")


def test_an_edition_of_files_that_cover_other_days_is_another_edition(deliver):
    names = set()
    for number, words in enumerate(((), YEAR, ("--covers-from", "2024-01-01", "--covers-until", "2024-06-30"))):
        _, alliance = deliver(str(number), *words)
        names.add(json.loads(schakel("build", alliance, "--json").stdout)["edition"])
    assert len(names) == 3

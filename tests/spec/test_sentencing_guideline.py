"""A demand by a guideline

Step by step, as in the worked example of the Dutch guideline of 2010.
"""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from command_line import schakel
from hypothesis import given
from hypothesis import strategies as st

from schakel_base.errors import SchakelError
from schakel_judgments.guidelines.guideline import TermRange, demand, edition_in_force
from schakel_judgments.guidelines.guideline_file import find_edition, read_guidelines, read_orientation_points

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "alliances/nl-mensenhandel/sentencing"
EDITIONS = read_guidelines(FOLDER / "guidelines.yaml")


def months(edition: str, period: float, victims: int = 1, *circumstances: str) -> tuple[float, float | None]:
    found = demand(find_edition(EDITIONS, edition), [Fraction(period)], victims, circumstances).months
    return float(found.lower), None if found.upper is None else float(found.upper)


def test_the_worked_example_of_the_guideline_18_27_36() -> None:
    edition = edition_in_force(EDITIONS, "sexual", date(2015, 1, 1))
    found = demand(edition, [Fraction(3)], 1, ["in-concert", "special-recidivism", "without-condom"])
    assert [step.demand for step in found.steps if step.demand] == [
        TermRange(Fraction(n), Fraction(n)) for n in (18, 27, 36)
    ]
    assert [label.in_language("nl") for label in found.to_be_weighed] == ["zonder condoom"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [(3, (18, 18)), (6, (24, 24)), (9, (30, 30)), (12, (36, 36)), (13, (36, 48))],
)
def test_the_place_of_the_period_gives_the_place_of_the_demand(period: int, expected: tuple[float, float]) -> None:
    assert months("sexual-2010", period) == expected


@pytest.mark.parametrize(
    ("period", "victims", "expected"),
    [
        (3, 1, (9, 18)),
        (6, 9, (18, 24)),
        (12, 9, (18, 24)),
        (13, 9, (24, None)),
        (3, 10, (9, 24)),
        (7, 25, (24, 48)),
        (8, 30, (36, 48)),
        (3, 50, (18, 36)),
        (3, 51, (36, None)),
    ],
)
def test_labour_exploitation_counts_victims_and_gives_a_range(
    period: int, victims: int, expected: tuple[float, float | None]
) -> None:
    assert months("labour-2012", period, victims) == expected


def test_a_number_of_victims_on_a_limit_is_in_both_rows() -> None:
    found = demand(find_edition(EDITIONS, "labour-2012"), [Fraction(3)], 10)
    assert [step.demand for step in found.steps] == [
        TermRange(Fraction(n), Fraction(m)) for n, m in ((9, 18), (12, 24))
    ]


def test_victims_exploited_for_different_periods_are_each_in_their_row() -> None:
    found = demand(find_edition(EDITIONS, "sexual-2010"), [Fraction(3), Fraction(9)], circumstances=["in-concert"])
    assert [step.demand for step in found.steps if step.demand] == [
        TermRange(Fraction(n), Fraction(m)) for n, m in ((18, 18), (30, 30), (27, 45))
    ]
    assert found.months == TermRange(Fraction(27), Fraction(45))


def test_an_exception_has_a_demand_of_its_own() -> None:
    assert months("sexual-2010", 3, 1, "item-3-one-adult-victim") == (6, 6)
    with pytest.raises(SchakelError, match="does not hold for 2 victims"):
        months("sexual-2010", 3, 2, "item-3-one-adult-victim")
    with pytest.raises(SchakelError, match="cannot be combined with another circumstance"):
        months("sexual-2010", 3, 1, "item-3-one-adult-victim", "in-concert")


@given(st.fractions(Fraction(1, 30), 60), st.fractions(Fraction(1, 30), 60))
def test_a_longer_period_never_lowers_a_demand(one: Fraction, other: Fraction) -> None:
    shorter, longer = sorted((one, other))
    edition = find_edition(EDITIONS, "sexual-2010")
    assert demand(edition, [shorter]).months.lower <= demand(edition, [longer]).months.lower


@pytest.mark.parametrize(
    ("form", "on", "sentence"),
    [
        ("sexual", date(2022, 1, 1), "The table of `all-forms-2021`, in force on 2022-01-01, is not known"),
        ("organs", date(2015, 1, 1), "No edition for `organs` is known to be in force on 2015-01-01"),
        # The guideline of 2010 came into force on a day in that year that was not seen.
        ("sexual", date(2010, 12, 31), "No edition for `sexual` is known to be in force on 2010-12-31"),
        ("labour", date(1999, 1, 1), "No edition for `labour` is known to be in force on 1999-01-01"),
    ],
)
def test_nothing_is_computed_from_a_table_that_is_not_known(form: str, on: date, sentence: str) -> None:
    with pytest.raises(SchakelError, match=sentence):
        edition_in_force(EDITIONS, form, on)


def test_every_edition_names_its_source() -> None:
    assert all(edition.source for edition in EDITIONS)


def test_points_of_orientation_are_an_empty_table_that_its_user_fills(tmp_path: Path) -> None:
    assert read_orientation_points(FOLDER / "orientation-points.csv") == ()
    filled = tmp_path / "orientation-points.csv"
    header = (FOLDER / "orientation-points.csv").read_text("utf-8")
    filled.write_text(f"{header}sexual,een,one,12,24,2021-01-01,,mine,false\n", "utf-8")
    (point,) = read_orientation_points(filled)
    assert (point.months, point.verified) == (TermRange(Fraction(12), Fraction(24)), False)
    assert not point.is_in_force(date(2020, 12, 31))
    filled.write_text(f"{header}sexual,een,one,much,24,2021-01-01,,mine,false\n", "utf-8")
    with pytest.raises(SchakelError, match=r"orientation-points\.csv:2: `lower months`"):
        read_orientation_points(filled)


def run(*arguments: str) -> tuple[int, str]:
    done = schakel("sentencing", "guideline", "--guidelines", str(FOLDER / "guidelines.yaml"), *arguments)
    return done.exit_code, done.output


def test_the_command_prints_the_steps() -> None:
    code, output = run("--form", "sexual", "--on", "2015-01-01", "--period", "3", "--with", "in-concert")
    assert code == 0
    assert (
        "  period of 3 months: 18 months\n  committed in concert: 27 months (+9 months)\nDemand: 27 months\n" in output
    )
    code, output = run("--edition", "labour-2012", "--period", "13", "--victims", "9", "--language", "nl")
    assert (code, "Strafeis: meer dan 24 maanden" in output) == (0, True)


def test_the_command_answers_in_json_and_lists_editions() -> None:
    code, output = run("--edition", "sexual-2010", "--period", "13", "--json")
    found: dict[str, Any] = json.loads(output)
    assert (code, found["demand"], found["orientation_points"]) == (0, [36, 48], [])
    assert "all-forms-2024  2024-07-01 - ?  Guideline 2024R008\n    -\n" in run()[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--edition", "sexual-2010", "--period", "x"), "`x` is not a number of months, such as 3 or 7.5."),
        (("--edition", "sexual-2010", "--with", "rain"), "`sexual-2010` has no circumstance `rain`; it has"),
        (("--edition", "sexual-2011"), "No edition is called `sexual-2011`; there are sexual-2010,"),
        (("--edition", "sexual-2010", "--period", "-1"), "`sexual-2010` has no row for -1 months."),
        (("--edition", "sexual-2010", "--period", "0"), "`sexual-2010` has no row for 0 months."),
        (("--edition", "sexual-2010"), "A demand needs the months for which a victim was exploited."),
        (
            ("--edition", "labour-2012", "--period", "3"),
            "The table of `labour-2012` counts victims, so their number is",
        ),
        (
            ("--edition", "sexual-2010", "--on", "2020-01-01", "--period", "3"),
            "`sexual-2010` is not known to be in force on 2020-01-01.",
        ),
        (("--edition", "sexual-2010", "--form", "labour", "--period", "3"), "`sexual-2010` is not about `labour` but"),
        (("--edition", "all-forms-2021", "--period", "3"), "The table of `all-forms-2021` is not known; nothing is"),
        (
            ("--edition", "sexual-2010", "--period", "3", "--with", "victim-under-16", "--with", "victim-16-or-17"),
            "`victim-under-16` and `victim-16-or-17` cannot both hold of one victim.",
        ),
        (
            ("--edition", "sexual-2010", "--period", "3", "--period", "4", "--victims", "1"),
            "There are more periods (2) than victims (1).",
        ),
    ],
)
def test_what_cannot_be_computed_is_a_sentence_and_exit_code_1(arguments: tuple[str, ...], sentence: str) -> None:
    code, output = run(*arguments)
    assert (code, output.startswith(sentence)) == (1, True)

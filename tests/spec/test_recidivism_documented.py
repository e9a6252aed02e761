"""The documentation of recidivism is true

Its example of a cohort can be read, and it names every option of the command.
"""

import re
from pathlib import Path

import pytest
from cohorts import write
from command_line import schakel

from schakel_base.errors import DeclarationError
from schakel_recidivism.cohort import Start
from schakel_recidivism.cohort_file import read_cohort

DOCUMENT = (Path(__file__).parents[2] / "packages/recidivism/docs/recidivism.md").read_text("utf-8")
EXAMPLE = re.findall(r"```yaml cohort\n(.*?)```", DOCUMENT, re.DOTALL)[0]

CASES = """
    person, case, offended,   disposed,   disposal,   offence,  maximum_penalty, sanction
    a,      a1,   2012-06-01, 2013-03-01, conviction, violence, 4,               prison
    a,      a2,   2013-09-01, 2014-01-01, conviction, violence, 2,               fine
    b,      b1,   2012-06-01, 2013-03-01, penal-order, property, 4,              fine
"""


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    path = tmp_path / "cohort.yaml"
    path.write_text(EXAMPLE, "utf-8")
    return path


def run(*arguments: object) -> tuple[int, str]:
    done = schakel("recidivism", *arguments)
    return done.exit_code, done.output


def test_the_example_of_a_cohort_is_read(declared: Path) -> None:
    cohort = read_cohort(declared)
    assert cohort.starts is Start.DISPOSAL
    assert {kind.name: kind.verified for kind in cohort.kinds} == {
        "general": True, "serious": False, "special": True, "custody": True,
    }  # fmt: skip


def test_the_example_is_followed(declared: Path, tmp_path: Path) -> None:
    cases = write(tmp_path / "cases.csv", CASES)
    persons = write(tmp_path / "persons.csv", "person, sex, died\na, f,\nb, m, 2015-01-01")
    stays = write(tmp_path / "stays.csv", "person, began, ended\na, 2013-03-01, 2013-04-01")
    code, output = run(cases, "--cohort", declared, "--persons", persons, "--stays", stays)
    assert code == 0
    assert "All: 2 persons followed, 1 with a new case within 5 years" in output
    assert "- Persons followed: 2; needed: 100." in output
    assert "serious: a new case with maximum_penalty at least 4 (definition not verified)" in output


def test_every_option_is_in_the_document() -> None:
    options = set(re.findall(r"--[a-z-]+", schakel("recidivism", "--help").output)) - {"--help"}
    assert {option for option in options if f"`{option}`" not in DOCUMENT} == set()


WRONG = [
    ("conviction]", "conviction, acquittal]", "13: `acquittal` makes an index case and never counts; it can be one"),
    ("until: 2015-12-31", "until: 2011-12-31", "4: `until` is 2011-12-31, which is before 2013-01-01."),
    (
        "starts: disposal",
        "starts: arrest",
        "6: `clock.starts` is `arrest`; it must be one of disposal, release,",
    ),
    ("known_since: 2008", "known_since: 2009", "18: Cases are known since 2009-01-01, less than 5 years before the"),
    ("from: [1, 3]", "from: [3, 1]", "18: The classes of earlier cases begin at ascending numbers."),
    ("until: 2020-07-01", "until: 2012-07-01", "7: Observation ends on 2012-07-01, before the index cases begin."),
]


@pytest.mark.parametrize(("before", "after", "sentence"), WRONG)
def test_what_is_wrong_with_a_cohort_is_reported_with_its_line(
    declared: Path, before: str, after: str, sentence: str
) -> None:
    declared.write_text(EXAMPLE.replace(before, after, 1), "utf-8")
    with pytest.raises(DeclarationError) as caught:
        read_cohort(declared)
    assert f"cohort.yaml:{sentence}" in str(caught.value)


WRONG_CASES = [
    (
        "2013-03-01, conviction, violence, 4",
        "13-3-2013, conviction, violence, 4",
        ":2: Column disposed has `13-3-2013`;",
    ),
    (
        "a1,   2012-06-01, 2013-03-01",
        "a1,   2012-06-01,",
        ":2: Column disposed has nothing; a case with a",
    ),
    ("a2,   2013-09-01", ",   2013-09-01", ":3: Column case has nothing; every case has its number and its person."),
    ("violence, 2, ", "violence, two, ", ":3: Column maximum_penalty has `two`; it is a number."),
    ("sanction\n", "penalty\n", "There is no column `sanction`; the file has person, case,"),
    ("20", "19", "Nobody in this file has an index case and was followed."),
]


@pytest.mark.parametrize(("before", "after", "sentence"), WRONG_CASES)
def test_what_is_wrong_with_the_cases_is_reported_with_its_line(
    declared: Path, tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    assert before in CASES
    persons = write(tmp_path / "persons.csv", "person, sex\na, f\nb, m")
    cases = write(tmp_path / "cases.csv", CASES.replace(before, after))
    code, output = run(cases, "--cohort", declared, "--persons", persons)
    assert (code, sentence in output) == (1, True), output


def test_a_person_has_one_row(declared: Path, tmp_path: Path) -> None:
    persons = write(tmp_path / "persons.csv", "person, sex\na, f\nb, m\na, f")
    _, output = run(write(tmp_path / "cases.csv", CASES), "--cohort", declared, "--persons", persons)
    assert f"{persons}:2: Column person has `a`; every person has one row." in output

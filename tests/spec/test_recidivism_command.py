"""Measure recidivism in a file

`schakel recidivism FILE` takes follow-ups of your own.
"""

import json
from pathlib import Path

import pytest
from command_line import schakel

FOLLOW_UPS = """person,days,cause,group
a,10,new case,north
b,20,,north
c,15,death,north
d,5,new case,south
e,30,,south
f,0,new case,south
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "follow-ups.csv"
    path.write_text(FOLLOW_UPS, "utf-8")
    return path


def run(*arguments: object) -> tuple[int, str]:
    done = schakel("recidivism", *arguments)
    return done.exit_code, done.output


def test_causes_that_compete_get_a_curve_each(file: Path) -> None:
    code, output = run(file, "--cause", "cause", "--at", "20", "--json")
    causes = json.loads(output)["strata"][""]["causes"]
    assert code == 0
    assert {name: one["method"] for name, one in causes.items()} == dict.fromkeys(
        ["death", "new case"], "Aalen-Johansen"
    )
    assert causes["new case"]["at"][0]["prevalence"] == pytest.approx(3 / 6)
    assert causes["death"]["at"][0]["prevalence"] == pytest.approx(3 / 6 * 1 / 3)


def test_strata_stand_apart(file: Path) -> None:
    _, output = run(file, "--cause", "cause", "--by", "group", "--at", "20", "--json")
    assert {name: one["persons"] for name, one in json.loads(output)["strata"].items()} == {
        "group=north": 3,
        "group=south": 3,
    }


def test_words_say_what_is_no_longer_observed(file: Path) -> None:
    _, output = run(file, "--cause", "cause", "--at", "20,40")
    assert "20  0.5000 (0.1963 to 0.8891), 2 at risk" in output
    assert "40  not observed" in output


def test_parquet_is_read_as_well(file: Path, tmp_path: Path) -> None:
    import pyarrow.csv
    import pyarrow.parquet

    path = tmp_path / "follow-ups.parquet"
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(file), path)
    assert run(path, "--cause", "cause", "--json") == run(file, "--cause", "cause", "--json")


WRONG = [
    (("--cause", "reason"), "There is no column `reason`; the file has person, days, cause, group."),
    (("--event", "cause"), "2: Column cause has `new case`; it is 1 or 0; else give the value of an event as"),
    (("--time", "person", "--cause", "cause"), "2: Column person has `a`; a time is a number from 0 up."),
    (("--cause", "cause", "--of-interest", "theft"), "There is no event `theft`; there are: death, new case."),
    (("--cause", "cause", "--model", "coxs"), "There is no model coxs; there are: cox, fine-gray, lognormal,"),
    (("--cause", "cause", "--model", "cox"), "The model cox needs covariates."),
    (
        ("--cause", "cause", "--entry", "days"),
        "2: Column days has `10`; observation starts at a number from 0 up, before",
    ),
]


@pytest.mark.parametrize(("options", "sentence"), WRONG)
def test_what_is_wrong_is_reported_in_one_sentence(file: Path, options: tuple[str, ...], sentence: str) -> None:
    code, output = run(file, *options)
    assert code == 1
    assert sentence in output


def with_ages(file: Path, ages: list[str]) -> tuple[int, str]:
    """Fit a model of the ages in a file of follow-ups."""
    rows = [f"{number * 7 % 31 + 1},{number % 2},{age}" for number, age in enumerate(ages)]
    file.write_text("\n".join(["time,event,age", *rows]) + "\n", "utf-8")
    return run(file, "--model", "cox", "--covariates", "age")


def test_a_word_among_many_numbers_is_refused(file: Path) -> None:
    """Every age would be a category of its own, for one mistake of typing; a few numbers can be codes beside a word."""
    ages = [str(20 + number) for number in range(30)]
    code, output = with_ages(file, [*ages, "3O"])
    assert (code, f"{file}:32: Column age has `3O`; other rows have numbers" in output) == (1, True)
    code, output = with_ages(file, ["1", "2", "other"] * 10)
    assert (code, "age=other" in output) == (0, True)


def test_a_row_with_too_few_cells_is_named(file: Path) -> None:
    file.write_text(FOLLOW_UPS + "g,3\n", "utf-8")
    assert run(file, "--cause", "cause") == (1, f"{file}:8: The row has 2 cells for 4 columns.\n")


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    code, output = run(tmp_path / "none.csv")
    assert code == 1
    assert "The file cannot be read: No such file or directory." in output

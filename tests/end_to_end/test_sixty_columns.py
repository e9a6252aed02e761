"""A register of 60 columns and 40 codes is declared by hand in fewer than 100 lines, and its figures are right."""

import csv
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from command_line import schakel

DECLARED = Path(__file__).parents[1] / "sixty_columns"
EXTRA = [f"extra_{number:02}" for number in range(1, 50)]
NAMES = "case_id defendant name judge filed disposed district offence court disposition months"
COLUMNS = [*NAMES.split(), *EXTRA]
CODED = {"district": 8, "offence": 12, "court": 10, "disposition": 10}
OFFENCES, DISPOSITIONS = [str(code) for code in range(100, 220, 10)], list("GTNADWXMJP")
COURTS = ["District court", "High court", "Supreme court", "Youth court", "Drug court"]
COURTS += ["Military court", "Tax court", "Night court", "Magistrate", "Circuit court"]
DISTRICTS = ["north", "south", "east", "west", "centre", "coast", "hills", "islands"]
ROUNDED = 6
"""A published count is at most so far from the true one."""


def invented(number: int, chance: random.Random) -> dict[str, str]:
    year, ended = chance.choice((2022, 2023)), chance.random() < 0.8
    row = {name: f"{chance.random():.6f}" for name in EXTRA}
    row |= {"case_id": f"C{number:05}", "defendant": f"P{chance.randrange(900):04}", "name": f"Name {number}"}
    row |= {"judge": f"Judge {chance.randrange(40)}", "filed": f"{chance.randrange(1, 13):02}/15/{year}"}
    row |= {"disposed": f"{chance.randrange(1, 13):02}/20/{year + 1}" if ended else ""}
    row |= {"disposition": chance.choice(DISPOSITIONS) if ended else "", "months": str(chance.randrange(60))}
    return row | {
        "district": chance.choice(DISTRICTS), "offence": chance.choice(OFFENCES), "court": chance.choice(COURTS)
    }  # fmt: skip


ROWS = [invented(number, chance) for chance in [random.Random(7)] for number in range(1200)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sixty")
    with (folder / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";")
        writer.writeheader()
        writer.writerows(ROWS)
    return folder


@pytest.fixture(scope="module")
def release(folder):
    alliance = folder / "prosecutions"
    shutil.copytree(DECLARED, alliance)
    for command in (
        ("check", alliance),
        ("deliver", alliance, "prosecution", folder / "cases.csv", "--on", "2025-01-15", "--synthetic"),
        ("run", alliance, "--out", folder / "release"),
    ):
        done = schakel(*command)
        assert done.exit_code == 0, done.output
    return folder / "release"


def published(release, table):
    with (release / "data" / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_file_has_sixty_columns_and_forty_codes(folder):
    done = schakel("contract", "draft", folder / "cases.csv", "--out", folder / "drafted")
    assert done.exit_code == 0, done.output
    assert "Rows: 1,200, columns: 60." in done.stdout
    coded = csv.DictReader((folder / "drafted" / "mapping.csv").open(encoding="utf-8"))
    assert Counter(row["column"] for row in coded if row["column"] in CODED) == CODED and sum(CODED.values()) == 40


def test_its_declarations_are_fewer_than_100_lines():
    files = [file for file in DECLARED.rglob("*") if file.is_file()]
    assert sum(len(file.read_text("utf-8").splitlines()) for file in files) < 100


def test_counts_are_right_by_notations_and_by_labels(release):
    true = (
        Counter(row["offence"] for row in ROWS),
        Counter(row["court"] for row in ROWS if row["disposition"] and row["disposition"] in "GTN"),
    )
    found = {row["offence"]: row for row in published(release, "cases") if row["district"] == ""}
    assert found.keys() == {"", *OFFENCES}
    convicted = {
        row["court_en"]: row
        for row in published(release, "dispositions")
        if row["phase"] == "convicted" and row["court"]
    }
    assert convicted.keys() == {*COURTS}
    for numbers, rows in zip(true, (found, convicted), strict=True):
        for code, number in numbers.items():
            assert abs(int(rows[code]["lower"]) - number) <= ROUNDED and rows[code]["lower"] == rows[code]["upper"]

"""The page "Declare your own register in an hour" is followed to the letter, from a draft to a published median."""

import csv
from pathlib import Path
from statistics import median

import pytest
from counting import tables_of
from following import follow, tables_on

from schakel.alliance import read
from schakel.store.editions import find_edition
from schakel.store.workspace import Workspace

PAGE = "your-own-register.md"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("register"))
        yield follow(PAGE)


@pytest.fixture(scope="module")
def tables(printed):
    assert printed
    folder = Path("my-register")
    place = find_edition(Workspace.of(folder).analysis_editions, "latest")
    return tables_of(read(folder), place, synthetic=True)


def cases():
    """The rows of both workbooks on the page, the months in the last place."""
    on_page = tables_on(PAGE)
    return [row for file in ("cases-2023.xlsx", "cases-2024.xlsx") for row in on_page[file][1:]]


def bounds(table):
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells if cell.coordinates[1] == "total"}


def test_the_draft_tells_columns_of_one_name_apart(printed):
    assert any("contract draft" in command for command in printed)
    # The page writes the contract over the draft, and keeps the name that the draft gave.
    assert "district (2)" in Path("my-register/partners/court/contract.yaml").read_text("utf-8")


def test_both_layouts_count_and_a_case_counts_under_each_of_its_offences(tables):
    found = bounds(tables["offences"])
    told = [{one.strip() for one in row[4].split(";")} for row in cases()]
    assert found == {
        "total": (30, 30),
        **{code: (number, number) for code in list(found)[1:] for number in [sum(code in one for one in told)]},
    }


def test_sentences_are_counted_by_their_months(tables):
    months = [int(row[-1]) for row in cases() if row[-1]]
    found = bounds(tables["sentences"])
    assert found["total"] == (len(months), len(months))
    within = sum(7 <= one <= 12 for one in months)
    assert found["7-12"] == (within, within)


def test_the_sex_of_the_person_reaches_the_case(tables):
    sex = {row[0]: row[1] for row in tables_on(PAGE)["persons.csv"][1:]}
    with_sentence = [sex.get(row[2]) for row in cases() if row[-1]]
    men, unknown = with_sentence.count("1"), with_sentence.count(None)
    assert tables["sentences"].bounds(tables["sentences"].cell(("total", "man"))) == (men, men + unknown)


@pytest.mark.usefixtures("printed")
def test_the_median_is_published():
    with Path("release/data/sentences.csv").open(encoding="utf-8") as file:
        total = next(csv.DictReader(file))
    months = median(int(row[-1]) for row in cases() if row[-1])
    # Counts are rounded before the median is drawn from them, so its range is wider than the class that it is in.
    assert (total["median_lower"], total["median_upper"]) == ("4", "12")
    assert 4 <= months <= 12

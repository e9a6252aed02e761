"""Relink an alliance

`schakel judge relink` links the stored rows again by another model. Earlier editions stay.

Rows are `number surname, first name, birth date, chain number`. The names are invented.
"""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from broken import edit, template
from command_line import schakel
from decrypted import content_of_edition, rows_in_force
from named_persons import groups
from template_with_persons import alliance_with_persons, deliver
from typer.testing import Result

from schakel import verbs
from schakel.alliance import read
from schakel.store import Workspace, connect

MODEL = "linking/persons.yaml"
MONTHS = {
    date(2023, 2, 1): ["H1001 Haddaoui,Mohammed,1990-05-17,S1", "H1002 Jansen,Piet,1961-07-09,"],
    date(2023, 3, 1): ["H1003 El-Hadaoui,Muhamad,1990-05-17,", "H1004 Jansen,Piet,1961-07-09,S2"],
    date(2023, 4, 1): ["H1005 Janssen,P.,1961-07-09,", "H1006 Kovács,Eszter,1981-11-30,S3"],
}
ORDERED = ("--reason", "names alone join strangers", "--on", "2023-06-01")


def send(alliance: Path, *days: date) -> None:
    for day in days:
        rows = []
        for line in MONTHS[day]:
            number, _, who = line.partition(" ")
            rows.append(f"{number},2023-01-02,work under duress,police,2023-01-09,no,Northtown,,{who},")
        assert deliver(alliance, day.month, *rows).accepted == len(rows)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three months, built in the end."""
    alliance = alliance_with_persons(tmp_path_factory.mktemp("relinked"))
    send(alliance, *MONTHS)
    verbs.build(alliance)
    return alliance


@pytest.fixture
def alliance(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / built.name))


def who(alliance: Path, edition: str) -> dict[str, str]:
    """The person of each row of an edition, by the number of the row."""
    workspace = Workspace.of(alliance, read(alliance).name)
    inputs = {
        "rows": rows_in_force(alliance, "helpline", edition),
        "persons": workspace.intake_edition(edition) / "persons.parquet",
    }
    with connect(inputs) as connection:
        found = connection.sql("SELECT report_number, person FROM rows JOIN persons USING (delivery, row)").fetchall()
    return dict(found)


def built_now(alliance: Path, as_of: date | None = None) -> tuple[str, dict[str, str], dict[str, list[str]]]:
    """The name of an edition that is built now, its persons, and the rows of its tables."""
    built = verbs.build(alliance, as_of)
    return built.edition.name, who(alliance, built.edition.name), content_of_edition(built.folder)


def stricter(alliance: Path) -> None:
    """Names and birth dates alone, in other writings, join no more."""
    text = (alliance / MODEL).read_text("utf-8")
    [threshold] = [line for line in text.splitlines() if line.startswith("thresholds:")]
    edit(alliance, MODEL, threshold, "thresholds: {join: 40, review: 30}")


def relink(alliance: Path, *words: str) -> Result:
    return schakel("judge", "relink", str(alliance), *words)


def test_rows_in_store_are_linked_anew_and_earlier_editions_are_built_as_they_were(alliance: Path) -> None:
    model, first = (alliance / MODEL).read_text("utf-8"), built_now(alliance)
    assert groups(first[1]) == {
        frozenset({"H1001", "H1003"}),
        frozenset({"H1002", "H1004", "H1005"}),
        frozenset({"H1006"}),
    }
    stricter(alliance)
    looked = json.loads(relink(alliance, "--json").stdout)
    assert (looked["split"], looked["made"], looked["records_changed"], looked["entry"]) == (2, 3, 3, None)
    entered = json.loads(relink(alliance, *ORDERED, "--json").stdout)
    assert {**looked, "entry": entered["entry"]} == entered
    _, after, _ = built_now(alliance, date(2023, 6, 1))
    assert len(set(after.values())) == 6
    assert sum(after[number] != person for number, person in first[1].items()) == 3
    (alliance / MODEL).write_text(model, "utf-8")
    assert built_now(alliance) == first


def test_the_same_model_changes_nobody_and_judging_goes_on(alliance: Path) -> None:
    entered = json.loads(relink(alliance, "--reason", "to be sure", "--on", "2023-06-01", "--json").stdout)
    assert (entered["same"], entered["records_changed"]) == (entered["persons"], 0)
    done = schakel("judge", "review", str(alliance), "--json")
    assert done.exit_code == 0, done.output
    assert built_now(alliance, date(2023, 6, 1))[1] == built_now(alliance)[1]


def test_deliveries_in_another_order_with_the_same_days_give_the_same_persons(built: Path, tmp_path: Path) -> None:
    alliance = alliance_with_persons(tmp_path)
    send(alliance, *reversed(MONTHS))
    assert groups(built_now(alliance)[1]) == groups(built_now(built)[1])


def test_an_alliance_that_links_no_persons_says_so(tmp_path: Path) -> None:
    refused = relink(template(tmp_path))
    assert refused.exit_code == 1
    assert "template links no persons" in refused.output

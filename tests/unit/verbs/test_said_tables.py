"""What delivered rows say is worked out once, is kept while an edition has part in it, and goes with the rows."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from broken import edit
from decrypted import files_with
from made_once import copy_to_change, made_on
from template_with_persons import alliance_with_persons, deliver

from schakel import verbs
from schakel.alliance import read
from schakel.identity.unit_pseudonyms import unit_pseudonyms
from schakel.store import Workspace
from schakel.verbs import said_tables

ROW = "H{0},2023-03-01,debts,police,2023-03-09,no,Northtown,,{1}"
BAKKER, VISSER = "Bakker,Noor,1990-01-02,SKN1234567,999900018", "Visser,Bram,1985-05-06,SKN7654321,111222333"
DAY = date(2024, 1, 1)
MAPPING = "partners/helpline/mapping.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return made_on(DAY, tmp_path_factory.mktemp("made"), make)


def make(place: Path) -> None:
    """Two deliveries, each with a table of its own."""
    folder = alliance_with_persons(place)
    for number, who in ((1, BAKKER), (2, VISSER)):
        deliver(folder, number, ROW.format(number, who))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(said_tables, "ROWS_TOGETHER", 1)
        verbs.build(folder)


@pytest.fixture
def alliance(made, tmp_path, monkeypatch):
    monkeypatch.setattr(said_tables, "ROWS_TOGETHER", 1)
    return copy_to_change(made, DAY, tmp_path, monkeypatch)


def kept(alliance: Path) -> dict[str, int]:
    """The tables that are kept, with the number that the disk gives each file."""
    folder = Workspace.of(alliance, read(alliance).name).said.path
    return {path.name: path.stat().st_ino for path in folder.iterdir()}


def test_a_delivery_has_a_table_of_what_its_rows_say_and_one_of_the_units_that_persons_name(alliance):
    assert sorted(name.partition("-")[0] for name in kept(alliance)) == ["1", "1", "2", "2"]


def test_a_further_delivery_leaves_the_tables_of_others_as_they_are(alliance):
    before = kept(alliance)
    deliver(alliance, 3, ROW.format(3, BAKKER))
    verbs.build(alliance)
    assert kept(alliance).items() > before.items()


def test_a_line_of_the_mapping_makes_other_tables_and_those_of_no_edition_go(alliance):
    verbs.build(alliance, full=True)  # an edition shares the tables, and its copy has files of its own
    before = kept(alliance)
    edit(alliance, MAPPING, "work under duress,", "duress,")
    built = verbs.build(alliance).folder
    assert len(kept(alliance)) == len(before) + 2, "persons are named as they were"
    for edition in built.path.parent.iterdir():
        if edition.name != built.name:
            shutil.rmtree(edition)
    verbs.build(alliance)
    assert len(kept(alliance)) == len(before)


def test_no_number_of_a_unit_is_left_in_what_was_said_of_rows_that_are_withdrawn(alliance):
    [gone, stays] = unit_pseudonyms(read(alliance).name).numbers("report", ["H1", "H2"])[:, 0].tolist()
    assert any(name.startswith("analysis/said/1-1-") for name in files_with(alliance, str(gone)))
    verbs.withdraw(alliance, "helpline", record=["H1"], reason="delivered by mistake")
    assert files_with(alliance, str(gone)) == []
    assert [name[:18] for name in files_with(alliance, str(stays))] == ["analysis/said/2-2-"]


def test_small_deliveries_share_a_table_until_it_is_large(alliance, monkeypatch):
    monkeypatch.setattr(said_tables, "ROWS_TOGETHER", 2)
    deliver(alliance, 3, ROW.format(3, BAKKER))
    verbs.build(alliance)
    assert {name.rpartition("-")[0] for name in kept(alliance)} >= {"1-2", "3-3"}

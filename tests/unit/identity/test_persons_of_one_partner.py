"""Persons of one partner are linked and counted: no table tells what several partners have in common."""

import re
from datetime import date
from pathlib import Path

import pytest
from broken import edit, template
from template_with_persons import CONTRACT, HEADER, alliance_with_persons

from schakel import verbs
from schakel.alliance.checking import check
from schakel.store import ENVIRONMENT
from schakel_base.errors import DeclarationError

PERSONS = """\
name: persons
title: {en: Persons}
definition: {en: Persons who were met.}
unit: person
dimensions:
  - {kind: period, name: year, event: met, by: year, label: {en: year}}
source: {en: Helpline}
"""
ROW = "H{0},2023-03-01,debts,police,2023-03-09,no,Northtown,,{1}"
BAKKER, VISSER = "Bakker,Noor,1990-01-02,SKN1234567,999900018", "Visser,Bram,1985-05-06,,"


@pytest.fixture
def alliance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whose model of persons does not say what a record is called."""
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "keys" / "root"))
    folder = alliance_with_persons(tmp_path)
    model = folder / "linking/persons.yaml"
    model.write_text(re.sub(r"(?m)^record: .*\n", "", model.read_text("utf-8")), "utf-8")
    met = "- {event: met, unit: person, happened: received_on}\n          "
    edit(folder, CONTRACT, "- {event: report, unit", f"{met}- {{event: report, unit")
    (folder / "indicators/persons.yaml").write_text(PERSONS, "utf-8")
    edit(folder, "products/monitor.yaml", "[reports-by-subject,", "[reports-by-subject, persons,")
    return folder


def test_they_are_linked_over_two_deliveries_and_published(alliance: Path, tmp_path: Path) -> None:
    check(alliance)
    for month in (1, 2):
        rows = (ROW.format(10 * month + number, who) for number, who in enumerate((BAKKER, VISSER)))
        file = tmp_path / f"{month}.csv"
        file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        verbs.deliver(alliance, "helpline", file, date(2024, month, 1), synthetic=True)
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", tmp_path / "release")
    tables = {path.stem for path in (tmp_path / "release").rglob("*.csv")}
    assert {"persons", "linked-figures"} <= tables
    assert "linked-persons" not in tables


def test_a_model_of_persons_that_no_contract_gives_anything_is_refused(tmp_path: Path) -> None:
    linked, folder = alliance_with_persons(tmp_path / "linked"), template(tmp_path)
    (linked / "linking").rename(folder / "linking")
    with pytest.raises(DeclarationError) as refused:
        check(folder)
    assert [str(fault) for fault in refused.value.faults] == [
        "linking/persons.yaml: No contract says of a column which `person` attribute it holds, so nobody can be linked."
    ]

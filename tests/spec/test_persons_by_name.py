"""Link persons of several partners

Rows of two partners are linked by a number that they share, and otherwise by name and birth date.

P rows come from the police, O rows from the prosecution service. The names are invented.
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from broken import faults_of, template
from command_line import schakel
from named_persons import ALLIANCE, DAY, PROVIDER, groups, persons_of, row, stored

from schakel.identity import JOINED, ByPerson, Ledger, key_map, link_persons, open_ledger, persons_judged
from schakel.model import UnitKey
from schakel.store import Workspace, connect

BSN = "999900018"

EXAMPLES = {
    "a number makes one person, however the name is written": (
        [row("P1", "S1", name="Haddaoui, Mohammed", born="1990-05-17")],
        [row("O1", "S1", name="El-Hadaoui, Muhamad", born="1990-05-00")],
        "P1+O1",
    ),
    "a row with a number alone goes with it": (
        [row("P1", "S1", name="Kovács, Eszter", born="1990-05-17"), row("P2", "S1")],
        [],
        "P1+P2",
    ),
    "a row without a number goes by name and birth date, across transliterations and prefixes": (
        [row("P1", "S1", name="El Haddaoui, Mohammed", born="1990-05-17")],
        [row("O1", name="Haddaoui, Muhammad", born="1990-05-17")],
        "P1+O1",
    ),
    "another number of the same person joins what names alone would not": (
        [row("P1", "S1", BSN, name="van Dijk, Bart", born="1974-02-14")],
        [row("O1", "", BSN, name="Smulders, Ali", born="1974-02-14")],
        "P1+O1",
    ),
    "two numbers of one kind are two persons, also under one name": (
        [row("P1", "S1", name="van Dijk, Bart", born="1974-02-14")],
        [row("O1", "S2", name="van Dijk, Bart", born="1974-02-14")],
        "P1 O1",
    ),
    "a BSN that fails its test is no number": (
        [row("P1", "", "999900011", name="van Dijk, Bart", born="1974-02-14")],
        [row("O1", "", "999900011", name="Smulders, Ali", born="1981-08-30")],
        "P1 O1",
    ),
    "twins are two persons": (
        [row("P1", name="Verhoeven, Lotte", born="1993-04-02")],
        [row("O1", name="Verhoeven, Sanne", born="1993-04-02")],
        "P1 O1",
    ),
    "father and son of one name are two persons": (
        [row("P1", name="Yilmaz, Mehmet", born="1961-07-09")],
        [row("O1", name="Yilmaz, Mehmet", born="1988-07-09")],
        "P1 O1",
    ),
    "a birth date in the future, a name of ten thousand characters and marks from right to left stop nothing": (
        [row("P1", "S1", name="Kovács, Eszter", born="2199-01-01"), row("P2", name="a" * 10_000, born="1990-05-17")],
        [row("O1", "S1", name="\u202eKovács, Eszter", born="1990-05-17")],
        "P1+O1 P2",
    ),
    "a row that says nothing of anybody has no person": ([row("P1"), row("P2", "S1")], [], "P2"),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_who_is_who(example: str, tmp_path: Path) -> None:
    police, prosecution, expected = EXAMPLES[example]
    found = groups(persons_of(tmp_path, police=police, prosecution=prosecution))
    assert found == {frozenset(person.split("+")) for person in expected.split()}


@pytest.mark.parametrize("key", [("skn",), ("surname", "given", "born"), ("born", "surname", "given", "skn")])
def test_a_person_replaces_numbers_and_names_in_every_key(key: tuple[str, ...], tmp_path: Path) -> None:
    police = [row("P1", "S1", name="El Haddaoui, Mohammed", born="1990-05-17")]
    prosecution = [row("O1", name="Haddaoui, Muhammad", born="1990-05-17")]
    files = {"police": stored("police", police, tmp_path), "prosecution": stored("prosecution", prosecution, tmp_path)}
    persons = link_persons(ALLIANCE, files, PROVIDER, open_ledger(tmp_path / "persons"), DAY).rows
    units = set()
    for name, file in files.items():
        contract = ALLIANCE.partners[name].contract
        # The police name persons in another way than the prosecution service does.
        named = replace(contract, units=(UnitKey("person", key if name == "police" else ("skn",)),))
        those = persons.filter([one == name for one in persons["partner"].to_pylist()])
        with connect({"rows": file, "persons": those}) as connection:
            found = key_map(connection, named, PROVIDER, named.linked_columns(ALLIANCE.persons))
            units |= set(found["person"].to_pylist())
    assert len(units) == 1
    assert units != {PROVIDER.numbers("person", ["S1"])[0, 0]}


def test_a_later_row_of_the_same_key_keeps_its_person(tmp_path: Path) -> None:
    before = persons_of(tmp_path, police=[row("P1", "S1", name="Kovács, Eszter", born="1990-05-17")])
    mended = row("P1", "S1", name="Kovacs, Esther", born="1990-05-18", known=DAY + timedelta(365))
    assert persons_of(tmp_path, police=[mended]) == before


def test_deliveries_of_later_days_attach_and_an_earlier_day_is_as_it_was(tmp_path: Path) -> None:
    first = row("P1", "S1", name="El Haddaoui, Mohammed", born="1990-05-17")
    second = row("O1", name="Haddaoui, Muhammad", born="1990-05-17", known=DAY + timedelta(365))
    alone = persons_of(tmp_path, police=[first])
    both = persons_of(tmp_path, police=[first], prosecution=[second])
    assert both == {"P1": alone["P1"], "O1": alone["P1"]}
    assert persons_of(tmp_path, DAY, police=[first], prosecution=[second]) == alone


def test_a_row_that_comes_late_is_linked_with_what_became_known_after_it(tmp_path: Path) -> None:
    first = row("P1", name="El Haddaoui, Mohammed", born="1990-05-17", known=DAY + timedelta(365))
    late = row("O1", name="Haddaoui, Muhammad", born="1990-05-17")
    alone = persons_of(tmp_path, police=[first])
    assert persons_of(tmp_path, police=[first], prosecution=[late]) == {"P1": alone["P1"], "O1": alone["P1"]}
    assert persons_of(tmp_path, DAY, police=[first], prosecution=[late]) == {}


MONTHS = [DAY + timedelta(30 * month) for month in range(36)]
Written = list[tuple[str, dict[str, object]]]
"""Rows, each with its partner."""


def _rows_of_months() -> Written:
    """Twelve people, each seen six times in three years: by number, by name in two writings, or with half a date."""
    names = [("Haddaoui, Mohammed", "El-Hadaoui, Muhamad"), ("Kovács, Eszter", "Kovacs, Eszter"),
             ("van Dijk, Bart", "Dijk, Bart"), ("Yilmaz, Mehmet", "Yılmaz, Mehmet")]  # fmt: skip
    found = []
    for seen in range(72):
        person, year = seen * 5 % 12, 1950 + 3 * (seen * 5 % 12)
        number = f"S{person}" if seen % 3 else ""
        born = f"{year}-0{1 + person % 8}-1{person % 9}" if seen % 4 else f"{year}-00-00"
        who = row(f"R{seen}", number, name=names[person % 4][seen % 2], born=born, known=MONTHS[seen // 2])
        found.append((("police", "prosecution")[seen % 2], who))
    return found


def _until(month: int, rows: Written) -> dict[str, list[dict[str, object]]]:
    numbers = {f"R{seen}" for seen in range(2 * month + 2)}
    partners = ("police", "prosecution")
    return {name: [one for partner, one in rows if partner == name and one["number"] in numbers] for name in partners}


def test_in_three_years_of_months_no_id_changes_without_an_entry(tmp_path: Path) -> None:
    rows, before, ledger = _rows_of_months(), dict[str, str](), open_ledger(tmp_path / "persons")
    told_then = {}
    for month in (8, 17, 26, 35):
        heard = ledger.size
        if month in (17, 26):  # people judge now and then
            one, other = before["R5"], before[f"R{month - 10}"]
            ledger.join(one, other, ByPerson("A. Clerk", MONTHS[month - 1], "fingerprints"))
        after = persons_of(tmp_path, **_until(month, rows))
        entries = [entry.judgement for entry in ledger.since(heard)]
        told = {entry.other: entry.person for entry in entries if entry.kind == JOINED}
        assert {number: after[number] for number in before} == {
            number: told.get(person, person) for number, person in before.items()
        }
        before = told_then[month] = after
    assert len(before) == 72
    for month, persons in told_then.items():  # and what was said of a month is said of it for ever
        assert persons_of(tmp_path, MONTHS[month], **_until(35, rows)) == persons


def test_rows_in_another_order_with_the_same_days_are_of_the_same_persons(tmp_path: Path) -> None:
    found = []
    for name, rows in (("there", _rows_of_months()), ("back", _rows_of_months()[::-1])):
        (tmp_path / name).mkdir()
        found.append(groups(persons_of(tmp_path / name, **_until(8, rows))))
    assert found[0] == found[1]
    assert len(found[0]) < 14  # of the 18 rows some were linked


def test_what_people_judge_outranks_the_model_from_that_day_on(tmp_path: Path) -> None:
    police = [row("P1", "S1", name="van Dijk, Bart", born="1974-02-14")]
    prosecution = [row("O1", "S2", name="van Dijk, Bart", born="1974-02-14")]
    found = persons_of(tmp_path, police=police, prosecution=prosecution)
    judged = schakel(
        "judge", "join", tmp_path / "persons", found["P1"], found["O1"], "--reason", "prints", "--on", "2022-01-01"
    )
    assert judged.exit_code == 0
    assert groups(persons_of(tmp_path, police=police, prosecution=prosecution)) == {frozenset({"P1", "O1"})}
    before = persons_of(tmp_path, date(2021, 12, 31), police=police, prosecution=prosecution)
    assert before == found
    shown = schakel("judge", "history", tmp_path / "persons", found["O1"], "--json")
    assert [one["kind"] for one in json.loads(shown.output)["entries"]] == ["created", "joined"]


def test_another_judgement_makes_another_edition(tmp_path: Path) -> None:
    """What people judged up to the day of an edition is part of its name; what machines did follows from deliveries."""
    workspace = Workspace.of(tmp_path, "persons-of-the-tests")
    ledger = Ledger(workspace.sealed(workspace.persons))
    police = [row("P1", "S1", name="van Dijk, Bart", born="1974-02-14")]
    prosecution = [row("O1", "S2", name="van Dijk, Bart", born="1974-02-14")]
    files = {"police": stored("police", police, tmp_path), "prosecution": stored("prosecution", prosecution, tmp_path)}
    one, other = link_persons(ALLIANCE, files, PROVIDER, ledger, DAY).rows["person"].to_pylist()
    ledger.join(one, other, ByPerson("somebody", DAY + timedelta(30), "fingerprints"))
    before, after = (persons_judged(ALLIANCE, workspace, DAY + timedelta(days)) for days in (29, 30))
    assert (before.num_rows, after.num_rows) == (0, 1)
    ledger.undo([2], ByPerson("somebody", DAY + timedelta(60), "the prints were of somebody else"))
    assert persons_judged(ALLIANCE, workspace, DAY + timedelta(60)).num_rows == 0
    ledger.join(one, other, ByPerson("somebody", DAY + timedelta(70), "for now", DAY + timedelta(80)))
    assert [persons_judged(ALLIANCE, workspace, DAY + timedelta(day)).num_rows for day in (69, 80, 81)] == [0, 1, 0]


LOOKED_AT = {
    "between the thresholds": ("Kovács, Eszter", "1981-11-30", "Kovacs, E", "1981-00-00"),
    "a famous name and 1 January": ("Ali, Mohamed", "1990-01-01", "Ali, Mohamed", "1990-01-01"),
}


@pytest.mark.parametrize("case", LOOKED_AT)
def test_what_a_machine_may_not_join_is_left_for_people(case: str, tmp_path: Path) -> None:
    one, born, other, also_born = LOOKED_AT[case]
    police, prosecution = [row("P1", name=one, born=born)], [row("O1", name=other, born=also_born)]
    crowd = [row(f"Q{number}", f"S{number}") for number in range(500)] if case == "between the thresholds" else []
    found = persons_of(tmp_path, police=[*police, *crowd], prosecution=prosecution)
    assert found["P1"] != found["O1"]
    asked = open_ledger(tmp_path / "persons").suggested()
    assert set(asked) == {tuple(sorted((found["P1"], found["O1"])))}


CONTRACT = "partners/helpline/contract.yaml"
MODEL = "model: persons\nattributes:\n  surname: {kind: name}\n  sex: {kind: code}\nthresholds: {join: 6, review: 0}\n"
COLUMN = """
      - name: called
        logicalType: string
        customProperties: [{property: person, value: surname}]
"""
WRONG = {
    "persons are linked nowhere": ("", COLUMN, "There is no person attribute `surname`."),
    "another attribute": (
        MODEL,
        COLUMN.replace("value: surname", "value: surnam").replace(
            "logicalType", "classification: personal\n        logicalType"
        ),
        "There is no person attribute `surnam`; did you mean `surname`?",
    ),
    "a name that messages could quote": (
        MODEL,
        COLUMN,
        "The column `called` identifies persons; give it the classification `personal`.",
    ),
    "an attribute in two columns": (
        MODEL,
        COLUMN.replace("surname", "sex") + COLUMN.replace("surname", "sex").replace("called", "seen"),
        "Two columns hold the `sex` of the person of a row; it has one.",
    ),
    "an attribute of an unknown kind": (
        MODEL.replace("kind: code", "kind: colour"),
        COLUMN.replace("surname", "sex"),
        "`attributes.sex.kind` is `colour`; it must be one of name, text, date, code, number, source.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_declared_wrongly_is_reported(case: str, tmp_path: Path) -> None:
    model, columns, sentence = WRONG[case]
    alliance = template(tmp_path)
    if model:
        (alliance / "linking").mkdir()
        (alliance / "linking/persons.yaml").write_text(model, "utf-8")
    with (alliance / CONTRACT).open("a", encoding="utf-8") as contract:
        contract.write(columns)
    assert any(fault.endswith(sentence) for fault in faults_of(alliance))

"""What rows say of persons is held in little room: a text that many rows have is there once."""

from dataclasses import replace
from pathlib import Path

import pytest
from named_persons import ALLIANCE, DAY, PROVIDER, row, stored

from schakel.identity import link_persons, open_ledger, person_records
from schakel.model.alliance import Engine
from schakel_base.errors import MemoryLimitError


def test_each_text_is_held_once(tmp_path: Path) -> None:
    rows = [row(f"P{number}", name=f"Kovács, {name}") for number in range(20) for name in ("Eszter", "Anna")]
    files = {"police": stored("police", rows, tmp_path), "prosecution": stored("prosecution", [], tmp_path)}
    assert ALLIANCE.persons is not None
    records = person_records(ALLIANCE, files, PROVIDER, ALLIANCE.persons)
    held = {name: records[name].combine_chunks().dictionary.to_pylist() for name in ("partner", "surname")}
    assert held == {"partner": ["police"], "surname": ["Kovács"]}
    assert records["given_name"].to_pylist() == ["Eszter", "Anna"] * 20


def test_rows_are_in_the_order_of_their_deliveries_and_those_with_one_key_have_names_of_their_own(
    tmp_path: Path,
) -> None:
    rows = [row("P1", name="Kovács, Eszter"), row("P2", name="Ali, Mohamed"), row("P1", name="Smit, Jan")]
    files = {"police": stored("police", rows, tmp_path), "prosecution": stored("prosecution", rows[1:2], tmp_path)}
    assert ALLIANCE.persons is not None
    records = person_records(ALLIANCE, files, PROVIDER, ALLIANCE.persons)
    assert records["surname"].to_pylist() == ["Kovács", "Ali", "Smit", "Ali"]
    names = ["police\x1fP1\x1f1", "police\x1fP2\x1f1", "police\x1fP1\x1f2", "prosecution\x1fP2\x1f1"]
    assert records["record"].to_pylist() == PROVIDER.pseudonyms("record", names)


def test_more_records_than_the_declared_memory_holds_are_refused_before_they_are_linked(tmp_path: Path) -> None:
    files = {name: stored(name, [row("P1", name="Smit, Jan")], tmp_path) for name in ALLIANCE.partners}
    tiny = replace(ALLIANCE, engine=Engine(memory=900))
    ledger = open_ledger(tmp_path / "persons")
    with pytest.raises(MemoryLimitError, match="linking 2 records of persons takes about"):
        link_persons(tiny, files, PROVIDER, ledger, DAY)
    assert ledger.size == 0

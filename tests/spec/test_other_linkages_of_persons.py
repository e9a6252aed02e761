"""Strict and loose linkage

A figure on persons is also counted under a strict and a loose linkage, which give some rows to another person.
"""

from pathlib import Path

import pytest
from named_persons import ALLIANCE, DAY, PROVIDER, Rows, row, stored

from schakel.identity import LOOSE, STRICT, KeyedHash, LinkedPersons, link_persons, open_ledger, other_linkages

MOHAMMED = row("P1", "S1", name="El Haddaoui, Mohammed", born="1990-05-17")
MUHAMMAD = row("O1", name="Haddaoui, Muhammad", born="1990-05-17")
ALSO_S1 = row("O2", "S1", name="Haddaoui, M.", born="1990-05-17")
ESZTER = row("O3", "S2", name="Kovács, Eszter", born="1984-11-02")


def linked(folder: Path, police: Rows, prosecution: Rows) -> LinkedPersons:
    files = {"police": stored("police", police, folder), "prosecution": stored("prosecution", prosecution, folder)}
    return link_persons(ALLIANCE, files, PROVIDER, open_ledger(folder / "persons"), DAY)


def units(found: LinkedPersons, suggested: list[tuple[str, str]], linkage: str) -> dict[tuple[str, int], int]:
    """The person unit of each row under another linkage, by partner and row."""
    usual = {
        (one["partner"], one["row"]): PROVIDER.numbers("person", [one["person"]])[0, 0]
        for one in found.rows.to_pylist()
    }
    changed = other_linkages(found, suggested, ALLIANCE, PROVIDER)[linkage].to_pylist()
    return usual | {(one["partner"], one["row"]): one["unit_id"] for one in changed}


def test_strictly_linked_are_rows_that_share_a_number_and_no_others(tmp_path: Path) -> None:
    found = linked(tmp_path, [MOHAMMED], [MUHAMMAD, ALSO_S1])
    assert len(set(found.rows["person"].to_pylist())) == 1
    strict = units(found, [], STRICT)
    assert strict["police", 1] == strict["prosecution", 2] != strict["prosecution", 1]


def test_loosely_linked_are_the_persons_of_every_pair_that_asks_for_a_judgement(tmp_path: Path) -> None:
    found = linked(tmp_path, [MOHAMMED], [ESZTER])
    first, second = found.rows["person"].to_pylist()
    assert len(set(units(found, [], LOOSE).values())) == 2
    assert len(set(units(found, [(first, second)], LOOSE).values())) == 1


@pytest.mark.parametrize("linkage", [STRICT, LOOSE])
def test_where_every_person_has_a_number_nothing_depends_on_the_threshold(linkage: str, tmp_path: Path) -> None:
    found = linked(tmp_path, [MOHAMMED], [ALSO_S1, ESZTER])
    assert other_linkages(found, [], ALLIANCE, KeyedHash(b"t" * 32))[linkage].num_rows == 0

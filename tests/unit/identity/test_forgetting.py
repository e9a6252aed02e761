"""A ledger forgets records: their entries keep their places and say nothing, and who is left stays who it was."""

from dataclasses import replace
from datetime import date

import pytest

from schakel.identity.who_is_who.forgetting import forget
from schakel.identity.who_is_who.judgements import (
    APART,
    ATTACHED,
    CONFIRMED,
    CREATED,
    DOUBTED,
    ERASED,
    JOINED,
    SUGGESTED,
    ByPerson,
    Judgement,
)
from schakel.identity.who_is_who.ledger import Ledger
from schakel.store.sealed import Seal, SealedFolder
from schakel.store.sealed_tables import read_table, write_table

DAY = date(2024, 1, 1)
BY = ByPerson("Reviewer", DAY, "Zwanenburg is one person")


def given(kind, person, record):
    return Judgement(kind, DAY, "model", "by the model", person, record)


@pytest.fixture
def folder(tmp_path):
    """Three persons: A with two records, B with one, C with one that stands for B as well."""
    folder = SealedFolder(tmp_path / "ledger", Seal(bytes(32)))
    ledger = Ledger(folder)
    ledger.append([given(CREATED, "A", "a1"), given(ATTACHED, "A", "a2"), given(CREATED, "B", "b1")])
    ledger.append([given(CREATED, "C", "c1"), Judgement(SUGGESTED, DAY, "model", "a pair", "A", other="B", weight=3.0)])
    ledger.join("C", "B", BY)
    ledger.keep_apart("A", "C", BY)
    ledger.append([BY.judgement(CONFIRMED, record="a1", other="a2")])
    return folder


def kinds(folder):
    return [entry.judgement.kind for entry in Ledger(folder).entries()]


def test_a_record_goes_and_its_person_stays_with_the_other(folder):
    assert forget(folder, {"a1"}) == 2
    ledger = Ledger(folder)
    assert ledger.persons().of_record == {"a2": "A", "b1": "C", "c1": "C"}
    assert kinds(folder) == [ERASED, ATTACHED, CREATED, CREATED, SUGGESTED, JOINED, APART, ERASED]


def test_with_the_last_record_goes_what_was_judged_of_its_person(folder):
    forget(folder, {"a1", "a2"})
    assert Ledger(folder).persons().of_record == {"b1": "C", "c1": "C"}
    assert kinds(folder) == [ERASED, ERASED, CREATED, CREATED, ERASED, JOINED, ERASED, ERASED]


def test_a_person_that_stands_for_another_stays_for_that_one(folder):
    forget(folder, {"c1"})
    assert Ledger(folder).persons().of_record == {"a1": "A", "a2": "A", "b1": "C"}


def test_an_erased_entry_says_nothing_and_has_its_number_and_day(folder):
    forget(folder, {"a1", "a2"})
    entry = Ledger(folder).entries()[6]
    assert entry.number == 6
    assert entry.judgement == Judgement(ERASED, DAY, "Reviewer", "")


@pytest.mark.parametrize(("record", "left"), [("a1", ""), ("b1", ""), ("d1", "one two")])
def test_digests_of_what_was_compared_go_with_any_record_of_the_two(folder, record, left):
    ledger = Ledger(folder)
    ledger.append([given(CREATED, "D", "d1"), given(ATTACHED, "D", "d2")])
    ledger.append([replace(BY, seen="one two").judgement(DOUBTED, "A", other="C")])
    forget(folder, {record})
    assert [one.judgement.seen for one in ledger.judged(DOUBTED)] == [left]


def test_forgetting_again_changes_nothing_and_later_entries_count_on(folder):
    forget(folder, {"a1"})
    assert forget(folder, {"a1"}) == 0
    Ledger(folder).append([given(CREATED, "D", "a1")])
    assert Ledger(folder).size == 9 and Ledger(folder).persons().of_record["a1"] == "D"


def test_entries_of_an_earlier_version_are_forgotten_too(folder):
    old = folder / "000000000000.parquet"
    table = read_table(old).drop_columns(["until"])
    old.path.unlink()
    write_table(table, old)
    assert forget(folder, {"a1"}) == 2
    assert Ledger(folder).persons().of_record == {"a2": "A", "b1": "C", "c1": "C"}

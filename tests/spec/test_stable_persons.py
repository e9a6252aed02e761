"""Person ids are stable

An id never changes silently: deliveries attach records, persons join and split, and every change is kept.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command_line import schakel
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from linkage_sets import SETS

from schakel.identity import CREATED, JOINED, SPLIT, Assigned, ByPerson, Judgement, Ledger, assign
from schakel_base.errors import RequestError
from schakel_linkage import LinkModel, agreement, read_model, read_records
from schakel_linkage.linking import Pool

DAY = date(2026, 1, 1)
LATER = date(2026, 2, 1)


@pytest.fixture(scope="module")
def model() -> LinkModel:
    return read_model(SETS / "febrl.yaml")


@pytest.fixture(scope="module")
def table(model: LinkModel) -> pa.Table:
    return read_records(SETS / "febrl_1.csv", model)


def groups(persons: dict[str, str]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for record, person in persons.items():
        found.setdefault(person, set()).add(record)
    return {frozenset(group) for group in found.values()}


def test_every_month_brings_records_and_no_id_changes(table: pa.Table, model: LinkModel, tmp_path: Path) -> None:
    ledger, pool, before = Ledger(tmp_path), Pool.empty(), dict[str, str]()
    for month in range(12):
        part = table.take(pa.array(range(month, table.num_rows, 12)))
        pool, found = assign(part, model, pool, ledger, DAY + timedelta(days=30 * month))
        assert found.created + found.attached == part.num_rows
        after = dict(ledger.persons().of_record)
        assert {record: after[record] for record in before} == before
        before = after
    truth = pa.array([name.split("-")[1] for name in before]).dictionary_encode().indices.to_numpy()
    person = pa.array(list(before.values())).dictionary_encode().indices.to_numpy()
    assert agreement(person, truth).f1 > 0.995
    first = ledger.persons(DAY).of_record
    assert len(first) == 84
    assert first == {record: before[record] for record in first}


@examples(3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_deliveries_in_another_order_with_the_same_days_give_the_same_persons(
    table: pa.Table, model: LinkModel, tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    deliveries = [(DAY + timedelta(days=part // 2), table.slice(part * 50, 50)) for part in range(8)]
    found = []
    for _ in range(2):
        ledger = Ledger(tmp_path_factory.mktemp("ledger"))
        pool = Pool.empty()
        for day in sorted({day for day, _ in deliveries}):
            together = pa.concat_tables([rows for known, rows in deliveries if known == day])
            pool, _ = assign(together, model, pool, ledger, day)
        found.append(groups(dict(ledger.persons().of_record)))
        random.shuffle(deliveries)
    assert found[0] == found[1]


def started(table: pa.Table, model: LinkModel, folder: Path) -> tuple[Ledger, Pool]:
    ledger = Ledger(folder)
    pool, _ = assign(table.slice(0, 200), model, Pool.empty(), ledger, DAY)
    return ledger, pool


def test_a_join_a_split_and_an_undo_are_entries_and_every_earlier_answer_stays(
    table: pa.Table, model: LinkModel, tmp_path: Path
) -> None:
    ledger, _ = started(table, model, tmp_path)
    as_it_was = dict(ledger.persons().of_record)
    (first, one), *_, (second, other) = as_it_was.items()
    ledger.join(one, other, ByPerson("A. Clerk", LATER, "fingerprints"))
    assert ledger.persons().of_record[second] == one
    assert ledger.persons().resolve(other) == one
    made = ledger.split(one, [second], ByPerson("A. Clerk", LATER, "an error"))
    assert ledger.persons().of_record[second] == made
    assert ledger.persons().of_record[first] == one
    number = next(entry.number for entry in ledger.entries() if entry.judgement.kind == JOINED)
    ledger.undo([number], ByPerson("B. Clerk", LATER + timedelta(days=1), "other fingerprints"))
    assert ledger.persons(DAY).of_record == as_it_was
    assert ledger.persons(LATER).resolve(other) == one
    assert ledger.persons().resolve(other) == other
    assert [entry.judgement.kind for entry in ledger.entries()[-3:]] == [JOINED, SPLIT, "undone"]
    assert [entry.judgement.kind for entry in ledger.judged_of((JOINED, SPLIT))] == [SPLIT], "the other was undone"


def test_what_a_person_separated_a_model_does_not_join_again(table: pa.Table, model: LinkModel, tmp_path: Path) -> None:
    ledger, pool = started(table, model, tmp_path)
    persons = dict(ledger.persons().of_record)
    together = next(sorted(group) for group in groups(persons) if len(group) == 2)
    made = ledger.split(persons[together[0]], [together[1]], ByPerson("A. Clerk", LATER, "two persons of one name"))
    assign(table.slice(200, 200), model, pool, ledger, LATER)
    assert ledger.persons().of_record[together[0]] == persons[together[0]]
    assert ledger.persons().of_record[together[1]] == made


def test_two_existing_persons_are_not_joined_by_a_model_but_suggested(model: LinkModel, tmp_path: Path) -> None:
    rows = [
        ("a", "mitchell", "green", "19560409", "7", "wallaby place", "delmar", "2119", ""),
        ("b", "mitchel", "grene", "19560409", "7", "wallaby place", "delmar", "2119", ""),
    ]
    names = ("rec_id", "given_name", "surname", "date_of_birth", "street_number", "address_1", "suburb", "postcode")
    table = pa.table({name: [row[place] for row in rows] for place, name in enumerate((*names, "soc_sec_id"))})
    ledger, pool = Ledger(tmp_path), Pool.empty()
    pool, found = assign(table, model, pool, ledger, DAY)
    assert found == Assigned(1, 1, 0)
    person = ledger.persons().of_record["a"]
    ledger.split(person, ["b"], ByPerson("A. Clerk", DAY, "brothers"))
    third = table.slice(0, 1).set_column(0, "rec_id", pa.array(["c"]))
    _, found = assign(third, model, pool, ledger, LATER)
    assert found == Assigned(0, 1, 1)
    persons = ledger.persons().of_record
    assert persons["a"] == person != persons["b"]
    assert persons["c"] in (persons["a"], persons["b"])


def test_what_cannot_be_judged_is_refused_in_one_sentence(table: pa.Table, model: LinkModel, tmp_path: Path) -> None:
    ledger, pool = started(table, model, tmp_path)
    person = ledger.persons().of_record["rec-223-org"]
    with pytest.raises(RequestError, match="there is no person nobody"):
        ledger.join(person, "nobody", ByPerson("A. Clerk", LATER, "why"))
    with pytest.raises(RequestError, match="give a reason for your judgement"):
        ByPerson("A. Clerk", LATER, " ")
    with pytest.raises(RequestError, match="is not a judgement by a person"):
        ledger.undo([0], ByPerson("A. Clerk", LATER, "why"))
    with pytest.raises(RequestError, match="judgements cannot be dated before that"):
        assign(table.slice(200, 10), model, pool, ledger, DAY - timedelta(days=1))
    with pytest.raises(RequestError, match="already has a person"):
        assign(table.slice(0, 10), model, pool, ledger, LATER)


def test_a_judgement_ends_after_its_last_day_and_earlier_answers_stay(
    table: pa.Table, model: LinkModel, tmp_path: Path
) -> None:
    ledger, pool = started(table, model, tmp_path)
    persons = dict(ledger.persons().of_record)
    one, other, third, *_ = dict.fromkeys(persons.values())
    until = LATER + timedelta(days=9)
    ledger.join(one, other, ByPerson("A. Clerk", LATER, "until the prints are read", until))
    ledger.keep_apart(one, third, ByPerson("A. Clerk", LATER, "until the prints are read", until))
    for day, person in ((DAY, other), (LATER, one), (until, one), (until + timedelta(days=1), other)):
        assert ledger.persons(day).resolve(other) == person
    with pytest.raises(RequestError, match="held until 2026-02-10; there is nothing to undo"):
        ledger.undo([ledger.size - 2], ByPerson("A. Clerk", until + timedelta(days=1), "read"))
    _, found = assign(table.slice(200, 200), model, pool, ledger, until + timedelta(days=1))
    assert found.created + found.attached == 200
    after = ledger.persons().of_record
    assert {record: after[record] for record in persons} == persons
    assert ledger.persons(until).resolve(other) == one
    ledger.join(other, one, ByPerson("B. Clerk", until + timedelta(days=2), "one face"))
    assert ledger.persons().resolve(one) == other


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False)])
def test_a_judgement_holds_for_a_day_at_least(days: int, refused: bool) -> None:
    if refused:
        with pytest.raises(RequestError, match="cannot hold until 2026-01-31, which is earlier"):
            ByPerson("A. Clerk", LATER, "why", LATER + timedelta(days=days))
    else:
        assert ByPerson("A. Clerk", LATER, "why", LATER + timedelta(days=days)).until == LATER


def test_a_ledger_from_before_judgements_ended_or_named_models_is_read_and_another_layout_is_refused(
    tmp_path: Path,
) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([Judgement(CREATED, DAY, "a model", "new", "p1", "r1")])
    [file] = tmp_path.glob("*.parquet")
    older = pq.read_table(file).drop_columns(["until", "model", "seen"])
    pq.write_table(older, file)
    assert ledger.persons().of_record == {"r1": "p1"}
    assert [(one.judgement.until, one.judgement.model) for one in ledger.entries()] == [(None, "")]
    for table in (older.append_column("sealed_by", older["by"]), older.drop_columns(["reason"])):
        pq.write_table(table, file)
        with pytest.raises(RequestError, match="was written by another version of Schakel"):
            ledger.persons()


def test_the_commands_deliver_judge_and_look_back(tmp_path: Path) -> None:
    lines = (SETS / "febrl_1.csv").read_text("utf-8").splitlines(keepends=True)
    ledger, model, first = str(tmp_path / "ledger"), str(SETS / "febrl.yaml"), tmp_path / "first.csv"
    first.write_text("".join(lines[:101]), encoding="utf-8")

    def said(*arguments: str) -> dict[str, Any]:
        done = schakel(*arguments, "--json")
        assert done.exit_code == 0, done.output
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    found = said("link", str(first), "--model", model, "--ledger", ledger, "--on", "2026-01-01")
    assert found["created"] + found["attached"] == 100
    one, other = list(dict.fromkeys(found["person"].values()))[:2]
    said("judge", "join", ledger, one, other, "--reason", "seen", "--on", "2026-02-01")
    assert other not in said("judge", "persons", ledger)["person"].values()
    assert other in said("judge", "persons", ledger, "--as-of", "2026-01-31")["person"].values()
    assert len(said("judge", "history", ledger, other)["entries"]) >= 2
    assert said("judge", "suggestions", ledger)["suggestions"] == []
    third = list(dict.fromkeys(found["person"].values()))[2]
    said("judge", "join", ledger, one, third, "--reason", "seen", "--on", "2026-02-02", "--until", "2026-03-01")
    for day, joined in (("2026-03-01", True), ("2026-03-02", False)):
        known = said("judge", "persons", ledger, "--as-of", day)["person"].values()
        assert (third not in known) == joined
    assert said("judge", "history", ledger, third)["entries"][-1]["until"] == "2026-03-01"
    assert " until 2026-03-01 " in schakel("judge", "history", ledger, third).stdout

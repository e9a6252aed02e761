"""A re-link, whatever was delivered and judged before: what changes follows from the model alone, and is an entry."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from named_persons import groups
from three_attributes import DAY, model, records

from schakel.identity.who_is_who.assigning import assign
from schakel.identity.who_is_who.judgements import ByPerson
from schakel.identity.who_is_who.ledger import Ledger
from schakel.identity.who_is_who.relinking import relink
from schakel_base.errors import RequestError
from schakel_linkage import LinkModel
from schakel_linkage.linking.pool import Pool

MODELS = st.sampled_from([model("ab", 1), model("ab", 2), model("bc", 1), model("abc", 2)])
VALUES = st.tuples(*[st.sampled_from("123.")] * 3).map(" ".join)
DELIVERIES = st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=3)
JUDGED = st.lists(
    st.tuples(st.sampled_from(["join", "apart", "split"]), st.integers(0, 9), st.integers(0, 9)), max_size=3
)
Deliveries = list[list[str]]


def tables(deliveries: Deliveries) -> list[pa.Table]:
    return [
        records(*(f"r{day}{place}: {values}" for place, values in enumerate(lines)))
        for day, lines in enumerate(deliveries)
    ]


def linked(folder: Path, by: LinkModel, deliveries: Deliveries) -> Ledger:
    ledger, pool = Ledger(folder), Pool.empty()
    for number, table in enumerate(tables(deliveries)):
        pool, _ = assign(table, by, pool, ledger, DAY + timedelta(number))
    return ledger


def judge(ledger: Ledger, judged: list[tuple[str, int, int]]) -> date:
    """Enter what can be entered; return the last day."""
    day = ledger.last_day
    for kind, one, other in judged:
        day += timedelta(1)
        who = sorted(ledger.persons(day).of_record.items())
        (record, first), (_, second) = who[one % len(who)], who[other % len(who)]
        by = ByPerson("A. Clerk", day, "seen")
        try:
            if kind == "split":
                ledger.split(first, [record], by)
            else:
                (ledger.join if kind == "join" else ledger.keep_apart)(first, second, by)
        except RequestError:
            continue
    return day


@examples(5)
@given(MODELS, DELIVERIES, JUDGED)
def test_the_same_model_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, by: LinkModel, deliveries: Deliveries, judged: list[tuple[str, int, int]]
) -> None:
    ledger = linked(tmp_path_factory.mktemp("ledger"), by, deliveries)
    day, table = judge(ledger, judged), pa.concat_tables(tables(deliveries))
    before, asked = dict(ledger.persons().of_record), set(ledger.suggested())
    found = relink(table, by, ledger, day)
    assert (found.changes.records_changed, found.changes.same) == (0, found.changes.persons)
    ledger.append_table(found.judgements(table, ByPerson("A. Clerk", day, "once more")))
    assert ledger.persons().of_record == before
    if not any(kind == "split" for kind, *_ in judged):  # of the parts of a person people are asked one by one
        assert set(ledger.suggested()) == asked


@examples(5)
@given(MODELS, MODELS, DELIVERIES)
def test_another_model_gives_whom_it_would_have_given_from_the_first_day(
    tmp_path_factory: pytest.TempPathFactory, old: LinkModel, new: LinkModel, deliveries: Deliveries
) -> None:
    ledger, table = linked(tmp_path_factory.mktemp("ledger"), old, deliveries), pa.concat_tables(tables(deliveries))
    found = relink(table, new, ledger, ledger.last_day)
    ledger.append_table(found.judgements(table, ByPerson("A. Clerk", ledger.last_day, "a better model")))
    fresh = linked(tmp_path_factory.mktemp("fresh"), new, deliveries)
    assert groups(ledger.persons().of_record) == groups(fresh.persons().of_record)
    assert len(ledger.suggested()) == len(fresh.suggested())


@examples(5)
@given(MODELS, MODELS, DELIVERIES, JUDGED)
def test_no_id_changes_without_an_entry_and_an_undo_gives_back_what_was(
    tmp_path_factory: pytest.TempPathFactory, old: LinkModel, new: LinkModel, deliveries: Deliveries,
    judged: list[tuple[str, int, int]],
) -> None:  # fmt: skip
    ledger, table = linked(tmp_path_factory.mktemp("ledger"), old, deliveries), pa.concat_tables(tables(deliveries))
    last, asked = judge(ledger, judged), ledger.suggested()
    before, first, day = dict(ledger.persons().of_record), ledger.size, last + timedelta(1)
    found = relink(table, new, ledger, day)
    ledger.append_table(found.judgements(table, ByPerson("A. Clerk", day, "a better model")))
    after = ledger.persons()
    entries = [entry.judgement for entry in ledger.since(first)]
    moved = {one.record: one.person for one in entries if one.kind == "moved"}
    retired = {one.other: one.person for one in entries if one.kind == "retired"}
    for record, person in before.items():
        assert after.of_record[record] == moved.get(record, retired.get(person, person))
        assert after.resolve(person) in {*after.of_record.values()}
    assert ledger.persons(last).of_record == before
    for kind, one, other in ((entry.judgement.kind, entry.judgement.person, entry.judgement.other)
                             for entry in [*ledger.judged("apart"), *ledger.judged("joined")]):  # fmt: skip
        assert (after.resolve(one) == after.resolve(other)) == (kind == "joined")
    ledger.undo([first], ByPerson("A. Clerk", day, "not better after all"))
    assert (ledger.persons().of_record, ledger.suggested()) == (before, asked)

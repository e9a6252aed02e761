"""Another linkage model

All records are linked again when somebody orders it, and every changed id is an entry.

Records and models are those of `three_attributes.py`: `name: a b c`, and a model that looks at some of these and joins
records that agree in so many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from named_persons import groups
from three_attributes import DAY, model, records

from schakel.identity import ByPerson, Judgement, Ledger, Overlaps, Relink, assign, keep_ids, relink
from schakel_base.errors import RequestError
from schakel_linkage import LinkModel
from schakel_linkage.linking import Pool

LATER = date(2026, 6, 1)


def linked(folder: Path, by: LinkModel, *deliveries: Sequence[str]) -> Ledger:
    """The ledger of deliveries, one a day."""
    ledger, pool = Ledger(folder), Pool.empty()
    for number, lines in enumerate(deliveries):
        pool, _ = assign(records(*lines), by, pool, ledger, DAY + timedelta(number))
    return ledger


def entered(ledger: Ledger, table: pa.Table, by: LinkModel, day: date = LATER) -> Relink:
    """Link all again, and enter it."""
    found = relink(table, by, ledger, day)
    ledger.append_table(found.judgements(table, ByPerson("A. Clerk", day, "a better model")), after=found.entries)
    return found


def who(ledger: Ledger, day: date | None = None) -> dict[str, str]:
    return dict(ledger.persons(day).of_record)


def written(persons: Mapping[str, str]) -> str:
    return " ".join(sorted("+".join(sorted(group)) for group in groups(dict(persons))))


LOOSE, STRICT = model("ab", 1), model("ab", 2)
EXAMPLES = {
    "a stricter model takes apart": (
        LOOSE, STRICT, (["r1: p 1 .", "r2: p 2 .", "r3: p 2 ."],), "r1+r2+r3", "r1 r2+r3", {"split": 1, "made": 1},
    ),
    "a looser one joins": (
        STRICT, LOOSE, (["r1: p 1 .", "r2: p 2 ."],), "r1 r2", "r1+r2", {"joined": 1, "larger": 1},
    ),
    "one that looks at something else moves a record from one person to another": (
        model("ab", 1), model("cb", 1), (["r1: p . .", "r2: . . 7"], ["r3: p . 7"]), "r1+r3 r2", "r1 r2+r3",
        {"split": 1, "larger": 1, "made": 0, "records_changed": 1},
    ),
    "two who were there already are not joined by any model; people are asked": (
        STRICT, LOOSE, (["r1: p . ."], ["r2: . 1 ."], ["r3: p 1 ."]), "r1 r2 r3", "r1+r3 r2",
        {"same": 1, "joined": 1, "asked_after": 1},
    ),
    "the same model changes nothing": (
        LOOSE, LOOSE, (["r1: p . .", "r2: . 1 ."], ["r3: p 1 ."]), "r1+r3 r2", "r1+r3 r2",
        {"same": 2, "records_changed": 0, "asked": 1, "asked_after": 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES)
def test_who_is_who_by_another_model(example: str, tmp_path: Path) -> None:
    old, new, deliveries, before, after, changes = EXAMPLES[example]
    ledger, table = linked(tmp_path, old, *deliveries), records(*(line for lines in deliveries for line in lines))
    first = who(ledger)
    assert written(first) == before
    found = entered(ledger, table, new)
    assert written(who(ledger)) == after
    assert {name: getattr(found.changes, name) for name in changes} == changes
    assert who(ledger, LATER - timedelta(1)) == first
    assert found.changes.asked_after == len(ledger.suggested())


def test_the_id_stays_where_most_records_are_and_a_retired_one_leads_there(tmp_path: Path) -> None:
    lines = ["r1: p 1 .", "r2: p 2 .", "r3: p 2 .", "r4: q 3 .", "r5: q 2 ."]
    ledger = linked(tmp_path, model("a", 1), lines)
    before = who(ledger)
    assert written(before) == "r1+r2+r3 r4+r5"
    entered(ledger, records(*lines), model("b", 1))
    after = who(ledger)
    assert written(after) == "r1 r2+r3+r5 r4"
    assert after["r2"] == before["r2"]  # two of its three records
    assert after["r4"] == before["r4"]  # one of its two, and the other went to who has more
    assert after["r1"] not in before.values()
    entered(ledger, records(*lines), model("a", 1), LATER + timedelta(1))
    assert who(ledger) == before
    assert ledger.persons().resolve(after["r1"]) == before["r1"]
    for one, other in ((before, after), (after, before)):
        gone = set(one.values()) - set(other.values())
        assert all(ledger.persons().resolve(person) in who(ledger).values() for person in gone)


def test_every_id_that_changes_has_an_entry_that_says_who_ordered_it_and_why(tmp_path: Path) -> None:
    lines = ["r1: p 1 .", "r2: p 2 .", "r3: p 2 .", "r4: q 3 .", "r5: q 2 ."]
    ledger = linked(tmp_path, model("a", 1), lines)
    before, first = who(ledger), ledger.size
    entered(ledger, records(*lines), model("b", 1))
    after, entries = who(ledger), [entry.judgement for entry in ledger.since(first)]
    assert (entries[0].kind, entries[0].by) == ("relinked", "A. Clerk")
    assert entries[0].reason == "a better model (by model hand of 2026-01-01)"
    told = {one.record: (one.other, one.person) for one in entries if one.kind == "moved"}
    told |= {r: (p, after[r]) for one in entries if one.kind == "retired" for r, p in before.items() if p == one.other}
    assert told == {record: (before[record], after[record]) for record in before if before[record] != after[record]}
    assert {one.reason for one in entries[1:] if one.kind != "suggested"} == {
        f"re-link {first}, ordered by A. Clerk: a better model"
    }


def test_whom_people_judged_keeps_all_records_and_is_not_asked_about_again(tmp_path: Path) -> None:
    lines = ["r1: p 1 .", "r2: p 2 .", "r3: q 3 .", "r4: q 4 .", "r5: z 5 .", "r6: w 6 ."]
    ledger, table, by = linked(tmp_path, LOOSE, lines), records(*lines), ByPerson("A. Clerk", DAY, "seen")
    assert written(who(ledger)) == "r1+r2 r3+r4 r5 r6"
    made = ledger.split(who(ledger)["r1"], ["r2"], by)
    ledger.join(who(ledger)["r5"], who(ledger)["r6"], by)
    judged = who(ledger)
    found = entered(ledger, table, LOOSE)
    assert (who(ledger), found.changes.judged, ledger.suggested()) == (judged, 3, {})
    assert judged["r2"] == made
    found = entered(ledger, table, STRICT)
    assert written(who(ledger)) == "r1 r2 r3 r4 r5+r6"
    joined = next(entry.number for entry in ledger.entries() if entry.judgement.kind == "joined")
    ledger.undo([joined], ByPerson("A. Clerk", LATER, "not seen after all"))
    assert written(who(ledger)) == "r1 r2 r3 r4 r5 r6"


def test_a_judgement_that_ended_or_was_undone_binds_no_more(tmp_path: Path) -> None:
    lines = ["r1: p 1 .", "r2: p 2 .", "r3: q 3 .", "r4: w 4 ."]
    ledger, table, until = linked(tmp_path, STRICT, lines), records(*lines), LATER - timedelta(1)
    one, other, third, fourth = (who(ledger)[record] for record in ("r1", "r2", "r3", "r4"))
    ledger.keep_apart(one, other, ByPerson("A. Clerk", DAY, "until the prints are read", until))
    ledger.join(third, fourth, ByPerson("A. Clerk", DAY, "seen"))
    ledger.undo([ledger.size - 1], ByPerson("A. Clerk", DAY, "not seen after all"))
    assert relink(table, LOOSE, ledger, until).changes.judged == 2
    found = entered(ledger, table, LOOSE)
    assert (found.changes.judged, written(who(ledger))) == (0, "r1+r2 r3 r4")


def test_a_re_link_is_undone_as_one_and_what_came_since_stays_with_its_person(tmp_path: Path) -> None:
    lines = ["r1: p 1 .", "r2: p 2 ."]
    ledger = linked(tmp_path, LOOSE, lines)
    before, first = who(ledger), ledger.size
    found = entered(ledger, records(*lines), STRICT)
    pool = found.pool(found.judgements(records(*lines), ByPerson("A. Clerk", LATER, "a better model")))
    assert (pool.entries, len(found.asked), len(ledger.suggested())) == (ledger.size, 1, 1)
    assign(records("r3: p 2 ."), STRICT, pool, ledger, LATER)
    assert written(who(ledger)) == "r1 r2+r3"
    split_off = who(ledger)["r3"]
    with pytest.raises(RequestError, match=f"entry {first + 1} is part of a re-link; undo that"):
        ledger.undo([first + 1], ByPerson("B. Clerk", LATER, "no"))
    assert ledger.undo([first], ByPerson("B. Clerk", LATER, "no")) == 3
    assert who(ledger) == {**before, "r3": split_off}
    assert set(ledger.suggested()) == {tuple(sorted((before["r1"], split_off)))}  # as the last delivery asks
    with pytest.raises(RequestError, match=f"entry {first} is already undone"):
        ledger.undo([first], ByPerson("B. Clerk", LATER, "no"))


def test_what_cannot_be_linked_anew_is_refused_in_one_sentence(tmp_path: Path) -> None:
    table = records("r1: p 1 .")
    with pytest.raises(RequestError, match="the ledger knows no records yet; there is nothing to link again"):
        relink(table, LOOSE, Ledger(tmp_path / "empty"), LATER)
    ledger = linked(tmp_path / "ledger", LOOSE, ["r1: p 1 ."])
    with pytest.raises(RequestError, match="none of the records in the ledger exists any more"):
        relink(records("r2: p 1 ."), LOOSE, ledger, LATER)
    with pytest.raises(RequestError, match="judgements cannot be dated before that"):
        relink(table, LOOSE, ledger, DAY - timedelta(1))
    with pytest.raises(RequestError, match="The model has no weights"):
        relink(table, replace(LOOSE, trained=None), ledger, LATER)
    found = relink(table, LOOSE, ledger, LATER)
    ledger.append([Judgement("suggested", LATER, "somebody", "meanwhile", "p", other="q")])
    with pytest.raises(RequestError, match="somebody else added to the ledger in the meantime; try again"):
        ledger.append_table(found.judgements(table, ByPerson("A. Clerk", LATER, "why")), after=found.entries)


def test_a_record_that_is_no_longer_there_stays_with_its_person(tmp_path: Path) -> None:
    lines = ["r1: p 1 .", "r2: p 2 .", "r3: p 2 ."]
    ledger = linked(tmp_path, LOOSE, lines)
    before = who(ledger)
    found = entered(ledger, records(*lines[1:]), STRICT)
    assert (found.absent, found.changes.records_changed, who(ledger)) == (1, 0, before)


@pytest.mark.parametrize(
    ("old", "new", "ages", "expected"),
    [
        ([0, 0, 1, 1], [0, 0, 1, 1], [5, 3], [0, 1]),
        ([0, 0, 1], [0, 0, 0], [5, 3], [0]),  # the larger overlap
        ([0, 1], [0, 0], [5, 3], [1]),  # the elder id
        ([0, 0, 1, 1], [0, 1, 0, 1], [5, 3], [1, 0]),  # the elder id, with the elder record of those
        ([0, 0, 0, 1], [0, 0, 1, 1], [5, 3], [0, 1]),  # 1 goes on where 0 does not
    ],
)
def test_ids_go_on_by_overlap_then_age(old: list[int], new: list[int], ages: list[int], expected: list[int]) -> None:
    overlaps = Overlaps.of(np.array(old, np.int32), np.array(new, np.int32))
    found = keep_ids(overlaps, 0, max(old) + 1, max(new) + 1, lambda persons: np.array(ages)[persons])
    assert found.of_new.tolist() == expected

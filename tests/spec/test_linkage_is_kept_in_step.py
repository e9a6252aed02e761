"""A linkage survives a crash

The ledger and the pool are encrypted and change together or not at all. What does not fit is refused.
"""

import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from forked import run_forked
from linkage_sets import SETS

from schakel.identity import ByPerson, Kept, Ledger, assign, proposed
from schakel.identity.who_is_who import kept
from schakel_base.errors import RequestError, ZoneError
from schakel_linkage import LinkModel, read_model, read_records
from schakel_linkage.link_model.declared import Thresholds
from schakel_linkage.linking import Pool, blocking, pool

DAY, LATER, LAST = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def febrl() -> tuple[pa.Table, LinkModel]:
    model = read_model(SETS / "febrl.yaml")
    return read_records(SETS / "febrl_1.csv", model), model


def deliver(folder: Path, table: pa.Table, model: LinkModel, day: date) -> str:
    """Link a delivery as the command does; return what is worth saying."""
    linkage = Kept.of(folder)
    pool, note = linkage.pool(model, day)
    part, judgements, _ = proposed(table, model, pool, linkage.ledger, day)
    linkage.keep(pool, part, judgements)
    return note


def groups(ledger: Ledger) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for record, person in ledger.persons().of_record.items():
        found.setdefault(person, set()).add(record)
    return {frozenset(group) for group in found.values()}


def people_judge_and_think_again(ledger: Ledger) -> None:
    """Join two persons and take it back: everybody is who they were, and the ledger has other entries."""
    one, other, *_ = dict.fromkeys(ledger.persons().of_record.values())
    ledger.join(one, other, ByPerson("A. Clerk", DAY, "fingerprints"))
    ledger.undo([ledger.size - 1], ByPerson("A. Clerk", DAY, "the wrong file"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    table, model = febrl()
    folder = tmp_path_factory.mktemp("made") / "linkage"
    deliver(folder, table.slice(0, 200), model, DAY)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "linkage"))


def in_memory(folder: Path, *deliveries: tuple[pa.Table, date]) -> set[frozenset[str]]:
    """What the same deliveries give without anything kept beside the ledger."""
    _, model = febrl()
    ledger, pool = Ledger(folder), Pool.empty()
    for table, day in deliveries:
        pool, _ = assign(table, model, pool, ledger, day)
    return groups(ledger)


def test_what_is_kept_gives_what_is_linked_in_memory_also_after_people_judged(folder: Path, tmp_path: Path) -> None:
    table, model = febrl()
    deliver(folder, table.slice(200, 300), model, LATER)
    linkage = Kept.of(folder)
    expected = in_memory(tmp_path / "memory", (table.slice(0, 200), DAY), (table.slice(200, 300), LATER))
    assert groups(linkage.ledger) == expected
    one, other, *_ = dict.fromkeys(linkage.ledger.persons().of_record.values())
    linkage.ledger.join(one, other, ByPerson("A. Clerk", LATER, "fingerprints"))
    deliver(folder, table.slice(500, 100), model, LAST)
    assert other not in linkage.ledger.persons().of_record.values()
    assert linkage.pool(model, LAST)[0].entries == linkage.ledger.size


def test_a_delivery_adds_to_what_is_kept_and_leaves_the_rest_until_there_are_many_files(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_FILES", 3)
    table, model = febrl()
    first, days = (folder / "pool.sealed").read_bytes(), [(table.slice(0, 200), DAY)]
    for month, files in enumerate((2, 3, 1, 2), start=1):
        part = table.slice(100 + 100 * month, 100)
        days.append((part, date(2026, 1 + month, 1)))
        deliver(folder, part, model, days[-1][1])
        assert len(list(folder.glob("pool*.sealed"))) == files
        assert ((folder / "pool.sealed").read_bytes() == first) == (month < 3)
    assert groups(Kept.of(folder).ledger) == in_memory(tmp_path / "memory", *days)


def deliver_and_crash(killed: str, folder: str) -> None:
    """Deliver, and end the process before or after the ledger is written, the pool not being in its place yet."""
    append = Ledger.append_table

    def crash(ledger: Ledger, judgements: pa.Table, after: int | None = None) -> None:
        if killed == "after":
            append(ledger, judgements, after)
        os._exit(9)

    Ledger.append_table = crash
    table, model = febrl()
    deliver(Path(folder), table.slice(200, 100), model, LATER)


@pytest.mark.parametrize("judged", [False, True], ids=["a part", "all anew, after people judged"])
@pytest.mark.parametrize("killed", ["before", "after"])
def test_a_crash_between_ledger_and_pool_leaves_both_or_neither(
    killed: str, judged: bool, folder: Path, tmp_path: Path
) -> None:
    table, model = febrl()
    deliver(folder, table.slice(400, 50), model, DAY)
    if judged:
        people_judge_and_think_again(Kept.of(folder).ledger)
    before = Kept.of(folder).ledger.size
    assert run_forked(deliver_and_crash, killed, str(folder)).returncode == 9
    assert (folder / "pool.draft").exists()
    assert (Kept.of(folder).ledger.size > before) == (killed == "after")
    if killed == "after":
        with pytest.raises(RequestError, match="already has a person"):
            deliver(folder, table.slice(200, 100), model, LATER)
    else:
        deliver(folder, table.slice(200, 100), model, LATER)
    deliver(folder, table.slice(300, 100), model, LAST)
    assert not (folder / "pool.draft").exists()
    assert len(list(folder.glob("pool*.sealed"))) == (2 if judged else 4)
    days = [(table.slice(0, 200), DAY), (table.slice(400, 50), DAY)]
    days += [(table.slice(200, 100), LATER), (table.slice(300, 100), LAST)]
    assert groups(Kept.of(folder).ledger) == in_memory(tmp_path / "memory", *days)


def test_after_a_judgement_ended_a_delivery_goes_by_who_is_who_then(folder: Path) -> None:
    table, model = febrl()
    ledger = Kept.of(folder).ledger
    before = ledger.persons().of_record
    one, other, *_ = dict.fromkeys(before.values())
    ledger.join(one, other, ByPerson("A. Clerk", DAY, "until the prints are read", LATER))
    deliver(folder, table.slice(200, 20), model, LATER)
    pool, _ = Kept.of(folder).pool(model, LATER)
    assert (pool.ends, pool.files, other in pool.persons.to_pylist()) == (LATER, 1, False)
    pool, _ = Kept.of(folder).pool(model, LAST)
    assert (pool.ends, pool.files, other in pool.persons.to_pylist()) == (date.max, 0, True)
    deliver(folder, table.slice(220, 20), model, LAST)
    after = ledger.persons().of_record
    assert {record: after[record] for record in before} == before
    assert Kept.of(folder).pool(model, LAST)[0].files == 1


def test_a_draft_that_was_half_written_is_dropped(folder: Path) -> None:
    _, model = febrl()
    whole = (folder / "pool.sealed").read_bytes()
    (folder / "pool.draft").write_bytes(whole[: len(whole) // 2])
    assert Kept.of(folder).pool(model, LAST)[0].entries == Kept.of(folder).ledger.size
    assert not (folder / "pool.draft").exists()


def test_every_file_is_encrypted_for_its_owner_alone_and_holds_no_name(folder: Path) -> None:
    table, _ = febrl()
    names = [name.encode() for name in table["surname"].to_pylist() if len(name) > 5]
    for path in folder.rglob("*"):
        content = path.read_bytes()
        assert content.startswith(b"schakel sealed")
        assert path.stat().st_mode & 0o77 == 0
        assert not any(name in content for name in names)


def test_an_older_pool_beside_a_newer_ledger_is_refused(folder: Path) -> None:
    table, model = febrl()
    deliver(folder, table.slice(200, 100), model, LATER)
    next(folder.glob("pool-*.sealed")).unlink()
    with pytest.raises(RequestError, match="none of the later records; put both back from one copy"):
        Kept.of(folder).pool(model, LAST)


def test_a_ledger_that_misses_a_file_is_refused(folder: Path) -> None:
    table, model = febrl()
    deliver(folder, table.slice(200, 100), model, LATER)
    max(folder.glob("*.parquet")).unlink()
    with pytest.raises(RequestError, match="a file is missing"):
        Kept.of(folder).pool(model, LAST)


def test_a_model_of_other_attributes_is_refused_and_one_of_other_weights_is_reported(folder: Path) -> None:
    table, model = febrl()
    with pytest.raises(RequestError, match="the pool was made by another model"):
        Kept.of(folder).pool(replace(model, blocking=model.blocking[:1]), LAST)
    other = replace(model, thresholds=Thresholds(model.thresholds.join + 1, model.thresholds.review))
    assert deliver(folder, table.slice(200, 10), model, LATER) == ""
    before = Kept.of(folder).ledger.persons().of_record
    assert "The weights changed" in deliver(folder, table.slice(210, 10), other, LATER)
    after = Kept.of(folder).ledger.persons().of_record
    assert {record: after[record] for record in before} == before


def test_a_pool_of_another_layout_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, model = febrl()
    monkeypatch.setattr(pool, "LAYOUT", "of a later version")
    with pytest.raises(RequestError, match="written by another version of Schakel"):
        deliver(folder, table.slice(200, 100), model, LATER)


def test_what_was_changed_on_the_disk_is_not_used(folder: Path) -> None:
    _, model = febrl()
    content = bytearray((folder / "pool.sealed").read_bytes())
    content[200] ^= 1
    (folder / "pool.sealed").write_bytes(content)
    with pytest.raises(ZoneError, match="was changed since it was written"):
        Kept.of(folder).pool(model, LAST)


def test_a_value_that_more_and_more_records_share_stays_bounded_from_delivery_to_delivery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocking, "LARGEST_BLOCK", 100)
    table, model = febrl()
    filled = {name: table[name][0].as_py() for name in table.column_names}

    def month(number: int) -> pa.Table:
        names = [f"n{number}-{place}" for place in range(60)]
        alike = {name: [value] * len(names) for name, value in filled.items()}
        streets = [f"{name} street" for name in names]
        return pa.table({**alike, "rec_id": names, "given_name": names, "address_1": streets, "soc_sec_id": names})

    pool, ledger = Pool.empty(), Ledger(tmp_path)
    pool, first = assign(month(0), model, pool, ledger, DAY)
    assert first.fit.cut == ()
    for number, day in enumerate((LATER, LAST), start=1):
        pool, found = assign(month(number), model, pool, ledger, day)
    assert "up to 180 different records" in str(found.fit.cut[0])

"""The queue of person pairs to judge, stored next to the ledger, so that one page of a million can be read.

Each judgement of a pair, and each that is taken back, changes the chances of all pairs of like weight, and the pairs of
the persons that it is about. These are worked out again, and the queue that was kept is put in order. It is made anew
where something else was said. Either is done by whoever judges or looks first. It follows from the ledger alone, and
can go.
"""

import io
import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.identity.arrays import Integers
from schakel.identity.judging.gain import LEAST_GAIN, expected_gains
from schakel.identity.who_is_who.judgements import ABOUT_PAIRS, DOUBTED, UNDONE, Judgement, LedgerEntry, PersonsOnADay
from schakel.identity.who_is_who.ledger import NOBODY, Ledger
from schakel.identity.who_is_who.ledger_files import entries_of
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFolder
from schakel.store.sealed_tables import parquet_in

QUEUE_FILE = "queue.sealed"
_MOST_DECIDED = 100  # stand beside the pairs, the latest
_LAYOUT = 5  # of the file: one of another version of Schakel is made anew
_ROWS = 4096  # of a part of the file: a page reads one or two
_MOST_SINCE = 100  # judgements that a kept queue is brought up to
_ABOUT, _DECIDED, _ANSWERED, _LIGHTER = b"about", b"decided", b"answered", b"lighter"
_OF_PAIRS = ("one", "other", "weight", "gain", "elder", "younger")

Pair: TypeAlias = tuple[str, str]
_Row: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[float, float, int, int]
"""Where a pair stands: its chance and weight, both negative, and the entries that gave the elder and the younger id."""


@dataclass(frozen=True)
class PersonsToJudge:
    """Two persons: somebody should judge whether they are one, the elder id first, and the heaviest pair.

    `gain` is the chance that they are one person: what a judgement is expected to change. `elder` and `younger` are the
    numbers of the entries that gave the ids.
    """

    one: str
    other: str
    weight: float
    gain: float
    elder: int
    younger: int

    @property
    def place(self) -> Place:
        """The place of the pair in the queue."""
        return -self.gain, -self.weight, self.elder, self.younger


@dataclass(frozen=True)
class PairsQueue:
    """A queue of pairs, read part by part.

    Parameters
    ----------
    decided
        What people said of pairs last, the latest first.
    starts
        The place of the first pair of each part of the file that holds pairs that wait; others stand after these.
    """

    open: Callable[[], BinaryIO]
    waiting: int
    decided: tuple[LedgerEntry, ...]
    starts: tuple[Place, ...]

    def page(self, after: Place | None, most: int) -> list[PersonsToJudge]:
        """Return a limited number of pairs after a place, or from the first."""
        part = max(bisect_right(self.starts, after) - 1, 0) if after else 0
        found = list[PersonsToJudge]()
        with self.open() as source, parquet_in(source) as file:
            while part < len(self.starts) and len(found) < most:
                rows = _pairs(file.read_row_group(part, use_threads=False))
                found += [one for one in rows if after is None or one.place > after]
                part += 1
        return found[:most]

    def find(self, one: str, other: str) -> PersonsToJudge | None:
        """Return the pair of two persons, in either order; None if it does not wait."""
        both = pa.array([one, other])
        with self.open() as source, parquet_in(source) as file:
            for part in range(len(self.starts)):
                names = file.read_row_group(part, ["one", "other"], use_threads=False)
                is_it = pc.and_(pc.is_in(names["one"], value_set=both), pc.is_in(names["other"], value_set=both))
                if pc.any(is_it).as_py():
                    return next(iter(_pairs(file.read_row_group(part, use_threads=False).filter(is_it))), None)
        return None


@dataclass(frozen=True)
class _AllPairs:
    """All pairs that nobody judged, those too that are hardly ever one person, and what was answered of others.

    Parameters
    ----------
    pairs
        With the fields of `PersonsToJudge`, without `gain` until they are in order; with the ids that the model named,
        `said_one` and `said_other`, where they are others now, and what the ages of these are, `age_one` and
        `age_other`.
    lighter
        What else was suggested of them, with the same fields.
    answered
        The suggestions that were judged, with the same fields and whether the two are `of_one_person`.
    """

    pairs: pa.Table
    lighter: pa.Table
    answered: pa.Table

    def in_order(self) -> pa.Table:
        """Return the pairs with what a judgement of each is expected to change, those first that change most."""
        weight, right = np.asarray(self.answered["weight"], dtype=float), np.asarray(self.answered["of_one_person"])
        gain = expected_gains(np.asarray(self.pairs["weight"]), weight, right.astype(bool))
        elder, younger = (np.asarray(self.pairs[side]) for side in ("elder", "younger"))
        order = np.lexsort((younger, elder, -np.asarray(self.pairs["weight"]), -gain))
        return self.pairs.append_column("gain", pa.array(gain)).take(pa.array(order))

    def again(self, touched: Collection[str], ledger: Ledger, persons: PersonsOnADay, day: date) -> "_AllPairs":
        """Return the pairs after judgements on some ids, or their withdrawal; pairs of other ids stay as they are."""
        tables = (self.pairs, self.lighter, self.answered)
        near = [_near(table, touched) for table in tables]
        suggested = [row for table, rows in zip(tables, near, strict=True) for row in table.filter(rows).to_pylist()]
        parts = _sorted_out([*_now(suggested, ledger, persons)], ledger.judged_two(persons, day))
        kept = (table.filter(pc.invert(rows)) for table, rows in zip(tables, near, strict=True))
        return _AllPairs(*map(_more, kept, parts))


def _near(pairs: pa.Table, ids: Collection[str]) -> pa.ChunkedArray:
    among = pa.array(sorted(ids), pa.string())
    return pc.or_(*(pc.is_in(pairs[side], value_set=among) for side in ("one", "other")))


def _now(suggested: Sequence[_Row], ledger: Ledger, persons: PersonsOnADay) -> Iterator[_Row]:
    """Suggestions with the two persons as they are now, the elder first."""
    said = [_as_said(row) for row in suggested]
    ages = {id_: age for two in said for id_, age in two}
    now = [[persons.resolve(id_) for id_, _ in two] for two in said]
    if missing := {one for two in now for one in two} - ages.keys():
        ages |= ledger.age(missing)
    for row, two, names in zip(suggested, said, now, strict=True):
        (one, of_one), (other, of_other) = sorted(zip(names, two, strict=True), key=lambda side: ages[side[0]])
        first, second = (id_ if id_[0] != name else (None, None) for name, id_ in ((one, of_one), (other, of_other)))
        yield {
            "one": one, "other": other, "weight": row["weight"], "elder": ages[one], "younger": ages[other],
            "said_one": first[0], "said_other": second[0], "age_one": first[1], "age_other": second[1],
        }  # fmt: skip


def _as_said(row: _Row) -> list[tuple[str, int]]:
    """The two ids that a model named, each with its age."""
    return [
        (row["said_one"], row["age_one"]) if row["said_one"] else (row["one"], row["elder"]),
        (row["said_other"], row["age_other"]) if row["said_other"] else (row["other"], row["younger"]),
    ]


def _sorted_out(suggested: Iterable[_Row], apart: Collection[Pair]) -> tuple[list[_Row], list[_Row], list[_Row]]:
    """The heaviest suggestion of each pair that waits, all others of these, and those that are answered."""
    heaviest, lighter, answered = dict[Pair, _Row](), list[_Row](), list[_Row]()
    for row in sorted(suggested, key=lambda one: -one["weight"]):
        pair = min(row["one"], row["other"]), max(row["one"], row["other"])
        if pair[0] == pair[1] or pair in apart:
            answered.append(row | {"of_one_person": pair[0] == pair[1]})
        elif heaviest.setdefault(pair, row) is not row:
            lighter.append(row)
    return list(heaviest.values()), lighter, answered


def _more(table: pa.Table, rows: Sequence[_Row]) -> pa.Table:
    return pa.concat_tables([table, pa.Table.from_pylist(rows, table.schema)])


def pairs_to_judge(ledger: Ledger, day: date) -> list[PersonsToJudge]:
    """Return the pairs of persons that nobody has judged yet; those whose judgement changes most come first.

    Pairs that are hardly ever one person, by their weight and by what people said of others, are left out. Of pairs
    with the same chance the heavier stands first, then the one with the elder id.
    """
    return _pairs(_all_pairs(ledger, day).in_order())


def kept_queue(folder: SealedFolder, day: date) -> PairsQueue | None:
    """Return the queue that is kept for a ledger, if it is that of this day and of all entries."""
    about = _about(folder)
    holds = about.get("version") == _version(Ledger(folder)) and about["from"] <= str(day) <= about["until"]
    return _read((folder / QUEUE_FILE).open) if holds else None


def made_queue(folder: SealedFolder, day: date) -> PairsQueue:
    """Return the queue of a ledger on a day, and keep nothing."""
    content = _made(Ledger(folder), day)
    return _read(lambda: io.BytesIO(content))


def keep_queue(folder: SealedFolder, day: date) -> PairsQueue:
    """Return the queue of a ledger on a day, and keep it beside the ledger, for whoever alone writes there."""
    own_folder(folder.path)
    ledger, draft = Ledger(folder), folder / f"{QUEUE_FILE}.draft"
    content = _made_of_kept(folder, ledger, day) or _made(ledger, day)
    draft.path.unlink(missing_ok=True)
    with draft.create() as target:
        target.write(content)
    draft.path.replace(folder.path / QUEUE_FILE)
    return _read((folder / QUEUE_FILE).open)


def _pairs(rows: pa.Table) -> list[PersonsToJudge]:
    """The pairs that are worth a judgement."""
    worth = rows.filter(pc.greater_equal(rows["gain"], LEAST_GAIN)).select(_OF_PAIRS)
    return [PersonsToJudge(**row) for row in worth.to_pylist()]


def _all_pairs(ledger: Ledger, day: date) -> _AllPairs:
    found = ledger.suggestions(day)
    tables = (found.asked, found.lighter, found.answered)
    sides = [table[side] for table in tables for side in ("one", "other", "said_one", "said_other")]
    ids = pa.chunked_array([chunk for side in sides for chunk in side.chunks], pa.string()).combine_chunks()
    ages = np.split(ledger.first_entries(ids), np.cumsum([len(side) for side in sides])[:-1])
    return _AllPairs(*(_by_age(table, *ages[4 * place : 4 * place + 4]) for place, table in enumerate(tables)))


def _by_age(suggested: pa.Table, *ages: Integers) -> pa.Table:
    """Suggestions with the elder first; ages are those of `one`, `other`, `said_one` and `said_other`."""
    is_younger = pa.array(ages[0] > ages[1])
    columns = {
        "": (suggested["one"], suggested["other"]),
        "said_": (suggested["said_one"], suggested["said_other"]),
        "age_": tuple(pa.array(age, mask=age < 0) for age in ages[2:]),
    }
    sides = {f"{kind}one": pc.if_else(is_younger, other, one) for kind, (one, other) in columns.items()}
    sides |= {f"{kind}other": pc.if_else(is_younger, one, other) for kind, (one, other) in columns.items()}
    by_age = {"elder": np.minimum(*ages[:2]), "younger": np.maximum(*ages[:2])}
    rest = {name: suggested[name] for name in ("weight", "of_one_person") if name in suggested.column_names}
    return pa.table({**sides, **by_age, **rest})


def _made_of_kept(folder: SealedFolder, ledger: Ledger, day: date) -> bytes | None:
    """Return the file of the kept queue with what was judged since; None where that has to be made anew."""
    about = _about(folder)
    size = int(about.get("entries", 0))
    is_of_now = about.get("version") == f"{_LAYOUT} {ledger.version_at(size)}" and ledger.last_day <= day
    if not is_of_now or not about["from"] <= str(day) <= about["until"] or ledger.size - size > _MOST_SINCE:
        return None
    since = ledger.since(size)
    undone = [one.judgement.undoes for one in since if one.judgement.kind == UNDONE]
    said = [one for one in since if one.judgement.kind != UNDONE] + (
        ledger.numbered(undone, ABOUT_PAIRS) if undone else []
    )
    if any(one.judgement.kind not in ABOUT_PAIRS for one in said) or len(said) < len(since):
        return None
    with (folder / QUEUE_FILE).open() as source, parquet_in(source) as file:
        rows, told = file.read(use_threads=False), file.schema_arrow.metadata
    persons = ledger.persons(day, NOBODY)
    kept = _AllPairs(
        rows.replace_schema_metadata().drop_columns("gain"), *(_table(told[one]) for one in (_LIGHTER, _ANSWERED))
    )
    touched = {id_ for one in said if one.judgement.kind != DOUBTED for id_ in _chain(one.judgement, persons)}
    ends = [str(one.judgement.until) for one in since if one.judgement.until and one.judgement.until >= day]
    return _written(
        ledger,
        kept.again(touched, ledger, persons, day) if touched else kept,
        _decided(ledger, day, size, undone, _table(told[_DECIDED])),
        (str(day), min([about["until"], *ends])),
    )


def _chain(said: Judgement, persons: PersonsOnADay) -> Iterator[str]:
    """The ids of a judgement, and those that they lead to, one after the other: pairs are kept under any of them."""
    for id_ in (said.person, said.other):
        yield id_
        while id_ in persons.leads_to:
            id_ = persons.leads_to[id_]
            yield id_


def _decided(ledger: Ledger, day: date, size: int, undone: Sequence[int], before: pa.Table) -> pa.Table:
    """The last judgements on pairs, the latest first; if none was withdrawn, the new ones before the rest."""
    if undone:
        return ledger.latest(ABOUT_PAIRS, day)
    return pa.concat_tables([ledger.latest(ABOUT_PAIRS, day, size), before]).unify_dictionaries()


def _made(ledger: Ledger, day: date) -> bytes:
    """Return a queue as the bytes of a file, by all entries of its ledger."""
    until = day if ledger.last_day > day else ledger.ends(day)
    return _written(ledger, _all_pairs(ledger, day), ledger.latest(ABOUT_PAIRS, day), (str(day), str(until)))


def _written(ledger: Ledger, found: _AllPairs, decided: pa.Table, days: tuple[str, str]) -> bytes:
    """Return a queue as the bytes of a file, with what a page needs to know first at its end."""
    pairs = found.in_order()
    waiting = int(np.count_nonzero(np.asarray(pairs["gain"]) >= LEAST_GAIN))
    starts = [one.place for one in _pairs(pairs.take(pa.array(range(0, waiting, _ROWS), pa.int64())))]
    about = {"version": _version(ledger), "entries": ledger.size, "from": days[0], "until": days[1], "starts": starts}
    told = {
        _ABOUT: json.dumps(about | {"waiting": waiting}).encode(),
        _DECIDED: _bytes(decided.slice(0, _MOST_DECIDED)),
        _ANSWERED: _bytes(found.answered.combine_chunks()),
        _LIGHTER: _bytes(found.lighter.combine_chunks()),
    }
    content = io.BytesIO()
    with pq.ParquetWriter(content, pairs.schema.with_metadata(told), compression="zstd") as writer:
        writer.write_table(pairs.replace_schema_metadata(told), row_group_size=_ROWS)
    return content.getvalue()


def _about(folder: SealedFolder) -> dict[str, Any]:
    """What is known about the stored queue; nothing if there is none, or if it is another file."""
    file = folder / QUEUE_FILE
    if not file.exists():
        return {}
    with file.open() as source, parquet_in(source) as kept:
        found: dict[str, Any] = json.loads((kept.schema_arrow.metadata or {}).get(_ABOUT, b"{}"))
    return found


def _version(ledger: Ledger) -> str:
    return f"{_LAYOUT} {ledger.version}"


def _read(source: Callable[[], BinaryIO]) -> PairsQueue:
    with source() as opened, parquet_in(opened) as file:
        told = file.schema_arrow.metadata
    about = json.loads(told[_ABOUT])
    starts: tuple[Place, ...] = tuple(tuple(one) for one in about["starts"])
    return PairsQueue(source, about["waiting"], tuple(entries_of(_table(told[_DECIDED]))), starts)


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _table(content: bytes) -> pa.Table:
    return pa.ipc.open_stream(content).read_all()

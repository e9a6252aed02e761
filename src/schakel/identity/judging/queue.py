"""The pairs of persons that wait for a judgement, in order, kept beside the ledger: of a million a page at a time.

Each judgement changes the chances of all pairs of like weight, and the pairs of the two that it is about; then the
queue that was kept is put in order again. It is made anew where something else was said. Either is done by whoever
judges or looks first. It follows from the ledger alone, and can go.
"""

import io
import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.identity.judging.gain import LEAST_GAIN, expected_gains
from schakel.identity.who_is_who.judgements import ABOUT_PAIRS, DOUBTED, JOINED, Judgement, LedgerEntry
from schakel.identity.who_is_who.ledger import NOBODY, Ledger
from schakel.identity.who_is_who.ledger_files import entries_of
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFolder
from schakel.store.sealed_tables import parquet_in

QUEUE_FILE = "queue.sealed"
_MOST_DECIDED = 100  # stand beside the pairs, the latest
_LAYOUT = 4  # of the file: one of another version of Schakel is made anew
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
        """Where the pair stands in the queue."""
        return -self.gain, -self.weight, self.elder, self.younger


@dataclass(frozen=True)
class PairsQueue:
    """A queue of pairs, read part by part.

    Parameters
    ----------
    open
        Opens the file that holds it.
    waiting
        How many pairs wait.
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
        """Return at most so many pairs, those after a place; from the first without one."""
        part = max(bisect_right(self.starts, after) - 1, 0) if after else 0
        found = list[PersonsToJudge]()
        with self.open() as source, parquet_in(source) as file:
            while part < len(self.starts) and len(found) < most:
                rows = _pairs(file.read_row_group(part, use_threads=False))
                found += [one for one in rows if after is None or one.place > after]
                part += 1
        return found[:most]

    def find(self, one: str, other: str) -> PersonsToJudge | None:
        """Return the pair of two persons, whoever is named first; None where it does not wait."""
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
        With the fields of `PersonsToJudge`, without `gain` until they are in order.
    lighter
        What else was suggested of them: `one`, `other`, `weight`.
    answered
        The `weight` of each suggestion that was judged, and whether it is `of_one_person`.
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
        bare = self.pairs.drop_columns(["gain"]) if "gain" in self.pairs.column_names else self.pairs
        return bare.append_column("gain", pa.array(gain)).take(pa.array(order))

    def after(self, judged: Judgement, apart: Collection[Pair]) -> "_AllPairs | None":
        """Return what waits after a judgement of two persons; None where the ledger has to be asked for their age.

        Parameters
        ----------
        apart
            The pairs that were judged to be two persons, the lower id first.
        """
        if judged.kind == DOUBTED:
            return self
        near, lighter = (_touched(table, judged) for table in (self.pairs, self.lighter))
        both = self.pairs.filter(near)
        ages = dict(zip(both["one"].to_pylist(), both["elder"].to_pylist(), strict=True))
        ages |= dict(zip(both["other"].to_pylist(), both["younger"].to_pylist(), strict=True))
        suggested = [*_suggested(both, judged), *_suggested(self.lighter.filter(lighter), judged)]
        waiting = [(pair, weight) for pair, weight in suggested if pair[0] != pair[1] and pair not in apart]
        if not {person for pair, _ in waiting for person in pair} <= ages.keys():
            return None
        answers = [
            {"weight": weight, "of_one_person": pair[0] == pair[1]}
            for pair, weight in suggested
            if pair[0] == pair[1] or pair in apart
        ]
        heaviest, others = _heaviest(waiting, ages)
        return _AllPairs(
            _more(self.pairs.filter(pc.invert(near)), heaviest),
            _more(self.lighter.filter(pc.invert(lighter)), others),
            _more(self.answered, answers),
        )


def _touched(pairs: pa.Table, judged: Judgement) -> pa.ChunkedArray:
    """Which pairs a judgement may change: that of the two, and all that was asked of either if they are joined."""
    both = pa.array([judged.person, judged.other])
    one, other = (pc.is_in(pairs[side], value_set=both) for side in ("one", "other"))
    return pc.or_(one, other) if judged.kind == JOINED else pc.and_(one, other)


def _suggested(pairs: pa.Table, judged: Judgement) -> Iterator[tuple[Pair, float]]:
    """The pairs as they are after a judgement, the lower id first, with their weights."""
    for row in pairs.to_pylist():
        names = [row["one"], row["other"]]
        if judged.kind == JOINED:
            names = [judged.person if name == judged.other else name for name in names]
        yield (min(names), max(names)), row["weight"]


def _heaviest(waiting: Sequence[tuple[Pair, float]], ages: Mapping[str, int]) -> tuple[list[_Row], list[_Row]]:
    """The heaviest suggestion of each pair, the elder named first, and all others."""
    heaviest, others = dict[Pair, _Row](), list[_Row]()
    for pair, weight in sorted(waiting, key=lambda one: -one[1]):
        one, other = sorted(pair, key=ages.__getitem__)
        row = {"one": one, "other": other, "weight": weight, "elder": ages[one], "younger": ages[other]}
        if heaviest.setdefault(pair, row) is not row:
            others.append(row)
    return list(heaviest.values()), others


def _more(table: pa.Table, rows: Sequence[_Row]) -> pa.Table:
    return pa.concat_tables([table, pa.Table.from_pylist(rows, table.schema)])


def pairs_to_judge(ledger: Ledger, day: date) -> list[PersonsToJudge]:
    """Return the pairs of persons that nobody judged yet, those first of which a judgement changes most.

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
    asked = found.asked
    ids = pa.chunked_array([*asked["one"].chunks, *asked["other"].chunks], pa.string()).combine_chunks()
    ages = np.split(ledger.first_entries(ids), 2)
    is_younger = pa.array(ages[0] > ages[1])
    sides = {
        "one": pc.if_else(is_younger, asked["other"], asked["one"]),
        "other": pc.if_else(is_younger, asked["one"], asked["other"]),
    }
    by_age = {"elder": np.minimum(*ages), "younger": np.maximum(*ages)}
    pairs = pa.table({**sides, "weight": asked["weight"], **by_age})
    return _AllPairs(pairs, found.lighter, pa.table({"weight": found.weight, "of_one_person": found.of_one_person}))


def _made_of_kept(folder: SealedFolder, ledger: Ledger, day: date) -> bytes | None:
    """Return the file of the kept queue with what was judged since; None where that has to be made anew."""
    about = _about(folder)
    size = int(about.get("entries", 0))
    is_of_now = about.get("version") == f"{_LAYOUT} {ledger.version_at(size)}" and ledger.last_day <= day
    if not is_of_now or not about["from"] <= str(day) <= about["until"] or ledger.size - size > _MOST_SINCE:
        return None
    since = ledger.since(size)
    if any(one.judgement.kind not in ABOUT_PAIRS or one.judgement.until for one in since):
        return None
    apart = ledger.judged_two(ledger.persons(day, NOBODY), day)
    if any(one == other for one, other in apart):  # they are one by now, for all that somebody said
        return None
    with (folder / QUEUE_FILE).open() as source, parquet_in(source) as file:
        rows, told = file.read(use_threads=False), file.schema_arrow.metadata
    kept = (_table(told[name]) for name in (_LIGHTER, _ANSWERED))
    found: _AllPairs | None = _AllPairs(rows.replace_schema_metadata(), *kept)
    for one in since:
        found = found.after(one.judgement, apart) if found else None
    decided = pa.concat_tables([ledger.latest(ABOUT_PAIRS, day, size), _table(told[_DECIDED])]).unify_dictionaries()
    return _written(ledger, found, decided, (str(day), about["until"])) if found else None


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
    """What is told of the queue that is kept; nothing where there is none, or it is another file."""
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

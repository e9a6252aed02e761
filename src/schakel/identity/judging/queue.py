"""The pairs of persons that wait for a judgement, in order, kept beside the ledger: of a million a page at a time.

Each judgement changes the chances of all pairs of like weight, so the queue is made anew as soon as the ledger has an
entry more, by whoever writes that or looks first. It follows from the ledger alone, and can go.
"""

import io
import json
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.identity.judging.gain import LEAST_GAIN, expected_gains
from schakel.identity.who_is_who.judgements import ABOUT_PAIRS, LedgerEntry
from schakel.identity.who_is_who.ledger import Ledger
from schakel.identity.who_is_who.ledger_files import entries_of
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFolder
from schakel.store.sealed_tables import parquet_in

QUEUE_FILE = "queue.sealed"
_MOST_DECIDED = 100  # stand beside the pairs, the latest
_LAYOUT = 2  # of the file: one of another version of Schakel is made anew
_ROWS = 4096  # of a part of the file: a page reads one or two
_ABOUT, _DECIDED = b"about", b"decided"

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
        The place of the first pair of each part of the file.
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
            while part < file.num_row_groups and len(found) < most:
                rows = _pairs(file.read_row_group(part, use_threads=False))
                found += [one for one in rows if after is None or one.place > after]
                part += 1
        return found[:most]

    def find(self, one: str, other: str) -> PersonsToJudge | None:
        """Return the pair of two persons, whoever is named first; None where it does not wait."""
        both = pa.array([one, other])
        with self.open() as source, parquet_in(source) as file:
            for part in range(file.num_row_groups):
                names = file.read_row_group(part, ["one", "other"], use_threads=False)
                is_it = pc.and_(pc.is_in(names["one"], value_set=both), pc.is_in(names["other"], value_set=both))
                if pc.any(is_it).as_py():
                    return _pairs(file.read_row_group(part, use_threads=False).filter(is_it))[0]
        return None


def pairs_to_judge(ledger: Ledger, day: date) -> list[PersonsToJudge]:
    """Return the pairs of persons that nobody judged yet, those first of which a judgement changes most.

    Pairs that are hardly ever one person, by their weight and by what people said of others, are left out. Of pairs
    with the same chance the heavier stands first, then the one with the elder id.
    """
    return _pairs(_in_order(ledger, day))


def kept_queue(folder: SealedFolder, day: date) -> PairsQueue | None:
    """Return the queue that is kept for a ledger, if it is that of this day and of all entries."""
    file = folder / QUEUE_FILE
    if not file.exists():
        return None
    with file.open() as source, parquet_in(source) as kept:
        about = json.loads((kept.schema_arrow.metadata or {}).get(_ABOUT, b"{}"))
    holds = about.get("version") == _version(Ledger(folder)) and about["from"] <= str(day) <= about["until"]
    return _read(file.open) if holds else None


def made_queue(folder: SealedFolder, day: date) -> PairsQueue:
    """Return the queue of a ledger on a day, and keep nothing."""
    content = _made(Ledger(folder), day)
    return _read(lambda: io.BytesIO(content))


def keep_queue(folder: SealedFolder, day: date) -> PairsQueue:
    """Return the queue of a ledger on a day, and keep it beside the ledger, for whoever alone writes there."""
    own_folder(folder.path)
    draft = folder / f"{QUEUE_FILE}.draft"
    draft.path.unlink(missing_ok=True)
    with draft.create() as target:
        target.write(_made(Ledger(folder), day))
    draft.path.replace(folder.path / QUEUE_FILE)
    return _read((folder / QUEUE_FILE).open)


def _pairs(rows: pa.Table) -> list[PersonsToJudge]:
    return [PersonsToJudge(**row) for row in rows.to_pylist()]


def _in_order(ledger: Ledger, day: date) -> pa.Table:
    found = ledger.suggestions(day)
    gain = expected_gains(np.asarray(found.asked["weight"]), found.weight, found.of_one_person)
    asked = found.asked.append_column("gain", pa.array(gain)).filter(pa.array(gain >= LEAST_GAIN))
    ids = pa.chunked_array([*asked["one"].chunks, *asked["other"].chunks], pa.string()).combine_chunks()
    ages = np.split(ledger.first_entries(ids), 2)
    is_younger = pa.array(ages[0] > ages[1])
    sides = {
        "one": pc.if_else(is_younger, asked["other"], asked["one"]),
        "other": pc.if_else(is_younger, asked["one"], asked["other"]),
    }
    elder, younger = np.minimum(*ages), np.maximum(*ages)
    order = np.lexsort((younger, elder, -np.asarray(asked["weight"]), -np.asarray(asked["gain"])))
    columns = {**sides, "weight": asked["weight"], "gain": asked["gain"], "elder": elder, "younger": younger}
    return pa.table(columns).take(pa.array(order))


def _made(ledger: Ledger, day: date) -> bytes:
    """Return a queue as the bytes of a file, with what a page needs to know first at its end."""
    version, pairs = _version(ledger), _in_order(ledger, day)
    until = day if ledger.last_day > day else ledger.ends(day)
    starts = [one.place for one in _pairs(pairs.take(pa.array(range(0, pairs.num_rows, _ROWS), pa.int64())))]
    about = {"version": version, "from": str(day), "until": str(until), "starts": starts}
    decided = ledger.latest(ABOUT_PAIRS, day).slice(0, _MOST_DECIDED)
    told = {_ABOUT: json.dumps(about).encode(), _DECIDED: _bytes(decided)}
    content = io.BytesIO()
    with pq.ParquetWriter(content, pairs.schema.with_metadata(told), compression="zstd") as writer:
        writer.write_table(pairs.replace_schema_metadata(told), row_group_size=_ROWS)
    return content.getvalue()


def _version(ledger: Ledger) -> str:
    return f"{_LAYOUT} {ledger.version}"


def _read(source: Callable[[], BinaryIO]) -> PairsQueue:
    with source() as opened, parquet_in(opened) as file:
        waiting, told = file.metadata.num_rows, file.schema_arrow.metadata
    starts: tuple[Place, ...] = tuple(tuple(one) for one in json.loads(told[_ABOUT])["starts"])
    return PairsQueue(source, waiting, tuple(entries_of(_table(told[_DECIDED]))), starts)


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _table(content: bytes) -> pa.Table:
    return pa.ipc.open_stream(content).read_all()

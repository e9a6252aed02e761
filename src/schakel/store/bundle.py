"""Small deliveries of one contract are kept together in a bundle: their files, their rows and their receipts.

Of files of its own for each delivery, opening takes far longer than reading the one row in them. A bundle is a folder
of five encrypted files, never changed. Which bundles count stands in an index that is replaced in one step, so whoever
reads has a whole set of them. `bundling` makes them, and writes them again without what is erased.
"""

import io
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain, repeat
from operator import attrgetter
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.model.delivery import Receipt
from schakel.store.receipt_record import made_by_column, read_by_column, read_record
from schakel.store.sealed import SealedFile, SealedFolder
from schakel.store.sealed_stream import SealedReader
from schakel.store.sealed_tables import parquet_in, read_table
from schakel.store.workspace import Workspace

OF_DELIVERY = ("delivery", "delivered", "known")
"""The columns that a row has in a bundle, beside those that it has in a file of its delivery alone."""

REFUSED = pa.schema(
    [
        ("row", pa.int64()),
        ("line", pa.int64()),
        *((name, pa.string()) for name in ("column", "rule", "value", "sentence", "said")),
    ]
)
"""Refused rows, a line for each rule that one breaks; `said` is what the sentence is made from, as JSON."""

TOLD = pa.schema([("delivery", pa.int64()), ("receipt", pa.string())])
"""Receipts as JSON, by the number of their deliveries."""

_INDEX = "index.json"
_NUMBER = attrgetter("delivery.number")


@dataclass(frozen=True)
class SealedPart(SealedFile):
    """Some bytes of an encrypted file, read as a file of their own; they are few."""

    start: int
    length: int

    @property
    def size(self) -> int:
        """The number of its bytes, decrypted."""
        return self.length

    def open(self) -> BinaryIO:
        """Open the part to be read from any place, once an access was recorded.

        Raises
        ------
        ZoneError
            As `SealedFile.open` does.
        """
        with super().open() as whole:
            whole.seek(self.start)
            return io.BytesIO(whole.read(self.length))


@dataclass(frozen=True, eq=False)
class Bundle:
    """A bundle in its folder; it is never changed, and no other gets its name, so what it says is read once."""

    folder: SealedFolder

    @property
    def accepted(self) -> SealedFile:
        """The accepted rows of all its deliveries, with the columns `OF_DELIVERY`."""
        return self.folder / "accepted.parquet"

    @property
    def refused(self) -> SealedFile:
        """The refused rows of all its deliveries, with the column `delivery`."""
        return self.folder / "refused.parquet"

    @property
    def contents(self) -> SealedFile:
        """The files as they arrived, one behind the other."""
        return self.folder / "contents"

    @property
    def told(self) -> SealedFile:
        """The receipts of all its deliveries, in the form `TOLD`."""
        return self.folder / "receipts.parquet"

    @property
    def listed(self) -> SealedFile:
        """Its deliveries, those with erased rows, and how long the file of each is: none if it was erased."""
        return self.folder / "deliveries.json"

    @cached_property
    def receipts(self) -> tuple[Receipt, ...]:
        """The receipts of its deliveries, by number: each is read when more of it is asked than a build does."""
        deliveries = read_by_column(self._listed["deliveries"])
        # What was refused whole, or is the same file again, is in no bundle.
        known = {"refusal": "", "same_as": None, "erased": (), "set_aside": False, "_whole": self._receipt}
        at_hand: dict[str, Iterable[Any]] = {name: repeat(value) for name, value in known.items()}
        made = made_by_column(Receipt, len(deliveries), at_hand | {"delivery": deliveries})
        for place in self._listed["erased"]:
            made[place] = self._receipt(deliveries[place].number)
        return tuple(made)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its deliveries."""
        return tuple(self._listed["deliveries"]["own"]["number"])

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """Where each file begins in the contents, and how many bytes it has, by its SHA-256."""
        lengths: Sequence[int | None] = self._listed["lengths"]
        ends = accumulate(length or 0 for length in lengths)
        return {
            receipt.delivery.sha256: (end - length, length)
            for receipt, length, end in zip(self.receipts, lengths, ends, strict=True)
            if length is not None
        }

    def _receipt(self, number: int) -> Receipt:
        """The receipt of a delivery; out of the bundle that took the place of this one, where that is gone."""
        try:
            text = self._texts[bisect_left(self.numbers, number)].as_py()
        except FileNotFoundError:
            place = SealedFolder(self.folder.path.parent, self.folder.seal)
            return _together(place, _names(place)).by_number[number]._receipt(number)
        return read_record(json.loads(text))

    @cached_property
    def _texts(self) -> pa.ChunkedArray:
        # Past the door: whoever holds one of the receipts came in by it.
        with SealedReader(self.told.path, self.told.seal.key) as source, parquet_in(cast(BinaryIO, source)) as table:
            return table.read(use_threads=False)["receipt"]

    @cached_property
    def _listed(self) -> Any:
        return json.loads(self.listed.read_bytes())


@dataclass(frozen=True, eq=False)
class Bundled:
    """What all bundles of a workspace hold together."""

    bundles: tuple[Bundle, ...]
    receipts: tuple[Receipt, ...]
    by_number: Mapping[int, Bundle]

    @cached_property
    def by_content(self) -> Mapping[str, Bundle]:
        """The bundle of a file by its SHA-256."""
        return {sha256: bundle for bundle in self.bundles for sha256 in bundle.places}


def bundled(workspace: Workspace) -> Bundled:
    """Return what the bundles of a workspace hold, as its index says now."""
    place = workspace.sealed(workspace.bundles)
    while True:
        names = _names(place)
        try:
            return _together(place, names)
        except FileNotFoundError:  # an erasure took a bundle away since the index was read
            if names == _names(place):
                raise


def bundle_names(workspace: Workspace) -> tuple[str, ...]:
    """Return the names of the bundles that count."""
    return _names(workspace.sealed(workspace.bundles))


def index_of(workspace: Workspace) -> SealedFile:
    """Return the file with the names of the bundles that count."""
    return workspace.sealed(workspace.bundles) / _INDEX


def part_of(workspace: Workspace, sha256: str) -> SealedPart | None:
    """Return the file with this SHA-256 as part of a bundle, if it is in one."""
    bundle = bundled(workspace).by_content.get(sha256)
    if bundle is None:
        return None
    return SealedPart(bundle.contents.path, workspace.seal, *bundle.places[sha256])


def accepted_of(workspace: Workspace, number: int, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the accepted rows of one delivery, wherever they are kept: `row` and its columns, or some of them."""
    bundle = bundled(workspace).by_number.get(number)
    if bundle is None:
        return read_table(workspace.accepted_rows(number), columns)
    return _of_delivery(bundle.accepted, number, columns)


def refused_of(workspace: Workspace, number: int, columns: Sequence[str] | None = None) -> pa.Table | None:
    """Return the refused rows of a delivery, wherever they are stored; None if none were stored as rows."""
    bundle, own = bundled(workspace).by_number.get(number), workspace.refused_rows(number)
    if bundle is None:
        return read_table(own, columns) if own.exists() else None
    return _of_delivery(bundle.refused, number, columns)


def as_refused(rows: pa.Table) -> pa.Table:
    """Return refused rows in the form of today, of a bundle with their `delivery`: earlier ones had no `said`."""
    if "said" not in rows.schema.names:
        rows = rows.append_column("said", pa.repeat("[]", rows.num_rows))
    form = pa.schema([("delivery", pa.int64())] * ("delivery" in rows.schema.names) + [*REFUSED])
    return rows.select(form.names).cast(form)


def row_numbers_of(workspace: Workspace, numbers: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return the numbers of the accepted rows of some deliveries, by the number of the delivery."""
    found: dict[int, set[int]] = {number: set() for number in numbers}
    by_number = bundled(workspace).by_number
    for number in found.keys() - by_number.keys():
        found[number].update(read_table(workspace.accepted_rows(number), ["row"])["row"].to_pylist())
    for bundle in {by_number[number] for number in found.keys() & by_number.keys()}:
        rows = read_table(bundle.accepted, ["delivery", "row"])
        for number, row in zip(rows["delivery"].to_pylist(), rows["row"].to_pylist(), strict=True):
            if number in found:
                found[number].add(row)
    return {number: frozenset(rows) for number, rows in found.items()}


def _of_delivery(file: SealedFile, number: int, columns: Sequence[str] | None) -> pa.Table:
    asked = None if columns is None else list(columns)
    rows = pq.read_table(pa.BufferReader(file.read_buffer()), columns=asked, filters=[("delivery", "=", number)])
    return rows.drop_columns([name for name in OF_DELIVERY if name in rows.schema.names])


def _names(place: SealedFolder) -> tuple[str, ...]:
    index = place / _INDEX
    return tuple(json.loads(index.read_text())) if index.exists() else ()


@lru_cache(maxsize=2)  # all of them: an earlier set is kept for whoever still reads by it
def _together(place: SealedFolder, names: tuple[str, ...]) -> Bundled:
    bundles = tuple(_bundle(place, name) for name in names)
    receipts = sorted(chain.from_iterable(bundle.receipts for bundle in bundles), key=_NUMBER)
    by_number = dict(chain.from_iterable(zip(bundle.numbers, repeat(bundle)) for bundle in bundles))
    return Bundled(bundles, tuple(receipts), by_number)


@lru_cache(maxsize=32)
def _bundle(place: SealedFolder, name: str) -> Bundle:
    return Bundle(place.folder(name))

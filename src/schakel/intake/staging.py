"""The rows of a delivery are staged as Parquet, as text: `row`, `line`, then the columns of the contract as written.

A value of nothing but white space is blank, and a blank is NULL. Nothing else is changed. Rows that cannot be put into
columns are in a table of their own, since nobody can say which value belongs to which column.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.intake.formats import FORMATS, ArrivedFile
from schakel.intake.formats.batch import Batch, Texts
from schakel.intake.prescan import UnreadableFileError
from schakel.intake.progress import by_bytes
from schakel.intake.unpacking import UnpackedFile
from schakel.model.contract import Contract
from schakel.store.sealed import SealedFile, SealedFolder
from schakel_base.progress import Progress

COMPRESSION = "lz4"
MISFITS = pa.schema([("row", pa.int64()), ("line", pa.int64()), ("value", pa.string()), ("said", pa.string())])
"""Rows that are refused as they are read: where they are, and what is said of them and of which value."""


@dataclass(frozen=True)
class Begun:
    """A file of a delivery: its name, the number of its first row, and whether its rows are on lines."""

    name: str
    first_row: int
    has_lines: bool


@dataclass(frozen=True)
class Staged:
    """A delivery put down as two tables, the files that it was, and what is to be told of each, by file and kind."""

    rows: SealedFile
    misfits: SealedFile
    files: tuple[Begun, ...]
    remarks: Mapping[tuple[str, str], str]

    def remove(self) -> None:
        """Remove the tables."""
        for file in (self.rows, self.misfits):
            file.path.unlink()


def stage(parts: Sequence[UnpackedFile], contract: Contract, folder: SealedFolder, progress: Progress) -> Staged:
    """Read the files of a delivery, and put their rows down in `folder`.

    Parameters
    ----------
    parts
        The files, unpacked.
    contract
        Its format and columns.
    folder
        Where the two tables are put.
    progress
        Hears how far the files are read.

    Returns
    -------
    Staged
        Texts as written, a blank as NULL, rows numbered from 1; and rows that misfit apart.

    Raises
    ------
    UnreadableFileError
        If a file is not what the contract declares.
    """
    rows, misfits = folder / "rows.parquet", folder / "misfits.parquet"
    schema = pa.schema(
        [("row", pa.int64()), ("line", pa.int64()), *((column.name, pa.string()) for column in contract.columns)]
    )
    with ExitStack() as stack:
        writers = [
            stack.enter_context(pq.ParquetWriter(stack.enter_context(file.create()), form, compression=COMPRESSION))
            for file, form in ((rows, schema), (misfits, MISFITS))
        ]
        staging = _Staging(contract, schema, *writers)
        shares = _Shares(sum(part.file.size for part in parts), progress)
        for part in parts:
            with part.file.open() as opened:
                looked, seen = shares.of(part.file.size)
                staging.read(part.name, ArrivedFile(opened, part.file.size, contract, looked, seen))
    return Staged(rows, misfits, tuple(staging.files), staging.remarks)


class _Shares:
    """How the files of a delivery share out the progress of reading them: a fifth for the look, then the rows."""

    def __init__(self, size: int, progress: Progress) -> None:
        self._size, self._progress, self._done = size, progress, 0

    def of(self, size: int) -> tuple[Callable[[int], None], Callable[[int], None]]:
        """Return what to tell how many bytes of the next file were looked at, and how many were read."""
        begin, end = (0.1 + 0.4 * done / max(self._size, 1) for done in (self._done, self._done + size))
        self._done += size
        between = begin + (end - begin) / 5
        return (
            by_bytes(self._progress, "looking through the file", begin, between, size),
            by_bytes(self._progress, "reading the rows", between, end, size),
        )


class _Staging:
    """The tables as far as they are written, and what was found on the way."""

    def __init__(
        self, contract: Contract, schema: pa.Schema, rows: pq.ParquetWriter, misfits: pq.ParquetWriter
    ) -> None:
        self._contract, self._schema, self._rows, self._misfits = contract, schema, rows, misfits
        self._done = 0
        self.files: list[Begun] = []
        self.remarks: dict[tuple[str, str], str] = {}

    def read(self, name: str, source: ArrivedFile) -> None:
        """Put down the rows of one file, numbered on from those before it."""
        try:
            self._read(name, source)
        except UnreadableFileError as reason:
            raise UnreadableFileError(f"{name}: {reason}" if name else str(reason)) from None

    def _read(self, name: str, source: ArrivedFile) -> None:
        before, reading = self._done, FORMATS[self._contract.format.name](source)
        places = reading.matched.places
        self.files.append(Begun(name, before + 1, reading.has_lines))
        for batch in reading.batches():
            self._rows.write_table(self._placed(batch, places, before))
            self._misfits.write_table(_misfits(batch, before))
            self._done += len(batch.rows) + len(batch.misfits)
            source.seen(source.file.tell())
        remarks = {**reading.matched.remarks, **dict(reading.remarks())}
        if self._done == before:
            remarks["no-rows"] = "the file has a header and no rows."
        self.remarks |= {(name, kind): said for kind, said in remarks.items()}

    def _placed(self, batch: Batch, places: Sequence[int | None], before: int) -> pa.Table:
        # A batch can hold misfits alone; the table then still needs its columns.
        absent = pa.nulls(len(batch.rows), pa.string())
        texts = [
            absent if place is None or not batch.columns else text_of(batch.columns[place], batch.lines)
            for place in places
        ]
        rows, lines = pa.array(batch.rows, pa.int64()), pa.array(batch.lines, pa.int64())
        return pa.Table.from_arrays([pc.add(rows, before), lines, *texts], schema=self._schema)


def text_of(values: Texts, lines: Sequence[int]) -> pa.Array:
    """Return values as texts, with NULL for a blank; `lines` are those of the rows.

    Raises
    ------
    UnreadableFileError
        If a value has half a character.
    """
    try:
        array = pa.array(values, pa.string())
    except UnicodeEncodeError:
        raise UnreadableFileError(f"Line {_line_of_half(values, lines)}: a value has half a character.") from None
    # Of an empty text Arrow does not say that it is space.
    blank = pc.or_(pc.utf8_is_space(array), pc.equal(pc.binary_length(array), 0))
    return pc.if_else(blank, pa.scalar(None, pa.string()), array)


def _line_of_half(values: Texts, lines: Sequence[int]) -> int:
    """The line of the first value with a lone surrogate: some encodings let one through, no table can hold it."""
    return next(
        line
        for value, line in zip(values, lines, strict=True)
        if any("\ud800" <= character <= "\udfff" for character in value or "")
    )


def _misfits(batch: Batch, before: int) -> pa.Table:
    found = [{**asdict(misfit), "row": misfit.row + before} for misfit in batch.misfits]
    return pa.Table.from_pylist(found, schema=MISFITS)

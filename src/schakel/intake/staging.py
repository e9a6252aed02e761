"""The rows of a delivery are staged as tables of text: `row`, then the columns of the contract as written.

A value of nothing but white space is blank, and a blank is NULL. Nothing else is changed. What is not kept with
accepted rows is next to them, row by row: the line, and columns that are declared unused. So if no row is refused,
the rows as staged are the accepted rows. Rows that cannot be put into columns are in a table of their own, since nobody
can say which value belongs to which column. A small table is held in memory; a larger one is put down as Parquet.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from schakel.intake.carrying import CarriedColumns
from schakel.intake.deriving import derived, without_blanks
from schakel.intake.formats import FORMATS, ArrivedFile
from schakel.intake.formats.batch import Batch, Texts, Unfit
from schakel.intake.formats.moments import in_zone
from schakel.intake.formats.recurring import chosen, each_alone
from schakel.intake.prescan import UnreadableFileError
from schakel.intake.progress import by_bytes
from schakel.intake.unfit import MISFITS, misfit, unfit_cell, with_nul, without_halves
from schakel.intake.unpacking import UnpackedFile
from schakel.model.column import Column
from schakel.model.contract import Contract
from schakel.store.sealed import SealedFile, SealedFolder
from schakel.store.sealed_tables import opened_table, recurring_columns
from schakel_base.errors import Fault
from schakel_base.progress import Progress

COMPRESSION = "snappy"
"""Half again as large as by Zstandard, and written in two thirds of the time; beside the archive either is small."""
LARGEST_DICTIONARY = 1 << 16
"""In bytes: a column with more texts than this in a batch is written as it is."""
LARGEST_HELD = 1 << 20
"""In bytes: a larger table is not held in memory."""


@dataclass(frozen=True)
class Begun:
    """A file of a delivery: its name, the number of its first row, and whether its rows are on lines."""

    name: str
    first_row: int
    has_lines: bool


@dataclass(frozen=True)
class Staged:
    """A delivery as tables, its files, and the remarks about each, by file and kind."""

    rows: "StagedTable"
    beside: "StagedTable"
    misfits: "StagedTable"
    count: int
    """The number of rows, without those that misfit."""
    misfit: int
    """The number of those that misfit."""
    distinct: Mapping[str, pa.Array]
    """By column all of its texts, each once, where these are few."""
    types: Mapping[str, str]
    """By column the logical type that every text is of, where the format itself has types."""
    files: tuple[Begun, ...]
    remarks: Mapping[tuple[str, str], Fault]

    def remove(self) -> None:
        """Remove the tables, those that were put elsewhere excepted."""
        for table in (self.rows, self.beside, self.misfits):
            table.file.path.unlink(missing_ok=True)


def stage(parts: Sequence[UnpackedFile], contract: Contract, folder: SealedFolder, progress: Progress) -> Staged:
    """Read the files of a delivery, and put their rows down in `folder` where they are many.

    Texts are as written, a blank is NULL, and rows are numbered from 1; rows that misfit are apart.

    Raises
    ------
    UnreadableFileError
        If a file is not what the contract declares.
    """
    used = [column.name for column in contract.used_columns]
    unused = [column.name for column in contract.columns if column.unused]
    forms = _numbered("row", used), _numbered("line", unused), MISFITS
    files = folder / "rows.parquet", folder / "beside.parquet", folder / "misfits.parquet"
    with ExitStack() as stack:
        rows, beside, misfits = (
            stack.enter_context(closing(StagedTable(*one))) for one in zip(files, forms, strict=True)
        )
        staging = _Staging(contract, rows, beside, misfits)
        shares = _Shares(sum(part.file.size for part in parts), progress)
        for part in parts:
            with part.file.open() as opened:
                looked, seen = shares.of(part.file.size)
                staging.read(part.name, ArrivedFile(opened, part.file.size, contract, looked, seen))
    misfit = staging.done - staging.count
    of_columns = staging.columns.known, staging.types
    return Staged(rows, beside, misfits, staging.count, misfit, *of_columns, tuple(staging.files), staging.remarks)


def write_chosen(staged: SealedFile, numbers: NDArray[np.int64], place: SealedFile) -> None:
    """Write the staged rows with some numbers, each once, to another file.

    Rows stay in their order, so that the same rows give the same bytes.
    """
    with opened_table(staged, recurring_columns(staged)) as rows, ExitStack() as stack:
        writer = _writer(stack, place, rows.schema_arrow)
        for group in range(rows.num_row_groups):
            some = rows.read_row_group(group, use_threads=False)
            is_chosen = pa.array(np.isin(some["row"], numbers, assume_unique=True))
            arrays = [chosen(column.combine_chunks(), is_chosen) for column in some.columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=rows.schema_arrow))


def _numbered(number: str, columns: Sequence[str]) -> pa.Schema:
    return pa.schema([(number, pa.int64()), *((column, pa.string()) for column in columns)])


def _writer(stack: ExitStack, file: SealedFile, form: pa.Schema) -> pq.ParquetWriter:
    # Numbers that count on are written as their differences, and texts that recur once. A column in which most texts
    # differ has no use for a dictionary, and soon outgrows a small one.
    number = form.names[0]
    recurring = [one.name for one in form if pa.types.is_dictionary(one.type)]
    writer = pq.ParquetWriter(
        stack.enter_context(file.create()),
        form,
        compression=COMPRESSION,
        store_schema=False,  # a text is a text, also where it was read as one of a dictionary
        use_dictionary=recurring,
        dictionary_pagesize_limit=LARGEST_DICTIONARY,
        column_encoding={number: "DELTA_BINARY_PACKED"},
        write_statistics=[number],
    )
    return stack.enter_context(writer)


class StagedTable:
    """A table that is written batch by batch: held in memory while it is small, and in its file from then on.

    Either way its file is the same; the first batch tells which columns are dictionaries.
    """

    def __init__(self, file: SealedFile, form: pa.Schema) -> None:
        self.file, self.form = file, form
        self._waiting: list[pa.Table] = []
        self._opened = ExitStack()
        self._writer: pq.ParquetWriter | None = None

    @property
    def held(self) -> pa.Table | None:
        """All of it, where it is held in memory."""
        return None if self._writer else pa.concat_tables([self.form.empty_table(), *self._waiting])

    def write(self, some: pa.Table) -> None:
        """Add a batch."""
        self.form = some.schema
        self._waiting.append(some)
        if self._writer or sum(one.nbytes for one in self._waiting) > LARGEST_HELD:
            self._put_down()

    def _put_down(self) -> None:
        if self._writer is None:
            self._writer = _writer(self._opened, self.file, self.form)
        for some in self._waiting:
            self._writer.write_table(some)
        self._waiting.clear()

    def close(self) -> None:
        """Write no more to the file, if there is one."""
        self._opened.close()

    def in_file(self) -> SealedFile:
        """Return the file with all of it; from now on nothing is held in memory."""
        self._put_down()
        self.close()
        return self.file


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

    def __init__(self, contract: Contract, rows: StagedTable, beside: StagedTable, misfits: StagedTable) -> None:
        self._contract, self._rows, self._beside, self._misfits = contract, rows, beside, misfits
        self.done = self.count = 0
        self.types = dict[str, str]()
        self.columns = CarriedColumns()
        self.files: list[Begun] = []
        self.remarks: dict[tuple[str, str], Fault] = {}

    def read(self, name: str, source: ArrivedFile) -> None:
        """Put down the rows of one file, numbered on from those before it."""
        try:
            self._read(name, source)
        except UnreadableFileError as reason:
            first, *others = reason.faults
            raise UnreadableFileError((replace(first, file=name), *others)) from None

    def _read(self, name: str, source: ArrivedFile) -> None:
        before, reading = self.done, FORMATS[self._contract.format.name](source)
        places = reading.matched.places
        self.files.append(Begun(name, before + 1, reading.has_lines))
        for batch in reading.batches():
            if batch.rows:
                self._put_down(batch, places, before)
            if batch.misfits:
                self._refuse(misfit(one, one.row + before, one.line) for one in batch.misfits)
            self.done += len(batch.rows) + len(batch.misfits)
            source.seen(source.file.tell())
        remarks = {**reading.matched.remarks, **dict(reading.remarks())}
        if self.done == before:
            remarks["no-rows"] = Fault("the file has no rows.")
        self.remarks |= {(name, kind): said for kind, said in remarks.items()}

    def _put_down(self, batch: Batch, places: Sequence[int | None], before: int) -> None:
        texts, halves = self._texts(batch, places)
        numbers = pc.add(_numbers(batch.rows), before), _numbers(batch.lines)
        if unfit := [*self._unfit(batch, places, texts, halves)]:
            self._refuse(unfit_cell(one, column, numbers) for one, column in unfit)
            fit = np.ones(len(batch.rows), bool)
            fit[[one.at for one, _ in unfit]] = False
            numbers = numbers[0].filter(fit), numbers[1].filter(fit)
            texts = {name: chosen(text, pa.array(fit)) for name, text in texts.items()}
        made = {one.name: derived(one.derived, texts) for one in self._contract.columns if one.derived}
        texts |= self.columns.carried(made)
        self.columns.know(texts)
        self._note_types(batch, places)
        for table, number in zip((self._rows, self._beside), numbers, strict=True):
            names = table.form.names
            table.write(pa.Table.from_arrays([number, *(texts[name] for name in names[1:])], names))
        self.count += len(numbers[0])

    def _note_types(self, batch: Batch, places: Sequence[int | None]) -> None:
        """Note of which type all values of a column are, as far as it is one."""
        for column, place in zip(self._contract.delivered_columns, places, strict=True):
            found = "" if place is None else batch.types.get(place, "")
            self.types[column.name] = found if self.types.get(column.name, found) == found else ""

    def _texts(self, batch: Batch, places: Sequence[int | None]) -> tuple[dict[str, pa.Array], list[Unfit]]:
        """The texts of the columns of the file, blanks as NULL, and the cells with half a character."""
        texts, halves = dict[str, pa.Array](), list[Unfit]()
        for column, place in zip(self._contract.delivered_columns, places, strict=True):
            values = pa.nulls(len(batch.rows), pa.string()) if place is None else batch.columns[place]
            texts[column.name], found = without_halves(values, place or 0)
            halves += found
        texts = {name: without_blanks(text) for name, text in self.columns.carried(texts).items()}
        zoned = {one.name: in_zone(texts[one.name], one) for one in self._contract.delivered_columns if one.zone}
        return texts | zoned, halves

    def _unfit(
        self,
        batch: Batch,
        places: Sequence[int | None],
        texts: Mapping[str, pa.Array],
        halves: Iterable[Unfit],
    ) -> Iterator[tuple[Unfit, Column]]:
        """The cells of columns of the contract that are unfit, as the format tells or by what is in them."""
        by_place = {place: column for column, place in zip(self._contract.delivered_columns, places, strict=True)}
        yield from ((one, by_place[one.place]) for one in (*batch.unfit, *halves) if one.place in by_place)
        for place, column in by_place.items():
            yield from ((one, column) for one in with_nul(texts[column.name], place or 0))

    def _refuse(self, misfits: Iterable[Mapping[str, object]]) -> None:
        self._misfits.write(pa.Table.from_pylist([*misfits], schema=MISFITS))


def _numbers(numbers: Sequence[int]) -> pa.Array:
    # Of a range Arrow would ask for each number by itself.
    as_array = np.arange(numbers.start, numbers.stop) if isinstance(numbers, range) else numbers
    return pa.array(as_array, pa.int64())


def text_of(values: Texts) -> pa.Array:
    """Return values as texts, with NULL for a blank and for what cannot be text."""
    texts, _ = without_halves(values)
    return each_alone(without_blanks(texts))

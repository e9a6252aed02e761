"""Parquet: typed columns, written as the text that the contract reads.

A structure is read as `outer.inner`. A Parquet file has rows and no lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import repeat

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.intake.formats.batch import ROWS_PER_BATCH, ArrivedFile, Batch, Unfit
from schakel.intake.formats.recurring import each_alone, is_recurring, of_rows
from schakel.intake.formats.typed import TOO_FINE, as_texts, stored, type_of
from schakel.intake.header import MatchedHeader, match_header
from schakel.intake.prescan import UnreadableFileError
from schakel.model.column import Column
from schakel.store.sealed_tables import parquet_in
from schakel_base.errors import Fault

MOST_ROWS_PER_BYTE = 100
"""Rows that all say the same take no room in a file; of a register with more rows than this each cannot tell apart."""

MOST_BYTES_A_ROW = 1
"""Of the dictionary of texts that a file has itself; where it is larger most rows have a text of their own."""


class ParquetColumns:
    """The columns of a file.

    Raises
    ------
    UnreadableFileError
        If it is no Parquet file, or its columns do not fit the contract.
    """

    has_lines = False

    def __init__(self, source: ArrivedFile) -> None:
        try:
            self._file = parquet_in(source.file)
        except (pa.ArrowException, OSError):
            raise UnreadableFileError("The file is not a Parquet file that can be read.") from None
        if self._file.metadata.num_rows > MOST_ROWS_PER_BYTE * source.size:
            raise UnreadableFileError("The file unpacks to more rows than a register of its size can hold.")
        self._source, self._contract = source.file, source.contract
        self.header = _flattened(self._file.schema_arrow.empty_table()).column_names

    @cached_property
    def matched(self) -> MatchedHeader:
        """Where the columns of the contract are."""
        return match_header(self.header, self._contract)

    def _wanted(self) -> Mapping[int, Column]:
        """By place the column of the contract that is read there; without a contract each as it is."""
        if not self._contract.columns:
            return {place: Column(name) for place, name in enumerate(self.header)}
        placed = zip(self._contract.delivered_columns, self.matched.places, strict=True)
        return {place: column for column, place in placed if place is not None}

    def batches(self) -> Iterator[Batch]:
        row, written = 0, _Written(self._wanted())
        try:
            rows = self._reading_once().iter_batches(ROWS_PER_BATCH, use_threads=False)
            for record_batch, exact in zip(rows, self._in_nanoseconds(), strict=False):
                table = _flattened(pa.Table.from_batches([record_batch]))
                batch = written.batch(table, row)
                batch.unfit = [*batch.unfit, *written.finer(table, exact)]
                yield batch
                row += len(batch.rows)
        except (pa.ArrowException, OSError):
            raise UnreadableFileError("After row {row} the Parquet file is damaged.", row=row) from None

    def _in_nanoseconds(self) -> Iterator[pa.Table | None]:
        """The moments of 96 bits once more, in nanoseconds; None for each batch of a file that has none."""
        columns = map(self._file.schema.column, range(len(self._file.schema)))
        oldest = [one.path for one in columns if one.physical_type == "INT96"]
        if not oldest:
            yield from repeat(None)
        reading = parquet_in(self._source, oldest_in="ns")
        for batch in reading.iter_batches(ROWS_PER_BATCH, columns=oldest, use_threads=False):
            yield _flattened(pa.Table.from_batches([batch]))

    def _reading_once(self) -> pq.ParquetFile:
        """The file, opened so that each text is read once where the file has it once."""
        # Of a damaged file Arrow tells when it is read; asked for a part of its end, it ends the process.
        next(self._file.iter_batches(1, use_threads=False), None)
        found = self._file.metadata
        groups = [found.row_group(number) for number in range(min(found.num_row_groups, 1))]
        leaves = (first.column(place) for first in groups for place in range(first.num_columns))
        return parquet_in(self._source, [leaf.path_in_schema for leaf in leaves if self._is_once(leaf)])

    def _is_once(self, leaf: pq.ColumnChunkMetaData) -> bool:
        is_text = leaf.physical_type == "BYTE_ARRAY" and leaf.path_in_schema in self.header
        if not (is_text and leaf.has_dictionary_page):
            return False
        return bool(leaf.data_page_offset - leaf.dictionary_page_offset <= MOST_BYTES_A_ROW * leaf.num_values)

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        yield from ()


def _flattened(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


class _Written:
    """Columns of a contract by their place in a file, and which of these recur, as the first batch tells."""

    def __init__(self, wanted: Mapping[int, Column]) -> None:
        self._wanted, self._recurs = wanted, dict[int, bool]()

    def batch(self, table: pa.Table, before: int) -> Batch:
        """Return rows that follow a number of others, as text; columns that nobody wants are blank."""
        rows, unfit, types = range(before + 1, before + len(table) + 1), list[Unfit](), dict[int, str]()
        texts = [pa.nulls(len(table), pa.string())] * table.num_columns
        for place, column in self._wanted.items():
            values = self._carried(stored(table.column(place).combine_chunks()), place)
            texts[place], wrong = as_texts(values, column)
            unfit += (replace(one, place=place) for one in wrong)
            types[place] = type_of(values)
        return Batch(rows, rows, texts, unfit=unfit, types=types)

    def finer(self, table: pa.Table, exact: pa.Table | None) -> Iterator[Unfit]:
        """The cells with moments that are finer than the microseconds in which they were counted."""
        for place in self._wanted if exact else ():
            name, values = table.column_names[place], table.column(place)
            if exact and name in exact.column_names and pa.types.is_timestamp(values.type):
                yield from _finer(values, exact.column(name), place)

    def _carried(self, values: pa.Array, place: int) -> pa.Array:
        if pa.types.is_dictionary(values.type):
            # That of a file is of many batches, and may be larger than one of them.
            return of_rows(_numbered(values)) if is_recurring(values) else each_alone(values)
        if place not in self._recurs:
            self._recurs[place] = is_recurring(values)
        return values.dictionary_encode() if self._recurs[place] else values


def _finer(values: pa.ChunkedArray, exact: pa.ChunkedArray, place: int) -> Iterator[Unfit]:
    # Both go around where they are too large, so that the difference is right all the same.
    more = pc.subtract(pc.cast(exact, pa.int64()), pc.multiply(pc.cast(values, pa.int64()), 1000))
    for at in pc.indices_nonzero(pc.fill_null(pc.not_equal(more, 0), False)).to_pylist():
        shown = f"{pc.cast(values[at], pa.string()).as_py()}{more[at].as_py():03}"
        yield Unfit(at, place, shown, Fault(TOO_FINE))


def _numbered(values: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same with numbers of one size, whichever the program chose that wrote the file."""
    return pa.DictionaryArray.from_arrays(values.indices.cast(pa.int32()), values.dictionary)

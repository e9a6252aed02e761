"""Parquet: typed columns, written as the text that the contract reads.

A date is written in the format of its column, and ISO 8601 without one. A structure is read as `outer.inner`, and a
list stays as JSON. A Parquet file has rows and no lines.
"""

import json
from collections.abc import Iterator
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from schakel.intake.formats.batch import ROWS_PER_BATCH, ArrivedFile, Batch
from schakel.intake.header import MatchedHeader, match_header
from schakel.intake.prescan import UnreadableFileError
from schakel.store.sealed_tables import parquet_in
from schakel_base.errors import Fault

MOST_ROWS_PER_BYTE = 100
"""Rows that all say the same take no room in a file; of a register with more rows than this each cannot tell apart."""


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
        self._contract = source.contract
        self.header = _flattened(self._file.schema_arrow.empty_table()).column_names

    @cached_property
    def matched(self) -> MatchedHeader:
        """Where the columns of the contract are."""
        return match_header(self.header, self._contract)

    def _formats(self) -> dict[int, str]:
        """By place the format in which a date is written: asked of the column that it goes to."""
        if not self._contract.columns:
            return dict.fromkeys(range(len(self.header)), "")
        placed = zip(self._contract.delivered_columns, self.matched.places, strict=True)
        return {place: column.format for column, place in placed if place is not None}

    def batches(self) -> Iterator[Batch]:
        row, formats = 0, self._formats()
        try:
            for record_batch in self._file.iter_batches(ROWS_PER_BATCH, use_threads=False):
                record_batch.validate(full=True)  # Arrow reads texts without looking whether they are texts
                table = _flattened(pa.Table.from_batches([record_batch]))
                rows = range(row + 1, row + len(table) + 1)
                texts = [_texts(table.column(place), formats.get(place)) for place in range(table.num_columns)]
                yield Batch(rows, rows, texts)
                row = rows.stop - 1
        except (pa.ArrowException, OSError):
            raise UnreadableFileError("After row {row} the Parquet file is damaged.", row=row) from None

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        yield from ()


def _flattened(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _texts(values: pa.ChunkedArray, date_format: str | None) -> pa.Array:
    """Write values as text; None as format where no column of the contract asks for them."""
    if date_format is None:
        return pa.nulls(len(values), pa.string())
    kind = values.type
    if pa.types.is_nested(kind):
        return pa.array(
            [None if one is None else json.dumps(one, default=str) for one in values.to_pylist()], pa.string()
        )
    if pa.types.is_timestamp(kind):
        return _moments(values, date_format)
    if pa.types.is_date(kind) and date_format:
        return pc.strftime(values, date_format).combine_chunks()
    return pc.cast(values, pa.string()).combine_chunks()


def _moments(values: pa.ChunkedArray, date_format: str) -> pa.Array:
    if date_format:
        if values.type.tz:
            values = pc.local_timestamp(values)  # the day that its own clock showed, not that of UTC
        # In seconds: of finer moments the seconds would be written with a fraction that no format asks for.
        return pc.strftime(pc.cast(values, pa.timestamp("s"), safe=False), date_format).combine_chunks()
    # A day in a column that could hold a time as well is a day.
    return pc.replace_substring_regex(pc.cast(values, pa.string()), r" 00:00:00(\.0+)?Z?$", "").combine_chunks()

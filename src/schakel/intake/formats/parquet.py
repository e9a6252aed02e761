"""Parquet: typed columns, written as the text that the contract reads.

A structure is read as `outer.inner`. A Parquet file has rows and no lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

import pyarrow as pa

from schakel.intake.formats.batch import ROWS_PER_BATCH, ArrivedFile, Batch, Unfit
from schakel.intake.formats.typed import as_texts
from schakel.intake.header import MatchedHeader, match_header
from schakel.intake.prescan import UnreadableFileError
from schakel.model.column import Column
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

    def _wanted(self) -> Mapping[int, Column]:
        """By place the column of the contract that is read there; without a contract each as it is."""
        if not self._contract.columns:
            return {place: Column(name) for place, name in enumerate(self.header)}
        placed = zip(self._contract.delivered_columns, self.matched.places, strict=True)
        return {place: column for column, place in placed if place is not None}

    def batches(self) -> Iterator[Batch]:
        row, wanted = 0, self._wanted()
        try:
            for record_batch in self._file.iter_batches(ROWS_PER_BATCH, use_threads=False):
                table = _flattened(pa.Table.from_batches([record_batch]))
                rows, unfit = range(row + 1, row + len(table) + 1), list[Unfit]()
                absent = pa.nulls(len(table), pa.string())
                texts = [absent] * table.num_columns
                for place, column in wanted.items():
                    texts[place], wrong = as_texts(table.column(place).combine_chunks(), column)
                    unfit += (replace(one, place=place) for one in wrong)
                yield Batch(rows, rows, texts, unfit=unfit)
                row = rows.stop - 1
        except (pa.ArrowException, OSError):
            raise UnreadableFileError("After row {row} the Parquet file is damaged.", row=row) from None

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        yield from ()


def _flattened(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table

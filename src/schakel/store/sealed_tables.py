"""Tables in files that may be encrypted, decrypted only in memory.

Arrow reads with threads of its own, and one of them that still lets go of an object of Python when the interpreter ends
brings the process down ("terminate called without an active exception", https://github.com/apache/arrow/issues/34314).
So it is given memory to read, or a file of ours that it reads in the calling thread alone: without `use_threads`, and
without `pre_buffer`, by which it reads ahead in a thread whatever `use_threads` says.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from schakel.store.sealed import File, SealedFile


def read_table(file: File, columns: Sequence[str] | None = None) -> pa.Table:
    """Return a table, or some of its columns.

    Raises
    ------
    ZoneError
        If an encrypted file cannot be used.
    """
    wanted = None if columns is None else list(columns)
    if not isinstance(file, SealedFile):
        return pq.read_table(file, columns=wanted)
    return pq.read_table(pa.BufferReader(file.read_buffer()), columns=wanted)


@contextmanager
def opened_table(file: File, recurring: Sequence[str] = ()) -> Iterator[pq.ParquetFile]:
    """Open a table to be read part by part, in the calling thread; of columns that are `recurring` each text once.

    Raises
    ------
    ZoneError
        If an encrypted file cannot be used.
    """
    if not isinstance(file, SealedFile):
        with pq.ParquetFile(file, read_dictionary=list(recurring)) as table:
            yield table
        return
    with file.open() as source, parquet_in(source, recurring) as table:
        yield table


def parquet_in(source: BinaryIO, recurring: Sequence[str] = (), oldest_in: str = "us") -> pq.ParquetFile:
    """Return the table in a file of Python; callers must read it with `use_threads=False`.

    Parameters
    ----------
    oldest_in
        The unit in which moments of 96 bits are counted, the oldest kind, which are kept in nanoseconds. Counted so the
        last day of 9999, which says that there is no end, would be one in 1816.

    Raises
    ------
    pyarrow.ArrowException
        If it is no Parquet file.
    """
    return pq.ParquetFile(
        pa.PythonFile(source, mode="r"),
        read_dictionary=list(recurring),
        pre_buffer=False,
        coerce_int96_timestamp_unit=oldest_in,
    )


def _metadata(file: File) -> pq.FileMetaData:
    if not isinstance(file, SealedFile):
        return pq.read_metadata(file)
    with file.open() as source:
        return pq.read_metadata(pa.PythonFile(source, mode="r"))


def column_names(file: File) -> list[str]:
    """Return the names of the columns of a table, as the end of its file tells."""
    return list(_metadata(file).schema.to_arrow_schema().names)


def row_count(file: File) -> int:
    """Return the number of rows of a table, as the end of its file tells."""
    return int(_metadata(file).num_rows)


def recurring_columns(file: File) -> list[str]:
    """Return the columns in which each text of a table is written once, as the end of its file tells."""
    metadata = _metadata(file)
    groups = [metadata.row_group(number) for number in range(min(metadata.num_row_groups, 1))]
    columns = (first.column(place) for first in groups for place in range(first.num_columns))
    return [one.path_in_schema for one in columns if one.has_dictionary_page]


def rows_and_highest(file: File, column: str) -> tuple[int, Any]:
    """Return how many rows a table has, and the highest value of a column, as the end of its file tells."""
    metadata = _metadata(file)
    place = metadata.schema.names.index(column)
    groups = (metadata.row_group(number).column(place) for number in range(metadata.num_row_groups))
    return metadata.num_rows, max(group.statistics.max for group in groups)


def write_table(table: pa.Table, file: File, recurring: Sequence[str] | None = None) -> None:
    """Write a table to a new file; in `recurring` columns, by default all, each text is written once."""
    with writing_batches(file, table.schema, recurring) as writer:
        writer.write_table(table)


@contextmanager
def writing_batches(
    file: File, schema: pa.Schema, recurring: Sequence[str] | None = None
) -> Iterator[pq.ParquetWriter]:
    """Write a table to a new file, batch by batch."""
    dictionary = True if recurring is None else list(recurring)
    with ExitStack() as stack:
        target = pa.PythonFile(stack.enter_context(file.create()), "w") if isinstance(file, SealedFile) else file
        yield stack.enter_context(pq.ParquetWriter(target, schema, compression="zstd", use_dictionary=dictionary))

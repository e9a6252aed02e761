"""Tables in files that may be encrypted: what is read or written is decrypted in memory alone."""

from collections.abc import Sequence

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
    with file.open() as source:
        return pq.read_table(pa.PythonFile(source, mode="r"), columns=wanted)


def write_table(table: pa.Table, file: File) -> None:
    """Write a table to a new file."""
    if not isinstance(file, SealedFile):
        pq.write_table(table, file)
        return
    with file.create() as target:
        pq.write_table(table, pa.PythonFile(target, mode="w"))

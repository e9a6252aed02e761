"""The rows of a file are staged as Parquet, as text: `row`, `line`, then the columns of the contract as written.

A value of nothing but white space is blank, and a blank is NULL. Nothing else is changed. Records with too few or too
many fields are in a table of their own, since nobody can say which value belongs to which column.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schakel.intake.header import match_header
from schakel.intake.prescan import Prescan, UnreadableFileError
from schakel.intake.records import Batch, Records
from schakel.intake.sentences import VALUE
from schakel.model.contract import Contract
from schakel.store.sealed import SealedFile, SealedFolder

COMPRESSION = "lz4"
MISFITS = pa.schema(
    [("row", pa.int64()), ("line", pa.int64()), ("value", pa.string()), ("said", pa.string())],
)
"""Rows that are refused as they are read: where they are, and what is said of them and of which value."""


@dataclass(frozen=True)
class Staged:
    """A file put down as two tables, and what was counted on the way."""

    rows: SealedFile
    misfits: SealedFile
    remarks: Mapping[str, str]
    """What is to be told of the file as a whole, by its kind."""

    def remove(self) -> None:
        """Remove the tables."""
        for file in (self.rows, self.misfits):
            file.path.unlink()


def stage(
    file: SealedFile,
    found: Prescan,
    contract: Contract,
    folder: SealedFolder,
    seen: Callable[[int], None] = lambda _: None,
) -> Staged:
    """Read a file that was looked through, and put its rows down in `folder`.

    Parameters
    ----------
    file
        The file in the archive.
    found
        What the first look found.
    contract
        Its delimiter and columns.
    folder
        Where the two tables are put.
    seen
        Called with the number of bytes that are done.

    Returns
    -------
    Staged
        Texts as written, a blank as NULL, rows numbered from 1; and the rows of another width apart.

    Raises
    ------
    UnreadableFileError
        If its header is not that of the contract, or a quote is broken.
    """
    with file.open() as raw, io.TextIOWrapper(raw, found.encoding, newline="") as text:
        records = Records(text, raw, contract.delimiter)
        matched = match_header(records.header, contract)
        rows, misfits = folder / "rows.parquet", folder / "misfits.parquet"
        schema = pa.schema(
            [("row", pa.int64()), ("line", pa.int64()), *((column.name, pa.string()) for column in contract.columns)]
        )
        with (
            rows.create() as row_file,
            misfits.create() as misfit_file,
            pq.ParquetWriter(row_file, schema, compression=COMPRESSION) as row_writer,
            pq.ParquetWriter(misfit_file, MISFITS, compression=COMPRESSION) as misfit_writer,
        ):
            for batch in records.batches():
                row_writer.write_table(_rows(batch, matched.places, schema))
                misfit_writer.write_table(_misfits(batch, len(records.header)))
                seen(raw.tell())
    return Staged(rows, misfits, {**matched.remarks, **dict(_remarks(records))})


def _remarks(records: Records) -> Iterator[tuple[str, str]]:
    if records.blank_lines:
        yield "blank-lines", f"lines without anything on them, passed over: {records.blank_lines:,}."
    if not records.row_count:
        yield "no-rows", "the file has a header and no rows."


def _rows(batch: Batch, places: Sequence[int | None], schema: pa.Schema) -> pa.Table:
    # A batch can hold misfits alone; the table then still needs its columns.
    values = list(zip(*batch.records, strict=True)) or [()] * (1 + max(place or 0 for place in places))
    absent = pa.nulls(len(batch.rows), pa.string())
    texts = [absent if place is None else _text(values[place], batch) for place in places]
    return pa.Table.from_arrays(
        [pa.array(batch.rows, pa.int64()), pa.array(batch.lines, pa.int64()), *texts], schema=schema
    )


def _text(values: Sequence[str], batch: Batch) -> pa.Array:
    try:
        array = pa.array(values, pa.string())
    except UnicodeEncodeError:
        raise UnreadableFileError(f"Line {_line_of_half(values, batch)}: a value has half a character.") from None
    # Of an empty text Arrow does not say that it is space.
    blank = pc.or_(pc.utf8_is_space(array), pc.equal(pc.binary_length(array), 0))
    return pc.if_else(blank, pa.scalar(None, pa.string()), array)


def _line_of_half(values: Sequence[str], batch: Batch) -> int:
    """The line of the first value with a lone surrogate: some encodings let one through, no table can hold it."""
    return next(
        line
        for value, line in zip(values, batch.lines, strict=True)
        if any("\ud800" <= character <= "\udfff" for character in value)
    )


def _misfits(batch: Batch, width: int) -> pa.Table:
    said = f": the row has {VALUE} fields, but the header has {width}."
    found = [{"row": row, "line": line, "value": str(fields), "said": said} for row, line, fields in batch.misfits]
    return pa.Table.from_pylist(found, schema=MISFITS)

"""Delimited text, record by record: the number of a row and of the line on which it begins are exact.

Both count from 1; the header is no row, and neither is an empty line. A quote that is broken makes everything after
it doubtful, so it makes the whole file unreadable.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, TextIO

from schakel.intake.prescan import UnreadableFileError

ROWS_PER_BATCH = 50_000
BYTES_PER_BATCH = 1 << 24
LONGEST_FIELD = 131_072
_ROWS_BETWEEN_LOOKS = 64
# What the module `csv` of Python says in English, by a part of it: there are no codes to tell its errors apart.
_REASONS = (
    ("unexpected end of data", "a quote is opened and never closed"),
    ("expected after", "a closing quote is followed by something other than the delimiter"),
    ("field larger than field limit", f"a field is longer than {LONGEST_FIELD:,} characters"),
)


@dataclass
class Batch:
    """Records as wide as the header, with their rows and lines, and all others as (row, line, number of fields)."""

    rows: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    records: list[list[str]] = field(default_factory=list)
    misfits: list[tuple[int, int, int]] = field(default_factory=list)


class Records:
    """The records of an open file: `text` is read, `raw` under it tells how far that is.

    Raises
    ------
    UnreadableFileError
        While reading, where a quote is broken.
    """

    def __init__(self, text: TextIO, raw: BinaryIO, delimiter: str) -> None:
        csv.field_size_limit(LONGEST_FIELD)  # of the whole process; some libraries raise it when they are loaded
        # Strict: by default the reader repairs a broken quote, and shifts what follows into columns where it does not
        # belong.
        self._reader = csv.reader(text, delimiter=delimiter, strict=True)
        self._raw = raw
        self.row_count = 0
        self.blank_lines = 0
        self.header = self._read_header()

    def _read_header(self) -> list[str]:
        try:
            # Blank lines before the header are passed over as those after it are.
            return next((record for record in self._reader if record), [])
        except csv.Error as error:
            raise UnreadableFileError(f"Line {self._reader.line_num}, in the header: {_reason(error)}.") from None

    def batches(self) -> Iterator[Batch]:
        """Return the records after the header, some at a time: bounded in rows and in bytes."""
        batch, begun_at = Batch(), self._raw.tell()
        for row, line, record in self._numbered():
            if len(record) == len(self.header):
                batch.rows.append(row)
                batch.lines.append(line)
                batch.records.append(record)
            else:
                batch.misfits.append((row, line, len(record)))
            # Asking the file where it is costs as much as reading a short row, so it is not asked at each.
            if row % _ROWS_BETWEEN_LOOKS == 0 and self._is_full(batch, begun_at):
                yield batch
                batch, begun_at = Batch(), self._raw.tell()
        yield batch

    def _is_full(self, batch: Batch, begun_at: int) -> bool:
        rows = len(batch.rows) + len(batch.misfits)
        return rows >= ROWS_PER_BATCH or self._raw.tell() - begun_at >= BYTES_PER_BATCH

    def _numbered(self) -> Iterator[tuple[int, int, list[str]]]:
        """Number the records; the line of a record follows the last line of the one before."""
        row, last_line = 0, self._reader.line_num
        try:
            for record in self._reader:
                if record:
                    row += 1
                    yield row, last_line + 1, record
                else:
                    self.blank_lines += 1
                last_line = self._reader.line_num
        except csv.Error as error:
            raise UnreadableFileError(
                f"Row {row + 1}, which begins on line {last_line + 1}: {_reason(error)}."
            ) from None
        self.row_count = row


def _reason(error: csv.Error) -> str:
    said = str(error)
    return next((reason for part, reason in _REASONS if part in said), said)

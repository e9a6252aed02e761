"""Delimited text, record by record: the number of a row and of the line on which it begins are exact.

Both count from 1; the header is no row, and neither is an empty line. A quote that is broken makes everything after
it doubtful, so it makes the whole file unreadable.
"""

import csv
from collections.abc import Iterator
from functools import cached_property

from schakel.intake.formats.batch import BYTES_PER_BATCH, ROWS_PER_BATCH, ArrivedFile, Batch, Misfit, OpenedFile
from schakel.intake.formats.text import open_text
from schakel.intake.header import MatchedHeader, match_header
from schakel.intake.prescan import UnreadableFileError
from schakel.intake.sentences import VALUE

LONGEST_FIELD = 131_072
UNQUOTED = "none"
_ROWS_BETWEEN_LOOKS = 64
# What the module `csv` of Python says in English, by a part of it: there are no codes to tell its errors apart.
_REASONS = (
    ("unexpected end of data", "a quote is opened and never closed"),
    ("expected after", "a closing quote is followed by something other than the delimiter"),
    ("field larger than field limit", f"a field is longer than {LONGEST_FIELD:,} characters"),
)


def open_delimited(source: ArrivedFile) -> OpenedFile:
    """Open delimited text.

    Raises
    ------
    UnreadableFileError
        If it is not the text that the contract declares, or its header does not fit.
    """
    return Records(source)


class Records:
    """The records of a file, and what was counted while they were read."""

    has_lines = True

    def __init__(self, source: ArrivedFile) -> None:
        csv.field_size_limit(LONGEST_FIELD)  # of the whole process; some libraries raise it when they are loaded
        self._contract = contract = source.contract
        self._file, self._text = source.file, open_text(source)
        self._lines_before = self._pass_over(contract.format.header - 1)
        quote = contract.format.quote
        # Strict: by default the reader repairs a broken quote, and shifts what follows into columns where it does not
        # belong.
        self._reader = csv.reader(
            self._text.text,
            delimiter=contract.delimiter,
            quotechar=None if quote == UNQUOTED else quote,
            quoting=csv.QUOTE_NONE if quote == UNQUOTED else csv.QUOTE_MINIMAL,
            strict=True,
        )
        self.header = self._read_header()

    @cached_property
    def matched(self) -> MatchedHeader:
        """Where the columns of the contract are."""
        return match_header(self.header, self._contract)

    def _pass_over(self, lines: int) -> int:
        """Pass over the lines that stand above the header."""
        for _ in range(lines):
            self._text.text.readline()
        return max(lines, 0)

    def _read_header(self) -> list[str]:
        try:
            # Blank lines before the header are passed over as those after it are.
            return next((record for record in self._reader if record), [])
        except csv.Error as error:
            raise UnreadableFileError(f"Line {self._line()}, in the header: {_reason(error)}.") from None

    def _line(self) -> int:
        return self._lines_before + self._reader.line_num

    def batches(self) -> Iterator[Batch]:
        """Return the records after the header, some at a time: bounded in rows and in bytes."""
        growing, begun_at = _Growing(), self._file.tell()
        for row, line, record in self._numbered():
            if len(record) == len(self.header):
                growing.rows.append(row)
                growing.lines.append(line)
                growing.records.append(record)
            else:
                said = f": the row has {VALUE} fields, but the header has {len(self.header)}."
                growing.misfits.append(Misfit(row, line, str(len(record)), said))
            # Asking the file where it is costs as much as reading a short row, so it is not asked at each.
            if row % _ROWS_BETWEEN_LOOKS == 0 and self._is_full(growing, begun_at):
                yield growing.done()
                growing, begun_at = _Growing(), self._file.tell()
        yield growing.done()

    def _is_full(self, growing: "_Growing", begun_at: int) -> bool:
        rows = len(growing.rows) + len(growing.misfits)
        return rows >= ROWS_PER_BATCH or self._file.tell() - begun_at >= BYTES_PER_BATCH

    def _numbered(self) -> Iterator[tuple[int, int, list[str]]]:
        """Number the records; the line of a record follows the last line of the one before."""
        row, last_line = 0, self._line()
        try:
            for record in self._reader:
                if record:
                    row += 1
                    yield row, last_line + 1, record
                else:
                    self._text.blank_lines += 1
                last_line = self._line()
        except csv.Error as error:
            raise UnreadableFileError(
                f"Row {row + 1}, which begins on line {last_line + 1}: {_reason(error)}."
            ) from None

    def remarks(self) -> Iterator[tuple[str, str]]:
        """Return what is to be told of the file, once its records were read."""
        yield from self._text.remarks()


class _Growing:
    """A batch that is not full yet."""

    def __init__(self) -> None:
        self.rows, self.lines, self.misfits = list[int](), list[int](), list[Misfit]()
        self.records = list[list[str]]()

    def done(self) -> Batch:
        return Batch(self.rows, self.lines, list(zip(*self.records, strict=True)), self.misfits)


def _reason(error: csv.Error) -> str:
    said = str(error)
    return next((reason for part, reason in _REASONS if part in said), said)

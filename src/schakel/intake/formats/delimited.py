"""Delimited text: the number of a row and of the line on which it begins are exact.

Both count from 1; the header is no row, and neither is an empty line. A quote that is broken makes everything after
it doubtful, so it makes the whole file unreadable. Blocks of plain text are read at once, others record by record.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING

import pyarrow as pa

from schakel.intake.formats.batch import BYTES_PER_BATCH, ROWS_PER_BATCH, ArrivedFile, Batch, Misfit
from schakel.intake.formats.plain_text import PlainText
from schakel.intake.formats.text import open_text
from schakel.intake.header import MatchedHeader, match_header
from schakel.intake.prescan import UnreadableFileError, with_halves_shown
from schakel_base.errors import Fault, message

if TYPE_CHECKING:
    import _csv

LONGEST_FIELD = 131_072
UNQUOTED = "none"
ROWS_AT_A_TIME = 64
BYTES_PER_BLOCK = 1 << 22
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
# What the module `csv` of Python says in English, by a part of it: there are no codes to tell its errors apart.
_BROKEN = (
    (
        "unexpected end of data",
        message("Line {line}, in the header: a quote is opened and never closed."),
        message("Row {row}, which begins on line {line}: a quote is opened and never closed."),
    ),
    (
        "expected after",
        message("Line {line}, in the header: a closing quote is followed by something other than the delimiter."),
        message(
            "Row {row}, which begins on line {line}: a closing quote is followed by something other than the delimiter."
        ),
    ),
    (
        "field larger than field limit",
        message("Line {line}, in the header: a field is longer than {number} characters."),
        message("Row {row}, which begins on line {line}: a field is longer than {number} characters."),
    ),
    (
        "",
        message("Line {line}, in the header: {reason}."),
        message("Row {row}, which begins on line {line}: {reason}."),
    ),
)


class Records:
    """The records of a file, and what was counted while they were read.

    Raises
    ------
    UnreadableFileError
        If it is not the text that the contract declares, or its header does not fit.
    """

    has_lines = True

    def __init__(self, source: ArrivedFile) -> None:
        csv.field_size_limit(LONGEST_FIELD)  # of the whole process; some libraries raise it when they are loaded
        self._contract = contract = source.contract
        self._file, self._text = source.file, open_text(source)
        self._row, self._line = 0, self._pass_over(contract.format.header - 1)
        self.header = self._read_header()
        quote = "" if contract.format.quote == UNQUOTED else contract.format.quote
        self._plain = PlainText(contract.delimiter, quote, len(self.header), LONGEST_FIELD)

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
        reader, before = self._reader(iter(self._text.text.readline, "")), self._line
        try:
            # Blank lines before the header are passed over as those after it are.
            header = next((record for record in reader if record), [])
        except csv.Error as error:
            raise _broken(error, line=str(before + reader.line_num)) from None
        self._line = before + reader.line_num
        return [*map(with_halves_shown, header)]

    def _reader(self, lines: Iterable[str]) -> "_csv.Reader":
        quote = self._contract.format.quote
        # Strict: by default the reader repairs a broken quote, and shifts what follows into columns where it does not
        # belong.
        return csv.reader(
            lines,
            delimiter=self._contract.delimiter,
            quotechar=None if quote == UNQUOTED else quote,
            quoting=csv.QUOTE_NONE if quote == UNQUOTED else csv.QUOTE_MINIMAL,
            strict=True,
        )

    def batches(self) -> Iterator[Batch]:
        """Return the records after the header, some at a time: bounded in rows and in bytes."""
        block = b""
        self._text.encode_rest()
        while (more := self._text.encoded(BYTES_PER_BLOCK)) or block:
            block += more
            end = self._plain.end(block, is_last=not more)
            if not end:
                # Where the next record ends is not certain, so what remains is read one by one.
                yield from self._one_by_one(self._text.lines_from(block))
                return
            columns = self._plain.columns(block[:end])
            if columns is None:
                whole = block[:end].decode(errors="surrogatepass")
                yield from self._one_by_one(io.StringIO(whole, newline=""))
            else:
                yield self._at_once(columns)
            block = block[end:]

    def _at_once(self, columns: Sequence[pa.Array]) -> Batch:
        count = len(columns[0])
        rows, lines = (range(before + 1, before + 1 + count) for before in (self._row, self._line))
        self._row, self._line = self._row + count, self._line + count
        return Batch(rows, lines, columns)

    def _one_by_one(self, lines: Iterable[str]) -> Iterator[Batch]:
        growing, begun_at = _Growing(len(self.header)), self._file.tell()
        for records, places in self._records(lines):
            found = growing.add(records, self._row, places)
            self._text.blank_lines += len(records) - found
            self._row += found
            if growing.rows >= ROWS_PER_BATCH or self._file.tell() - begun_at >= BYTES_PER_BATCH:
                yield growing.done()
                growing, begun_at = _Growing(len(self.header)), self._file.tell()
        yield growing.done()

    def _records(self, lines: Iterable[str]) -> Iterator[tuple[list[list[str]], Sequence[int]]]:
        """Some records at a time, an empty one for an empty line, and the line on which each begins."""
        reader, begun_at = self._reader(lines), self._line
        while True:
            records, before = list[list[str]](), self._line
            try:
                records.extend(islice(reader, ROWS_AT_A_TIME))
            except csv.Error as error:
                # What was read before the fault is in the list: it tells how far the reader came.
                row, line = self._row + sum(map(bool, records)) + 1, _lines(records, before)[-1]
                raise _broken(error, line=str(line), row=str(row)) from None
            self._line = begun_at + reader.line_num
            if not records:
                return
            alone = self._line - before == len(records)
            yield records, range(before + 1, before + 1 + len(records)) if alone else _lines(records, before)[:-1]

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        """Return the remarks about the file, once its records have been read."""
        yield from self._text.remarks()


class _Growing:
    """A batch that is not full yet."""

    def __init__(self, width: int) -> None:
        self.rows = 0
        self._width = width
        self._numbers, self._lines = list[Sequence[int]](), list[Sequence[int]]()
        self._records, self._misfits = list[list[str]](), list[Misfit]()

    def add(self, records: list[list[str]], before: int, lines: Sequence[int]) -> int:
        """Add records that follow a number of rows; return how many of them are rows."""
        if {*map(len, records)} == {self._width}:
            self._numbers.append(range(before + 1, before + 1 + len(records)))
            self._lines.append(lines)
            self._records += records
            found = len(records)
        else:
            found = self._sorted_out(records, before, lines)
        self.rows += found
        return found

    def _sorted_out(self, records: Sequence[list[str]], before: int, lines: Sequence[int]) -> int:
        row, numbers, places = before, list[int](), list[int]()
        for record, line in zip(records, lines, strict=True):
            row += bool(record)
            if len(record) == self._width:
                self._records.append(record)
                numbers.append(row)
                places.append(line)
            elif record:
                self._misfits.append(Misfit(row, line, str(len(record)), _misfit(len(record), self._width)))
        self._numbers.append(numbers)
        self._lines.append(places)
        return row - before

    def done(self) -> Batch:
        """Return the batch."""
        numbers, lines = [*chain(*self._numbers)], [*chain(*self._lines)]
        return Batch(numbers, lines, list(zip(*self._records, strict=True)), self._misfits)


def _lines(records: Sequence[Sequence[str]], before: int) -> list[int]:
    """The line on which each record begins, and the one after the last: a value may hold line ends."""
    ends = (1 + sum(len(_LINE_ENDS.findall(value)) for value in record) for record in records)
    return [*accumulate(ends, initial=before + 1)]


def _misfit(fields: int, width: int) -> Fault:
    said = message("the row has {fields} fields, but the header has {number}.")
    return Fault(said, fields={"fields": str(fields), "number": str(width)})


def _broken(error: csv.Error, **where: str) -> UnreadableFileError:
    reason = str(error)
    in_header, in_row = next(both for part, *both in _BROKEN if part in reason)
    return UnreadableFileError(in_row if "row" in where else in_header, number=LONGEST_FIELD, reason=reason, **where)

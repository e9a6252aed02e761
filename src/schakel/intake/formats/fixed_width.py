"""Text of fixed width: the contract says from which to which character of a line each column is."""

from collections.abc import Iterator, Sequence

from schakel.intake.formats.batch import ROWS_PER_BATCH, ArrivedFile, Batch, Misfit
from schakel.intake.formats.text import open_text
from schakel.intake.header import MatchedHeader, match_header
from schakel.intake.prescan import UnreadableFileError
from schakel.model.file_layout import UnknownColumns
from schakel_base.errors import Fault, message

_TOO_LONG = message("the line has {fields} characters, but the columns end at {number}.")
_UNKNOWN = message("Line {line}: there is text at characters {places}, where the contract has no column.")
_BETWEEN = message("text between the columns, left in the archive: at characters {places}, first in line {line}.")


class FixedWidthLines:
    """The lines of a file, each cut where its columns begin and end.

    Raises
    ------
    UnreadableFileError
        If it is not the text that the contract declares.
    """

    has_lines = True

    def __init__(self, source: ArrivedFile) -> None:
        self._text = open_text(source)
        places = source.contract.format.places
        self._slices = [slice(first - 1, last) for _, first, last in places]
        unknown = source.contract.unknown_columns
        is_told, self._is_refused = unknown is not UnknownColumns.KEEP_UNUSED, unknown is UnknownColumns.REFUSE
        self._between = [*_between([(first, last) for _, first, last in places])] if is_told else []
        self._found_at = dict[tuple[int, int], int]()
        self._first = source.contract.format.header + 1
        self.header = [name for name, _, _ in places]
        self.matched: MatchedHeader = match_header(self.header, source.contract)

    def batches(self) -> Iterator[Batch]:
        rows, lines, records, misfits = list[int](), list[int](), list[list[str]](), list[Misfit]()
        width = max(one.stop for one in self._slices)
        for row, line, text in self._numbered():
            if len(text) > width:
                length = str(len(text))
                misfits.append(
                    Misfit(row, line, length, Fault(_TOO_LONG, fields={"fields": length, "number": str(width)}))
                )
            else:
                rows.append(row)
                lines.append(line)
                self._note_between(line, text)
                # Spaces fill a column up; they are no part of its value.
                records.append([text[one].strip() for one in self._slices])
            if len(rows) + len(misfits) >= ROWS_PER_BATCH:
                yield Batch(rows, lines, [*zip(*records, strict=True)], misfits)
                rows, lines, records, misfits = [], [], [], []
        yield Batch(rows, lines, [*zip(*records, strict=True)], misfits)

    def _note_between(self, line: int, text: str) -> None:
        """Remember where text first stood that belongs to no column: a place may be declared too short."""
        for start, end in self._between:
            if text[start:end].strip():
                if self._is_refused:
                    raise UnreadableFileError(_UNKNOWN, line=str(line), places=f"{start + 1}-{end}")
                self._found_at.setdefault((start, end), line)

    def _numbered(self) -> Iterator[tuple[int, int, str]]:
        row = 0
        for line, ended in enumerate(self._text.text, start=1):
            text = ended.rstrip("\r\n ")
            if line < self._first:
                continue
            if text:
                row += 1
                yield row, line, text
            else:
                self._text.blank_lines += 1

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        yield from self._text.remarks()
        if self._found_at:
            places = ", ".join(f"{start + 1}-{end}" for start, end in sorted(self._found_at))
            line = min(self._found_at.values())
            yield "text-between-columns", Fault(_BETWEEN, fields={"places": places, "line": line})


def _between(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Return where no column is, up to the last one: from which place, counted from 0, and before which."""
    end = 0
    for first, last in sorted(places):
        if first - 1 > end:
            yield end, first - 1
        end = max(end, last)

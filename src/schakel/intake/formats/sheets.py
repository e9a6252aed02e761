"""Workbooks, XLSX and ODS: one sheet, its first line that is not blank as the header.

A row of the file is a line of the sheet. A date is written in the format of its column, and ISO 8601 without one; so is
the number of a day, where the contract says that dates may be such numbers.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from subprocess import PIPE

import pyarrow as pa

from schakel.intake.formats import sheet_process
from schakel.intake.formats.batch import ArrivedFile, Batch
from schakel.intake.header import MatchedHeader, match_header
from schakel.intake.listed_words import opens_totals
from schakel.intake.prescan import UnreadableFileError
from schakel.model.column import Column
from schakel.model.contract import Contract
from schakel_base.errors import Fault, message

MEMORY = 4 << 30
MOST_BYTES = 1 << 30
LAST = 10
"""Among so many rows at the end a line of totals is looked for: notes can stand below it."""
LARGEST_PIPE = 1 << 20
"""In bytes, as systems allow for anybody."""
_TOO_LARGE = message("Reading the workbook takes more than {number} GB of memory; save the sheet as CSV and send that.")


class WorkbookSheet:
    """A sheet of a workbook.

    Raises
    ------
    UnreadableFileError
        If it is no workbook, has no such sheet, or its header does not fit the contract.
    """

    has_lines = True

    def __init__(self, source: ArrivedFile) -> None:
        self._source = source
        self._row = 0
        self._end: list[tuple[int, str]] = []
        self._read = self._started()
        found = self._read.schema.metadata
        self.header = json.loads(found[b"header"])
        self._errors, self._merged = int(found[b"errors"]), int(found[b"merged"])

    @cached_property
    def matched(self) -> MatchedHeader:
        """Where the columns of the contract are."""
        return match_header(self.header, self._source.contract)

    def _started(self) -> pa.RecordBatchReader:
        contract = self._source.contract
        wanted = {
            "sheet": contract.format.sheet,
            "header": contract.format.header,
            "formats": {column.name.casefold(): column.format for column in contract.columns if column.format},
            "days": [column.name.casefold() for column in contract.columns if _counts_days(column, contract)],
            "memory": MEMORY,
            "most_bytes": MOST_BYTES,
        }
        command = [sys.executable, "-P", sheet_process.__file__, json.dumps(wanted)]
        done = _passed_through(command, self._source.file.read())
        if done.returncode < 0:  # ended by the system, or by the reader itself, for want of memory
            raise UnreadableFileError(_TOO_LARGE, number=MEMORY >> 30)
        if done.returncode == sheet_process.REFUSED:
            said, fields = json.loads(done.stderr)
            raise UnreadableFileError(Fault(said, fields=fields))
        done.check_returncode()
        return pa.ipc.open_stream(pa.BufferReader(done.stdout))

    def batches(self) -> Iterator[Batch]:
        for record_batch in self._read:
            lines = record_batch.column(0)
            rows = range(self._row + 1, self._row + len(record_batch) + 1)
            self._row = rows.stop - 1
            self._end = [*self._end, *_openings(record_batch.slice(max(len(record_batch) - LAST, 0)))][-LAST:]
            yield Batch(rows, lines, record_batch.columns[1:])

    def remarks(self) -> Iterator[tuple[str, Fault]]:
        for line in [line for line, opening in self._end if opens_totals(opening)]:
            said = message("line {number} looks like one of totals, and is read as a row.")
            yield "line-of-totals", Fault(said, fields={"number": line})
        if self._errors:
            said = message("cells in the workbook whose formula failed, read as blank: {number}.")
            yield "failed-formulas", Fault(said, fields={"number": self._errors})
        if self._merged:
            said = message("groups of cells merged over several lines, of which all but the first are blank: {number}.")
            yield "merged-cells", Fault(said, fields={"number": self._merged})


def _openings(rows: pa.RecordBatch) -> Iterator[tuple[int, str]]:
    """Yield the line of each row with its first filled cell."""
    for line, *cells in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        yield line, next(filter(None, cells), "")


def _counts_days(column: Column, contract: Contract) -> bool:
    return contract.format.day_numbers and column.type in ("date", "timestamp")


def _passed_through(command: Sequence[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    """What `subprocess.run` does, for a process that reads everything before it answers: at once, and not page by page.

    Of what it complains it says less than a pipe holds.
    """
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, pipesize=LARGEST_PIPE) as process:
        assert process.stdin and process.stdout and process.stderr
        with suppress(BrokenPipeError), process.stdin as given:  # it ended before it read everything
            given.write(content)
        answer, complaint = process.stdout.read(), process.stderr.read()
    return subprocess.CompletedProcess(command, process.returncode, answer, complaint)

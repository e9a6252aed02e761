"""A sheet is read in a process of its own, with bounded memory: a few bytes can ask for any number of cells.

The workbook arrives on standard input and its cells leave on standard output, in the form of Arrow, so that nothing of
it touches the disk.
"""

import gc
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from schakel.intake.formats.typed import written

ROWS_PER_BATCH = 20_000
REFUSED = 3
ERRORS = (b't="e"', b'calcext:value-type="error"')
"""How a workbook marks a cell whose formula failed; the reader gives it as blank."""

Cells: TypeAlias = Sequence[Any]


def main() -> None:
    """Read the sheet that the argument names, and write its header and its rows."""
    gc.disable()  # the process ends before there is garbage to look for
    wanted = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (wanted["memory"], wanted["memory"]))
    try:
        content, errors = _unpacked(sys.stdin.buffer.read(), wanted["most_bytes"])
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_name(_name(workbook.sheet_names, wanted["sheet"]))
    # Of `zipfile`, NotImplementedError is a compression that it does not know, and RuntimeError a password.
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        _refuse("The file is not a workbook that can be read.")
    except MemoryError:
        _refuse("The workbook has more cells than the memory holds.")
    _write(sheet, wanted["header"], wanted["formats"], errors)


def _refuse(sentence: str) -> NoReturn:
    sys.stderr.write(sentence)
    sys.exit(REFUSED)


def _unpacked(packed: bytes, most_bytes: int) -> tuple[bytes, int]:
    """The workbook without compression, and the cells in it that hold an error.

    Unpacked here, where it is counted, so that the reader sees exactly the bytes that were.
    """
    stored, left, errors = io.BytesIO(), most_bytes, 0
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(stored, "w") as target:
        for member in source.infolist():
            with source.open(member) as opened:
                content = opened.read(left + 1)
            left -= len(content)
            if left < 0:
                _refuse(f"The workbook unpacks to more than {most_bytes >> 20:,} MB.")
            errors += sum(content.count(mark) for mark in ERRORS)
            target.writestr(member.filename, content)
    return stored.getvalue(), errors


def _name(names: Sequence[str], wanted: str) -> str:
    """The sheet that is wanted, or the only one."""
    if wanted in names:
        return wanted
    listed = ", ".join(f"`{name}`" for name in names)
    if wanted:
        _refuse(f"The workbook has no sheet `{wanted}`; it has {listed}.")
    if len(names) != 1:
        _refuse(f"The workbook has {len(names)} sheets ({listed}), and the contract names none.")
    return names[0]


def _write(sheet: CalamineSheet, header_line: int, formats: Mapping[str, str], errors: int) -> None:
    numbered = iter(enumerate(sheet.iter_rows(), start=1))
    header = next((row for line, row in numbered if (line >= header_line and any(cell != "" for cell in row))), [])
    names = [written(cell, "") or "" for cell in header]
    by_place = [formats.get(name.strip().casefold(), "") for name in names]
    columns = [pa.field(f"column {place}", pa.string()) for place in range(len(names))]
    schema = pa.schema([("line", pa.int64()), *columns], {"header": json.dumps(names), "errors": str(errors)})
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as target:
        for lines, rows in _batches(numbered):
            texts = [_texts(cells, form) for cells, form in zip(zip(*rows, strict=True), by_place, strict=True)]
            target.write_batch(pa.record_batch([pa.array(lines, pa.int64()), *texts], schema=schema))


def _batches(numbered: Iterator[tuple[int, Cells]]) -> Iterator[tuple[list[int], list[Cells]]]:
    while some := list(islice(numbered, ROWS_PER_BATCH)):
        # Most rows have a cell that is true: only a row of zeros and blanks is looked at again.
        filled = [(line, row) for line, row in some if any(row) or any(cell != "" for cell in row)]
        if filled:
            yield [line for line, _ in filled], [row for _, row in filled]


def _texts(cells: Cells, date_format: str) -> pa.Array:
    kinds = {*map(type, cells)}
    if kinds == {str}:
        return pa.array(cells, pa.string())
    if kinds == {float}:
        numbers = pa.array(cells, pa.float64())
        whole = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less(pc.abs(numbers), float(1 << 53)))
        if pc.all(whole).as_py():
            return pc.cast(pc.cast(numbers, pa.int64()), pa.string())
    return pa.array([written(cell, date_format) for cell in cells], pa.string())

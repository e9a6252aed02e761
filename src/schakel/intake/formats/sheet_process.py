"""A sheet is read in a process of its own, with bounded memory: a few bytes can ask for any number of cells.

The workbook arrives on standard input and its cells leave on standard output, in the form of Arrow, so that nothing of
it touches the disk. The process runs this file as a program: to load the room that it is in takes longer than to read
most workbooks.
"""

import gc
import io
import json
import os
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import compress, islice
from typing import IO, Any, BinaryIO, NoReturn, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from schakel.without_pandas import leave_pandas_out

ROWS_PER_BATCH = 20_000
CHUNK = 1 << 20
LONGEST_TAG = 1 << 16
REFUSED = 3
DAY_BEFORE_THE_FIRST = datetime(1899, 12, 30)
"""From this day spreadsheets count, since they take 1900 for a leap year."""
FIRST_OF_1904 = datetime(1904, 1, 1)
COUNTS_FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^<>]*\bdate1904=[\"'](?:1|true)")
"""How a workbook says that it counts days from 1904, as the first ones for Macintosh did."""
DAY_NUMBER = re.compile(r"[1-9]\d{4}", re.ASCII)
CELLS_OF_ODS = "content.xml"
FAILED, FAILED_IN_ODS = b' t="e"', b' calcext:value-type="error"'
"""How a workbook marks a cell whose formula failed; the reader gives it as blank."""
SIGNS_OF_A_DAY = ("%d", "%j", "%m", "%b", "%B", "%y", "%Y", "%x", "%D", "%F")
SPACE_IN_ODS = re.compile(rb"<text:(tab|line-break)\b[^<>]*/>")
"""Tabs and ends of lines within a paragraph, which the reader leaves out: two codes would become one."""

Cells: TypeAlias = Sequence[Any]

_DAMAGED = (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError)
"""What reading says of a file that is no whole workbook; the last of a password, or an unknown compression."""


def main() -> None:
    """Read the sheet that the argument names, and write its header and its rows."""
    gc.disable()  # the process ends before there is garbage to look for
    leave_pandas_out()
    wanted = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (wanted["memory"], wanted["memory"]))
    try:
        place, errors = _unpacked(sys.stdin.buffer.read(), wanted["most_bytes"])
        first = _first_day(place)
        workbook = _opened(place)
        sheet = workbook.get_sheet_by_name(_name(workbook.sheet_names, wanted["sheet"]))
    except _DAMAGED:
        _refuse("The file is not a workbook that can be read.")
    except MemoryError:
        _refuse("The workbook has more cells than the memory holds.")
    _write(sheet, wanted, errors, first)
    sys.stdout.flush()
    os._exit(0)  # to give back cell by cell what the system takes back at once is a tenth of the work


def _refuse(said: str, **fields: str | int) -> NoReturn:
    sys.stderr.write(json.dumps((said, fields)))
    sys.exit(REFUSED)


def _unpacked(packed: bytes, most_bytes: int) -> tuple[BinaryIO, int]:
    """The workbook without compression, in memory, and how many cells in it hold an error.

    Unpacked here, where it is counted, so that the reader sees exactly the bytes that were.
    """
    place, unpacked, errors = _file_in_memory(), 0, 0
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(place, "w") as target:
        for member in source.infolist():
            is_ods = member.filename == CELLS_OF_ODS
            with source.open(member) as opened, target.open(member.filename, "w") as copied:
                for tags in _whole_tags(opened):
                    unpacked += len(tags)
                    if unpacked > most_bytes:
                        _refuse("The workbook unpacks to more than {number} MB.", number=most_bytes >> 20)
                    copied.write(SPACE_IN_ODS.sub(_space, tags) if is_ods else tags)
                    errors += _marked(tags, FAILED_IN_ODS if is_ods else FAILED)
    return place, errors


def _whole_tags(opened: IO[bytes]) -> Iterator[bytes]:
    """What a file holds, part by part, none of which ends within a tag."""
    rest = b""
    while chunk := opened.read(CHUNK):
        content = rest + chunk
        begin = content.rfind(b"<")
        # A tag without an end is carried along so far and no further, or it would be looked at again with each chunk.
        end = begin if begin >= max(0, len(content) - LONGEST_TAG) else len(content)
        rest = content[end:]
        yield content[:end]
    yield rest


def _space(tag: re.Match[bytes]) -> bytes:
    return b"\t" if tag[1] == b"tab" else b"\n"


def _file_in_memory() -> BinaryIO:
    """A file that never touches the disk: of the system where it has such files, as Linux does; else of Python."""
    return os.fdopen(os.memfd_create("workbook"), "w+b") if hasattr(os, "memfd_create") else io.BytesIO()


def _first_day(place: BinaryIO) -> datetime:
    """The day that has the number 0 in a workbook."""
    with zipfile.ZipFile(place) as workbook, suppress(KeyError):
        if COUNTS_FROM_1904.search(workbook.read("xl/workbook.xml")):
            return FIRST_OF_1904
    return DAY_BEFORE_THE_FIRST


def _opened(place: BinaryIO) -> CalamineWorkbook:
    """The reader reads a file of the system by itself, and asks Python for every piece of one that Python holds."""
    place.seek(0)
    if isinstance(place, io.BytesIO):
        return CalamineWorkbook.from_filelike(place)
    return CalamineWorkbook.from_path(f"/proc/self/fd/{place.fileno()}")


def _marked(tags: bytes, mark: bytes) -> int:
    """How many tags have a mark: the text of a cell may have the mark as well."""
    # A pattern finds out that there is none sooner than `in` does.
    return len(re.findall(b"<[^<>]*" + mark, tags)) if re.search(mark, tags) else 0


def _name(names: Sequence[str], wanted: str) -> str:
    """The sheet that is wanted, or the only one."""
    if wanted in names:
        return wanted
    listed = ", ".join(f"`{name}`" for name in names)
    if wanted:
        _refuse("The workbook has no sheet `{name}`; it has {names}.", name=wanted, names=listed)
    if len(names) != 1:
        _refuse(
            "The workbook has {number} sheets ({names}); say which one, by `sheet`.",
            number=str(len(names)),
            names=listed,
        )
    return names[0]


def _write(sheet: CalamineSheet, wanted: Mapping[str, Any], errors: int, first: datetime) -> None:
    rows = sheet.iter_rows()
    numbered = enumerate(rows, start=1)
    found = (one for one in numbered if one[0] >= wanted["header"] and any(cell != "" for cell in one[1]))
    line, header = next(found, (0, []))
    names = [_written(cell, "") or "" for cell in header]
    known = _known_as(names)
    by_place = [(wanted["formats"].get(name, ""), name in wanted["days"]) for name in known]
    columns = [pa.field(f"column {place}", pa.string()) for place in range(len(names))]
    told = {"header": json.dumps(names), "errors": str(errors), "merged": str(_merged(sheet, line))}
    schema = pa.schema([("line", pa.int64()), *columns], told)
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as target:
        while some := list(islice(rows, ROWS_PER_BATCH)):
            lines, columns_of_cells = _filled(range(line + 1, line + 1 + len(some)), [*zip(*some, strict=True)])
            line += len(some)
            texts = [
                _texts(_days(cells, first) if counts_days else cells, form)
                for cells, (form, counts_days) in zip(columns_of_cells, by_place, strict=True)
            ]
            if lines:
                target.write_batch(pa.record_batch([pa.array(lines, pa.int64()), *texts], schema=schema))


def _known_as(names: Sequence[str]) -> list[str]:
    """What a contract calls the columns, in small letters: the second of one name has its number."""
    folded = [name.strip().casefold() for name in names]
    times = [folded[: place + 1].count(name) for place, name in enumerate(folded)]
    return [f"{name} ({time})" if time > 1 else name for name, time in zip(folded, times, strict=True)]


def _merged(sheet: CalamineSheet, header: int) -> int:
    """How many groups of cells below a header are merged over several lines; of ODS the reader cannot tell."""
    groups = sheet.merged_cell_ranges or ()
    return sum(max(header, first) < last for (first, _), (last, _) in groups)


def _days(cells: Cells, first: datetime) -> Cells:
    """The days that numbers of five digits stand for; fewer digits could be a year, and more a day without marks."""
    texts = [_written(cell, "") or "" for cell in cells]
    return [
        first + timedelta(int(text)) if DAY_NUMBER.fullmatch(text) else cell
        for text, cell in zip(texts, cells, strict=True)
    ]


def _filled(lines: Sequence[int], columns: Sequence[Cells]) -> tuple[Sequence[int], Sequence[Cells]]:
    """Leave out the lines on which every cell is blank: there are none where a column is filled throughout."""
    if not all("" in cells for cells in columns):
        return lines, columns
    filled = [any(cell != "" for cell in row) for row in zip(*columns, strict=True)]
    return [*compress(lines, filled)], [[*compress(cells, filled)] for cells in columns]


def _texts(cells: Cells, form: str) -> pa.Array:
    with suppress(pa.ArrowTypeError):  # there are others than texts among them
        return pa.array(cells, pa.string())
    if {*map(type, cells)} == {float} and not form:
        numbers = pa.array(cells, pa.float64())
        whole = pc.equal(pc.floor(numbers), numbers)
        size = pc.abs(numbers)
        # Others are written with an exponent, in one way by Python and in another by Arrow.
        plain = pc.and_(pc.less(size, 1e10), pc.or_(whole, pc.greater_equal(size, 1e-4)))
        if pc.all(plain).as_py():
            as_whole = pc.cast(pc.cast(pc.floor(numbers), pa.int64()), pa.string())
            are_whole = pc.all(whole).as_py()
            return as_whole if are_whole else pc.if_else(whole, as_whole, pc.cast(numbers, pa.string()))
    return pa.array([_written(cell, form) for cell in cells], pa.string())


def _written(value: object, form: str) -> str | None:
    """A cell as text: a date or number in the format of its column; else ISO 8601, and a whole number without point."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        number = str(int(value)) if value.is_integer() and abs(value) < 1 << 53 else repr(value)
        # The format of numbers is one of them, such as 1.234,56: its last mark but two stands before decimals.
        return number.replace(".", form[-3]) if form[-2:].isdigit() else number
    if isinstance(value, date | time):
        return value.strftime(form) if form and _can_say(value, form) else _in_iso(value)
    return str(value)


def _can_say(value: date | time, form: str) -> bool:
    """Whether a format holds what a cell says: a day written as a time is midnight, a time as a day of 1900."""
    says_day = any(sign in form for sign in SIGNS_OF_A_DAY)
    return isinstance(value, datetime) or isinstance(value, date) == says_day


def _in_iso(value: date | time) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    # A day in a cell that could hold a time as well is a day.
    return value.date().isoformat() if value.time() == time() else value.isoformat(" ")


if __name__ == "__main__":
    main()

"""A file of records that is only ever appended to: each line carries the checksum of the one before.

A line that was changed or left out shows at the line after it. A record stands in the file when it is written out to
the disk, to its end: of one that a full disk or a kill cut short nothing is read, and the next takes its place.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from io import FileIO
from pathlib import Path
from typing import Any

from schakel_base.errors import DisclosureError, Fault

_PREVIOUS = "previous"


def append_record(file: Path, record: Mapping[str, Any]) -> None:
    """Write one record at the end, and out to the disk; two processes that do so at once wait for each other.

    Raises
    ------
    OSError
        If the record does not fit on the disk: then the file is as it was.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileIO(file, "a+") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        lines = _whole_lines(file.read_bytes())
        chained = {**record, _PREVIOUS: _checksum(lines[-1]) if lines else ""}
        line = json.dumps(chained, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        _write_at(opened, sum(map(len, lines)) + len(lines), line.encode() + b"\n")
    _sync_folder(file.parent)


def read_records(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the records, the earliest first; none if there is no file.

    Raises
    ------
    DisclosureError
        If a line was changed or left out since it was written, or cannot be read.
    """
    previous = ""
    for number, line in enumerate(_whole_lines(file.read_bytes()) if file.exists() else (), start=1):
        record = _as_record(line)
        if record is None:
            raise DisclosureError(
                Fault("this line is damaged, and others follow it; restore the file from a backup", str(file), number)
            )
        if record[_PREVIOUS] != previous:
            raise DisclosureError(
                Fault("the line before this one is not the one that it was written after", str(file), number)
            )
        previous = _checksum(line)
        yield record


def _whole_lines(content: bytes) -> list[bytes]:
    """The lines that were written to their end: whatever stands after these was cut short."""
    *lines, _cut_short = content.split(b"\n")
    return lines[:-1] if lines and _as_record(lines[-1]) is None else lines


def _as_record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and _PREVIOUS in record else None


def _write_at(opened: FileIO, end: int, line: bytes) -> None:
    """Write a line at the end of those that are whole; a line that cannot be written leaves nothing behind."""
    opened.truncate(end)
    try:
        written = 0
        while written < len(line):
            written += opened.write(line[written:]) or 0
        os.fsync(opened)
    except BaseException:
        opened.truncate(end)
        raise


def _sync_folder(folder: Path) -> None:
    """Write the names in a folder out to the disk: that of a file that is new, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()

"""A file of records that is only ever appended to: each line carries the checksum of the one before.

A line that was changed or left out shows at the line after it. A record stands in the file when it is written out to
the disk, to its end: of one that a full disk or a kill cut short nothing is read, and the next takes its place.
A head beside it, the number of the records and the checksum of the last, shows when records at the end are lost.
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


def append_record(file: Path, record: Mapping[str, Any], head: Path | None = None) -> None:
    """Write one record at the end, and out to the disk; two processes that do so at once wait for each other.

    Parameters
    ----------
    head
        The file that keeps the head; by default there is none.

    Raises
    ------
    DisclosureError
        If the records are not those that the head knows.
    OSError
        If the record does not fit on the disk: then the file is as it was.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileIO(file, "a+") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        lines = _whole_lines(file.read_bytes())
        _hold_against(lines, head, file)
        chained = {**record, _PREVIOUS: _checksum(lines[-1]) if lines else ""}
        line = json.dumps(chained, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
        _write_at(opened, sum(map(len, lines)) + len(lines), line + b"\n")
        _sync_folder(file.parent)
        if head:
            _write_head(head, len(lines) + 1, line)


def read_records(file: Path, head: Path | None = None) -> Iterator[dict[str, Any]]:
    """Yield the records, the earliest first; none if there is no file.

    Raises
    ------
    DisclosureError
        If a line was changed or left out since it was written, or cannot be read, or the records are not those that
        the head knows.
    """
    previous, lines = "", _whole_lines(file.read_bytes()) if file.exists() else []
    _hold_against(lines, head, file)
    for number, line in enumerate(lines, start=1):
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


def _hold_against(lines: list[bytes], head: Path | None, file: Path) -> None:
    """Records may have been added since a head was written, by who was killed before it wrote the next; none lost."""
    if head is None or not head.exists():
        return
    try:
        said = json.loads(head.read_bytes())
        number, checksum = int(said["records"]), str(said["checksum"])
    except (ValueError, TypeError, KeyError):
        raise DisclosureError(Fault("this file is damaged; restore it from a backup", str(head))) from None
    if len(lines) < number:
        raise DisclosureError(
            Fault(f"{number - len(lines)} of {number} records are missing; restore the file from a backup", str(file))
        )
    if number and _checksum(lines[number - 1]) != checksum:
        raise DisclosureError(
            Fault("this record is not the one that was written; restore the file from a backup", str(file), number)
        )


def _write_head(head: Path, number: int, line: bytes) -> None:
    draft = head.with_name(f".{head.name}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as written:
        json.dump({"records": number, "checksum": _checksum(line)}, written)
        written.flush()
        os.fsync(written.fileno())
    draft.replace(head)
    _sync_folder(head.parent)


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

"""A file of records that is only ever appended to: each line carries the checksum of the one before.

A line that was changed or left out shows at the line after it.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from schakel_base.errors import DisclosureError, Fault

_PREVIOUS = "previous"


def append_record(file: Path, record: Mapping[str, Any]) -> None:
    """Write one record at the end; two processes that do so at once wait for each other."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as lines:
        fcntl.flock(lines, fcntl.LOCK_EX)
        lines.seek(0)
        written = lines.read().splitlines()
        chained = {**record, _PREVIOUS: _checksum(written[-1]) if written else ""}
        lines.write(json.dumps(chained, separators=(",", ":"), ensure_ascii=False, allow_nan=False) + "\n")


def read_records(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the records, the earliest first; none if there is no file.

    Raises
    ------
    DisclosureError
        If a line was changed or left out since it was written.
    """
    previous = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.exists() else (), start=1):
        record: dict[str, Any] = json.loads(line)
        if record[_PREVIOUS] != previous:
            raise DisclosureError(
                Fault("the line before this one is not the one that it was written after", str(file), number)
            )
        previous = _checksum(line)
        yield record


def _checksum(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()

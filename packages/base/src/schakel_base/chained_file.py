"""A file of records that is only ever appended to: each line carries the checksum of the one before.

A line that was changed or left out shows at the line after it. A record is in the file when it is written out to
the disk, to its end: of one that a full disk or a kill cut short nothing is read, and the next takes its place.
A head beside it, the number of the records and the checksum of the last, shows when records at the end are lost.
Lines can be encrypted one by one; the checksums are then those of the encrypted lines, and tell nothing.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any, Protocol

from schakel_base.disk import sync_folder
from schakel_base.errors import ChainError, Fault

PREVIOUS = "previous"
"""The name under which a record carries the checksum of the one before."""
_OWNER_ALONE = 0o600
_BLOCK = 4096


class LineCipher(Protocol):
    """Encrypts a line, and decrypts it again."""

    def seal(self, line: bytes) -> bytes:
        """Return the encrypted line, itself without an end of line."""
        ...

    def unseal(self, line: bytes) -> bytes:
        """Return the line; a ValueError says that it was changed, or cut short."""
        ...


@dataclass(frozen=True)
class Head:
    """How far a chained file goes: the number of its records, and the checksum of the last."""

    number: int
    checksum: str


@dataclass(frozen=True)
class ChainedFile:
    """Records in a file that is only appended to.

    Parameters
    ----------
    path
        The file; it is made when the first record is.
    head
        The file that keeps the head; by default there is none.
    cipher
        Encrypts the lines; by default they are JSON that anybody can read.
    """

    path: Path
    head: Path | None = None
    cipher: LineCipher | None = None

    def append(self, record: Mapping[str, Any]) -> Head:
        """Write one record at the end, and out to the disk; two processes that do so at once wait for each other.

        Parameters
        ----------
        record
            What JSON can hold, without NaN or infinity, and without the key `previous`.

        Returns
        -------
        Head
            The number of records with this one, and its checksum: SHA-256 of the line as it is in the file, in
            hexadecimal.

        Raises
        ------
        ChainError
            If the records are not those that the head knows.
        OSError
            If the record does not fit on the disk: then the file is as it was.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileIO(self.path, "a+", opener=_opened_by_its_owner) as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            end = self._end(opened)
            line = self._line(record, end.checksum)
            # Line before head. A kill between the two leaves a head that is one short, which is valid; the other order
            # would leave a head that knows a record nobody wrote, which looks like tampering.
            _write_at(opened, end.size, line + b"\n")
            if not end.number:  # no head tells of a file whose name is not on the disk
                sync_folder(self.path.parent)
            end = _End(end.number + 1, _checksum(line), end.size + len(line) + 1)
            if self.head:
                _write_head(self.head, end)
            # At the end, and once for both names where they are in one folder: each time is a wait for the disk.
            for folder in {one.parent for one in (self.path, self.head) if one}:
                sync_folder(folder)
        return Head(end.number, end.checksum)

    def _end(self, opened: FileIO) -> "_End":
        """Where the next record comes: a head that is up to date tells, so that no long file is read for it."""
        known = _read_head(self.head) if self.head and self.head.exists() else None
        if known and (last := known.last_line_of(opened)) and self._record(last) is not None:
            return known
        # Somebody was killed between line and head, or the last line was cut short: then all lines are looked at.
        lines = self._whole_lines()
        self._hold_against_head(lines)
        return _End(len(lines), _checksum(lines[-1]) if lines else "", sum(map(len, lines)) + len(lines))

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the records, the earliest first; none if there is no file.

        Yields
        ------
        dict
            The record as it was appended, without `previous`.

        Raises
        ------
        ChainError
            If a line was changed or left out since it was written, or cannot be read, or the records are not those
            that the head knows.
        """
        yield from self._linked(self._whole_lines())

    def now(self) -> Head:
        """Return how far the file goes.

        Returns
        -------
        Head
            The number of whole records, 0 without a file, and the checksum of the last one; empty without records.

        Raises
        ------
        ChainError
            If the records are not those that the head knows.
        """
        lines = self._whole_lines()
        self._hold_against_head(lines)
        return Head(len(lines), _checksum(lines[-1]) if lines else "")

    def verify(self, heads: Iterable[Head] = (), checksums: Iterable[str] = ()) -> int:
        """Make sure that all records are as they were written, and that the file goes at least as far as it once did.

        Parameters
        ----------
        heads
            What `append` or `now` returned before, and was kept outside the folder of the file, in any order.
        checksums
            Of records of which nothing else was kept elsewhere.

        Returns
        -------
        int
            How many records there are.

        Raises
        ------
        ChainError
            If a record is missing, or is another.
        """
        lines = self._whole_lines()
        number = sum(1 for _ in self._linked(lines))
        for head in heads:
            self._hold(lines, head)
        if {*checksums} - {_checksum(line) for line in lines}:
            raise self._fault("records are missing that were known elsewhere; restore the file from a backup")
        return number

    def _linked(self, lines: list[bytes]) -> Iterator[dict[str, Any]]:
        """Yield the records of lines that were each written after the one before."""
        self._hold_against_head(lines)
        previous = ""
        for number, line in enumerate(lines, start=1):
            record = self._record(line)
            # `_whole_lines` has dropped a last line that was cut short, so this one was whole once.
            if record is None or PREVIOUS not in record:
                raise self._fault("this line is damaged, and others follow it; restore the file from a backup", number)
            if record.pop(PREVIOUS) != previous:
                raise self._fault("the line before this one is not the one that it was written after", number)
            previous = _checksum(line)
            yield record

    def _line(self, record: Mapping[str, Any], previous: str) -> bytes:
        chained = {**record, PREVIOUS: previous}
        line = json.dumps(chained, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
        return self.cipher.seal(line) if self.cipher else line

    def _record(self, line: bytes) -> dict[str, Any] | None:
        try:
            record = json.loads(self.cipher.unseal(line) if self.cipher else line)
        except ValueError:
            return None
        return record if isinstance(record, dict) else None

    def _whole_lines(self) -> list[bytes]:
        """The lines that were written to their end: anything after them was cut short."""
        *lines, _cut_short = self.path.read_bytes().split(b"\n") if self.path.exists() else [b""]
        # A disk can keep the end of a line and lose its middle when power fails. Nothing was ever built on such a last
        # line, so it counts as cut short.
        return lines[:-1] if lines and self._record(lines[-1]) is None else lines

    def _hold_against_head(self, lines: list[bytes]) -> None:
        """Records may have been added since a head was written, by who was killed before it wrote the next."""
        # So the head may be behind the file, and is never ahead of it.
        if self.head and self.head.exists():
            known = _read_head(self.head)
            self._hold(lines, Head(known.number, known.checksum))

    def _hold(self, lines: list[bytes], head: Head) -> None:
        if missing := max(0, head.number - len(lines)):
            raise self._fault(f"{missing} of {head.number} records are missing; restore the file from a backup")
        if head.number and _checksum(lines[head.number - 1]) != head.checksum:
            raise self._fault(
                "this record is not the one that was written; restore the file from a backup", head.number
            )

    def _fault(self, sentence: str, line: int | None = None) -> ChainError:
        return ChainError(Fault(sentence, str(self.path), line))


def _opened_by_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, _OWNER_ALONE)


@dataclass(frozen=True)
class _End:
    """How far a file goes, and how many bytes that are; `size` is -1 in a head of an earlier version."""

    number: int
    checksum: str
    size: int

    def last_line_of(self, opened: FileIO) -> bytes:
        """Return the last line of a file that goes so far and no further, by the same record; empty of any other."""
        if not self.number or os.fstat(opened.fileno()).st_size != self.size:
            return b""
        last = _last_line(opened, self.size)
        return last if _checksum(last) == self.checksum else b""


def _last_line(opened: FileIO, size: int) -> bytes:
    """The line that ends a file, without its end of line."""
    # A line can be of a hundred million bytes: each block is looked at once.
    found, start = [b""], size - 1
    while start > 0 and b"\n" not in found[-1]:
        before, start = start, max(0, start - _BLOCK)
        found.append(os.pread(opened.fileno(), before - start, start))
    return b"".join(reversed(found)).rpartition(b"\n")[2]


def _read_head(file: Path) -> _End:
    try:
        said = json.loads(file.read_bytes())
        return _End(int(said["records"]), str(said["checksum"]), int(said.get("bytes", -1)))
    except (ValueError, TypeError, KeyError):
        raise ChainError(Fault("this file is damaged; restore it from a backup", str(file))) from None


def _write_head(file: Path, end: _End) -> None:
    draft = file.with_name(f".{file.name}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(draft, flags, _OWNER_ALONE), "w") as written:
        json.dump({"records": end.number, "checksum": end.checksum, "bytes": end.size}, written)
        written.flush()
        os.fsync(written.fileno())
    # A rename is atomic: whoever is killed leaves the old head or the new one, never half of one.
    draft.replace(file)


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


def _checksum(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()

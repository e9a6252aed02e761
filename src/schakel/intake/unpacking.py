"""A delivery that is packed is unpacked first: what is in a gzip file, or each file of a ZIP archive.

Several files in one archive are one delivery: their rows are numbered on, in the order of their names. What unpacks to
far more than text can is a bomb, and refused before it fills the disk. What is packed twice is refused by its format.
"""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from schakel.intake.formats import ZIPPED
from schakel.intake.prescan import UnreadableFileError
from schakel.store.sealed import SealedFile, SealedFolder

MOST_TIMES = 200
"""Text of registers packs to a tenth or a fortieth; what packs better than this was made to do so."""
ALWAYS_ALLOWED = 16 << 20
MOST_FILES = 1_000
CHUNK = 1 << 20
_LOCKED = 0x1
"""Of the flags of a member (PKWARE APPNOTE, 4.4.4)."""
_PASSED_OVER = "__MACOSX"


@dataclass
class _Room:
    """How many bytes all that is in an archive may still unpack to: many small bombs are one."""

    left: int

    @classmethod
    def of(cls, packed_size: int) -> "_Room":
        return cls(max(ALWAYS_ALLOWED, MOST_TIMES * packed_size))

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise UnreadableFileError(
                "The archive unpacks to more than {number} times its size; send it unpacked.", number=MOST_TIMES
            )


@dataclass(frozen=True)
class UnpackedFile:
    """One file of a delivery: its name in the archive that it came in (empty outside one), and where it is."""

    name: str
    file: SealedFile


def unpack(file: SealedFile, file_format: str, folder: SealedFolder) -> tuple[UnpackedFile, ...]:
    """Return the files of a delivery, unpacked into a folder where they were packed.

    A workbook, if that is the declared format, is a ZIP archive that is left as it is.

    Raises
    ------
    UnreadableFileError
        If an archive is damaged, empty or locked, names a file outside it, or unpacks to too much.
    """
    with file.open() as opened:
        magic, room = opened.read(4), _Room.of(file.size)
        try:
            if magic[:2] == b"\x1f\x8b":
                return (UnpackedFile("", _copied(_gunzipped(opened), room, folder / "unpacked-0")),)
            if magic in (b"PK\x03\x04", b"PK\x05\x06"):
                if not _is_workbook(opened):
                    return tuple(_unzipped(opened, room, folder))
                if file_format not in ZIPPED:
                    raise UnreadableFileError(
                        "The file is a workbook, but the contract says that it is {format}.", format=file_format
                    )
        # What `zipfile` does not know how to unpack, it says by a kind of RuntimeError, and a name that is no text by a
        # kind of ValueError.
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, gzip.BadGzipFile):
            raise UnreadableFileError("The archive is damaged, or packed in a way that is not read.") from None
    return (UnpackedFile("", file),)


def _gunzipped(opened: BinaryIO) -> IO[bytes]:
    opened.seek(0)
    return cast(IO[bytes], gzip.GzipFile(fileobj=opened))


def _is_workbook(opened: BinaryIO) -> bool:
    with zipfile.ZipFile(opened) as archive:
        return bool({"[Content_Types].xml", "mimetype"} & {*archive.namelist()})


def _unzipped(opened: BinaryIO, room: _Room, folder: SealedFolder) -> Iterator[UnpackedFile]:
    with zipfile.ZipFile(opened) as archive:
        members = sorted((one for one in archive.infolist() if not _is_passed_over(one)), key=lambda one: one.filename)
        if not members:
            raise UnreadableFileError("The archive is empty.")
        if len(members) > MOST_FILES:
            raise UnreadableFileError("The archive has more than {number} files.", number=MOST_FILES)
        if any(not one.filename for one in archive.infolist()):
            raise UnreadableFileError("The archive is damaged, or packed in a way that is not read.")
        if any(member.flag_bits & _LOCKED for member in members):
            raise UnreadableFileError("The archive is locked with a password; send it without one.")
        if any(".." in _parts(member) for member in members):
            raise UnreadableFileError("A file in the archive has a name that leads out of it; pack it again.")
        for number, member in enumerate(members):
            with archive.open(member) as packed:
                yield UnpackedFile(member.filename, _copied(packed, room, folder / f"unpacked-{number}"))


def _is_passed_over(member: zipfile.ZipInfo) -> bool:
    """Folders, and what systems leave in archives beside the files."""
    parts = _parts(member)
    is_hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return not parts[-1] or parts[0] == _PASSED_OVER or is_hidden


def _parts(member: zipfile.ZipInfo) -> list[str]:
    return member.filename.replace("\\", "/").split("/")


def _copied(packed: IO[bytes], room: _Room, place: SealedFile) -> SealedFile:
    with place.create() as target:
        while chunk := packed.read(CHUNK):
            room.take(len(chunk))
            target.write(chunk)
    return place

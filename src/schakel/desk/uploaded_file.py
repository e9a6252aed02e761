"""A complete upload, read like a file: its parts in order, decrypted while reading."""

import io
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, select

from schakel.desk.database.tables import PARTS
from schakel.desk.uploads import Upload, folder_of
from schakel.store.sealed import SealedFile
from schakel.store.workspace import Workspace

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER = 1 << 20


@dataclass(frozen=True)
class UploadedFile:
    """A file in parts.

    Parameters
    ----------
    starts
        Where each part begins, in bytes, in order.
    size
        In bytes.
    """

    name: str
    starts: Sequence[int]
    parts: Sequence[SealedFile]
    size: int

    def open(self, _: Literal["rb"] = "rb", /) -> io.BufferedReader:
        """Open it for reading, within `reading`."""
        return io.BufferedReader(_Reading(self), _BUFFER)


class _Reading(io.RawIOBase):
    """Reads parts as one file; one part at a time is in memory."""

    def __init__(self, file: UploadedFile) -> None:
        self._file, self._place = file, 0
        self._at, self._content = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._file.size}[whence]
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, target: "WriteableBuffer") -> int:
        if self._place >= self._file.size:
            return 0
        at = bisect_right(self._file.starts, self._place) - 1
        if self._at != at:
            self._at, self._content = at, self._file.parts[at].read_bytes()
        start, view = self._place - self._file.starts[at], memoryview(target)
        read = self._content[start : start + len(view)]
        view[: len(read)] = read
        self._place += len(read)
        return len(read)


def uploaded_file(connection: Connection, workspace: Workspace, upload: Upload) -> UploadedFile:
    """Return an upload that is whole as a file that can be read."""
    rows = connection.execute(select(PARTS).where(PARTS.c.upload == upload.name).order_by(PARTS.c.start)).all()
    folder = folder_of(workspace, upload.name)
    parts = [folder / row.file for row in rows]
    return UploadedFile(upload.announced.file_name, [row.start for row in rows], parts, upload.announced.length)

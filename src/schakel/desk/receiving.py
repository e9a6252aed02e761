"""A file arrives in parts, each encrypted before it touches the disk, and put down before it counts."""

import os
import secrets
from dataclasses import dataclass, field

from sqlalchemy import Engine, and_, select
from sqlalchemy.exc import IntegrityError

from schakel.desk.database import reading_from
from schakel.desk.database.tables import PARTS, UPLOADS
from schakel.desk.uploads import Upload, folder_of
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFile
from schakel.store.workspace import Workspace
from schakel_base.disk import sync_folder, writing_to
from schakel_base.errors import RequestError

PART = 8 << 20
"""Bytes after which a part is put down: so much is lost at most when a server is killed."""


class WrongOffsetError(RequestError):
    """A part does not begin where the upload is; `offset` is where it is."""

    def __init__(self, offset: int) -> None:
        super().__init__("the upload is at byte {number}; go on from there", number=offset)
        self.offset = offset


@dataclass
class Receiving:
    """Puts down what arrives of an upload, from an offset on, part by part.

    `take` what comes; when it says so, and at the end, `put_down` the `part` that came. One part can be put down while
    the next one comes. Whoever puts down after a connection broke keeps what had arrived.

    Parameters
    ----------
    at
        The offset of the first byte that was not put down; at the beginning it must be where the upload is.
    """

    database: Engine
    workspace: Workspace
    upload: Upload
    at: int
    _waiting: list[bytes] = field(default_factory=list)
    _size: int = 0
    _come: int = 0

    def __post_init__(self) -> None:
        """Make sure that what comes begins where the upload is."""
        if self.at != self.upload.received:
            raise WrongOffsetError(self.upload.received)
        self._come = self.at

    def take(self, content: bytes) -> bool:
        """Take what came, and say whether it is as much as a part, to be put down.

        Raises
        ------
        RequestError
            If more comes than was announced.
        """
        self._size += len(content)
        self._come += len(content)
        if self._come > self.upload.announced.length:
            announced = self.upload.announced.length
            raise RequestError("more came than the {number} bytes that were announced", number=announced)
        self._waiting.append(content)
        return self._size >= PART

    def part(self) -> list[bytes]:
        """Return what came since the last part, which is now for the caller to put down."""
        part, self._waiting, self._size = self._waiting, [], 0
        return part

    def put_down(self, part: list[bytes]) -> None:
        """Put down a part, encrypted; the parts in the order in which they came.

        Raises
        ------
        WrongOffsetError
            If somebody else went on with the same upload.
        """
        if length := sum(map(len, part)):
            self._keep(part, length)
            self.at += length

    def _keep(self, pieces: list[bytes], length: int) -> None:
        name = secrets.token_hex(16)
        part = folder_of(self.workspace, self.upload.name) / name
        with writing_to(self.workspace.folder):
            _write(part, pieces)
        if not self._count(name, length):
            part.path.unlink(missing_ok=True)
            raise WrongOffsetError(self._offset())

    def _count(self, part: str, length: int) -> bool:
        """Let a part count, if the upload is still where it begins: of two that come at once, one does."""
        here = and_(UPLOADS.c.id == self.upload.name, UPLOADS.c.received == self.at, UPLOADS.c.job.is_(None))
        try:
            with self.database.begin() as connection:
                counted = connection.execute(UPLOADS.update().where(here).values(received=self.at + length))
                if counted.rowcount:
                    connection.execute(PARTS.insert().values(upload=self.upload.name, start=self.at, file=part))
                return counted.rowcount > 0
        except IntegrityError:
            return False

    def _offset(self) -> int:
        with reading_from(self.database) as connection:
            return connection.scalar(select(UPLOADS.c.received).where(UPLOADS.c.id == self.upload.name)) or 0


def _write(part: SealedFile, pieces: list[bytes]) -> None:
    """Write a part out to the disk, encrypted."""
    own_folder(part.path.parent)
    with part.create() as target:
        for piece in pieces:
            target.write(piece)
    with part.path.open("rb") as written:
        os.fsync(written.fileno())
    sync_folder(part.path.parent)

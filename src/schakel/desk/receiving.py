"""Receives a file in parts, each encrypted before it is written to disk."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Engine, and_, select
from sqlalchemy.exc import IntegrityError

from schakel.desk.database import reading_from
from schakel.desk.database.tables import PARTS, UPLOADS
from schakel.desk.uploads import Upload, folder_of
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFolder
from schakel.store.workspace import Workspace
from schakel_base.disk import sync_folder, writing_to
from schakel_base.errors import RequestError

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

PART = 16 << 20
"""Bytes after which a part is put down: so much is lost at most when a server is killed."""
BLOCK = 2 << 20
"""Bytes that are encrypted and written at once; the memory of more is given back, and costs as much as its content."""


class WrongOffsetError(RequestError):
    """A part does not begin where the upload is; `offset` is where it is."""

    def __init__(self, offset: int) -> None:
        super().__init__("the upload is at byte {number}; continue from there", number=offset)
        self.offset = offset


@dataclass
class Receiving:
    """Encrypts what arrives of an upload, from an offset on, and puts it down part by part.

    `take` what comes; when it says so, `write` the `block` that came; when that says so, `put_down` the `part` that was
    written; and at the end `end`. One block can be written and one part put down while the next ones come. Whoever ends
    after a connection broke keeps what had arrived.

    Parameters
    ----------
    at
        The offset of the first byte that was not put down; at the beginning it must be where the upload is.
    arrived
        The SHA-256 of what comes before `at`, which goes along with what comes; None where nobody knows it, as after a
        fault: what it went along with is dropped then.
    """

    database: Engine
    workspace: Workspace
    upload: Upload
    at: int
    arrived: "Hash | None" = None
    _waiting: list[bytes] = field(default_factory=list)
    _size: int = 0
    _come: int = 0
    _part: "_Part | None" = None
    _has_failed: bool = False

    def __post_init__(self) -> None:
        """Make sure that what comes begins where the upload is."""
        if self.at != self.upload.received:
            raise WrongOffsetError(self.upload.received)
        self._come = self.at
        if not self.at:
            self.arrived = hashlib.sha256()

    def take(self, content: bytes) -> bool:
        """Take what came, and say whether it is as much as a block, to be written.

        Raises
        ------
        RequestError
            If more comes than was announced.
        """
        self._size += len(content)
        self._come += len(content)
        if self._come > self.upload.announced.length:
            announced = self.upload.announced.length
            raise RequestError("more than the announced {number} bytes arrived", number=announced)
        if content:  # the last of a request is empty, and a part of nothing would lie where the next one begins
            self._waiting.append(content)
        return self._size >= BLOCK

    def block(self) -> list[bytes]:
        """Return what came since the last block, which is now for the caller to write."""
        block, self._waiting, self._size = self._waiting, [], 0
        return block

    def write(self, block: list[bytes]) -> bool:
        """Write a block, encrypted, and say whether there is as much as a part; blocks in the order in which they came.

        Raises
        ------
        DiskError
            If the disk refuses it.
        """
        with self._dropped_if_it_fails():
            self._part = self._part or _Part(folder_of(self.workspace, self.upload.name))
            self._part.write(block)
            if arrived := self.arrived:
                for piece in block:
                    arrived.update(piece)
            return self._part.length >= PART

    def part(self) -> "_Part":
        """Return what was written since the last part, which is now for the caller to put down."""
        part, self._part = self._part, None
        assert part is not None
        part.arrived_sha256 = self.arrived.hexdigest() if self.arrived else ""
        return part

    def put_down(self, part: "_Part") -> None:
        """Put down a part, from when it counts; the parts in the order in which they were written.

        Raises
        ------
        WrongOffsetError
            If somebody else went on with the same upload.
        DiskError
            If the disk refuses it.
        """
        with self._dropped_if_it_fails(part):
            # Where somebody dropped the upload meanwhile, its folder is gone.
            if not (part.synced() and self._count(part)):
                raise WrongOffsetError(self._offset())
        self.at += part.length

    def end(self) -> None:
        """Write and put down what is left; nothing after what could not be put down: it would lie in its place.

        Raises
        ------
        WrongOffsetError, DiskError
            As `put_down` does.
        """
        if self._has_failed:
            if self._part:
                self.part().drop()
            return
        if block := self.block():
            self.write(block)
        if self._part:
            self.put_down(self.part())

    @contextmanager
    def _dropped_if_it_fails(self, part: "_Part | None" = None) -> Iterator[None]:
        try:
            with writing_to(self.workspace.folder):
                yield
        except BaseException:
            self._has_failed, self.arrived = True, None
            if part := part or self._part:
                part.drop()
            raise

    def _count(self, part: "_Part") -> bool:
        """Let a part count, if the upload is still where it begins: of two that come at once, one does."""
        here = and_(UPLOADS.c.id == self.upload.name, UPLOADS.c.received == self.at, UPLOADS.c.job.is_(None))
        try:
            with self.database.begin() as connection:
                known = {"received": self.at + part.length, "arrived_sha256": part.arrived_sha256}
                counted = connection.execute(UPLOADS.update().where(here).values(**known))
                if counted.rowcount:
                    placed = {"upload": self.upload.name, "start": self.at, "file": part.file.name}
                    connection.execute(PARTS.insert().values(**placed))
                return counted.rowcount > 0
        except IntegrityError:
            return False

    def _offset(self) -> int:
        with reading_from(self.database) as connection:
            return connection.scalar(select(UPLOADS.c.received).where(UPLOADS.c.id == self.upload.name)) or 0


class _Part:
    """A part on its way to the disk: a new encrypted file in its upload's folder, of a known number of bytes.

    `arrived_sha256` is of the whole file as far as the end of the part; empty where nobody knows it.
    """

    def __init__(self, folder: SealedFolder) -> None:
        own_folder(folder.path)
        self.file = folder / secrets.token_hex(16)
        self.length, self.arrived_sha256 = 0, ""
        self._target = self.file.create()

    def write(self, pieces: list[bytes]) -> None:
        for piece in pieces:
            self.length += self._target.write(piece)

    def synced(self) -> bool:
        """Write it out to the disk as a whole, with its name, and say whether it is there."""
        self._target.close()
        try:
            with self.file.path.open("rb") as written:
                os.fsync(written.fileno())
            sync_folder(self.file.path.parent)
        except FileNotFoundError:
            return False
        return True

    def drop(self) -> None:
        # To close it writes once more, which a full disk refuses again.
        with suppress(OSError):
            self._target.close()
        self.file.path.unlink(missing_ok=True)

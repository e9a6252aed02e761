"""Encrypted files as a file system that DuckDB reads and writes through: what it sees is decrypted in memory alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from fsspec.spec import AbstractFileSystem

from schakel.store.sealed import Seal
from schakel.store.sealed_stream import SealedReader, SealedWriter, decrypted_size
from schakel_base.errors import ZoneError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def unseal(connection: duckdb.DuckDBPyConnection, seal: Seal) -> None:
    """Let the engine of a connection read and write the files under a seal, by their `location`."""
    if not connection.filesystem_is_registered(seal.protocol):
        connection.register_filesystem(_system(seal))


@contextmanager
def complaints_of(seal: Seal) -> Iterator[None]:
    """Say what is wrong with a file under a seal, in the place of an error of the engine, which buries it.

    Raises
    ------
    ZoneError
        If a file could not be used.
    """
    system = _system(seal)
    system.complaint = ""
    try:
        yield
    except duckdb.Error:
        if system.complaint:
            raise ZoneError(system.complaint) from None
        raise


@cache
def _system(seal: Seal) -> "SealedSystem":
    return SealedSystem(seal)


class SealedSystem(AbstractFileSystem):
    """The files under one seal; `complaint` is the last one about any of them, which the engine buries."""

    cachable = False

    def __init__(self, seal: Seal) -> None:
        super().__init__()
        self.protocol = seal.protocol
        self._key = seal.key
        self.complaint = ""

    def _open(self, path: str, mode: str = "rb", **_: Any) -> SealedReader | SealedWriter:
        with self._noting():
            return (
                _Reader(self._path(path), self._key, self) if "r" in mode else SealedWriter(self._path(path), self._key)
            )

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Return name, decrypted size and kind of a file."""
        file = self._path(path)
        if file.is_dir():
            return {"name": path, "size": 0, "type": "directory"}
        return {"name": path, "size": decrypted_size(file), "type": "file"}

    def exists(self, path: str, **_: Any) -> bool:
        """Whether there is such a file."""
        return self._path(path).exists()

    def glob(self, path: str, **_: Any) -> list[str]:
        """Return the path itself: files are named, never searched for."""
        return [path] if self.exists(path) else []

    def mv(self, path1: str, path2: str, **_: Any) -> None:
        """Give a file another name, in the place of what had it."""
        self._path(path1).replace(self._path(path2))

    def modified(self, path: str) -> datetime:
        """Return when a file was written."""
        return datetime.fromtimestamp(self._path(path).stat().st_mtime, UTC)

    def created(self, path: str) -> datetime:
        """Return the same: a sealed file is written once."""
        return self.modified(path)

    def _path(self, path: str) -> Path:
        return Path(path.partition("://")[2] or path)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except ZoneError as failure:
            self.complaint = str(failure)  # the error itself would keep the engine from closing
            raise


class _Reader(SealedReader):
    """A file as the engine reads it."""

    def __init__(self, path: Path, key: bytes, system: SealedSystem) -> None:
        self._system = system
        super().__init__(path, key)

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill a buffer; an error is kept for the caller of the engine."""
        with self._system._noting():
            return super().readinto(buffer)

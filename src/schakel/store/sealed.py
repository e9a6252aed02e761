"""Encryption at rest: a seal opens and creates the files of a zone.

The engine reads and writes the same files by their `location`, through a file system that decrypts in memory
(`sealed_system.py`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

import pyarrow as pa

from schakel.store.door import require_open
from schakel.store.keys import RootKey
from schakel.store.sealed_stream import SealedReader, SealedWriter, decrypted_size, key_id
from schakel.store.secret import read_secret, secret_path


@dataclass(frozen=True)
class Seal:
    """The key of a zone; `workspace` is the folder whose log must say what for, before anything is read.

    A linkage that is of no alliance has no zones, and its seal no workspace. `origin`, the alliance and the purpose
    that a key is derived for, stands for the key wherever a seal is sent: another process derives it from the key file
    of its own machine.
    """

    key: bytes = field(repr=False)
    workspace: Path | None = None
    origin: tuple[str, str] | None = field(default=None, compare=False)

    def __reduce__(self) -> tuple[Callable[..., "Seal"], tuple[object, ...]]:
        """Send where the key comes from, and not the key."""
        return (zone_seal, (self.workspace, *self.origin)) if self.origin else (Seal, (self.key, self.workspace))

    @property
    def protocol(self) -> str:
        """How the engine tells the files under this seal from others."""
        return f"sealed-{key_id(self.key).hex()}"

    def require_open(self) -> None:
        """Make sure that what is under this seal may be read now.

        Raises
        ------
        UnrecordedReadError
            If no access was recorded.
        """
        if self.workspace is not None:
            require_open(self.workspace)


def zone_seal(workspace: Path, alliance: str, purpose: str) -> Seal:
    """Return the seal of a zone, by the key file of the alliance on this machine.

    Raises
    ------
    SchakelError
        If there is no such file, or others can read it.
    """
    key = RootKey(read_secret(secret_path(alliance))).derive(purpose)
    return Seal(key, workspace, (alliance, purpose))


@dataclass(frozen=True)
class SealedFile:
    """One encrypted file."""

    path: Path
    seal: Seal

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    @property
    def stem(self) -> str:
        """The name of the file without its suffix."""
        return self.path.stem

    def exists(self) -> bool:
        """Whether there is such a file."""
        return self.path.exists()

    @property
    def location(self) -> str:
        """Where a connection that knows the seal finds the file."""
        return f"{self.seal.protocol}://{self.path.absolute()}"

    @property
    def size(self) -> int:
        """The number of its bytes, decrypted."""
        return decrypted_size(self.path)

    def open(self) -> BinaryIO:
        """Open the file to be read from any place, once an access was recorded.

        Raises
        ------
        ZoneError
            If it is not encrypted, was encrypted under another key, or (while reading) was changed.
        """
        self.seal.require_open()
        return cast(BinaryIO, SealedReader(self.path, self.seal.key))

    def create(self) -> BinaryIO:
        """Create the file, to be written from begin to end; it is whole once it is closed."""
        return cast(BinaryIO, SealedWriter(self.path, self.seal.key))

    def read_bytes(self) -> bytes:
        """Return the whole file."""
        with self.open() as file:
            return file.read()

    def read_buffer(self) -> pa.Buffer:
        """Return the whole file as memory in which the arrays of Arrow can stay, without being copied."""
        with self.open() as file:  # the pool of the system gives what is asked; others lay out far more, at a price
            buffer = pa.allocate_buffer(self.size, memory_pool=pa.system_memory_pool())
            cast(SealedReader, file).readinto(memoryview(buffer))
            return buffer

    def read_text(self, encoding: str = "utf-8") -> str:
        """Return the whole file as text."""
        return self.read_bytes().decode(encoding)

    def write_text(self, text: str, encoding: str = "utf-8") -> None:
        """Create the file with a text."""
        with self.create() as file:
            file.write(text.encode(encoding))


@dataclass(frozen=True)
class SealedFolder:
    """A folder of encrypted files."""

    path: Path
    seal: Seal

    def __truediv__(self, name: str) -> SealedFile:
        """Return the file with this name."""
        return SealedFile(self.path / name, self.seal)

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.path.name

    def folder(self, name: str) -> "SealedFolder":
        """Return the folder with this name inside it."""
        return SealedFolder(self.path / name, self.seal)

    def glob(self, pattern: str) -> Iterator[SealedFile]:
        """Return the files whose names have a pattern, by name."""
        return (SealedFile(path, self.seal) for path in sorted(self.path.glob(pattern)))


File: TypeAlias = Path | SealedFile
Folder: TypeAlias = Path | SealedFolder


def on_disk(place: File | Folder) -> Path:
    """Return the path of a file or folder, encrypted or not."""
    return place if isinstance(place, Path) else place.path


def inside(folder: Folder, name: str) -> Folder:
    """Return the folder with a name inside another, encrypted if that is."""
    return folder / name if isinstance(folder, Path) else folder.folder(name)


def location(file: File) -> str:
    """Return what the engine calls a file."""
    return file.location if isinstance(file, SealedFile) else str(file)

"""What holds partners' own values is encrypted at rest: a seal opens and creates the files of the intake zone.

The engine reads and writes the same files by their `location`, through a file system that decrypts in memory
(`sealed_system.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

import pyarrow as pa

from schakel.store.sealed_stream import SealedReader, SealedWriter, decrypted_size, key_id


@dataclass(frozen=True)
class Seal:
    """The key of a zone."""

    key: bytes = field(repr=False)

    @property
    def protocol(self) -> str:
        """How the engine tells the files under this seal from others."""
        return f"sealed-{key_id(self.key).hex()}"


@dataclass(frozen=True)
class SealedFile:
    """One encrypted file."""

    path: Path
    seal: Seal

    @property
    def location(self) -> str:
        """Where a connection that knows the seal finds the file."""
        return f"{self.seal.protocol}://{self.path.absolute()}"

    @property
    def size(self) -> int:
        """The number of its bytes, decrypted."""
        return decrypted_size(self.path)

    def open(self) -> BinaryIO:
        """Open the file to be read from any place.

        Raises
        ------
        ZoneError
            If it is not encrypted, was encrypted under another key, or (while reading) was changed.
        """
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

    def read_text(self) -> str:
        """Return the whole file as text."""
        return self.read_bytes().decode("utf-8")

    def write_text(self, text: str) -> None:
        """Create the file with a text."""
        with self.create() as file:
            file.write(text.encode("utf-8"))


@dataclass(frozen=True)
class SealedFolder:
    """A folder of encrypted files."""

    path: Path
    seal: Seal

    def __truediv__(self, name: str) -> SealedFile:
        """Return the file with this name."""
        return SealedFile(self.path / name, self.seal)

    def glob(self, pattern: str) -> Iterator[SealedFile]:
        """Return the files whose names have a pattern, by name."""
        return (SealedFile(path, self.seal) for path in sorted(self.path.glob(pattern)))


File: TypeAlias = Path | SealedFile
Folder: TypeAlias = Path | SealedFolder


def on_disk(place: File | Folder) -> Path:
    """Return the path of a file or folder, encrypted or not."""
    return place if isinstance(place, Path) else place.path


def location(file: File) -> str:
    """Return what the engine calls a file."""
    return file.location if isinstance(file, SealedFile) else str(file)

"""Every delivery arrives as one file: several files are packed, and the rows of a database are saved as one.

Either is encrypted from its first byte, and kept, checked and answered as a file that a partner made.
"""

import io
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import BinaryIO, Literal, cast

from schakel.intake.arriving_file import ArrivingFile, faults_of_the_file
from schakel.intake.databases import write_rows
from schakel.model.contract import Contract
from schakel.store.drafts import draft_folder
from schakel.store.sealed import SealedFile
from schakel.store.workspace import Workspace
from schakel_base.errors import DeliveryError

CHUNK = 1 << 20


@dataclass(frozen=True)
class MadeFile:
    """A file that was made here: what it is called, and its content."""

    name: str
    content: SealedFile

    def __str__(self) -> str:
        return self.name

    def open(self, _: Literal["rb"], /) -> io.BufferedReader:
        """Open it for reading, from its beginning."""
        return cast(io.BufferedReader, self.content.open())


@contextmanager
def arriving(
    workspace: Workspace, contract: Contract, files: Sequence[ArrivingFile], server: str = ""
) -> Iterator[ArrivingFile]:
    """Give the one file that is to be taken in, for the time of the block.

    It is of what a partner hands over together; without any files, of the rows of the database of its contract, on the
    server with that name, by default the first.

    Raises
    ------
    RequestError
        If there are no files, and the contract has no such database.
    DeliveryError
        If a file or the database cannot be read, or two files have one name.
    """
    if len(files) == 1:
        yield files[0]
        return
    with draft_folder(workspace) as folder:
        place = workspace.sealed(folder) / "made"
        if files:
            _pack(files, place)
            yield MadeFile(name_of(files), place)
        else:
            write_rows(contract, server, place)
            yield MadeFile(f"{contract.partner}.parquet", place)


def name_of(files: Sequence[ArrivingFile]) -> str:
    """Return what a delivery of some files is called: by the first of them."""
    first, more = min(file.name for file in files), len(files) - 1
    return f"{first} and {more} more" if more else first


def _forwards(target: BinaryIO) -> BinaryIO:
    """A file that is written from begin to end alone, as one that is encrypted is: without places to go back to."""
    return cast(BinaryIO, SimpleNamespace(write=target.write, flush=target.flush))


def _pack(files: Sequence[ArrivingFile], place: SealedFile) -> None:
    """Pack files into a ZIP archive, as a partner might have done; the same files give the same archive."""
    for name, times in Counter(file.name for file in files).items():
        if times > 1:
            raise DeliveryError(f"{times} files of this delivery are called {name}")
    with place.create() as target, zipfile.ZipFile(_forwards(target), "w") as archive:
        for file in sorted(files, key=lambda one: one.name):
            # An entry made of the name alone has no time of its own, which would be another on each machine.
            entry = zipfile.ZipInfo(file.name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with (
                faults_of_the_file(file),
                file.open("rb") as source,
                archive.open(entry, "w", force_zip64=True) as packed,
            ):
                shutil.copyfileobj(source, packed, CHUNK)

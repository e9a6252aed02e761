"""Tables kept between editions: complete or absent, found by name, and linked into each edition.

A link is a further name of the same file, so an edition stays whole when the table is cleared away, and the disk holds
it once. Where a disk has no links, an edition has a copy.
"""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from schakel.store.own_folder import own_folder
from schakel.store.sealed import File, Folder, SealedFile, on_disk

_DRAFT = ".draft"


def made(file: File) -> bool:
    """Whether a table is there, whole."""
    return on_disk(file).exists()


@contextmanager
def kept(file: File) -> Iterator[File]:
    """Write a table in a draft of this process, which takes its place when the block ends without an error."""
    place = on_disk(file)
    own_folder(place.parent)
    draft = place.with_name(f"{place.name}.{os.getpid()}{_DRAFT}")
    try:
        yield SealedFile(draft, file.seal) if isinstance(file, SealedFile) else draft
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def drop_drafts_of_the_dead(folder: Path) -> None:
    """Delete the drafts in a folder whose names end in the number of a process that runs no more: it was killed."""
    for draft in folder.glob(f"*{_DRAFT}"):
        process = draft.name.removesuffix(_DRAFT).rpartition(".")[2]
        if process.isdigit() and not _runs(int(process)):
            draft.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)  # no signal: only asks
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def link_into(file: File, folder: Folder, name: str) -> File:
    """Make a table part of an edition that is being made, under a name in its folder."""
    target = folder / name
    own_folder(on_disk(target).parent)
    try:
        os.link(on_disk(file), on_disk(target))
    except OSError:
        shutil.copyfile(on_disk(file), on_disk(target))
    return target


def clear_unlinked(folder: Folder) -> None:
    """Delete the tables that no edition uses, and what a killed process left half written."""
    for path in sorted(on_disk(folder).glob("*")):
        if path.stat().st_nlink == 1:
            path.unlink()


def clear_of(folder: Folder, deliveries: Collection[int]) -> None:
    """Delete the tables with rows of some deliveries; their names begin with the first and the last that they hold."""
    for path in sorted(on_disk(folder).glob("*")):
        first, last, _ = path.name.split("-", 2)
        if any(int(first) <= number <= int(last) for number in deliveries):
            path.unlink()

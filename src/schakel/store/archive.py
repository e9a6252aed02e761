"""The archive keeps every file as it arrived, under the SHA-256 of its content: never changed, never overwritten,
and deleted only when rows of it run out or are withdrawn.

A file is encrypted while it is hashed, in constant memory, written out to the disk, and only then given its name. A
crash leaves either the whole file under its name or nothing. The same content is kept once.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from schakel.store.bundle import part_of
from schakel.store.drafts import draft_folder
from schakel.store.own_folder import own_folder
from schakel.store.sealed import SealedFile
from schakel.store.workspace import Workspace
from schakel_base.disk import sync_folder

CHUNK = 1 << 20
READ_ONLY = 0o400


def archived(workspace: Workspace, sha256: str) -> SealedFile:
    """Return the kept file with this hash.

    Parameters
    ----------
    sha256
        In hexadecimal digits; the first two name a folder, so that no folder has too many files.
    """
    return part_of(workspace, sha256) or loose(workspace, sha256)


def loose(workspace: Workspace, sha256: str) -> SealedFile:
    """Return where a file with this hash is kept by itself, in no bundle."""
    return workspace.sealed(workspace.archive / sha256[:2]) / sha256


def keep(workspace: Workspace, source: BinaryIO, seen: Callable[[int], None] = lambda _: None) -> str:
    """Store the content of an open file and return its SHA-256; `seen` receives how many bytes are done."""
    with draft_folder(workspace) as folder:
        draft = workspace.sealed(folder) / "arriving"
        sha256 = _copy(source, draft, seen)
        write_out(draft.path)
        if part_of(workspace, sha256) is None:
            # Whether the name was free makes no difference: what has this name already has this content.
            put_in_place(draft.path, loose(workspace, sha256).path)
    return sha256


def forget(workspace: Workspace, sha256: str) -> None:
    """Delete the file with this hash that is kept by itself, because rows of it ran out or were withdrawn."""
    file = loose(workspace, sha256).path
    if file.exists():
        file.unlink()
        sync_folder(file.parent)


def put_in_place(draft: Path, place: Path) -> bool:
    """Give a finished draft its name for good, unless the name is taken; say whether it was free.

    A link cannot replace what exists, so of two processes that try at once exactly one succeeds.
    """
    own_folder(place.parent)
    try:
        os.link(draft, place)
    except FileExistsError:
        return False
    sync_folder(place.parent)
    return True


def move_in_place(draft: Path, place: Path) -> None:
    """Write a finished draft out to the disk and give it its name; what a killed process left there is replaced."""
    own_folder(place.parent)
    write_out(draft)
    draft.replace(place)
    sync_folder(place.parent)


def write_out(draft: Path) -> None:
    """Write a finished draft out to the disk, never to be changed again."""
    with draft.open("rb") as written:
        # Before the name, or a crash could leave the name with none of the content behind it.
        os.fsync(written.fileno())
    draft.chmod(READ_ONLY)


def _copy(source: BinaryIO, draft: SealedFile, seen: Callable[[int], None]) -> str:
    digest, done = hashlib.sha256(), 0
    with draft.create() as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
            done += len(chunk)
            seen(done)
    return digest.hexdigest()

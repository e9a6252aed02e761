"""Encrypts, file by file, what an earlier version of Schakel left unencrypted in a workspace."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from schakel.store.archive import CHUNK, write_out
from schakel.store.drafts import draft_folder
from schakel.store.sealed import SealedFile
from schakel.store.sealed_stream import MAGIC
from schakel.store.workspace import Workspace
from schakel_base.chained_file import PREVIOUS, ChainedFile
from schakel_base.errors import Fault
from schakel_base.progress import Progress, silent


def seal_existing(workspace: Workspace, progress: Progress = silent) -> int:
    """Encrypt every file of the zones that is not, and return how many that were.

    Each takes the place of the other at once, so that a run that is broken off can be started again. What the disk
    keeps of a file that was replaced is for whoever keeps the disk to erase.
    """
    editions, moments = workspace.analysis_editions, workspace.moments
    zones = ((workspace.intake, workspace.seal), (editions.path, editions.seal), (moments.path, moments.seal))
    files = [(path, seal) for zone, seal in zones for path in sorted(zone.rglob("*")) if _is_open(path, workspace)]
    for number, (path, seal) in enumerate(files):
        progress(Fault("encrypting {name}", fields={"name": path.name[:20]}), number / len(files))
        with draft_folder(workspace) as folder:
            draft = SealedFile(folder / "sealed", seal)
            _encrypt(path, draft)
            # In one step, so that there is never a moment without the file or with half of it.
            draft.path.replace(path)
    return len(files) + sum(map(_seal_records, (workspace.access_log, workspace.release_ledger)))


def _seal_records(kept: ChainedFile) -> int:
    """Write the records of a file again, encrypted and chained; return how many files that were."""
    if not kept.path.exists() or not kept.path.read_bytes().startswith(b"{"):
        return 0
    assert kept.head
    draft = replace(kept, path=kept.path.with_suffix(".draft"), head=kept.head.with_suffix(".draft"))
    draft.path.unlink(missing_ok=True)
    for line in kept.path.read_bytes().splitlines():
        # The chain runs over lines as they are written, so it is made anew over the encrypted ones.
        draft.append({name: value for name, value in json.loads(line).items() if name != PREVIOUS})
    # Without its head the file is read as it is; with the head of before, it would look as if records were missing.
    kept.head.unlink(missing_ok=True)
    for written, place in ((draft.path, kept.path), (draft.head, kept.head)):
        assert written
        written.replace(place)
    return 1


def _is_open(path: Path, workspace: Workspace) -> bool:
    if not path.is_file() or path.name == ".lock" or workspace.drafts in path.parents:
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) != MAGIC


def _encrypt(path: Path, draft: SealedFile) -> None:
    with path.open("rb") as source, draft.create() as target:
        shutil.copyfileobj(source, target, CHUNK)
    write_out(draft.path)

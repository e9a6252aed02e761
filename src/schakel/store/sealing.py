"""What an earlier version of Schakel left unencrypted in the intake zone is encrypted, file by file."""

import shutil
from pathlib import Path

from schakel.store.archive import CHUNK, write_out
from schakel.store.drafts import draft_folder
from schakel.store.sealed import SealedFile
from schakel.store.sealed_stream import MAGIC
from schakel.store.workspace import Workspace
from schakel_base.progress import Progress, silent


def seal_existing(workspace: Workspace, progress: Progress = silent) -> int:
    """Encrypt every file of the intake zone that is not, and return how many that were.

    Each takes the place of the other at once, so that a run that is broken off can be started again. What the disk
    keeps of a file that was replaced is for whoever keeps the disk to erase.
    """
    files = [path for path in sorted(workspace.intake.rglob("*")) if _is_open(path, workspace)]
    for number, path in enumerate(files):
        progress(f"encrypting {path.name[:20]}", number / len(files))
        with draft_folder(workspace) as folder:
            draft = workspace.sealed(folder) / "sealed"
            _encrypt(path, draft)
            draft.path.replace(path)
    return len(files)


def _is_open(path: Path, workspace: Workspace) -> bool:
    if not path.is_file() or path.name == ".lock" or workspace.drafts in path.parents:
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) != MAGIC


def _encrypt(path: Path, draft: SealedFile) -> None:
    with path.open("rb") as source, draft.create() as target:
        shutil.copyfileobj(source, target, CHUNK)
    write_out(draft.path)

"""Unfinished work is in a folder next to finished work, so that it can be moved into place in one step.

Such a folder disappears when its work ends. What a killed process left behind may be personal data, so it is cleared
away as soon as a later process finds itself alone: every worker holds a shared lock on the drafts, and whoever gets
the lock for itself knows that nothing in there is in use.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from schakel.store.own_folder import own_file, own_folder
from schakel.store.workspace import Workspace

_LOCK = ".lock"


@contextmanager
def draft_folder(workspace: Workspace) -> Iterator[Path]:
    """Make an empty folder in the intake zone for the time of one piece of work."""
    with working_among_drafts(workspace) as drafts, TemporaryDirectory(dir=drafts) as folder:
        yield Path(folder)


@contextmanager
def working_among_drafts(workspace: Workspace) -> Iterator[Path]:
    """Hold the folder of all drafts for the time of one piece of work: meanwhile nobody clears anything away."""
    drafts = workspace.drafts.absolute()
    own_folder(drafts)
    with open(drafts / _LOCK, "wb", opener=own_file) as lock:
        _clear_if_alone(drafts, lock.fileno())
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield drafts


def _clear_if_alone(drafts: Path, lock: int) -> None:
    try:
        # Without waiting: if others work, what lies here may be theirs, and the next who is alone clears it.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    for left_behind in drafts.iterdir():
        if left_behind.name != _LOCK:
            shutil.rmtree(left_behind)

"""The access log: a chained record of who reads what and why, written before anything is read.

There is one door. The files of the zones are encrypted, and they are opened for whoever says first, in the log of the
workspace, what is done, for which product and for which purpose: inside `reading`, and nowhere else.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from schakel.store.accesses import ACTIONS
from schakel.store.door import open_to
from schakel.store.workspace import Workspace
from schakel_base.chained_file import ChainedFile, Head

_ASKER: ContextVar[str] = ContextVar("_ASKER", default="")
_JOB: ContextVar[str] = ContextVar("_JOB", default="")


@contextmanager
def asked_by(name: str, job: str = "") -> Iterator[None]:
    """Record accesses under the name of the person at the desk, until the end of the block.

    Parameters
    ----------
    job
        By what its job is called. Receipts and erasures keep that, so that the job, done again, finds them.
    """
    before, job_before = _ASKER.set(name), _JOB.set(job)
    try:
        yield
    finally:
        _ASKER.reset(before)
        _JOB.reset(job_before)


def job_under_way() -> str:
    """Return by what the job is called that is being done; empty where none is."""
    return _JOB.get()


@contextmanager
def reading(workspace: Workspace, action: str, purpose: str, product: str, **what: str) -> Iterator[None]:
    """Record an access, and read the zones of a workspace until the end of the block.

    Parameters
    ----------
    action
        What is done, as the command that does it is called.
    purpose
        What for: that of the product, or that of the work by itself.
    product
        The product for which it is done; where it is done for several, their names with a comma and a space between.
    what
        What is read: an edition, a table, numbers of deliveries; never a value of a partner.

    Raises
    ------
    ChainError
        If records of the log are missing, or were changed: nothing is read behind a broken log.
    """
    # Written before the door opens: a process that is killed while it reads has said so.
    record_access(workspace.access_log, action, purpose, product=product, **what)
    with open_to(workspace.resolved):
        yield


def record_access(log: ChainedFile, action: str, purpose: str, **what: str) -> Head:
    """Append an access to a log: when, by whom, under which purpose, to what.

    Raises
    ------
    ChainError
        If records of the log are missing.
    """
    assert action in ACTIONS, f"the access log has no words for {action!r}, so nobody could read what was done"
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return log.append({"at": at, "user": user_name(), "action": action, "purpose": purpose, **what})


def user_name() -> str:
    """Return who works: the person at the desk, or the user of this machine (without an account, its number)."""
    if asker := _ASKER.get():
        return asker
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())

"""One command at a time writes into a workspace, by a lock of the operating system; readers never ask for it.

The lock ends with the process that holds it, however that ends. What the file says is who holds it, and means
nothing when nobody does.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import FileIO

from schakel.store.own_folder import close_to_others, own_file, own_folder
from schakel.store.workspace import Workspace
from schakel_base.errors import Fault, RequestError

_LONGEST = 200
_HOLDER = re.compile(r"(?P<command>.+) \(process (?P<process>\d+), since (?P<since>.+)\)")


@contextmanager
def one_writer(workspace: Workspace, command: str, waiting: Callable[[Fault], None] | None = None) -> Iterator[None]:
    """Be the only one that writes into a workspace, until the end of the block.

    Parameters
    ----------
    command
        What writes, for others to read: a command without its arguments, which may hold what nobody else should see.
    waiting
        Hears who holds the lock, where we wait for it.

    Raises
    ------
    RequestError
        If somebody else writes, and nobody wants to wait.
    """
    own_folder(workspace.folder)
    with FileIO(workspace.writer_lock, "a+", opener=own_file) as lock:
        _take(lock, waiting)
        close_to_others(workspace.folder)  # an earlier version left folders open
        lock.truncate(0)
        since = datetime.now().astimezone().isoformat(" ", "seconds")
        # Whoever is refused wants to know for whom to wait; arguments could hold a number of a person.
        lock.write(f"{command} (process {os.getpid()}, since {since})".encode()[:_LONGEST])
        yield


def _take(lock: FileIO, waiting: Callable[[Fault], None] | None) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # The holder may have taken the lock and not have written who it is yet.
        holder = os.pread(lock.fileno(), _LONGEST, 0).decode(errors="replace") or "another command"
        if waiting is None:
            raise RequestError(f"{holder} is working on this alliance; wait for it, or use --wait") from None
        waiting(_waiting_for(holder))
        fcntl.flock(lock, fcntl.LOCK_EX)


def _waiting_for(holder: str) -> Fault:
    if named := _HOLDER.fullmatch(holder):
        return Fault("Waiting for {command} (process {process}, since {since}).", fields=named.groupdict())
    return Fault("Waiting for another command.")

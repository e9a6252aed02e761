"""A command that writes into the workspace of an alliance is the only one that does, until it ends."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from schakel.cli.answering import beside
from schakel.store.one_writer import one_writer
from schakel.store.workspace import Workspace


@contextmanager
def writing(command: str, wait: bool, *folders: Path) -> Iterator[None]:
    """Hold the lock of one or more alliances; a folder that is none has no lock.

    Locks are taken in one order, so that two commands that want the same never wait for each other.

    Raises
    ------
    RequestError
        If another command works on one of them, and this one is not to wait.
    """
    waiting = (lambda holder: beside(str(holder))) if wait else None
    with ExitStack() as held:
        for folder in sorted({folder.resolve() for folder in folders if (folder / "alliance.yaml").is_file()}):
            held.enter_context(one_writer(Workspace.of(folder), f"schakel {command}", waiting))
        yield

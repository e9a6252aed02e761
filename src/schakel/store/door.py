"""The one door to the zones: their files open only after an access has been recorded in the log.

`access_log.reading` opens it, for one workspace and until the end of its block; the seal of a zone asks here before it
decrypts anything. Work that is handed on to another process takes along what is open here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import TypeVar

_OPEN: ContextVar[tuple[Path, ...]] = ContextVar("_OPEN", default=())
_Result = TypeVar("_Result")


class UnrecordedReadError(AssertionError):
    """A zone was to be read, and the log does not say what for: a defect of ours."""


@contextmanager
def open_to(*workspaces: Path) -> Iterator[None]:
    """Open the zones of some workspaces until the end of the block."""
    before = _OPEN.set((*_OPEN.get(), *workspaces))
    try:
        yield
    finally:
        _OPEN.reset(before)


def is_open(workspace: Path) -> bool:
    """Whether the zones of a workspace are open to us."""
    return workspace in _OPEN.get()


def require_open(workspace: Path) -> None:
    """Make sure that the zones of a workspace are open to us.

    Raises
    ------
    UnrecordedReadError
        If they are not.
    """
    if not is_open(workspace):
        raise UnrecordedReadError(f"{workspace} is read, and the access log does not say what for")


def with_the_same_open(work: Callable[..., _Result]) -> Callable[..., _Result]:
    """Return what does some work in another process, where the same is open as here."""
    return partial(_with_open, _OPEN.get(), work)


def _with_open(workspaces: tuple[Path, ...], work: Callable[..., _Result], *given: object, **named: object) -> _Result:
    with open_to(*workspaces):
        return work(*given, **named)

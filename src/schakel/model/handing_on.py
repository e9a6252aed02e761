"""Work handed on: done now in this process, or soon by another; the caller cannot tell which.

What is handed on is a function of a module with values that can be sent, and takes `progress` as a keyword, by default
silent: only here and now is there somebody to tell.
"""

import pickle
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any

from schakel_base.progress import Progress

HandOn = Callable[..., Future[Any]]


@dataclass(frozen=True)
class OtherProcesses:
    """Other processes: those that work `now`, and one that works `meanwhile`, in the time that they leave."""

    now: HandOn
    meanwhile: HandOn


@dataclass(frozen=True, eq=False)  # without fields every value would equal every other, also of a class told apart
class SentOnce:
    """A value that much of what is handed on needs: packed once for all of it, and unpacked once in each process."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[type, bytes]]:
        """Send the fields, packed: what follows from them is found again."""
        return _unpacked, (type(self), self._packed)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps([getattr(self, one.name) for one in fields(self)])


@lru_cache(maxsize=32)  # two alliances, and the partners of the larger
def _unpacked(kind: type, packed: bytes) -> Any:
    return kind(*pickle.loads(packed))


def here_and_now(progress: Progress) -> HandOn:
    """Return what does work at once, and tells `progress` how far it is."""

    def hand_on(work: Callable[..., Any], *values: Any) -> Future[Any]:
        # A future all the same, so that the caller reads alike whether another process does it. An error is raised at
        # once.
        future: Future[Any] = Future()
        future.set_result(work(*values, progress=progress))
        return future

    return hand_on

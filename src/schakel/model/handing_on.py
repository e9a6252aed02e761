"""Work handed on: done now in this process, or soon by another; the caller cannot tell which.

What is handed on is a function of a module with values that can be sent, and takes `progress` as a keyword, by default
silent: only here and now is there somebody to tell.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from schakel_base.progress import Progress

HandOn = Callable[..., Future[Any]]


@dataclass(frozen=True)
class OtherProcesses:
    """Other processes: those that work `now`, and one that works `meanwhile`, in the time that they leave."""

    now: HandOn
    meanwhile: HandOn


def here_and_now(progress: Progress) -> HandOn:
    """Return what does work at once, and tells `progress` how far it is."""

    def hand_on(work: Callable[..., Any], *values: Any) -> Future[Any]:
        # A future all the same, so that the caller reads alike whether another process does it. An error is raised at
        # once.
        future: Future[Any] = Future()
        future.set_result(work(*values, progress=progress))
        return future

    return hand_on

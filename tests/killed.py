"""A verb in a process of its own that is killed before one of its changes of the disk, for tests of what is left."""

import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

from forked import Ended, run_forked

from schakel import verbs
from schakel_base import clock

MOST = 100_000
"""More changes than any verb makes on the small alliance of a test."""
CHANGES = ("unlink", "replace", "rename", "link", "rmdir", "fsync", "mkdir", "open")


def work_and_kill(verb: str, alliance: Path, today: date, after: int, inside: str = "") -> Ended:
    """Run a verb on a day, and kill it after so many changes of the disk, if it makes as many.

    With `inside` only changes of what has that in its path are counted.
    """
    return run_forked(work_until, verb, str(alliance), str(today), after, inside)


def work_until(verb: str, alliance: str, today: str, left: int, inside: str = "") -> int:
    """Run a verb on a day, and be killed after so many changes of the disk; otherwise return how many were left."""
    clock.today = lambda: date.fromisoformat(today)

    def killed_before(function: Any) -> Any:
        def step(*given: Any, **named: Any) -> Any:
            nonlocal left
            if any(inside in str(one) for one in given):
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1
            return function(*given, **named)

        return step

    for name in CHANGES:
        setattr(os, name, killed_before(getattr(os, name)))
    getattr(verbs, verb)(Path(alliance))
    return left


def steps_of(verb: str, alliance: Path, today: date, inside: str = "") -> int:
    """Run a verb to its end, and return how many times it changes the disk."""
    done = work_and_kill(verb, alliance, today, MOST, inside)
    assert done.returncode == 0 and isinstance(done.returned, int)
    return MOST - done.returned

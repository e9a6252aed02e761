"""A verb in a process of its own that is killed before one of its changes of the disk, for tests of what is left."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

MOST = 100_000
"""More changes than any verb makes on the small alliance of a test."""

_PROGRAM = """
import os, signal, sys
from datetime import date
from pathlib import Path
from schakel import verbs
from schakel_base import clock

verb, alliance, today, left = sys.argv[1:]
clock.today = lambda: date.fromisoformat(today)
left = int(left)

def killed_before(function):
    def step(*given, **named):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return function(*given, **named)
    return step

for name in ("unlink", "replace", "rename", "link", "rmdir", "fsync", "mkdir", "open"):
    setattr(os, name, killed_before(getattr(os, name)))
getattr(verbs, verb)(Path(alliance))
print(left)
"""


def work_and_kill(verb: str, alliance: Path, today: date, after: int) -> "subprocess.CompletedProcess[str]":
    """Run a verb on a day, and kill it after so many changes of the disk, if it makes as many."""
    command = [sys.executable, "-c", _PROGRAM, verb, str(alliance), str(today), str(after)]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)


def steps_of(verb: str, alliance: Path, today: date) -> int:
    """Run a verb to its end, and return how many times it changes the disk."""
    done = work_and_kill(verb, alliance, today, MOST)
    assert done.returncode == 0, done.stderr
    return MOST - int(done.stdout)

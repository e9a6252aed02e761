"""A desk in a process that is forked where all that desks need is loaded; so are its worker and what starts its jobs.

These wait from the beginning, when no database is open and no thread runs: neither outlives a fork. That the real
command does the same is for the tests that start it: of mail, and of what is killed.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from multiprocessing import forkserver, util
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace

from schakel.cli import main
from schakel.desk import preloaded, serving, work, worker

LOADED = (preloaded, work)
"""For the jobs: the first before anything else, as for the jobs of a desk."""
_FORKING = multiprocessing.get_context("fork")


def serve(*words: str) -> None:
    """Serve a desk, as `schakel desk` and these words."""
    waiting = _Waiting()

    def begin(command: Sequence[str]) -> "_Waiting | subprocess.Popen[bytes]":
        """The worker that waits is the first; where that is killed, the desk starts another as it always does."""
        return subprocess.Popen(command) if waiting.told.closed else waiting.begin(command)

    serving.subprocess = SimpleNamespace(Popen=begin)
    sys.argv = ["schakel", "desk", *words]
    main()


def work_for(folder: str, server: int) -> None:
    """Do the jobs of an alliance, as the worker of a server with that number."""
    worker.work_on(Path(folder), server)


class _Waiting:
    """A worker that waits until the desk begins it; to the desk it is a `subprocess.Popen`."""

    def __init__(self) -> None:
        told, self.told = _FORKING.Pipe(duplex=False)
        self._process = _FORKING.Process(target=_work, args=(told, self.told, os.getpid()))
        self._process.start()
        told.close()

    def begin(self, command: Sequence[str]) -> "_Waiting":
        """Let it work for the alliance that the command of a worker names."""
        self.told.send(command[-2])
        self.told.close()
        return self

    def poll(self) -> int | None:
        """Return how it ended, if it has."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def wait(self, timeout: float) -> None:
        """Wait until it has ended."""
        self._process.join(timeout)


def _work(told: Connection, telling: Connection, server: int) -> None:
    telling.close()
    util.spawnv_passfds = _forked
    forkserver.ensure_running()
    worker.end_in_order()
    worker.work_on(Path(told.recv()), server)


def _forked(_: bytes, command: Sequence[str], kept: Sequence[int]) -> int:
    """Do in a child what a new interpreter would be told to: the last word of its command is what it does.

    It holds no more files than that would: with an end of the pipe by which it learns that all others have gone, it
    would never end.
    """
    if child := os.fork():
        return child
    held = [2, *sorted(kept), os.sysconf("SC_OPEN_MAX")]
    for low, high in pairwise(held):
        os.closerange(low + 1, high)
    exec(command[-1], {})
    os._exit(0)

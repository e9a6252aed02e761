"""A process that starts once, and does each thing that it is asked in a child of its own, which may be killed.

It waits for the child, or lets it go on beside the tests, as a desk does.

The tests themselves cannot be forked: libraries have started threads in them. Nor do they start a process each time,
since what a verb imports takes longer than most of what is killed here.
"""

import atexit
import inspect
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit code, or minus the signal that killed it, and what its function returned."""

    returncode: int
    returned: object = None


@dataclass(frozen=True)
class Begun:
    """A child that goes on beside the tests, and what is asked of a `subprocess.Popen` of its kind."""

    pid: int
    descriptor: int

    def poll(self) -> int | None:
        """Return nothing as long as it goes on."""
        return 0 if select([self.descriptor], [], [], 0)[0] else None

    def wait(self) -> None:
        """Wait until it has ended."""
        select([self.descriptor], [], [])

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it without a word."""
        self._send(signal.SIGKILL)

    def _send(self, what: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.descriptor, what)


def run_forked(function: Callable[..., object], *given: object) -> Ended:
    """Run a function of a module of tests with texts and numbers in a child, under the environment of now."""
    code, returned = _asked(function, given, "")
    return Ended(code, returned)


def begin_forked(log: Path, function: Callable[..., object], *given: object) -> Begun:
    """Begin a function in a child that writes what it says to a log; it has ended when the function has."""
    pid, _ = _asked(function, given, str(log))
    return Begun(pid, os.pidfd_open(pid))


def _asked(function: Callable[..., object], given: tuple[object, ...], log: str) -> tuple[int, object]:
    module = Path(inspect.getfile(function))
    process = _process()
    assert process.stdin and process.stdout
    process.stdin.write(
        json.dumps([str(module.parent), module.stem, function.__name__, given, dict(os.environ), log]) + "\n"
    )
    process.stdin.flush()
    first, second = json.loads(process.stdout.readline())
    return first, second


@cache
def _process() -> "subprocess.Popen[str]":
    code = f"import sys; sys.path[:0] = {[str(Path(__file__).parent), *sys.path]}; from forked import main; main()"
    running = subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True)
    atexit.register(running.communicate)
    return running


def main() -> None:
    """Do what each line asks, and say how it ended, or which process has begun it."""
    for line in sys.stdin:
        folder, module, name, given, environment, log = json.loads(line)
        if folder not in sys.path:
            sys.path.insert(0, folder)
        function = getattr(import_module(module), name)
        said = _begin(function, given, environment, log) if log else _run(function, given, environment)
        print(json.dumps(said), flush=True)


def _run(function: Callable[..., object], given: list[object], environment: dict[str, str]) -> tuple[int, object]:
    read, write = os.pipe()
    if not (child := os.fork()):
        os.environ.update(environment)
        os.write(write, json.dumps(function(*given)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        returned = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), json.loads(returned or "null")


def _begin(
    function: Callable[..., object], given: list[object], environment: dict[str, str], log: str
) -> tuple[int, object]:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass  # of those that were begun before, what is left is forgotten
    if child := os.fork():
        return child, None
    os.setsid()  # with all that it starts
    os.environ.update(environment)
    for number, file in enumerate((os.devnull, log, log)):
        os.dup2(os.open(file, os.O_RDWR | os.O_APPEND), number)
    function(*given)
    sys.exit()

"""A desk that really runs, as `schakel desk` starts it: a process that answers, and a worker."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from forked import Begun, begin_forked


@dataclass
class RunningDesk:
    """A desk of an alliance on a port of its own; `links` sign in, by what somebody is."""

    folder: Path
    port: int
    process: "Begun | subprocess.Popen[bytes]"
    links: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def worker(self) -> int:
        """Return the number of the process of the worker, once there is one."""
        return until(lambda: _child(self.process.pid))

    def left(self) -> list[str]:
        """Return the processes that it started and that have not ended, with itself."""
        listed = ["ps", "-o", "stat=,pid=", "--sid", str(self.process.pid)]
        found = subprocess.run(listed, capture_output=True, text=True, check=False).stdout.splitlines()
        return [line for line in found if not line.startswith("Z")]

    def kill(self) -> None:
        """End both processes without a word, as a machine does that loses its power."""
        worker = self.worker()
        self.process.kill()
        self.process.wait()
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def until(found: Callable[[], int | bool]) -> int:
    """Return what is found, once it is; a test that waits in vain fails."""
    for _ in range(3000):
        if it := found():
            return int(it)
        time.sleep(0.05)
    raise AssertionError("it never came")


def _child(parent: int) -> int:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return next((int(number) for number in listed.stdout.split()), 0)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(folder: Path, *options: str, afresh: bool = False) -> Iterator[RunningDesk]:
    """Start the desk of an alliance, wait until it answers, and stop it at the end.

    With `afresh` it is the real command in a new interpreter, which takes some seconds to load.
    """
    port = free_port()
    words = (str(folder), "--port", str(port), *options)
    with (folder.parent / f"desk-{port}.log").open("w+", encoding="utf-8") as log:
        if afresh:
            command = [sys.executable, "-c", "from schakel.cli import main; main()", "desk", *words]
            process: Begun | subprocess.Popen[bytes] = subprocess.Popen(command, stdout=log, stderr=log)
        else:
            from forked_desk import serve  # with all that a desk needs, which few tests do

            process = begin_forked(Path(log.name), serve, *words)
        desk = RunningDesk(folder, port, process)
        try:
            until(lambda: process.poll() is not None or _answers(desk))
            log.seek(0)
            said = log.read()
            assert process.poll() is None, said
            desk.links = dict(re.findall(r"^  (.+): http://[^/]+(/links/\S+)$", said, re.MULTILINE))
            yield desk
        finally:
            process.terminate()
            process.wait()


def with_new_link(desk: RunningDesk, role: str) -> RunningDesk:
    """Return the desk with a link for somebody who is `new` there: each works once, and each start prints others."""
    from schakel.desk.demonstration import invented_people
    from schakel.desk.office import Office

    links = {who.partition(" of ")[0]: f"/links/{word}" for who, word in invented_people(Office(desk.folder)).items()}
    return RunningDesk(desk.folder, desk.port, desk.process, {"new": links[role]})


def _answers(desk: RunningDesk) -> bool:
    try:
        with urllib.request.urlopen(f"{desk.address}/health") as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False

"""A process that publishes and then expires, and is killed with half of a write done, or at any other moment.

It is told by lines of JSON on its standard input what to do, does each in a child of its own, and says how that ended.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from datetime import date
from io import FileIO
from pathlib import Path

from schakel import verbs
from schakel.publication.editions import released
from schakel_base import chained_file, clock
from schakel_base.errors import RequestError

DAY = date(2025, 1, 1)
AT_ANY_MOMENT = "at any moment"
KINDS = ("access log", "release ledger", "release", "expiry")
"""What is written when the process is killed."""
_CHAINED = {"access.log": "access log", "log-head.json": "access log"}
_CHAINED |= {"releases.jsonl": "release ledger", "ledger-head.json": "release ledger"}


class Killing:
    """Counts what changes the disk, by kind, and kills the process at one of these, half-way if it is a write."""

    def __init__(self, kind: str, at: int) -> None:
        self.kind, self.at, self.seen, self.work = kind, at, Counter[str](), "release"

    def comes_to(self, path: object) -> bool:
        """Count a change of a file; whether this is where the process is killed."""
        name = Path(os.fsdecode(path)).name.lstrip(".") if isinstance(path, str | bytes | os.PathLike) else ""
        kind = _CHAINED.get(name, self.work)
        self.seen[kind] += 1
        return kind == self.kind and self.seen[kind] == self.at

    def start(self) -> None:
        """Watch all that changes the disk from now on."""
        killing = self

        class Torn(FileIO):
            def write(self, content: bytes) -> int:
                if killing.comes_to(self.name):
                    super().write(content[: len(content) // 2])
                    die()
                return super().write(content)

        def torn(write, shorter):
            def cut(path, content, *given, **named):
                if killing.comes_to(path):
                    write(path, shorter(content), *given, **named)
                    die()
                return write(path, content, *given, **named)

            return cut

        chained_file.FileIO = Torn
        for name in ("write_text", "write_bytes"):
            setattr(Path, name, torn(getattr(Path, name), lambda content: content[: len(content) // 2]))
        sys.addaudithook(self._hook)

    def _hook(self, event: str, given: tuple) -> None:
        changes = event in ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")
        changes |= event == "open" and bool((given[2] or 0) & (os.O_WRONLY | os.O_RDWR))
        if changes and self.comes_to(given[0]):
            die()


def die() -> None:
    """End as by a power cut: nothing is cleaned up, closed or written out."""
    os.kill(os.getpid(), signal.SIGKILL)


def publish_and_expire(alliance: Path, out: Path, killing: Killing) -> None:
    """Publish what is built if it is not there yet, and erase what has run out."""
    try:
        if len(released(out)) < 2:
            verbs.publish(alliance, "monitor", out)
    except RequestError as error:  # an expiry that was killed may have taken the edition
        assert "was erased on" in str(error), error
    killing.work = "expiry"
    verbs.expire(alliance)


def main() -> None:
    """Do what each line says, and say how it ended: what was counted, or that it was killed."""
    clock.today = lambda: DAY
    for line in sys.stdin:
        asked = json.loads(line)
        read, write = os.pipe()
        if not (child := os.fork()):
            killing = Killing(asked["kind"], asked["at"])
            killing.start()
            publish_and_expire(Path(asked["alliance"]), Path(asked["out"]), killing)
            os.write(write, json.dumps(killing.seen).encode())
            os._exit(0)
        os.close(write)
        if asked["kind"] == AT_ANY_MOMENT:
            time.sleep(asked["at"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        with os.fdopen(read) as pipe:
            print(json.dumps({"killed": os.WIFSIGNALED(status), "status": status, "seen": pipe.read()}), flush=True)


if __name__ == "__main__":
    main()

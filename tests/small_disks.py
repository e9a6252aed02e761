"""A disk that is soon full, for tests of what is left where a write is cut short."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OWN_NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a file system of its own of so many kilobytes for the length of a test.

    Only root may do so for all processes. Anybody else does it for a process that waits, and reaches it through that.
    """
    place.mkdir()
    mount = f'mount -t tmpfs -o size={kilobytes}k tmpfs "$0" && echo mounted && exec cat'
    alone = _OWN_NAMESPACE if os.getuid() else ()
    command = [*alone, "sh", "-c", mount, str(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as waiting:
        assert waiting.stdin and waiting.stdout
        mounted = waiting.stdout.readline() == "mounted\n"
        assert mounted, "this machine lets nobody mount a disk, neither root nor who has a namespace of their own"
        try:
            yield Path(f"/proc/{waiting.pid}/root{place}") if alone else place
        finally:
            waiting.stdin.close()
            waiting.wait()
            if not alone:
                subprocess.run(["umount", "-l", str(place)], check=True)

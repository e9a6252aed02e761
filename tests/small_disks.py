"""A disk that is soon full, for tests of what is left where a write is cut short."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a file system of its own of so many kilobytes for the length of a test."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a disk; for others, a file that may not grow or a failing write stands for it")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)

"""Errors of a disk in one sentence, with the path: it is full, read-only, or not yours."""

import errno
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from schakel_base.errors import DiskError, Fault

REFUSALS: Mapping[int, str] = {
    errno.ENOSPC: "the disk is full; make room and try again",
    errno.EDQUOT: "your part of the disk is full; make room and try again",
    errno.EFBIG: "a file may not become this large here; raise the limit or choose another disk",
    errno.EROFS: "this disk is for reading only; choose another place",
    errno.EACCES: "you have no permission to use this; ask its owner, or choose another place",
    errno.EPERM: "you have no permission to change this; ask its owner, or choose another place",
}
"""What a disk can refuse, by the number of the error, and what to do about it."""

_QUOTED = re.compile(r'(?<!File )"(?:[\w-]+://)?(/[^"\\]+)\\?"')
"""A path in the message of a library; those after `File` are of a traceback in it, and say where the code is."""


@contextmanager
def writing_to(place: Path) -> Iterator[None]:
    """Say what the disk refuses while something is written under a place.

    An operating system names a file that it does not open, but not one that it does not extend; then the place is
    named.

    Raises
    ------
    DiskError
        If the disk is full, is for reading only, or is somebody else's.
    """
    try:
        yield
    except DiskError as error:
        raise DiskError(replace(one, file=one.file or str(place)) for one in error.faults) from error
    except OSError as error:
        # Any other error of the system is a defect of ours, and keeps its traceback.
        if sentence := REFUSALS.get(error.errno or 0):
            raise DiskError(Fault(sentence, str(error.filename or place))) from error
        raise


def write_whole(file: Path, content: bytes) -> None:
    """Write a file, in a folder that is made for it if need be.

    Raises
    ------
    DiskError
        As `writing_to` does.
    """
    with writing_to(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and then put in place: what was cut off halfway never bears its name.
        draft = file.with_name(f".{file.name}.draft")
        try:
            draft.write_bytes(content)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)


def refusal_in(message: str) -> DiskError | None:
    """Return what a disk refused, from the message of a library that hides the number of the error; None if nothing."""
    for number, sentence in REFUSALS.items():
        # DuckDB passes on the words of the operating system, and not the number that stands for them.
        if os.strerror(number) in message:
            path = _QUOTED.search(message)
            return DiskError(Fault(sentence, path[1] if path else ""))
    return None


def sync_folder(folder: Path) -> None:
    """Write the names in a folder out to the disk: that of a file that is new, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

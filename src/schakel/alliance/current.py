"""Current declarations: read again if a file of the alliance has changed.

To read those of a national alliance takes longer than to take in a small delivery.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from schakel.alliance.reader import read
from schakel.model.alliance import Alliance

_WORKSPACE = ".schakel"


def current(folder: Path) -> Alliance:
    """Return what `read` returns of the folder of an alliance, without reading it again while nothing changed.

    Raises
    ------
    DeclarationError
        If a declaration is at fault.
    """
    return _as_of(folder, frozenset(_files(folder)))


@lru_cache(maxsize=2)
def _as_of(folder: Path, _: frozenset[tuple[str, int, int, int]]) -> Alliance:
    return read(folder)


def _files(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """What tells a file from one that was put in its place or written since; the workspace is not entered."""
    with os.scandir(folder) as entries:
        for one in entries:
            with suppress(FileNotFoundError):  # an editor may save by a file that is gone in a moment
                if not one.is_dir():
                    is_now = one.stat()
                    yield one.path, is_now.st_ino, is_now.st_size, is_now.st_mtime_ns
                elif one.name != _WORKSPACE:
                    yield from _files(Path(one.path))

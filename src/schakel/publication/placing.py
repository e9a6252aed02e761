"""A release is written next to its place and moved there when complete; an interruption loses nothing.

Unfinished work is in a hidden folder beside the release, `.NAME.schakel`, that says it is ours:

    draft/       the release that is being written
    replaced/    the release that it takes the place of, until that is there

Nothing else beside a release is ever touched.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schakel_base.disk import sync_folder
from schakel_base.errors import RequestError

_MARK = "made-by-schakel.txt"
_SAYS = "Schakel writes a release here before it takes its place. Leave this folder alone while it does.\n"


def place_of(out: Path) -> Path:
    """Return the folder that is meant: where `out` is a link, the folder that it leads to, so that the link stays."""
    return out.resolve() if out.is_symlink() else out


@contextmanager
def placing(place: Path) -> Iterator[Path]:
    """Yield an empty folder that takes its place when all went well; put back what was replaced by halves before.

    It is on the same disk as the place, so that a rename moves it whole; the place need not exist.

    Raises
    ------
    RequestError
        If something of somebody else has the name of the folder in which we work.
    """
    ours = place.with_name(f".{place.name}.schakel")
    _claim(ours)
    draft, replaced = ours / "draft", ours / "replaced"
    try:
        # Somebody was stopped between the two renames below: the release that was there is put back first.
        if replaced.exists() and not place.exists():
            replaced.rename(place)
        _remove(draft, replaced)
        draft.mkdir()
        yield draft
        # On the disk before it has its name. File by file that takes seconds for a thousand; all at once a fraction.
        os.sync()
        if place.exists():
            # Old one aside, new one in its place: at any moment one of the two is whole on the disk, under a name that
            # is found again.
            place.rename(replaced)
        draft.rename(place)
        sync_folder(place.parent)
    finally:
        # If the second rename failed, the earlier release is only here: then nothing is removed.
        if place.exists() or not replaced.exists():
            _remove(draft, replaced)
            shutil.rmtree(ours)


def _claim(ours: Path) -> None:
    mark = ours / _MARK
    if ours.is_symlink() or (ours.exists() and any(ours.iterdir()) and not mark.is_file()):
        raise RequestError(f"{ours} is in the way, and not made by Schakel; move it, or choose another folder")
    is_new = not ours.exists()
    ours.mkdir(parents=True, exist_ok=True)
    try:
        mark.write_text(_SAYS, "utf-8")
    except OSError:
        if is_new:  # a full disk leaves nothing of ours behind
            shutil.rmtree(ours)
        raise


def _remove(*folders: Path) -> None:
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)

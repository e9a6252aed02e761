"""Files of a workspace are for their owner only, whatever the umask: folders 0700, files 0600."""

import os
import stat
from contextlib import suppress
from pathlib import Path

_OTHERS = 0o077
_FOLDER = 0o700
_FILE = 0o600


def own_folder(folder: Path) -> Path:
    """Make a folder, and those around it that are not there, for its owner alone; return it."""
    # One by one from above: `mkdir(parents=True)` makes the folders above with the mode of the umask.
    for made in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        made.mkdir(mode=_FOLDER, exist_ok=True)
    return folder


def own_file(path: str, flags: int) -> int:
    """Open a file that is its owner's alone if it is made: an `opener`, as Python calls it."""
    return os.open(path, flags, _FILE)


def close_to_others(folder: Path) -> None:
    """Take from everybody but the owner what they may do with a folder and all that is in it."""
    for inside, folders, files in os.walk(folder):
        for path in (Path(inside), *(Path(inside, name) for name in (*folders, *files))):
            with suppress(FileNotFoundError):  # what a reader left behind may be cleared away meanwhile
                mode = path.lstat().st_mode
                if mode & _OTHERS and not path.is_symlink():
                    path.chmod(stat.S_IMODE(mode) & ~_OTHERS)

"""Watch: what partners put into their folders is delivered, and each finds the receipt beside its file.

Nothing is kept of what was seen: a file is new while no receipt beside it is newer. So a watch may be stopped and
started at any time, and a file is tried again when it changes or its receipt is taken away.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schakel.alliance import read
from schakel.intake import receipt_text
from schakel.model.delivery import Receipt
from schakel.verbs.delivering import deliver
from schakel_base.disk import writing_to
from schakel_base.errors import DeliveryError, RequestError
from schakel_base.progress import Progress, silent

SETTLED = 60.0
"""Seconds that a file must not have changed: before that it may still be on its way."""
RECEIPTS = "receipts"
_OWNER_ALONE = 0o600
_ON_THEIR_WAY = (".part", ".partial", ".tmp", ".filepart", ".crdownload")


@dataclass(frozen=True)
class Watched:
    """A file, or a folder of several, that was delivered: its receipt, or why it could not be taken in."""

    partner: str
    file: Path
    receipt: Receipt | None
    fault: str = ""


def watch_once(folder: Path, drop: Path, settled: float = SETTLED, progress: Progress = silent) -> tuple[Watched, ...]:
    """Deliver the new files of a folder that has a folder for each partner, and write a receipt beside each.

    Parameters
    ----------
    folder
        The folder of the alliance.
    drop
        Where partners put their files: `PARTNER/FILE`, or `PARTNER/FOLDER/FILE` for several that are one delivery.
        Receipts are written to `PARTNER/receipts/FILE.txt`, of a folder to `FOLDER.txt`. Files stay.
    settled
        Seconds that a file, or whatever is in a folder, must not have changed.

    Returns
    -------
    tuple of Watched
        One for each new file, by partner and name.

    Raises
    ------
    SchakelError
        If a declaration is at fault, there is no such folder, or a folder in it is that of no partner.
    """
    if not drop.is_dir():
        raise RequestError(f"there is no folder {drop}")
    partners = read(folder).partners
    for place in sorted(drop.iterdir()):
        if place.is_dir() and not place.name.startswith(".") and place.name not in partners:
            raise RequestError(f"{place} is the folder of no partner; the partners are {', '.join(partners)}")
    new = [(name, file) for name in partners for file in _new_files(drop / name, settled)]
    return tuple(_delivered(folder, name, file, progress) for name, file in new)


def _new_files(place: Path, settled: float) -> Iterator[Path]:
    """The new files, and the folders of files that are one delivery."""
    for file in sorted(place.glob("*")):
        if file.name.startswith(".") or file.name == RECEIPTS:
            continue
        parts, receipt = _parts(file), _receipt_of(file)
        if parts and not any(one.suffix in _ON_THEIR_WAY for one in parts):
            changed = max(one.stat().st_mtime for one in parts)
            told = receipt.stat().st_mtime if receipt.exists() else 0.0
            if told < changed <= time.time() - settled:
                yield file


def _parts(file: Path) -> list[Path]:
    """A file by itself, or the files in a folder."""
    found = sorted(file.glob("*")) if file.is_dir() else [file]
    return [one for one in found if one.is_file() and not one.name.startswith(".")]


def _receipt_of(file: Path) -> Path:
    return file.parent / RECEIPTS / f"{file.name}.txt"


def _delivered(folder: Path, partner: str, file: Path, progress: Progress) -> Watched:
    try:
        receipt = deliver(folder, partner, _parts(file), progress=progress)
    # One file that cannot be read must not keep the others waiting.
    except DeliveryError as error:
        _write(_receipt_of(file), str(error))
        return Watched(partner, file, None, str(error))
    _write(_receipt_of(file), receipt_text(receipt))
    return Watched(partner, file, receipt)


def _write(place: Path, text: str) -> None:
    """Write a receipt, which quotes the file: open to its owner alone, from the first byte."""
    with writing_to(place.parent):
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        with os.fdopen(
            os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE), "w", encoding="utf-8"
        ) as file:
            file.write(text + "\n")

"""Is a release still what was released? Every file is compared with the hash that `release.json` gives."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schakel_base.errors import Fault, ReleaseError
from schakel_base.schema import Schema

MANIFEST = "release.json"
_SCHEMA = Schema("schakel.publication", "release")
EARLIER = "editions"
"""The folder inside a release that holds every release by its edition, each whole and with a manifest of its own."""


@dataclass(frozen=True)
class Verified:
    """A release whose files are all as they were released; `manifest` is the SHA-256 of its list of hashes."""

    folder: Path
    edition: str
    files: int
    manifest: str


def verify(folder: Path) -> tuple[Verified, ...]:
    """Verify the release in a folder and those that it keeps, itself under its edition among them.

    Raises
    ------
    ReleaseError
        With every file that was changed, is missing, or was not released.
    """
    faults: list[Fault] = []
    kept = sorted(path.parent for path in (folder / EARLIER).glob(f"*/{MANIFEST}"))
    found = [_verify(place, faults) for place in (folder, *kept)]
    if faults:
        raise ReleaseError(faults)
    known: dict[str, Verified] = {}
    for one in found:
        known.setdefault(one.edition, one)
    return tuple(known.values())


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what `release.json` says about a release.

    Raises
    ------
    ReleaseError
        If the folder holds no release, or its manifest cannot be read.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ReleaseError(Fault("This folder holds no release: it has no release.json.", str(folder)))
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        found = None
    if not _SCHEMA.is_met_by(found):
        raise ReleaseError(Fault("This is not the list of hashes that was released.", str(path)))
    return dict(found)


def _verify(folder: Path, faults: list[Fault]) -> Verified:
    manifest = read_manifest(folder)
    files = manifest["files"]
    faults.extend(_faults(folder, files))
    digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    return Verified(folder, str(manifest["edition"]), len(files), digest)


def _faults(folder: Path, files: dict[str, dict[str, object]]) -> Iterator[Fault]:
    present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for name in sorted(files):
        if name not in present:
            yield Fault("This file was released, and is missing.", str(folder / name))
        elif hashlib.sha256(present[name].read_bytes()).hexdigest() != files[name].get("sha256"):
            yield Fault("This file is not the one that was released: its SHA-256 differs.", str(folder / name))
    # A file that was added counts as a change too: a page beside the release would be read as one of it.
    for name in sorted(set(present) - set(files) - {MANIFEST}):
        if not name.startswith(f"{EARLIER}/"):
            yield Fault("This file was not released.", str(folder / name))

"""Releases that wait at the gate, as stored in the workspace: files, and a dossier for the people who decide.

What waits is the whole public folder as it will be, with the releases that it keeps, so that a digest of its files is
one of all that readers will get. It is read here without what makes it: the desk shows it on every page about it.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError

DOSSIER, _RELEASE, _MANIFEST = "dossier.json", "release", "release.json"


@dataclass(frozen=True)
class WaitingRelease:
    """A release that waits at the gate.

    Parameters
    ----------
    place
        The folder in the workspace that holds it.
    dossier
        What those read who decide: `product`, `edition`, who made it, the SHA-256 of its files, and what is in it.
    """

    place: Path
    dossier: Mapping[str, Any]

    @property
    def release(self) -> Path:
        """The public folder as it will be."""
        return self.place / _RELEASE

    @property
    def product(self) -> str:
        """The name of the product."""
        return str(self.dossier["product"])

    @property
    def edition(self) -> str:
        """The name of the edition."""
        return str(self.dossier["edition"])

    @property
    def made_by(self) -> str:
        """Who made it: an e-mail address at the desk, or a user of the machine."""
        return str(self.dossier["made_by"])

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its tables, in the order of its pages."""
        return tuple(str(one["name"]) for one in self.dossier.get("tables", ()))

    @property
    def digest(self) -> str:
        """SHA-256 of all its files as they were made, in hexadecimal."""
        return str(self.dossier["digest"])

    def forget_files(self) -> None:
        """Delete its files, once they are public; the dossier stays."""
        shutil.rmtree(self.release, ignore_errors=True)

    def is_beside(self, public: Path) -> bool:
        """Whether the public folder still holds the releases that it held when this was made."""
        return bool(self.dossier["beside"] == state_of(public))

    def is_as_made(self) -> bool:
        """Whether every byte is still as it was made; reads all of them."""
        return self.release.is_dir() and digest_of(self.release) == self.digest


def digest_of(folder: Path) -> str:
    """Return the SHA-256 of all files in a folder, by their paths and contents, in hexadecimal."""
    found = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_symlink() or one.is_file()):
        # What a link leads to can change without a byte here that does.
        kind, content = ("link", b"") if path.is_symlink() else ("file", path.read_bytes())
        found.update(f"{kind} {path.relative_to(folder).as_posix()} {hashlib.sha256(content).hexdigest()}\n".encode())
    return found.hexdigest()


def state_of(public: Path) -> str:
    """Return the SHA-256 of what is public now, in hexadecimal: of the lists of hashes of all releases there."""
    found = sorted([*public.glob(_MANIFEST), *public.glob(f"editions/*/{_MANIFEST}")])
    lines = (f"{one.relative_to(public)} {hashlib.sha256(one.read_bytes()).hexdigest()}" for one in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def drafts(workspace: Workspace) -> list[WaitingRelease]:
    """Return all that was made to wait at the gate and not released since, by product and edition."""
    return [_read(path) for path in sorted(workspace.gate.glob(f"*/*/{DOSSIER}"))]


def find_draft(workspace: Workspace, product: str, edition: str) -> WaitingRelease:
    """Return the draft of an edition.

    Raises
    ------
    RequestError
        If there is none.
    """
    path = workspace.gate / product / edition / DOSSIER
    if not path.is_file():
        raise RequestError("no draft of edition {edition} of {product} was made", edition=edition, product=product)
    return _read(path)


def _read(path: Path) -> WaitingRelease:
    return WaitingRelease(path.parent, json.loads(path.read_text("utf-8")))

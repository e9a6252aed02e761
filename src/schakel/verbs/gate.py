"""The gate: a release waits here until one person approved it and another releases it; then it is placed as it is.

What waits is the whole public folder as it will be, with the releases that it keeps, so that a digest of its files is
one of all that readers will get. Beside it stands the dossier: what those read who decide.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schakel.publication import publish as write_release
from schakel.publication.content import Release, ReleaseContent
from schakel.publication.dossier import dossier_of
from schakel.publication.editions import released
from schakel.publication.placing import place_of, placing
from schakel.publication.verification import MANIFEST
from schakel.store.access_log import user_name
from schakel.store.own_folder import close_to_others, own_folder
from schakel.store.workspace import Workspace
from schakel_base.disk import writing_to
from schakel_base.errors import Fault, ReleaseError, RequestError
from schakel_base.progress import Progress, silent
from schakel_protection.releases import ReleaseRecord, read_releases

_DOSSIER, _RELEASE = "dossier.json", "release"


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
    def digest(self) -> str:
        """SHA-256 of all its files as they were made, in hexadecimal."""
        return str(self.dossier["digest"])

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


def wait_at_gate(workspace: Workspace, public: Path, content: ReleaseContent, progress: Progress = silent) -> Release:
    """Write a release to wait at the gate, in place of an earlier draft of the same edition.

    Parameters
    ----------
    public
        The folder of the releases of the product, whose releases it keeps.

    Raises
    ------
    RequestError
        If that folder holds something else.
    """
    _require_releases(public)
    place = own_folder(workspace.gate / content.product.name / content.edition)
    draft = place / _RELEASE
    with writing_to(place):
        (place / _DOSSIER).unlink(missing_ok=True)  # it is of other files from now on
        shutil.rmtree(draft, ignore_errors=True)
        if (public / MANIFEST).is_file():
            _copy(public, draft)
        release = write_release(content, draft, progress)
        told = _made(workspace, public, release, content)
        (place / _DOSSIER).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
        close_to_others(place)
    return release


def _made(workspace: Workspace, public: Path, release: Release, content: ReleaseContent) -> dict[str, Any]:
    with_earlier = replace(content, earlier=release.earlier)
    before = public if (public / MANIFEST).is_file() else None
    return {
        **dossier_of(with_earlier, before),
        "attack": _attack(read_releases(workspace.release_ledger), content),
        "made_by": user_name(),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "digest": digest_of(release.folder),
        "public": str(public.absolute()),
        "beside": _state_of(public),
    }


def _attack(ledger: Sequence[ReleaseRecord], content: ReleaseContent) -> dict[str, Any]:
    """How much was attacked, and together with which earlier releases: it stands in the ledger because it passed."""
    names = [(one.product, one.edition) for one in ledger]
    place = names.index((content.product.name, content.edition))
    own = ledger[place]
    relations = int(own.equations.relations.shape[0])
    return {"figures": len(own.equations), "relations": relations, "beside": [one.name for one in ledger[:place]]}


def drafts(workspace: Workspace) -> list[WaitingRelease]:
    """Return all that was made to wait at the gate and not released since, by product and edition."""
    return [_read(path) for path in sorted(workspace.gate.glob(f"*/*/{_DOSSIER}"))]


def find_draft(workspace: Workspace, product: str, edition: str) -> WaitingRelease:
    """Return the draft of an edition.

    Raises
    ------
    RequestError
        If there is none.
    """
    path = workspace.gate / product / edition / _DOSSIER
    if not path.is_file():
        raise RequestError(f"no draft of edition {edition} of {product} was made")
    return _read(path)


def _read(path: Path) -> WaitingRelease:
    return WaitingRelease(path.parent, json.loads(path.read_text("utf-8")))


def let_out(draft: WaitingRelease, digest: str, public: Path) -> None:
    """Place a draft in the public folder, if it is what was approved, byte by byte; done twice it is done once.

    Parameters
    ----------
    digest
        The SHA-256 of the files that were approved.
    public
        The folder of the releases of the product.

    Raises
    ------
    ReleaseError
        If a byte of it is another, or another release was placed or retracted since it was made.
    """
    if public.is_dir() and (public / MANIFEST).is_file() and digest_of(public) == digest:
        return
    _require_releases(public)
    if _state_of(public) != draft.dossier["beside"]:
        sentence = "another release was placed or retracted since this draft was made; make the draft again"
        raise ReleaseError(Fault(sentence, str(public)))
    with writing_to(public), placing(place_of(public)) as fresh:
        _copy(draft.release, fresh)
        # Of the copy: nothing can come between what is compared and what is placed.
        if digest_of(fresh) != digest:
            raise ReleaseError(Fault("these are not the files that were approved", str(draft.release)))


def forget_files(draft: WaitingRelease) -> None:
    """Delete the files of a draft that was released; its dossier stays."""
    shutil.rmtree(draft.release, ignore_errors=True)


def _require_releases(public: Path) -> None:
    if public.exists() and any(public.iterdir()) and not (public / MANIFEST).is_file():
        raise RequestError(f"{public} is not empty and is not a release; choose another folder")


def _state_of(public: Path) -> str:
    """What is public now: a draft holds it too, so that it must be made again when this changes."""
    return hashlib.sha256("\n".join(_manifests(public)).encode()).hexdigest()


def _manifests(public: Path) -> Iterator[str]:
    for edition, place in sorted(released(public).items()):
        yield f"{edition} {hashlib.sha256((place / MANIFEST).read_bytes()).hexdigest()}"


def _copy(source: Path, target: Path) -> None:
    """Copy files alone, not who may read them: what waits is closed to others, what is public is not."""
    for path in source.rglob("*"):
        if path.is_file() and not path.is_symlink():
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)

"""The gate: a release waits here until one person has approved it and another releases it.

Each step is taken once for whoever asks twice: a worker that was killed does it again from its beginning.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schakel.disclosure import read_ledger
from schakel.publication.content import Release, ReleaseContent
from schakel.publication.dossier import dossier_of
from schakel.publication.placing import place_of, placing
from schakel.publication.release import publish as write_release
from schakel.publication.verification import MANIFEST
from schakel.store.access_log import user_name
from schakel.store.own_folder import close_to_others, own_folder
from schakel.store.waiting_releases import DOSSIER, WaitingRelease, digest_of, state_of
from schakel.store.workspace import Workspace
from schakel_base.disk import writing_to
from schakel_base.errors import Fault, ReleaseError, RequestError
from schakel_base.progress import Progress, silent
from schakel_protection.releases import ReleaseRecord


def wait_at_gate(workspace: Workspace, public: Path, content: ReleaseContent, progress: Progress = silent) -> Release:
    """Write a release to wait at the gate, in place of an earlier draft of the same edition.

    It keeps the releases in `public`, the folder of the releases of the product.

    Raises
    ------
    RequestError
        If that folder holds something else.
    """
    _require_releases(public)
    place = own_folder(workspace.gate / content.product.name / content.edition)
    draft = WaitingRelease(place, {}).release
    with writing_to(place):
        (place / DOSSIER).unlink(missing_ok=True)  # it is of other files from now on
        shutil.rmtree(draft, ignore_errors=True)
        if (public / MANIFEST).is_file():
            _copy(public, draft)
        release = write_release(content, draft, progress)
        told = _made(workspace, public, release, content)
        (place / DOSSIER).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
        close_to_others(place)
    return release


def _made(workspace: Workspace, public: Path, release: Release, content: ReleaseContent) -> dict[str, Any]:
    with_earlier = replace(content, earlier=release.earlier)
    before = public if (public / MANIFEST).is_file() else None
    return {
        **dossier_of(with_earlier, before),
        "attack": _attack(read_ledger(workspace.release_ledger), content),
        "made_by": user_name(),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "digest": digest_of(release.folder),
        "public": str(public.absolute()),
        "beside": state_of(public),
    }


def _attack(ledger: Sequence[ReleaseRecord], content: ReleaseContent) -> dict[str, Any]:
    """How much was attacked, and together with which earlier releases: it is in the ledger because it passed."""
    names = [(one.product, one.edition) for one in ledger]
    place = names.index((content.product.name, content.edition))
    own = ledger[place]
    relations = int(own.equations.relations.shape[0])
    return {"figures": len(own.equations), "relations": relations, "beside": [one.name for one in ledger[:place]]}


def let_out(draft: WaitingRelease, digest: str, public: Path) -> None:
    """Place a draft in the public folder, if it is what was approved, byte by byte; done twice it is done once.

    `digest` is the SHA-256 of the files that were approved.

    Raises
    ------
    ReleaseError
        If a byte of it is another, or another release was placed or retracted since it was made.
    """
    if public.is_dir() and (public / MANIFEST).is_file() and digest_of(public) == digest:
        return
    _require_releases(public)
    if not draft.is_beside(public):
        sentence = "another release was placed or retracted since this draft was made; make the draft again"
        raise ReleaseError(Fault(sentence, str(public)))
    with writing_to(public), placing(place_of(public)) as fresh:
        _copy(draft.release, fresh)
        # Of the copy: nothing can come between what is compared and what is placed.
        if digest_of(fresh) != digest:
            raise ReleaseError(Fault("these are not the files that were approved", str(draft.release)))


def _require_releases(public: Path) -> None:
    if public.exists() and any(public.iterdir()) and not (public / MANIFEST).is_file():
        raise RequestError(f"{public} is not empty and is not a release; choose another folder")


def _copy(source: Path, target: Path) -> None:
    """Copy files alone, not who may read them: what waits is closed to others, what is public is not."""
    for path in source.rglob("*"):
        if path.is_file() and not path.is_symlink():
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)

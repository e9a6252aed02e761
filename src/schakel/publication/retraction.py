"""Retracting a release: each of its pages says so, and its figures are removed.

Its pages stay as a notice, so that no link ends nowhere; its files with figures go. What left cannot be called back
from who has it, so the release ledger keeps it.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from schakel.publication.editions import released
from schakel.publication.folders import NOT_FOUND
from schakel.publication.localisation import localise
from schakel.publication.open_data import to_json
from schakel.publication.placing import place_of, placing
from schakel.publication.rendering import render
from schakel.publication.verification import EARLIER, MANIFEST, read_manifest
from schakel_base.disk import writing_to
from schakel_base.errors import RequestError

_STATIC = "site/static"
_LOOKS = (".css", ".woff2")


@dataclass(frozen=True)
class Retraction:
    """That an edition was retracted: when, and why, in words for readers."""

    edition: str
    day: date
    because: str


def retract(folder: Path, retraction: Retraction) -> None:
    """Replace a release by the notice that it was retracted, in the folder of a product; done twice it is done once.

    Raises
    ------
    RequestError
        If no such edition was released there, or no reason is given.
    """
    places = released(folder)
    if retraction.edition not in places:
        raise RequestError(f"edition {retraction.edition} was not released into {folder}")
    if not retraction.because.strip():
        raise RequestError("say for readers why the release is retracted")
    with writing_to(folder), placing(place_of(folder)) as draft:
        shutil.copytree(folder, draft, dirs_exist_ok=True, copy_function=shutil.copyfile)
        for place in (draft, draft / EARLIER / retraction.edition):
            if (place / MANIFEST).is_file() and read_manifest(place)["edition"] == retraction.edition:
                _retract(place, retraction, [one for one in places if one != retraction.edition])


def _retract(place: Path, retraction: Retraction, others: list[str]) -> None:
    manifest = read_manifest(place)
    files = manifest["files"]
    tags = sorted({path.parts[1] for name in files if (path := PurePosixPath(name)).match("site/*/editions.html")})
    kept = {}
    for name in files:
        path = place / name
        if name.endswith(".html") and name != NOT_FOUND:
            path.write_bytes(
                _notice(name, tags, manifest, retraction, others if place.name != retraction.edition else ())
            )
        elif name != NOT_FOUND and not (name.startswith(_STATIC) and name.endswith(_LOOKS)):
            path.unlink(missing_ok=True)
            continue
        content = path.read_bytes()
        kept[name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    said = {"on": retraction.day.isoformat(), "because": retraction.because}
    (place / MANIFEST).write_bytes(to_json({**manifest, "retracted": said, "files": kept}))


def _notice(
    name: str, tags: list[str], manifest: Mapping[str, Any], retraction: Retraction, others: Sequence[str]
) -> bytes:
    """The page that says so: in the language of the page that it replaces first, and then in the others."""
    own = PurePosixPath(name).parts[1] if name.startswith("site/") else ""
    languages = [localise(tag) for tag in sorted(tags, key=lambda tag: tag != own)]
    given = {
        "languages": languages,
        "titles": manifest["title"],
        "tag": next(iter(manifest["title"])),
        "retraction": retraction,
        "static": f"{os.path.relpath(_STATIC, PurePosixPath(name).parent)}/",
        "editions": {one: f"{os.path.relpath(EARLIER, PurePosixPath(name).parent)}/{one}" for one in others},
    }
    return render("retracted.html", languages[0], given)

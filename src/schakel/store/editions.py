"""An edition is in a folder that is whole or absent, with a manifest of what went into it."""

import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from schakel.model.edition import Edition
from schakel.store.own_folder import own_file, own_folder
from schakel.store.sealed import SealedFolder
from schakel_base.errors import RequestError

CERTIFICATES = "certificates"
"""The folder in an edition of what was protected of it."""
_MANIFEST = "edition.json"
_DRAFT = ".draft"
_ERASED = "erased.json"


@dataclass(frozen=True)
class Manifest:
    """What went into an edition: deliveries by number, and the fingerprints of the declarations and the code."""

    name: str
    as_of: date
    deliveries: tuple[int, ...]
    declarations: str
    code: str


def write_manifest(edition: Edition, folder: SealedFolder) -> None:
    """Record what went into an edition beside its tables."""
    record = {
        "name": edition.name,
        "as_of": edition.as_of.isoformat(),
        "deliveries": [receipt.delivery.number for receipt in edition.receipts],
        "declarations": edition.declarations,
        "code": edition.code,
    }
    (folder / _MANIFEST).write_text(json.dumps(record) + "\n")


def draft_of(place: SealedFolder) -> SealedFolder:
    """Make an empty folder beside the place that an edition will take; what an interrupted build left is dropped."""
    draft = place.path.with_name(f"{place.name}{_DRAFT}")
    shutil.rmtree(draft, ignore_errors=True)
    own_folder(draft)
    return SealedFolder(draft, place.seal)


def drop_drafts_beside(*places: SealedFolder) -> None:
    """Drop the drafts that killed builds left beside some places, whatever edition they were to be.

    Only whoever builds may ask for it, before making a draft: there is one writer, so none of them is in use. After an
    upgrade or a delivery the next edition has another name, and a draft of the old name would stay for ever.
    """
    for place in places:
        for draft in place.path.parent.glob(f"*{_DRAFT}"):
            shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def dropped_if_broken_off(*drafts: SealedFolder) -> Iterator[None]:
    """Remove the drafts of an edition if the work on them breaks off: nothing is left half written."""
    try:
        yield
    except BaseException:
        for draft in drafts:
            shutil.rmtree(draft.path, ignore_errors=True)
        raise


def put_in_place(finished: SealedFolder, place: SealedFolder) -> None:
    """Move a finished draft to its place; an edition built before is replaced by the same, file by file.

    So whoever reads it meanwhile, or is left with it when this is stopped, has a whole edition.
    """
    draft, folder = finished.path, place.path
    own_folder(folder.parent)
    if not folder.exists():
        draft.rename(folder)
        return
    files = {path.relative_to(draft) for path in draft.rglob("*") if path.is_file()}
    # The same name means the same content, so a reader who gets some files of the one and some of the other sees no
    # difference.
    for file in sorted(files):
        own_folder((folder / file).parent)
        (draft / file).replace(folder / file)
    for file in [path for path in folder.rglob("*") if path.is_file()]:
        inside = file.relative_to(folder)
        # What was protected of the same edition still holds: a certificate is named by all that it depends on.
        if inside not in files and inside.parts[0] != CERTIFICATES:
            file.unlink()
    shutil.rmtree(draft)


def editions_in(editions: SealedFolder) -> list[SealedFolder]:
    """Return the folders of the editions that are whole."""
    found = [editions.folder(file.path.parent.name) for file in editions.glob(f"*/{_MANIFEST}")]
    return [one for one in found if one.path.suffix != _DRAFT]


def editions_from(editions: SealedFolder, deliveries: Collection[int]) -> list[str]:
    """Return the names of the editions in a folder that rest on any of some deliveries, unfinished ones among them."""
    found = [editions.folder(file.path.parent.name) for file in editions.glob(f"*/{_MANIFEST}")]
    return [one.name for one in found if not set(deliveries).isdisjoint(read_manifest(one).deliveries)]


def erase_edition(editions: SealedFolder, name: str, on: date) -> None:
    """Delete an edition, and keep its name with the day."""
    place = editions.folder(name).path
    if not place.exists():
        return
    draft = editions.path / f"{_ERASED}{_DRAFT}"
    with open(draft, "w", encoding="utf-8", opener=own_file) as file:  # names of editions are no secret
        json.dump({**erased_editions(editions), name: on.isoformat()}, file)
    draft.replace(editions.path / _ERASED)
    shutil.rmtree(place)


def erased_editions(editions: SealedFolder) -> dict[str, str]:
    """Return the names of the editions that were erased, with the day."""
    file = editions.path / _ERASED
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}


def find_edition(editions: SealedFolder, name: str, *others: SealedFolder) -> SealedFolder:
    """Return the folder of an edition by name, by its reference date, or `latest` for the latest of these dates.

    It may be in one of the folders `others` as well. Of several of one reference date it is the one that was built
    last.

    Raises
    ------
    RequestError
        If there is no such edition.
    """
    found = (file for root in (*others, editions) for file in root.glob(f"*/{_MANIFEST}"))
    known = {file.path.parent.name: file for file in found if file.path.parent.suffix != _DRAFT}
    # By reference date before the moment of building: an old edition that is built again today is not the latest.
    if dated := [one for one in known if name in ("latest", one[:10])]:
        name = max(dated, key=lambda one: (one[:10], known[one].path.stat().st_mtime_ns))
    # It existed and is named in releases: "no such edition" would send somebody to look for a mistake.
    if name not in known and (on := erased_editions(editions).get(name)):
        raise RequestError(
            "edition {name} was erased on {day}, because rows behind it ran out or were withdrawn; what was released "
            "of it stays, but can no longer be traced",
            name=name,
            day=on,
        )
    if not known:
        raise RequestError("no edition was built yet; build one first")
    if name not in known:
        raise RequestError("no edition is called {name}; built are: {names}", name=name, names=", ".join(sorted(known)))
    return SealedFolder(known[name].path.parent, known[name].seal)


def read_manifest(folder: SealedFolder) -> Manifest:
    """Return what was recorded of an edition."""
    found = json.loads((folder / _MANIFEST).read_text())
    return Manifest(
        found["name"],
        date.fromisoformat(found["as_of"]),
        tuple(found["deliveries"]),
        found["declarations"],
        found["code"],
    )


def require_current(folder: SealedFolder, declarations: str) -> Manifest:
    """Return the manifest of an edition that was built from the declarations as they are now.

    Raises
    ------
    RequestError
        If they have changed since.
    """
    manifest = read_manifest(folder)
    if manifest.declarations != declarations:
        raise RequestError(
            "the declarations have changed since edition {name} was built; build it again", name=folder.name
        )
    return manifest

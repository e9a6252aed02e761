"""An edition is in a folder that is whole or absent, with a manifest of what went into it."""

import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schakel.model.edition import Edition
from schakel_base.errors import RequestError

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


def write_manifest(edition: Edition, folder: Path) -> None:
    """Record what went into an edition beside its tables.

    Parameters
    ----------
    edition
        What was built.
    folder
        Its folder in the analysis zone. The manifest holds numbers and digests, and no value of a partner.
    """
    record = {
        "name": edition.name,
        "as_of": edition.as_of.isoformat(),
        "deliveries": [receipt.delivery.number for receipt in edition.receipts],
        "declarations": edition.declarations,
        "code": edition.code,
    }
    (folder / _MANIFEST).write_text(json.dumps(record, indent=2) + "\n", "utf-8")


def draft_of(place: Path) -> Path:
    """Make an empty folder beside the place that an edition will take; what an interrupted build left is dropped."""
    draft = place.with_name(f"{place.name}{_DRAFT}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    return draft


@contextmanager
def dropped_if_broken_off(*drafts: Path) -> Iterator[None]:
    """Remove the drafts of an edition if the work on them breaks off: nothing is left half written."""
    try:
        yield
    except BaseException:
        for draft in drafts:
            shutil.rmtree(draft, ignore_errors=True)
        raise


def put_in_place(draft: Path, folder: Path) -> None:
    """Move a finished draft to its place; an edition built before is replaced by the same, file by file.

    So whoever reads it meanwhile, or is left with it when this is stopped, has a whole edition.

    Parameters
    ----------
    draft
        A whole edition, beside its place.
    folder
        Its place.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not folder.exists():
        draft.rename(folder)
        return
    files = {path.relative_to(draft) for path in draft.rglob("*") if path.is_file()}
    for file in sorted(files):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (draft / file).replace(folder / file)
    for file in [path for path in folder.rglob("*") if path.is_file()]:
        if file.relative_to(folder) not in files:
            file.unlink()
    shutil.rmtree(draft)


def editions_from(editions: Path, deliveries: Collection[int]) -> list[str]:
    """Return the names of the editions in a folder that rest on any of some deliveries, unfinished ones among them."""
    found = [path.parent for path in sorted(editions.glob(f"*/{_MANIFEST}"))]
    return [one.name for one in found if not set(deliveries).isdisjoint(read_manifest(one).deliveries)]


def erase_edition(editions: Path, name: str, on: date) -> None:
    """Delete an edition, and keep its name with the day."""
    if not (editions / name).exists():
        return
    erased = {**erased_editions(editions), name: on.isoformat()}
    draft = editions / f"{_ERASED}{_DRAFT}"
    draft.write_text(json.dumps(erased), "utf-8")
    draft.replace(editions / _ERASED)
    shutil.rmtree(editions / name)


def erased_editions(editions: Path) -> dict[str, str]:
    """Return the names of the editions that were erased, with the day."""
    file = editions / _ERASED
    return dict(json.loads(file.read_text("utf-8"))) if file.exists() else {}


def find_edition(editions: Path, name: str, *others: Path) -> Path:
    """Return the folder of an edition by name, by its reference date, or `latest` for the latest of these dates.

    It may be in one of the folders `others` as well. Of several of one reference date it is the one that was built
    last.

    Parameters
    ----------
    editions
        The folder of all editions of a zone.
    name
        The name of an edition, its reference date as 2026-01-31, or `latest`.

    Raises
    ------
    RequestError
        If there is no such edition.
    """
    found = (path for root in (*others, editions) for path in root.glob(f"*/{_MANIFEST}"))
    known = {path.parent.name: path for path in found if path.parent.suffix != _DRAFT}
    if dated := [one for one in known if name in ("latest", one[:10])]:
        name = max(dated, key=lambda one: (one[:10], known[one].stat().st_mtime_ns))
    if name not in known and (on := erased_editions(editions).get(name)):
        raise RequestError(
            f"edition {name} was erased on {on}, with rows behind it that ran out or were withdrawn; what was released "
            "of it stays, and can no longer be traced"
        )
    if name not in known:
        raise RequestError(f"no edition is called {name}; built are: {', '.join(sorted(known)) or 'none'}")
    return known[name].parent


def read_manifest(folder: Path) -> Manifest:
    """Return what was recorded of an edition."""
    found = json.loads((folder / _MANIFEST).read_text("utf-8"))
    return Manifest(
        found["name"],
        date.fromisoformat(found["as_of"]),
        tuple(found["deliveries"]),
        found["declarations"],
        found["code"],
    )


def require_current(folder: Path, declarations: str) -> Manifest:
    """Return the manifest of an edition that was built from the declarations as they are now.

    Raises
    ------
    RequestError
        If they have changed since.
    """
    manifest = read_manifest(folder)
    if manifest.declarations != declarations:
        raise RequestError(f"the declarations have changed since edition {folder.name} was built; build it again")
    return manifest

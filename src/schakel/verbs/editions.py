"""An edition has a name that follows from what goes into it, and a folder that is whole or absent."""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from schakel import PACKAGES, __version__
from schakel.intake.in_force import known_deliveries
from schakel.model.alliance import Alliance
from schakel.model.delivery import Delivery, Receipt
from schakel.model.edition import Edition
from schakel_base.errors import RequestError

_MANIFEST = "edition.json"
_CODE = (".py", ".sql", ".yaml", ".json")


@cache
def code_version() -> str:
    """Return the version of Schakel with a digest of its code: another digest may count differently."""
    digest = hashlib.sha256()
    for package in (Path(str(files(name))) for name in PACKAGES):
        for path in sorted(path for path in package.rglob("*") if path.suffix in _CODE):
            digest.update(path.relative_to(package.parent).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


def plan_edition(
    alliance: Alliance, receipts: Sequence[Receipt], as_of: date | None, *judged: Callable[[date], pa.Table]
) -> Edition:
    """Return the edition at a reference date (by default the day on which the last delivery became known).

    Parameters
    ----------
    judged
        What people judged by a day, of units and of persons.

    Raises
    ------
    RequestError
        If no delivery was known at that date.
    """
    deliveries = known_deliveries(receipts, as_of or date.max)
    if not deliveries:
        when = f" that was known on {as_of}" if as_of else ""
        raise RequestError(f"{alliance.name} has no accepted delivery{when}; deliver a file first")
    as_of = as_of or max(delivery.known for delivery in deliveries)
    numbers = {delivery.number for delivery in deliveries}
    return Edition(
        name=f"{as_of}-{_digest(alliance, deliveries, [by_people(as_of) for by_people in judged])[:8]}",
        alliance=alliance.name,
        as_of=as_of,
        receipts=tuple(receipt for receipt in receipts if receipt.delivery.number in numbers),
        declarations=alliance.fingerprint,
        code=code_version(),
        synthetic=any(delivery.synthetic for delivery in deliveries),
    )


def _digest(alliance: Alliance, deliveries: Sequence[Delivery], judged: Sequence[pa.Table]) -> str:
    went_in = [f"{d.number} {d.partner} {d.sha256} {d.known} {d.delivered}" for d in deliveries]
    went_in += [" ".join(map(str, one.values())) for table in judged for one in table.to_pylist()]
    return hashlib.sha256("\n".join([alliance.fingerprint, code_version(), *went_in]).encode()).hexdigest()


def write_manifest(edition: Edition, folder: Path) -> None:
    """Record what went into an edition beside its tables."""
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
    draft = place.with_name(f"{place.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    return draft


def put_in_place(draft: Path, folder: Path) -> None:
    """Move a finished draft to its place; an edition built before is replaced by the same bytes."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def find_edition(editions: Path, name: str, *others: Path) -> Path:
    """Return the folder of an edition by name, by its reference date, or `latest` for the latest of these dates.

    It may stand in one of the folders `others` as well. Of several of one reference date it is the one that was built
    last.

    Raises
    ------
    RequestError
        If there is no such edition.
    """
    known = {path.parent.name: path for root in (*others, editions) for path in root.glob(f"*/{_MANIFEST}")}
    if dated := [one for one in known if name in ("latest", one[:10])]:
        name = max(dated, key=lambda one: (one[:10], known[one].stat().st_mtime_ns))
    if name not in known:
        raise RequestError(f"no edition is called {name}; built are: {', '.join(sorted(known)) or 'none'}")
    return known[name].parent


def read_manifest(folder: Path) -> dict[str, object]:
    """Return what was recorded of an edition."""
    found: dict[str, object] = json.loads((folder / _MANIFEST).read_text("utf-8"))
    return found

"""A release is never changed: a later one of the same product keeps it, whole, and says which cells are new.

A correction is a release like any other, of another edition, with a note that says what it corrects.
"""

import csv
import hashlib
import io
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from schakel.model.errors import RequestError
from schakel.publication.content import EarlierRelease, ReleaseContent, TableChange
from schakel.publication.formats import FORMATS
from schakel.publication.verification import EARLIER, MANIFEST, read_manifest, verify

_FIGURES = re.compile(r"(lower|upper|mark|[\w-]+_(lower|upper|mark))$")


def with_earlier_releases(content: ReleaseContent, folder: Path) -> ReleaseContent:
    """Return the content of a release with the earlier ones in its folder, and what changed since the last of them.

    Raises
    ------
    RequestError
        If the folder holds a release of another product, or one of the same edition.
    ReleaseError
        If what stands there is not what was released.
    """
    if not (folder / MANIFEST).is_file():
        return content
    verify(folder)
    _check(content, folder)
    kept = [path.parent for path in (folder / EARLIER).glob(f"*/{MANIFEST}")]
    earlier = sorted((_earlier(place) for place in (folder, *kept)), key=lambda one: (one.as_of, one.edition))
    return replace(content, earlier=tuple(earlier[::-1]), changes=tuple(changes(content, folder)))


def keep_earlier_releases(folder: Path, draft: Path) -> None:
    """Copy the release in `folder`, and those that it keeps, into the draft of the one that takes its place."""
    if (folder / MANIFEST).is_file():
        edition = str(read_manifest(folder)["edition"])
        shutil.copytree(folder, draft / EARLIER / edition, ignore=shutil.ignore_patterns(EARLIER))
        for place in (folder / EARLIER).glob("*"):
            shutil.copytree(place, draft / EARLIER / place.name)


def changes(content: ReleaseContent, earlier: Path) -> Iterator[TableChange]:
    """Yield, for each table, how many of its cells say something else than in an earlier release."""
    for table in content.tables:
        name = table.indicator.name
        written = FORMATS["csv"].write(table, content)[f"{name}.csv"]
        before = earlier / "data" / f"{name}.csv"
        old, new = _cells(before.read_bytes()) if before.is_file() else {}, _cells(written)
        yield TableChange(
            name,
            table.indicator.title,
            cells=len(new),
            changed=sum(1 for key, figures in new.items() if key in old and old[key] != figures),
            added=len(new.keys() - old.keys()),
            removed=len(old.keys() - new.keys()),
        )


def _check(content: ReleaseContent, folder: Path) -> None:
    there = read_manifest(folder)
    if (there["alliance"], there["product"]) != (content.alliance, content.product.name):
        raise RequestError(
            f"{folder} holds a release of {there['alliance']}, {there['product']}; choose another folder"
        )
    places = (folder / EARLIER).glob(f"*/{MANIFEST}")
    known = {str(there["edition"]), *(place.parent.name for place in places)}
    if content.edition in known:
        raise RequestError(f"edition {content.edition} was released here already; a release is never changed")


def _earlier(folder: Path) -> EarlierRelease:
    manifest = read_manifest(folder)
    return EarlierRelease(
        edition=str(manifest["edition"]),
        as_of=date.fromisoformat(str(manifest["as_of"])),
        note=str(manifest.get("note", "")),
        manifest=hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest(),
    )


def _cells(written: bytes) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The figures of every cell, by the codes of its dimensions; labels are words, and may change with a language."""
    rows = list(csv.DictReader(io.StringIO(written.decode(), newline="")))
    if not rows:
        return {}
    columns = list(rows[0])
    before = columns[: columns.index("lower")]
    codes = [name for name in before if name.rpartition("_")[0] not in before]
    figures = [name for name in columns[len(before) :] if _FIGURES.match(name)]
    return {_taken(row, codes): _taken(row, figures) for row in rows}


def _taken(row: Mapping[str, str], columns: list[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in columns)

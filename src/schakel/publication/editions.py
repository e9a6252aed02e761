"""A release is never changed: a later one of the same product keeps it, whole, and says which cells are new.

A correction is a release like any other, of another edition, with a note that says what it corrects. Every release has
an address with its edition from the first day, `editions/EDITION/`; the newest one is above these as well.
"""

import csv
import hashlib
import io
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from schakel.disclosure.protected import ProtectedTable
from schakel.model.table import TOTAL
from schakel.publication.content import EarlierRelease, ReleaseContent, TableChange
from schakel.publication.folders import leading_page
from schakel.publication.formats import FORMATS
from schakel.publication.verification import EARLIER, MANIFEST, read_manifest, verify
from schakel_base.errors import RequestError


@dataclass(frozen=True)
class ChangedFigure:
    """A cell, by the codes of its dimensions, with what it said before and says now as written: bounds and marks."""

    at: tuple[str, ...]
    before: tuple[str, ...]
    now: tuple[str, ...]


_OUTWARD = re.compile(r' href="((?:\.\./){3,}[^"#?]+\.html)')
_FIGURES = re.compile(r"(lower|upper|mark|[\w-]+_(lower|upper|mark))$")


def released(folder: Path) -> dict[str, Path]:
    """Return the path of each edition that was released into a folder, if it exists, in order of release."""
    if not (folder / MANIFEST).is_file():
        return {}
    places = {str(read_manifest(folder)["edition"]): folder}
    places |= {path.parent.name: path.parent for path in (folder / EARLIER).glob(f"*/{MANIFEST}")}
    # By how many each of them followed: dates of files can change, and an old edition may be released late.
    return dict(sorted(places.items(), key=lambda one: len(_before(one[1]))))


def with_earlier_releases(content: ReleaseContent, folder: Path) -> ReleaseContent:
    """Return the content of a release with the earlier ones in its folder, and what changed since the last of them.

    An edition that was released there already follows those that it followed then: so it is the same again.

    Raises
    ------
    RequestError
        If the folder holds a release of another product.
    ReleaseError
        If what is kept there is not what was released.
    """
    places = released(folder)
    if places:
        _check(content, folder)
    again = places.pop(content.edition, None)
    # Before they are copied: a kept release that was changed would otherwise be handed on as if it was released.
    for place in places.values():
        verify(place)
    followed = list(places)[::-1] if again is None else [one for one in _before(again) if one in places]
    earlier = tuple(_earlier(places[edition]) for edition in followed)
    return replace(content, earlier=earlier, changes=tuple(changes(content, places[followed[0]])) if followed else ())


def keep_releases(folder: Path, draft: Path) -> None:
    """Give every release an address in the draft: those in `folder`, and the one that the draft is itself."""
    current = str(read_manifest(draft)["edition"])
    for edition, place in (released(folder) | {current: draft}).items():
        kept = draft / EARLIER / edition
        # Without the releases that it kept itself: all of them stand beside it now.
        shutil.copytree(place, kept, ignore=shutil.ignore_patterns(EARLIER), copy_function=_same_file)
        for other in (edition, *_before(kept)):
            _lead_to(other, kept)
        _lead_beside(draft, kept)


def lead_to_editions(draft: Path, content: ReleaseContent) -> None:
    """The folder of the editions leads to the page about them; it is no file of any release."""
    tag = content.languages[0]
    page = leading_page(f"../site/{tag}/editions.html", content.edition, tag)
    (draft / EARLIER / "index.html").write_text(page, "utf-8")


def _same_file(source: str, target: str) -> None:
    """The same file under another name, so that it takes no room twice; a copy where a disk knows no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _lead_to(edition: str, kept: Path) -> None:
    """Links of a release to editions count from its own folder: in a release that is kept they lead to where these are.

    Its own files stay as they were released.
    """
    for page in kept.glob("site/*/index.html"):
        stub = kept / EARLIER / edition / page.relative_to(kept)
        stub.parent.mkdir(parents=True, exist_ok=True)
        address = f"../../../../../{edition}/site/{page.parent.name}/index.html"
        stub.write_text(leading_page(address, edition, page.parent.name), "utf-8")


def _lead_beside(folder: Path, kept: Path) -> None:
    """Links to pages next to the release: in a release that is kept they lead to the pages next to the newest one."""
    newest, outward = os.path.relpath(folder, kept), {}
    for page in kept.glob("site/*/**/*.html"):
        within = page.parent.relative_to(kept)
        for address in _OUTWARD.findall(page.read_text("utf-8")):
            path = os.path.normpath(within / address)
            # Links within the release are its own pages, which were kept with it. Those beyond its neighbours would end
            # in the newest release from here, to which nothing may be added.
            if path.startswith("../") and not path.startswith("../../"):
                outward[path] = within.parts[1]
    for path, language in outward.items():
        stub = Path(os.path.normpath(kept / path))
        stub.parent.mkdir(parents=True, exist_ok=True)
        address = os.path.relpath(os.path.normpath(kept / newest / path), stub.parent)
        stub.write_text(leading_page(address, stub.parent.name, language), "utf-8")


def _before(place: Path) -> list[str]:
    """The editions that a release followed, the last one first."""
    found: list[str] = read_manifest(place).get("earlier", [])
    return found


def declared_record(content: ReleaseContent) -> dict[str, dict[str, str]]:
    """Return what a later release compares itself with: a digest of declarations per table, and one of each of them."""
    files = {file: digest for one in content.declared.values() for file, digest in one.items()}
    return {"tables": {name: _digest(one) for name, one in content.declared.items()}, "files": files}


def _digest(declared: Mapping[str, str]) -> str:
    return hashlib.sha256(
        "\n".join(f"{file} {digest}" for file, digest in sorted(declared.items())).encode()
    ).hexdigest()


def changes(content: ReleaseContent, earlier: Path) -> Iterator[TableChange]:
    """Yield, for each table, how many cells say something else than in an earlier release, and what may be why."""
    declared = read_manifest(earlier).get("declared", {"tables": {}, "files": {}})
    for table in content.tables:
        name = table.indicator.name
        # As written and not as counted: what readers can compare is what was published.
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
            declarations=_changed_declarations(content, declared, name) if old else (),
        )


def changed_figures(table: ProtectedTable, content: ReleaseContent, earlier: Path) -> Iterator[ChangedFigure]:
    """Yield each cell of a table that was in an earlier release too and says something else now."""
    name = table.indicator.name
    before = earlier / "data" / f"{name}.csv"
    if before.is_file():
        old, new = _cells(before.read_bytes()), _cells(FORMATS["csv"].write(table, content)[f"{name}.csv"])
        for key, figures in new.items():
            if key in old and old[key] != figures:
                yield ChangedFigure(key, old[key], figures)


def _changed_declarations(content: ReleaseContent, before: Mapping[str, Any], table: str) -> tuple[str, ...]:
    """The declarations of a table that changed or came since, and those that no table has any more."""
    now = content.declared.get(table, {})
    if before["tables"].get(table) == _digest(now):
        return ()
    gone = before["files"].keys() - declared_record(content)["files"].keys()
    return tuple(sorted(gone | {file for file, digest in now.items() if before["files"].get(file) != digest}))


def _check(content: ReleaseContent, folder: Path) -> None:
    there = read_manifest(folder)
    if (there["alliance"], there["product"]) != (content.alliance, content.product.name):
        raise RequestError(
            f"{folder} holds a release of {there['alliance']}, {there['product']}; choose another folder"
        )


def _earlier(folder: Path) -> EarlierRelease:
    manifest = read_manifest(folder)
    return EarlierRelease(
        edition=str(manifest["edition"]),
        as_of=date.fromisoformat(str(manifest["as_of"])),
        note=str(manifest.get("note", "")),
        manifest=hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest(),
        code=str(manifest.get("code", "")),
        retracted=manifest["retracted"]["because"] if "retracted" in manifest else "",
    )


def _cells(written: bytes) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The figures of every cell, by the codes of its dimensions; labels are words, and may change with a language."""
    rows = list(csv.DictReader(io.StringIO(written.decode(), newline="")))
    if not rows:
        return {}
    columns = list(rows[0])
    # Each dimension has a column of codes and may have some of labels, named after it; then the figures follow.
    before = columns[: columns.index("lower")]
    codes = [name for name in before if name.rpartition("_")[0] not in before]
    figures = [name for name in columns[len(before) :] if _FIGURES.match(name)]
    return {
        tuple("" if code == TOTAL else code for code in _taken(row, codes)): _taken(row, figures)  # once it had a code
        for row in rows
    }


def _taken(row: Mapping[str, str], columns: list[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in columns)

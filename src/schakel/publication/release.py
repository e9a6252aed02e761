"""A release is written from its content and from nothing else: equal content, equal bytes.

    <folder>/site/           the static site
    <folder>/data/           every table in every format; what is no table as lists
    <folder>/vocabulary/     the concept schemes, as linked data
    <folder>/catalogue.ttl   what there is, after DCAT-AP-NL
    <folder>/PRODUCT.zip     all open data in one file
    <folder>/feed.LANG.xml   what appeared, for who follows it
    <folder>/report/         a report to print in each language, if the product has one
    <folder>/release.json    the hashes of all that went in and came out
    <folder>/editions/       every release of the product by its edition, this one too, each whole

It is written beside its place and moved there when it is whole (`placing`).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from schakel.model.handing_on import HandOn
from schakel.publication.answers import said_answers
from schakel.publication.archive import archive_name, zipped
from schakel.publication.catalogue import catalogue_files
from schakel.publication.content import Release, ReleaseContent, ReleasedFile
from schakel.publication.editions import declared_record, keep_releases, lead_to_editions, with_earlier_releases
from schakel.publication.feed import feed_files
from schakel.publication.folders import NOT_FOUND, leading_pages, not_found
from schakel.publication.formats import FORMATS
from schakel.publication.formats.odata import data_sets
from schakel.publication.front_door import said_chain
from schakel.publication.listings import listing_files
from schakel.publication.open_data import texts, to_json
from schakel.publication.placing import place_of, placing
from schakel.publication.report import Files, report_files
from schakel.publication.site import site_files
from schakel.publication.verification import MANIFEST
from schakel.publication.vocabulary_files import vocabulary_files
from schakel_base.errors import RequestError
from schakel_base.progress import Progress, silent


def publish(
    content: ReleaseContent,
    folder: Path,
    progress: Progress = silent,
    hand_on: HandOn | None = None,
    report: Future[Files] | None = None,
) -> Release:
    """Write a release into `folder`, which is replaced whole and keeps those of other editions there.

    Reports and pictures can be handed on, by default to a thread; `report` is where somebody sets the report already.

    Raises
    ------
    RequestError
        If the folder holds something else than releases of this product, or two tables have one name.
    ReleaseError
        If a release that is kept is not what was released.
    """
    _check_names(content)
    place = place_of(folder)
    with placing(place) as draft:
        # A release replaces its folder whole: that must never be somebody's home.
        if place.exists() and any(place.iterdir()) and not (place / MANIFEST).is_file():
            raise RequestError(f"{folder} is not empty and is not a release; choose another folder")
        content = with_earlier_releases(content, place)
        files = _write(_with_answers_of_folders(_files(content, progress, hand_on, report), content), draft)
        release = Release(
            folder=folder,
            edition=content.edition,
            as_of=content.as_of,
            synthetic=content.synthetic,
            reach=content.reach,
            files=files,
            answers=tuple(said_answers(content)),
            chain=said_chain(content),
            note=content.note,
            earlier=content.earlier,
        )
        # After all files, since it holds their hashes. Stubs that lead to editions come after it: they are not of the
        # release.
        (draft / MANIFEST).write_bytes(_manifest(content, release))
        keep_releases(place, draft)
        lead_to_editions(draft, content)
    return release


def _check_names(content: ReleaseContent) -> None:
    names = Counter(table.indicator.name for table in content.all_tables)
    for name, times in names.items():
        if times > 1:
            raise RequestError(f"{times} tables of the release are called {name}; their files would be one")


def _files(
    content: ReleaseContent, progress: Progress, hand_on: HandOn | None, report: Future[Files] | None
) -> Iterator[tuple[str, bytes]]:
    """All files but the manifest; the typesetter, which needs no Python, sets reports and pictures at the same time."""
    with ThreadPoolExecutor(1) as beside:
        hand_on = hand_on or beside.submit
        report = report or hand_on(report_files, content)
        yield from ((f"site/{path}", written) for path, written in site_files(content, progress, hand_on))
        data = {f"data/{path}": written for path, written in _data_files(content, progress)}
        data |= catalogue_files(content) | vocabulary_files(content)
        yield from data.items()
        yield archive_name(content.product), zipped(data, content.as_of)
        yield from feed_files(content).items()
        if not report.done():
            progress("set the reports; how long is not known", 0.0)
        yield from report.result().items()


def _with_answers_of_folders(
    files: Iterable[tuple[str, bytes]], content: ReleaseContent
) -> Iterator[tuple[str, bytes]]:
    """The files of a release, then what answers for folders, and for what does not exist."""
    paths = set()
    for path, written in files:
        paths.add(path)
        yield path, written
    yield from leading_pages(paths, content)
    homes = [f"site/{tag}/index.html" for tag in content.languages]
    yield NOT_FOUND, not_found(content.languages, content.product.address, "site/static/", homes)


def _data_files(content: ReleaseContent, progress: Progress) -> Iterator[tuple[str, bytes]]:
    for number, table in enumerate(content.all_tables):
        progress("write the data", number / len(content.all_tables))
        for form in FORMATS.values():
            yield from form.write(table, content).items()
    yield from data_sets(content).items()
    yield from listing_files(content).items()


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> tuple[ReleasedFile, ...]:
    released = []
    for path, written in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(written)
        released.append(ReleasedFile(path, hashlib.sha256(written).hexdigest(), len(written)))
    # By path: the order in which files were made may change, the manifest must not.
    return tuple(sorted(released, key=lambda file: file.path))


def _manifest(content: ReleaseContent, release: Release) -> bytes:
    return to_json(
        {
            "alliance": content.alliance,
            "product": content.product.name,
            "title": texts(content.product.title, content),
            "edition": content.edition,
            "as_of": content.as_of.isoformat(),
            "synthetic": content.synthetic,
            "note": content.note,
            "earlier": [one.edition for one in content.earlier],
            **({"ledger": asdict(content.ledger)} if content.ledger else {}),
            # How many accesses there were would tell of each that somebody was erased, though no figure moves.
            **({"log": {"head": content.log.head}} if content.log else {}),
            "declarations": content.declarations,
            "declared": declared_record(content),
            "code": content.code,
            "deliveries": [
                {
                    "file": one.name,
                    **({"sha256": one.sha256} if one.sha256 else {}),
                    "delivered": one.delivered.isoformat(),
                    "synthetic": one.synthetic,
                }
                for one in content.deliveries
            ],
            "files": {file.path: {"sha256": file.sha256, "size": file.size} for file in release.files},
        }
    )

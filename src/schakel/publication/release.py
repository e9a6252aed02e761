"""A release is written from its content and from nothing else: equal content, equal bytes.

    <folder>/site/           the static site
    <folder>/data/           every table in every format
    <folder>/release.json    the hashes of all that went in and came out

It is written beside its place and moved there when it is whole.
"""

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from schakel.model.errors import RequestError
from schakel.model.progress import Progress, silent
from schakel.publication.content import Release, ReleaseContent, ReleasedFile
from schakel.publication.formats import FORMATS
from schakel.publication.open_data import texts, to_json
from schakel.publication.site import site_files

MANIFEST = "release.json"


def publish(content: ReleaseContent, folder: Path, progress: Progress = silent) -> Release:
    """Write a release into `folder`; an earlier release that stands there is replaced.

    Raises
    ------
    RequestError
        If the folder holds something that is not a release, or two tables have one name.
    """
    _check_names(content)
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise RequestError(f"{folder} is not empty and is not a release; choose another folder")
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    files = _write(_files(content, progress), draft)
    release = Release(folder, content.edition, content.as_of, content.synthetic, files)
    (draft / MANIFEST).write_bytes(_manifest(content, release))
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    return release


def _check_names(content: ReleaseContent) -> None:
    names = Counter(table.indicator.name for table in content.all_tables)
    for name, times in names.items():
        if times > 1:
            raise RequestError(f"{times} tables of the release are called {name}; their files would be one")


def _files(content: ReleaseContent, progress: Progress) -> Iterator[tuple[str, bytes]]:
    yield from ((f"site/{path}", written) for path, written in site_files(content, progress))
    for table in content.all_tables:
        for form in FORMATS.values():
            for place, written in form.write(table, content).items():
                yield f"data/{place}", written


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> tuple[ReleasedFile, ...]:
    released = []
    for path, written in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(written)
        released.append(ReleasedFile(path, hashlib.sha256(written).hexdigest(), len(written)))
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
            "declarations": content.declarations,
            "code": content.code,
            "deliveries": [
                {
                    "file": one.name,
                    "sha256": one.sha256,
                    "delivered": one.delivered.isoformat(),
                    "synthetic": one.synthetic,
                }
                for one in content.deliveries
            ],
            "files": {file.path: {"sha256": file.sha256, "size": file.size} for file in release.files},
        }
    )

"""No count leaves as it was counted: every byte of a release is searched for the numbers behind its figures.

The base cells of a sample are given counts that no rounding leaves as they are and no hash holds by chance. All files
are searched: as they stand, the members of archives unpacked, the values of Parquet one by one. With them goes the
report as a text, which a release does not hold by itself.
"""

import io
import re
import zipfile
from dataclasses import replace

import publication_samples as samples
import pyarrow.parquet as pq
import pytest

from schakel.disclosure.protect import protect
from schakel.publication import publish
from schakel.publication.report import write_report

COUNTS = (7018243, 4306127, 2150369, 9470081)  # none is a multiple of five


def planted():
    """A release of one table of four base cells, each with a count of its own, and their sums."""
    first = samples.unprotected()[1]
    base = tuple(COUNTS[index % len(COUNTS)] for index in range(len(first.base)))
    table = replace(first, base=base)
    protected = protect(table, "round-5")
    numbers = {bound for cell in table.cells for bound in table.bounds(cell)} - {0}
    content = samples.content()
    return replace(content, tables=(protected,), recommendations=(), differences=()), {*base, *numbers}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    content, numbers = planted()
    folder = tmp_path_factory.mktemp("planted") / "monitor"
    publish(content, folder)
    (folder / "monitor.odt").write_bytes(write_report(content, "en", ".odt"))
    return folder, numbers


def texts(folder):
    """Everything in a release as text: what is packed is unpacked first.

    Below `editions/` stand the same files once more, under the name of their edition.
    """
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    for path in (path for path in files if path.relative_to(folder).parts[0] != "editions"):
        content = path.read_bytes()
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from ((f"{path}!{name}", archive.read(name).decode("latin-1")) for name in archive.namelist())
        elif path.suffix == ".parquet":
            yield str(path), repr(pq.read_table(path).to_pylist())
        else:
            yield str(path), content.decode("latin-1")


def plain(text):
    """Digits without what languages put between thousands."""
    return re.sub(r"(?<=\d)[.,'   \xa0](?=\d{3})", "", text)


def test_no_file_holds_a_count_as_it_was_counted(release):
    folder, numbers = release
    assert all(number % 5 for number in numbers)
    found = {
        (place, number)
        for place, text in texts(folder)
        for number in numbers
        if re.search(rf"(?<!\d){number}(?!\d)", plain(text))
    }
    assert found == set()


def test_the_search_finds_what_is_published(release):
    """Else an empty answer would say nothing: the rounded total stands in pages, in CSV, in Excel and in Parquet."""
    folder, numbers = release
    rounded = str(5 * round(max(numbers) / 5))
    kinds = {place.rpartition(".")[2] for place, text in texts(folder) if rounded in plain(text)}
    assert {"html", "csv", "xml", "parquet", "json"} <= kinds
    assert any(rounded in plain(text) for place, text in texts(folder) if place.endswith("odt!content.xml"))

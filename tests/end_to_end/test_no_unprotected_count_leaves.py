"""No count leaves as it was counted: every byte of a release is searched for the numbers behind its figures.

The base cells of a sample are given counts that no rounding leaves as they are and no hash holds by chance. All files
are searched: as they are, the members of archives unpacked, the values of Parquet one by one. With them goes the
report as a text, which a release does not hold by itself.
"""

import io
import re
import zipfile
from dataclasses import replace

import publication_samples as samples
import pyarrow.parquet as pq
import pytest
import small
from kinds import weekdays

from schakel.disclosure.answers import protect_answer
from schakel.disclosure.protect import protect
from schakel.publication.release import publish
from schakel.publication.report import write_report

COUNTS = (7018243, 4306127, 2150369, 9470081)  # none is a multiple of five
BY_DAY = (1318243, 2306127, 3150369, 4470081, 5318243, 6306127, 8150369)


def planted():
    """A release of one table of four base cells, each with a count of its own and their sums, and of one answer."""
    first = samples.unprotected()[1]
    base = tuple(COUNTS[index % len(COUNTS)] for index in range(len(first.base)))
    table = replace(first, base=base)
    protected = protect(table, "round-5")
    numbers = {bound for cell in table.cells for bound in table.bounds(cell)} - {0}
    said = {key: samples.said("Days") for key in weekdays.TEXTS}
    question = weekdays.WeekdayQuestion("days", *said.values(), "report", "report")
    answer = protect_answer(weekdays.answer(question, BY_DAY, small.alliance()), "round-5")
    asked = replace(samples.ANSWERED, research=("days",))
    content = replace(samples.content(), tables=(protected,), recommendations=(asked,), answers=(answer,))
    return content, ({*base, *numbers}, {*BY_DAY, sum(BY_DAY)})


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
    folder, planted_in = release
    numbers = set().union(*planted_in)
    assert all(number % 5 for number in numbers)
    found = {
        (place, number)
        for place, text in texts(folder)
        for number in numbers
        if re.search(rf"(?<!\d){number}(?!\d)", plain(text))
    }
    assert found == set()


@pytest.mark.parametrize(
    ("place", "kinds"),
    [(0, {"html", "csv", "xml", "parquet", "json"}), (1, {"html", "csv", "xml"})],
    ids=["a table", "an answer"],
)
def test_the_search_finds_what_is_published(release, place, kinds):
    """Else an empty answer would say nothing: what is rounded is in pages, in data and in the report."""
    folder, planted_in = release
    rounded = [str(5 * round(number / 5)) for number in planted_in[place]]
    found = {file for file, text in texts(folder) if any(number in plain(text) for number in rounded)}
    assert kinds <= {file.rpartition(".")[2] for file in found}
    assert any(file.endswith("odt!content.xml") for file in found)

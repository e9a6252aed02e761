"""What is in the files of a release, as text, whatever their format: what a reader could find in them."""

import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pikepdf
import pyarrow.parquet as pq
from pypdfium2 import PdfDocument

from schakel.disclosure import ProtectedTable
from schakel.publication.content import ReleaseContent
from schakel.publication.formats.metadata import metadata
from schakel.publication.headlines import Headline, headline
from schakel.publication.localisation import localise
from schakel.publication.open_data import facts
from schakel.publication.tabulation import ReadTable, read_tables
from schakel.publication.views.tables import TableView

_LINES = re.compile(r'"(?:Id|Index|ObservationCount)": \d+')
_DIVIDED = "\ufffe"


def text_of(path: Path) -> str:
    """Return all that a file says."""
    return _READERS.get(path.suffix, _plain)(path)


def pages_of(document: Path | bytes) -> list[str]:
    """Return the text of each page of a PDF; a word that is divided at the end of a line is whole."""
    return [page.get_textpage().get_text_range().replace(_DIVIDED, "") for page in PdfDocument(document)]


def tables_shown(table: ProtectedTable, unit: str, language: str) -> list[ReadTable]:
    """Return the tables that readers see of one protected table."""
    return read_tables(table, unit, localise(language))


def headline_of(table: ProtectedTable, unit: str, language: str = "en") -> Headline:
    """Return the sentence that readers see of one protected table, and what it is about."""
    return headline(table, unit, localise(language))


def view_of(table: ProtectedTable, content: ReleaseContent, language: str = "en") -> TableView:
    """Return what readers see of a table that is in a release."""
    return TableView(table, content, localise(language))


def noted(table: ProtectedTable, content: ReleaseContent, language: str) -> dict[str, list[str]]:
    """Return what readers are told to keep in mind: on the page, in a workbook, and in the metadata."""
    words = localise(language)
    label = words.say("What to keep in mind")
    return {
        "page": list(view_of(table, content, language).notes),
        "workbook": [text for of, text in facts(table, content, words) if of == label],
        "metadata": [note[language] for note in metadata(table, content)["notes"]],
    }


def _plain(path: Path) -> str:
    """Without the numbers that OData gives to its lines."""
    return _LINES.sub("", path.read_text("utf-8"))


def _of_workbook(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    values = [value for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for value in row]
    return "\n".join([*map(str, values), repr(book.properties), *book.sheetnames])


def _of_parquet(path: Path) -> str:
    table = pq.read_table(path)
    values = [value for row in table.to_pylist() for value in row.values()]
    written = [f"{value:.10g}" if isinstance(value, float) else str(value) for value in values]
    return "\n".join([*written, str(table.schema.metadata)])


def _of_pdf(path: Path) -> str:
    with pikepdf.open(path) as document:
        metadata = document.Root.Metadata.read_bytes().decode()
        return "\n".join([*pages_of(path), str(dict(document.docinfo)), metadata])


def _of_picture(_: Path) -> str:
    """The text of a picture is that of the SVG file beside it."""
    return ""


def _of_archive(path: Path) -> str:
    """The files in it are those that stand beside it in the release; their names say what else there is."""
    with ZipFile(path) as archive:
        return "\n".join(archive.namelist())


_READERS = {
    ".xlsx": _of_workbook,
    ".parquet": _of_parquet,
    ".pdf": _of_pdf,
    ".png": _of_picture,
    ".zip": _of_archive,
}

"""What is in the files of a release, as text, whatever their format: what a reader could find in them."""

import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as pq
from pypdf import PdfReader

from schakel.disclosure import ProtectedTable
from schakel.publication import localise, read_tables
from schakel.publication.tabulation import ReadTable

_LINES = re.compile(r'"(?:Id|Index|ObservationCount)": \d+')


def text_of(path: Path) -> str:
    """Return all that a file says."""
    return _READERS.get(path.suffix, _plain)(path)


def tables_shown(table: ProtectedTable, unit: str, language: str) -> list[ReadTable]:
    """Return the tables that readers see of one protected table."""
    return read_tables(table, unit, localise(language))


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
    reader = PdfReader(path)
    metadata = reader.xmp_metadata.stream.get_data().decode() if reader.xmp_metadata else ""
    return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata), metadata])


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

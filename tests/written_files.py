"""The same small table, written in each format that files may have."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from odfdo import Cell, Document, Row, Table

from schakel.model import FileFormat

Rows = Sequence[Mapping[str, str]]
WIDTH = 12


def names_of(rows: Rows) -> list[str]:
    return list(rows[0])


def delimited(rows: Rows) -> bytes:
    quoted = [names_of(rows), *(list(row.values()) for row in rows)]
    return "".join(";".join("'" + cell.replace("'", "''") + "'" for cell in row) + "\r\n" for row in quoted).encode()


def fixed_width(rows: Rows) -> bytes:
    return "".join("".join(cell.ljust(WIDTH) for cell in row.values()) + "\n" for row in rows).encode()


def xlsx(rows: Rows) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        workbook.add_worksheet("About").write(0, 0, "Not this one")
        sheet = workbook.add_worksheet("Places")
        for line, row in enumerate([names_of(rows), *(list(row.values()) for row in rows)]):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
    return file.getvalue()


def ods(rows: Rows) -> bytes:
    document, sheet, file = Document("spreadsheet"), Table("Places"), io.BytesIO()
    document.body.clear()
    for cells in [names_of(rows), *(list(row.values()) for row in rows)]:
        row = Row()
        for cell in cells:
            row.append_cell(Cell(cell))
        sheet.append_row(row)
    document.body.append(sheet)
    document.save(file)
    return file.getvalue()


def parquet(rows: Rows) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), file)
    return file.getvalue()


def json_document(rows: Rows) -> bytes:
    return json.dumps({"about": {"by": "us"}, "places": [dict(row) for row in rows]}, indent=1).encode()


def json_lines(rows: Rows) -> bytes:
    return "".join(json.dumps(dict(row)) + "\n" for row in rows).encode()


def xml(rows: Rows) -> bytes:
    places = "".join(
        "<place>" + "".join(f"<{name}>{escape(cell)}</{name}>" for name, cell in row.items()) + "</place>\n"
        for row in rows
    )
    return f"<export>\n{places}</export>\n".encode()


WRITERS: Mapping[str, Callable[[Rows], bytes]] = {
    "delimited": delimited,
    "fixed-width": fixed_width,
    "xlsx": xlsx,
    "ods": ods,
    "parquet": parquet,
    "json": json_document,
    "json-lines": json_lines,
    "xml": xml,
}


def format_of(name: str, columns: Sequence[str]) -> FileFormat:
    """Return what a contract says of a file that is written here."""
    places = tuple((column, 1 + WIDTH * place, WIDTH * (place + 1)) for place, column in enumerate(columns))
    told = {
        "delimited": FileFormat("delimited", quote="'"),
        "fixed-width": FileFormat("fixed-width", places=places),
        "xlsx": FileFormat("xlsx", sheet="Places"),
        "ods": FileFormat("ods", sheet="Places"),
        "json": FileFormat("json", rows="places"),
        "xml": FileFormat("xml", rows="/export/place"),
    }
    return told.get(name, FileFormat(name))


def zipped(**files: bytes) -> bytes:
    """Return a ZIP archive of files by name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
        for name, content in files.items():
            members.writestr(name, content)
    return archive.getvalue()

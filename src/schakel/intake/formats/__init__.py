"""How files are written: a dict of formats, each in a file of its own, which opens a file as numbered rows.

What a format is told (a sheet, a path) is declared in the contract. Every format gives batches of the same form, so
that what comes after knows no format: the same archive, the same receipt, the same trace.
"""

from collections.abc import Callable, Mapping

from schakel.intake.formats.batch import ArrivedFile, OpenedFile
from schakel.intake.formats.delimited import Records
from schakel.intake.formats.fixed_width import FixedWidthLines
from schakel.intake.formats.json_documents import open_json, open_json_lines
from schakel.intake.formats.parquet import ParquetColumns
from schakel.intake.formats.sheets import WorkbookSheet
from schakel.intake.formats.xml_rows import XmlDocument

FORMATS: Mapping[str, Callable[[ArrivedFile], OpenedFile]] = {
    "delimited": Records,
    "fixed-width": FixedWidthLines,
    "xlsx": WorkbookSheet,
    "ods": WorkbookSheet,
    "parquet": ParquetColumns,
    "json": open_json,
    "json-lines": open_json_lines,
    "xml": XmlDocument,
}

ZIPPED = frozenset({"xlsx", "ods"})
"""Formats that are ZIP archives themselves."""

UNTEXTUAL = ZIPPED | {"parquet"}
"""Formats in which no text can be looked for before they are read."""

__all__ = ["FORMATS", "UNTEXTUAL", "ZIPPED", "ArrivedFile", "OpenedFile"]

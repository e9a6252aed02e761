"""How files are written: a dict of formats, each a function in a file of its own that opens a file as numbered rows.

What a format is told (a sheet, a path) is declared in the contract. Every format gives batches of the same form, so
that what comes after knows no format: the same archive, the same receipt, the same trace.
"""

from collections.abc import Callable, Mapping

from schakel.intake.formats.batch import ArrivedFile, OpenedFile
from schakel.intake.formats.delimited import open_delimited
from schakel.intake.formats.fixed_width import open_fixed_width
from schakel.intake.formats.json_documents import open_json, open_json_lines
from schakel.intake.formats.parquet import open_parquet
from schakel.intake.formats.sheets import open_sheet
from schakel.intake.formats.xml_rows import open_xml

FORMATS: Mapping[str, Callable[[ArrivedFile], OpenedFile]] = {
    "delimited": open_delimited,
    "fixed-width": open_fixed_width,
    "xlsx": open_sheet,
    "ods": open_sheet,
    "parquet": open_parquet,
    "json": open_json,
    "json-lines": open_json_lines,
    "xml": open_xml,
}

ZIPPED = frozenset({"xlsx", "ods"})
"""Formats that are ZIP archives themselves."""

UNTEXTUAL = ZIPPED | {"parquet"}
"""Formats in which no text can be looked for before they are read."""

__all__ = ["FORMATS", "UNTEXTUAL", "ZIPPED", "ArrivedFile", "OpenedFile"]

"""Open data: one function per format, from a protected table to the files that hold it, registered in `FORMATS`.

All formats give the same cells, the same bounds, and the same reasons where a number is absent: each is a function of
the protected table and of what the release says of it. `docs/open-data.md` describes them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schakel.disclosure.protected import ProtectedTable
from schakel.publication.content import ReleaseContent
from schakel.publication.formats.comma_separated import csv_files
from schakel.publication.formats.excel import excel_files
from schakel.publication.formats.json_stat import json_stat_files
from schakel.publication.formats.metadata import metadata_files
from schakel.publication.formats.odata import odata_files
from schakel.publication.formats.parquet import parquet_files
from schakel.publication.formats.sdmx import sdmx_files
from schakel.publication.localisation import Localisation


@dataclass(frozen=True)
class Format:
    """A format: what readers call it, its media type, the address of its standard, and the function that writes it.

    `explain` says what it is good for, in a sentence. `place` is the file that a link leads to, from the folder
    `data/`, with places for the table and the language.
    """

    title: str
    media_type: str
    standard: str
    place: str
    write: Callable[[ProtectedTable, ReleaseContent], Mapping[str, bytes]]
    explain: Callable[[Localisation], str]

    def address(self, table: str, language: str) -> str:
        """Return the file of a table in the folder `data/`."""
        return self.place.format(table=table, language=language)


_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: dict[str, Format] = {
    "csv": Format(
        "CSV",
        "text/csv",
        "https://www.w3.org/TR/tabular-metadata/",
        "{table}.csv",
        csv_files,
        lambda language: language.say("For any program that reads tables. A file beside it describes the columns."),
    ),
    "excel": Format(
        "Excel",
        _SPREADSHEET,
        "https://www.iso.org/standard/71691.html",
        "excel/{language}/{table}.xlsx",
        excel_files,
        lambda language: language.say("For a spreadsheet: one sheet with the figures, one with notes."),
    ),
    "parquet": Format(
        "Parquet",
        "application/vnd.apache.parquet",
        "https://parquet.apache.org/docs/file-format/",
        "{table}.parquet",
        parquet_files,
        lambda language: language.say("For data science: the columns of the CSV, with their types."),
    ),
    "json-stat": Format(
        "JSON-stat",
        "application/json",
        "https://json-stat.org/full/",
        "json-stat/{language}/{table}.json",
        json_stat_files,
        lambda language: language.say("For web pages and statistical programs: the table as a cube."),
    ),
    "sdmx": Format(
        "SDMX-CSV",
        "application/vnd.sdmx.data+csv",
        "https://sdmx.org/?page_id=5008",
        "sdmx/{table}.csv",
        sdmx_files,
        lambda language: language.say("For exchange between statistical offices, with its structure as SDMX-JSON."),
    ),
    "odata": Format(
        "OData (CBS)",
        "application/json",
        "https://docs.oasis-open.org/odata/odata/v4.01/",
        "odata/{language}/{table}/index.json",
        odata_files,
        lambda language: language.say("For programs that read the open data of Statistics Netherlands."),
    ),
    "json": Format(
        "JSON (metadata)",
        "application/json",
        "https://www.json.org",
        "{table}.json",
        metadata_files,
        lambda language: language.say("No figures: what they mean, where they come from and how they are protected."),
    ),
}

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
from schakel.publication.formats.parquet import parquet_files


@dataclass(frozen=True)
class Format:
    """A format: what readers call it, its media type, and the function from a table to its files.

    `place` is the file that a link leads to, from the folder `data/`, with places for the table and the language.
    """

    title: str
    media_type: str
    place: str
    write: Callable[[ProtectedTable, ReleaseContent], Mapping[str, bytes]]

    def address(self, table: str, language: str) -> str:
        """Return the file of a table in the folder `data/`."""
        return self.place.format(table=table, language=language)


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", "text/csv", "{table}.csv", csv_files),
    "excel": Format(
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "excel/{language}/{table}.xlsx",
        excel_files,
    ),
    "parquet": Format("Parquet", "application/vnd.apache.parquet", "{table}.parquet", parquet_files),
    "json-stat": Format("JSON-stat", "application/json", "json-stat/{language}/{table}.json", json_stat_files),
    "json": Format("JSON", "application/json", "{table}.json", metadata_files),
}

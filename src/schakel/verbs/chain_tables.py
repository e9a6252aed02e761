"""The tables of the chain as they are in a built edition: files, and the long tables as queries over them."""

import json
from collections.abc import Mapping

from schakel.chain.spoken import Query
from schakel.store.engine import Input, View
from schakel.store.sealed import File, Folder

_VIEWS = "views.json"
_FILES = ("superseded_*", "repeated_*", "merged", "joined", "wide_*", "links_*", "*_linkage", "provenance")
_OF_DELIVERIES = ("told_*", "named_*")


def chain_tables(folder: Folder) -> dict[str, Input]:
    """Return the tables of the chain of an edition, by name."""
    tables: dict[str, Input] = {file.stem: file for kind in _FILES for file in folder.glob(f"{kind}.parquet")}
    of_deliveries: dict[str, list[File]] = {}
    for file in (file for kind in _OF_DELIVERIES for file in folder.glob(f"{kind}.parquet")):
        of_deliveries.setdefault(file.stem.rpartition("_")[0], []).append(file)
    tables |= of_deliveries
    if not (folder / _VIEWS).exists():  # the edition is still being made
        return tables
    for name, view in json.loads((folder / _VIEWS).read_text("utf-8")).items():
        sources = {source: tables[source] for source in view["sources"] if source in tables}
        tables[name] = View(view["sql"], sources)
    return tables


def write_views(views: Mapping[str, Query], folder: Folder) -> None:
    """Keep the text of the long tables with an edition."""
    said = {name: {"sql": view.sql, "sources": view.tables} for name, view in views.items()}
    (folder / _VIEWS).write_text(json.dumps(said, indent=1), "utf-8")

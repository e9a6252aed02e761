"""The tables of the chain as they are in a built edition: files, and the long tables as queries over them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from schakel.chain.layers import layer, layered_query, whole
from schakel.chain.links import links
from schakel.chain.spoken import Query
from schakel.chain.wide import wide
from schakel.store.engine import Input, View
from schakel.store.sealed import File, Folder
from schakel_base.database import Step
from schakel_base.errors import RequestError

_VIEWS, _MADE_BY = "views.json", "made_by.json"
_FILES = (
    "superseded_*",
    "repeated_*",
    "merged",
    "joined",
    "wide_*",
    "links_*",
    "*_linkage",
    "provenance",
    "taken_out_*",
)
_LAYERS = ("layer_*", "changed_*")
_OF_DELIVERIES = ("told_*", "named_*")


@dataclass(frozen=True)
class MadeBy:
    """What the tables of an edition were made by, so that the next edition can tell what it can take over.

    Parameters
    ----------
    chain
        A digest of the queries that made the tables of the chain.
    bases
        The same of each indicator.
    superseded
        The same of the rows of each partner that are in force no longer, with the deliveries that they are from.
    tables
        Which kept tables the tables of what rows say are, by name.
    deliveries
        The numbers of the deliveries of each partner.
    """

    chain: str
    bases: Mapping[str, str]
    superseded: Mapping[str, str]
    tables: Mapping[str, str]
    deliveries: Mapping[str, Sequence[int]]


def digest_of(*steps: Step) -> str:
    """Return a digest of what some steps ask."""
    return hashlib.sha256("\n".join(step.sql for step in steps).encode()).hexdigest()


class _Tables(dict[str, Input]):
    """The tables of an edition; one that it must have and has not was lost with its file."""

    def __init__(self, edition: str, files: Mapping[str, File]) -> None:
        super().__init__(files)
        self.edition = edition

    def __missing__(self, name: str) -> Input:
        raise RequestError(
            "edition {edition} has lost the file of its table {table}; build it again",
            edition=self.edition,
            table=name,
        )


def chain_tables(folder: Folder) -> dict[str, Input]:
    """Return the tables of the chain of an edition, by name; to take one that it has not is a `RequestError`."""
    tables = _Tables(folder.name, _files(folder, *_FILES))
    for name, file in _files(folder, *_OF_DELIVERIES).items():
        table = name.rpartition("_")[0]
        tables[table] = [*files_of(tables.get(table)), file]
    tables |= _layered(tables, _files(folder, *_LAYERS))
    if not (folder / _VIEWS).exists():  # the edition is still being made
        return tables
    for name, view in json.loads((folder / _VIEWS).read_text("utf-8")).items():
        sources = {source: tables[source] for source in view["sources"] if source in tables}
        tables[name] = View(view["sql"], sources)
    return tables


def files_of(table: Input | None) -> list[File]:
    """Return the files of a table of what rows say."""
    return list(table) if isinstance(table, list) else []


def layers_of(folder: Folder) -> dict[str, File]:
    """Return the layers over tables of units in an edition, and which units are in them, by name."""
    return _files(folder, *_LAYERS)


def _layered(tables: Mapping[str, Input], layers: Mapping[str, File]) -> dict[str, Input]:
    """The tables that have a layer, each with it."""
    found: dict[str, Input] = {}
    for unit in (name.removeprefix("changed_") for name in layers if name.startswith("changed_")):
        for table in (one for one in tables if one == wide(unit) or one.startswith(links(unit, ""))):
            if layer(table) in layers:
                query, there = layered_query(table, unit), {**layers, whole(table): tables[table]}
                found[table] = View(query.sql, {name: there[name] for name in query.tables})
    return found


def _files(folder: Folder, *kinds: str) -> dict[str, File]:
    return {file.stem: file for kind in kinds for file in folder.glob(f"{kind}.parquet")}


def write_views(views: Mapping[str, Query], folder: Folder) -> None:
    """Keep the text of the long tables with an edition."""
    said = {name: {"sql": view.sql, "sources": view.tables} for name, view in views.items()}
    (folder / _VIEWS).write_text(json.dumps(said, indent=1), "utf-8")


def write_made_by(parts: MadeBy, folder: Folder) -> None:
    """Keep with an edition what its tables were made by."""
    # As it is: a copy of the numbers of a hundred thousand deliveries takes longer than to write them.
    (folder / _MADE_BY).write_text(json.dumps(vars(parts)), "utf-8")


def read_made_by(folder: Folder) -> MadeBy | None:
    """Return what the tables of an edition were made by; one of an earlier version does not say."""
    file = folder / _MADE_BY
    told = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return MadeBy(**told) if told.keys() == {one.name for one in fields(MadeBy)} else None

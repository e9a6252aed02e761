"""Turns the declaration of how a partner writes, checked by the schema, into a noun."""

from typing import Any

from schakel.simulation.declaration import Error, Expression, Version, Writing, WrittenColumn
from schakel.simulation.tables import at, by_field, place, read_table
from schakel_base.yaml_file import Place as Path
from schakel_base.yaml_file import YamlFile


def read_writing(document: YamlFile, partner: str) -> Writing:
    """Return how a partner writes its file."""
    declared = document.value
    return Writing(
        partner=partner,
        rows=read_table(document, ("rows",), f"rows of {partner}"),
        columns=tuple(_column(document, ("columns", name)) for name in declared["columns"]),
        versions=tuple(_version(document, ("versions", index)) for index in range(len(declared["versions"]))),
        truth=_expressions(document, ("truth",), declared.get("truth", {})),
        every=declared["deliver"]["every"],
        after=declared["deliver"]["after"],
        open_rows=declared["deliver"].get("open_rows", False),
    )


def _column(document: YamlFile, path: Path) -> WrittenColumn:
    name, entry = str(path[-1]), at(document, path)
    if isinstance(entry, str):
        return WrittenColumn(name, Expression(entry, place(document, path)))
    errors = tuple(_error(document, (*path, "errors", index)) for index in range(len(entry["errors"])))
    return WrittenColumn(name, Expression(entry["is"], place(document, path)), errors)


def _error(document: YamlFile, path: Path) -> Error:
    entry = at(document, path)
    return Error(entry["chance"], Expression(entry["becomes"], place(document, path)), by_field(entry.get("by", [])))


def _version(document: YamlFile, path: Path) -> Version:
    entry = at(document, path)
    return Version(
        known=Expression(entry["known"], place(document, (*path, "known"))),
        where=Expression(entry["where"], place(document, (*path, "where"))) if "where" in entry else None,
        becomes=_expressions(document, (*path, "becomes"), entry.get("becomes", {})),
    )


def _expressions(document: YamlFile, path: Path, declared: dict[str, Any]) -> dict[str, Expression]:
    return {name: Expression(sql, place(document, (*path, name))) for name, sql in declared.items()}

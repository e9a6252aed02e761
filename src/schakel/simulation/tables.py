"""Turns the declarations of tables and of how partners write, checked by the schema, into nouns."""

from collections.abc import Mapping
from typing import Any

from schakel.simulation.declaration import (
    DeclarationPlace,
    Error,
    Expression,
    Field,
    Join,
    Origin,
    Returns,
    Stratum,
    Version,
    WorldTable,
    Writing,
    WrittenColumn,
)
from schakel_base.yaml_file import Place as Path
from schakel_base.yaml_file import YamlFile

PROCESSES = ("draw", "chance", "days", "whole", "curve", "pick", "identifier", "someone")


def read_table(document: YamlFile, path: Path, name: str) -> WorldTable:
    """Return the table at a place of a file."""
    entry = _at(document, path)
    back = entry.get("returns")
    return WorldTable(
        name=name,
        origin=_origin(document, path),
        fields=tuple(_field(document, (*path, "fields", field)) for field in entry.get("fields", {})),
        place=_place(document, path),
        join=_join(document, (*path, "joins")) if "joins" in entry else None,
        returns=Returns(back["curve"], back["theme"], _by_field(back.get("by", []))) if back else None,
    )


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


def _at(document: YamlFile, path: Path) -> Any:
    value = document.value
    for step in path:
        value = value[step]
    return value


def _place(document: YamlFile, path: Path) -> DeclarationPlace:
    return DeclarationPlace(document.file, document.line(*path))


def _pairs(names: list[str]) -> Mapping[str, str]:
    """Read `old as new`, or just a name that stays the same, into new name -> old name."""
    split = [name.partition(" as ") for name in names]
    return {(new or old).strip(): old.strip() for old, _, new in split}


def _by_field(declared: list[str] | dict[str, str]) -> Mapping[str, str]:
    """Return what a process distinguishes, with the fields that tell it."""
    return declared if isinstance(declared, dict) else {name: name for name in declared}


def _origin(document: YamlFile, path: Path) -> Origin:
    entry = _at(document, path)
    return Origin(
        yearly=tuple(Stratum(stratum["count"], stratum["theme"]) for stratum in entry.get("yearly", [])),
        parent=entry.get("from", ""),
        where=_expression(document, (*path, "where")) if "where" in entry else None,
        number=entry.get("number", ""),
        by=_by_field(entry.get("by", [])),
        each=entry.get("each", ""),
        takes=_pairs(entry.get("takes", [])),
    )


def _expression(document: YamlFile, path: Path) -> Expression:
    return Expression(_at(document, path), _place(document, path))


def _join(document: YamlFile, path: Path) -> Join:
    entry = _at(document, path)
    where = _expression(document, (*path, "where"))
    return Join(entry["table"], entry["chance"], where, _pairs(entry["takes"]))


def _field(document: YamlFile, path: Path) -> Field:
    name, entry = str(path[-1]), _at(document, path)
    if isinstance(entry, str):
        return Field(name, "sql", entry, _place(document, path))
    process = next((key for key in PROCESSES if key in entry), "")
    return Field(
        name=name,
        process=process,
        subject=entry.get(process, ""),
        place=_place(document, path),
        by=_by_field(entry.get("by", [])),
        takes=_pairs(entry.get("takes", [])),
        weight=entry.get("weight", ""),
        on=entry.get("on", ""),
    )


def _column(document: YamlFile, path: Path) -> WrittenColumn:
    name, entry = str(path[-1]), _at(document, path)
    if isinstance(entry, str):
        return WrittenColumn(name, Expression(entry, _place(document, path)))
    errors = tuple(_error(document, (*path, "errors", index)) for index in range(len(entry["errors"])))
    return WrittenColumn(name, Expression(entry["is"], _place(document, path)), errors)


def _error(document: YamlFile, path: Path) -> Error:
    entry = _at(document, path)
    return Error(entry["chance"], Expression(entry["becomes"], _place(document, path)), _by_field(entry.get("by", [])))


def _version(document: YamlFile, path: Path) -> Version:
    entry = _at(document, path)
    return Version(
        known=_expression(document, (*path, "known")),
        where=_expression(document, (*path, "where")) if "where" in entry else None,
        becomes=_expressions(document, (*path, "becomes"), entry.get("becomes", {})),
    )


def _expressions(document: YamlFile, path: Path, declared: dict[str, Any]) -> dict[str, Expression]:
    return {name: _expression(document, (*path, name)) for name in declared}

"""Turns the declaration of a table, checked by the schema, into a noun."""

from collections.abc import Mapping
from typing import Any

from schakel.simulation.declaration import (
    DeclarationPlace,
    Expression,
    Field,
    Join,
    Origin,
    Returns,
    Stratum,
    WorldTable,
)
from schakel_base.yaml_file import Place as Path
from schakel_base.yaml_file import YamlFile

PROCESSES = ("draw", "chance", "days", "whole", "curve", "pick", "identifier", "someone")


def read_table(document: YamlFile, path: Path, name: str) -> WorldTable:
    """Return the table at a place of a file."""
    entry = at(document, path)
    return WorldTable(
        name=name,
        origin=_origin(document, path),
        fields=tuple(_field(document, (*path, "fields", field)) for field in entry.get("fields", {})),
        place=place(document, path),
        join=_join(document, (*path, "joins")) if "joins" in entry else None,
        returns=_returns(entry["returns"]) if "returns" in entry else None,
    )


def at(document: YamlFile, path: Path) -> Any:
    """Return what is at a place of a file."""
    value = document.value
    for step in path:
        value = value[step]
    return value


def place(document: YamlFile, path: Path) -> DeclarationPlace:
    """Return a place for faults to point at."""
    return DeclarationPlace(document.file, document.line(*path))


def pairs(names: list[str]) -> Mapping[str, str]:
    """Read `old as new`, or just a name that stays the same, into new name -> old name."""
    split = [name.partition(" as ") for name in names]
    return {(new or old).strip(): old.strip() for old, _, new in split}


def by_field(declared: list[str] | dict[str, str]) -> Mapping[str, str]:
    """Return what a process distinguishes, with the fields that tell it."""
    return declared if isinstance(declared, dict) else {name: name for name in declared}


def _origin(document: YamlFile, path: Path) -> Origin:
    entry = at(document, path)
    return Origin(
        yearly=tuple(Stratum(stratum["count"], stratum["theme"]) for stratum in entry.get("yearly", [])),
        parent=entry.get("from", ""),
        where=Expression(entry["where"], place(document, (*path, "where"))) if "where" in entry else None,
        number=entry.get("number", ""),
        by=by_field(entry.get("by", [])),
        each=entry.get("each", ""),
        takes=pairs(entry.get("takes", [])),
    )


def _join(document: YamlFile, path: Path) -> Join:
    entry = at(document, path)
    where = Expression(entry["where"], place(document, (*path, "where")))
    return Join(entry["table"], entry["chance"], where, pairs(entry["takes"]))


def _returns(entry: dict[str, Any]) -> Returns:
    return Returns(entry["curve"], entry["theme"], by_field(entry.get("by", [])))


def _field(document: YamlFile, path: Path) -> Field:
    name, entry = str(path[-1]), at(document, path)
    if isinstance(entry, str):
        return Field(name, "sql", entry, place(document, path))
    process = next((key for key in PROCESSES if key in entry), "")
    return Field(
        name=name,
        process=process,
        subject=entry.get(process, ""),
        place=place(document, path),
        by=by_field(entry.get("by", [])),
        takes=pairs(entry.get("takes", [])),
        weight=entry.get("weight", ""),
        on=entry.get("on", ""),
    )

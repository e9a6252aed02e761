"""A short contract, written out as the Open Data Contract Standard has it.

A contract without a `schema` has its `columns` beside what it says of the table. What follows from its folder and what
most contracts have in common is filled in. Nothing behind this knows of the short form; a fault has its line there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from schakel_base.faults import Faults, did_you_mean
from schakel_base.yaml_file import Place, YamlFile

TABLE_PROPERTIES = (
    "title",
    "encoding",
    "delimiter",
    "format",
    "unknownColumns",
    "unused",
    "units",
    "events",
    "relations",
    "supersedesBy",
    "snapshot",
    "query",
    "rowRules",
    "retention",
    "legalCategories",
    "layouts",
)
COLUMN_PROPERTIES = (
    "claim",
    "magnitude",
    "text",
    "person",
    "permission",
    "derived",
    "codes",
    "unused",
    "written",
    "zone",
)
_OF_TABLE = ("physicalName", "quality")
_COLUMNS = "columns"


_OF_STANDARD = {"apiVersion", "kind", "schema"}
"""A contract with one of these is no short one, whatever it lacks."""


def is_short(document: YamlFile) -> bool:
    """Whether a contract has the short form."""
    return _OF_STANDARD.isdisjoint(document.value)


def is_sound(document: YamlFile, standard: Iterable[str], faults: Faults) -> bool:
    """Note keys that a short contract does not have, beside those of the standard, or that it lacks its columns."""
    known = [one for one in (*standard, _COLUMNS, *TABLE_PROPERTIES, *_OF_TABLE) if one not in _OF_STANDARD]
    unknown = [key for key in document.value if key not in known]
    for key in unknown:
        sentence = f"The key `{key}` does not exist{did_you_mean(key, known)}"
        faults.add(sentence, document.file, document.line(key))
    if not unknown and _COLUMNS not in document.value:
        faults.add("`columns` is missing.", document.file, 1)
    return not unknown and _COLUMNS in document.value


def written_out(document: YamlFile, partner: str) -> YamlFile:
    """Return a short contract that is sound in full, with the lines of the short form."""
    head = {"apiVersion": "v3.1.0", "kind": "DataContract", "id": partner, "name": partner, "version": "1.0.0"}
    whole = _Whole(document)
    moved = {_COLUMNS, *TABLE_PROPERTIES, *_OF_TABLE}
    said = {key: whole.copied((key,), (key,)) for key in document.value if key not in moved}
    value = {**head, "status": "active", **said, "schema": [whole.table(partner)]}
    return replace(document, value=value, lines=whole.lines)


class _Whole:
    """What is written out so far, with the line of each place in it."""

    def __init__(self, document: YamlFile) -> None:
        self.document = document
        self.lines: dict[Place, int] = {}

    def table(self, name: str) -> dict[str, Any]:
        place: Place = ("schema", 0)
        said = self.document.value
        columns = said[_COLUMNS]
        return {
            "name": name,
            "logicalType": "object",
            **{key: self.copied((key,), (*place, key)) for key in _OF_TABLE if key in said},
            "customProperties": self.custom(TABLE_PROPERTIES, (), place),
            # What is no list has its fault told where the full form has it.
            "properties": [*self.columns((*place, "properties"))] if isinstance(columns, list) else columns,
        }

    def columns(self, place: Place) -> Iterator[Any]:
        """Yield each column; one entry of several names is a column for each of them."""
        self.lines[place] = self.document.line(_COLUMNS)
        number = 0
        for index, entry in enumerate(self.document.value[_COLUMNS]):
            for name in _names(entry):
                yield self.column(entry, name, (_COLUMNS, index), (*place, number))
                number += 1

    def column(self, entry: Any, name: Any, before: Place, place: Place) -> Any:
        self.lines[place] = self.document.line(*before)
        if not isinstance(entry, dict):
            return {"name": entry, "logicalType": "string"} if isinstance(entry, str) else entry
        moved = {"name", "customProperties", *COLUMN_PROPERTIES}
        said = {key: self.copied((*before, key), (*place, key)) for key in entry if key not in moved}
        self.lines[*place, "name"] = self.document.line(*before, "name")
        named = {"name": name} if "name" in entry else {}
        found = {**named, "logicalType": "string", **said}
        custom = self.custom(COLUMN_PROPERTIES, before, place)
        return {**found, "customProperties": custom} if custom else found

    def custom(self, known: Iterable[str], before: Place, place: Place) -> list[dict[str, Any]]:
        """The properties of ours at a place, in the order in which they stand there."""
        found: list[dict[str, Any]] = []
        for name in [key for key in self.at(before) if key in known]:
            here = (*place, "customProperties", len(found))
            self.lines[here] = self.document.line(*before, name)
            found.append({"property": name, "value": self.copied((*before, name), (*here, "value"))})
        return found

    def copied(self, before: Place, place: Place) -> Any:
        """What stands at a place of the short form; its lines are those of another place from now on."""
        self.lines[place] = self.document.line(*before)
        value = self.at(before)
        if isinstance(value, dict):
            return {key: self.copied((*before, key), (*place, key)) for key in value}
        if isinstance(value, list):
            return [self.copied((*before, index), (*place, index)) for index in range(len(value))]
        return value

    def at(self, place: Place) -> Any:
        found = self.document.value
        for step in place:
            found = found[step]
        return found


def _names(entry: Any) -> list[Any]:
    """The names of the columns of an entry: one, unless there is a list of them."""
    name = entry.get("name") if isinstance(entry, dict) else None
    return name if isinstance(name, list) and name else [name]

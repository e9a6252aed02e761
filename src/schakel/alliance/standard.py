"""The Open Data Contract Standard, as its own package publishes it: a JSON Schema and a typed reading of a contract."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft201909Validator
from open_data_contract_standard.model import CustomProperty, OpenDataContractStandard, SchemaObject
from pydantic import ValidationError

from schakel.alliance.schema import SCHEMAS
from schakel.alliance.short_contract import COLUMN_PROPERTIES
from schakel_base.faults import Faults, did_you_mean
from schakel_base.schema import RememberingValidator, report
from schakel_base.yaml_file import Place, YamlFile

TABLE: Place = ("schema", 0)


def read_standard(
    document: YamlFile, languages: tuple[str, ...], faults: Faults
) -> tuple[OpenDataContractStandard, SchemaObject] | None:
    """Return a contract and its one table, or None after noting how it breaks the standard or our part of it."""
    settled = SCHEMAS["contract"].check(document, languages, faults)
    if report(document, _validator(), faults, _keys(), settled) or settled:
        return None
    try:
        contract = OpenDataContractStandard.model_validate(document.value)
    except ValidationError as error:  # the two forms in which the package publishes the standard differ in places
        for detail in error.errors():
            place = tuple(detail["loc"])
            faults.add(f"`{'.'.join(map(str, place))}`: {detail['msg']}.", document.file, document.line(*place))
        return None
    return contract, (contract.schema_ or [])[0]


def custom(
    document: YamlFile, place: Place, properties: list[CustomProperty] | None, known: Iterable[str], faults: Faults
) -> dict[str, tuple[Any, Place]]:
    """Return our custom properties of a table or column with the places of their values.

    A property that we do not know may belong to another tool; one that nearly has a name of ours is misspelt.
    """
    found: dict[str, tuple[Any, Place]] = {}
    for index, entry in enumerate(properties or []):
        here, name = (*place, "customProperties", index), entry.property or ""
        if name in found:
            faults.add(f"The property `{name}` is declared twice.", document.file, document.line(*here))
        elif name not in known and (end := did_you_mean(name, known)) != ".":
            faults.add(f"There is no property `{name}`{end}", document.file, document.line(*here))
        found[name] = (entry.value, (*here, "value"))
    return found


def keys_of_contract() -> frozenset[str]:
    """Return the keys that a contract has by the standard."""
    return frozenset(_schema()["properties"])


@cache
def _schema() -> Any:
    # The package's own function for this warns of its deprecated way to open the file.
    return json.loads(files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8"))


@cache
def _validator() -> RememberingValidator:
    return RememberingValidator(Draft201909Validator(_schema()))


@cache
def _keys() -> frozenset[str]:
    # Of a short contract what is ours stands among these.
    return frozenset(_properties(_schema())) | {*COLUMN_PROPERTIES}


def _properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        for part in schema.values():
            yield from _properties(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _properties(part)

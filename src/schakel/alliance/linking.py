"""linking/persons.yaml and groups.yaml: by which attributes persons are linked, and for which groups quality is
reported.

The model itself (weights, blocking, thresholds) is read where it is used, by `identity`.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from schakel.alliance.declared import FolderReading
from schakel.model.contract import Contract
from schakel.model.persons import PersonAttributes, PersonGroup
from schakel_base.faults import Faults
from schakel_base.nouns import noun_of
from schakel_base.text import Text

FILE, GROUPS = "linking/persons.yaml", "linking/groups.yaml"
_CHANGES_NOTHING = "Persons are linked, but no contract names a unit by them, so who is who would change no count."
PERSON, IDENTIFYING = "person attribute", "identifying attribute"


def read_person_attributes(reading: FolderReading) -> PersonAttributes | None:
    """Return what can be known about persons, or None where the alliance links none; their names become known."""
    if not reading.has(FILE):
        reading.names.declare(PERSON, ())
        return None
    # Labels are read at the desk alone, which speaks more languages than an alliance must: they may be in any.
    declared = replace(reading, languages=()).document(FILE, "persons")
    if declared is None:
        return None
    given = declared.document.value["attributes"]
    kinds = {name: entry["kind"] for name, entry in given.items()}
    reading.names.declare(PERSON, kinds)
    labels = {name: Text(entry["label"]) for name, entry in given.items() if "label" in entry}
    attributes = PersonAttributes(FILE, kinds, _groups(reading), labels)
    reading.names.declare(IDENTIFYING, attributes.identifying)
    return attributes


def check_linked(contracts: Collection[Contract], persons: PersonAttributes | None, faults: Faults) -> None:
    """Note where persons are linked and rows name them by something else: who is who would change no count there."""
    telling = [one for one in contracts if one.linked_columns(persons)]
    if telling and not any(one.linked_keys(persons) for one in telling):
        faults.add(f"{_CHANGES_NOTHING} {_to_write(telling[0], persons)}", FILE, 1)
    named = {key.unit for one in telling for key in one.units if one.names_person(key, persons)}
    for contract in telling:
        for key in contract.units:
            if key.unit in named and not contract.names_person(key, persons):
                by = f"`{'`, `'.join(key.columns)}`" if key.columns else "the row itself"
                line = next(one.line for one in contract.columns if one.name in contract.linked_columns(persons))
                sentence = f"Rows name a `{key.unit}` by {by}, so nobody here would be one whom another partner knows."
                faults.add(f"{sentence} {_to_write(contract, persons)}", contract.file, line)


def _to_write(contract: Contract, persons: PersonAttributes | None) -> str:
    """What names a person: a number, or without one all that says who somebody is."""
    numbers = persons.numbers if persons else frozenset[str]()
    linked = [one for one in contract.columns if one.name in contract.linked_columns(persons)]
    chosen = [one.name for one in linked if one.person in numbers] or [one.name for one in linked]
    return f"Name persons by the columns that say who they are: `key: [{', '.join(chosen)}]`."


def _groups(reading: FolderReading) -> tuple[PersonGroup, ...]:
    declared = reading.document(GROUPS, "groups") if reading.has(GROUPS) else None
    if declared is None:
        return ()
    groups = declared.document.value["groups"]
    for name, entry in groups.items():
        declared.name(PERSON, entry["attribute"], "groups", name, "attribute")
    return tuple(_group(name, entry) for name, entry in groups.items())


def _group(name: str, entry: dict[str, Any]) -> PersonGroup:
    values, is_of_others = frozenset(entry.get("values") or entry["others_than"]), "others_than" in entry
    return noun_of(PersonGroup, entry, name=name, values=values, others=is_of_others)

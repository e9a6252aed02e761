"""linking/persons.yaml and groups.yaml: by which attributes persons are linked, and for which groups quality is
reported.

The model itself (weights, blocking, thresholds) is read where it is used, by `identity`.
"""

from dataclasses import replace

from schakel.alliance.declared import FolderReading
from schakel.model.persons import PersonAttributes, PersonGroup
from schakel_base.text import Text

FILE, GROUPS = "linking/persons.yaml", "linking/groups.yaml"
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


def _groups(reading: FolderReading) -> tuple[PersonGroup, ...]:
    declared = reading.document(GROUPS, "groups") if reading.has(GROUPS) else None
    if declared is None:
        return ()
    groups = declared.document.value["groups"]
    for name, entry in groups.items():
        declared.name(PERSON, entry["attribute"], "groups", name, "attribute")
    return tuple(
        PersonGroup(
            name,
            Text(entry["label"]),
            entry["attribute"],
            frozenset(entry.get("values") or entry["others_than"]),
            "others_than" in entry,
            frozenset(entry.get("unknown", ())),
        )
        for name, entry in groups.items()
    )

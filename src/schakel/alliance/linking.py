"""linking/persons.yaml and groups.yaml: by which attributes persons are linked, and for which groups quality is
reported.

The model itself (weights, blocking, thresholds) is read where it is used, by `identity`.
"""

from pathlib import Path

from schakel.alliance import schema
from schakel.alliance.names import Names
from schakel.model.persons import PersonAttributes, PersonGroup
from schakel_base.faults import Faults
from schakel_base.text import Text
from schakel_base.yaml_file import read_yaml

FILE, GROUPS = "linking/persons.yaml", "linking/groups.yaml"
PERSON, IDENTIFYING = "person attribute", "identifying attribute"


def read_person_attributes(
    folder: Path, languages: tuple[str, ...], names: Names, faults: Faults
) -> PersonAttributes | None:
    """Return what can be known about persons, or None where the alliance links none; their names become known."""
    if not (folder / FILE).exists():
        names.declare(PERSON, ())
        return None
    document = read_yaml(folder, FILE, faults)
    if document is None or schema.check(document, "persons", (), faults):
        return None
    given = document.value["attributes"]
    kinds = {name: entry["kind"] for name, entry in given.items()}
    names.declare(PERSON, kinds)
    labels = {name: Text(entry["label"]) for name, entry in given.items() if "label" in entry}
    attributes = PersonAttributes(FILE, kinds, _groups(folder, languages, names, faults), labels)
    names.declare(IDENTIFYING, attributes.identifying)
    return attributes


def _groups(folder: Path, languages: tuple[str, ...], names: Names, faults: Faults) -> tuple[PersonGroup, ...]:
    document = read_yaml(folder, GROUPS, faults) if (folder / GROUPS).exists() else None
    if document is None or schema.check(document, "groups", languages, faults):
        return ()
    for name, entry in document.value["groups"].items():
        names.check(PERSON, entry["attribute"], GROUPS, document.line("groups", name, "attribute"))
    return tuple(
        PersonGroup(
            name,
            Text(entry["label"]),
            entry["attribute"],
            frozenset(entry.get("values") or entry["others_than"]),
            "others_than" in entry,
            frozenset(entry.get("unknown", ())),
        )
        for name, entry in document.value["groups"].items()
    )

"""linking/persons.yaml: by which attributes persons are linked, as far as contracts refer to them.

The model itself (weights, blocking, thresholds) is read where it is used, by `identity`.
"""

from pathlib import Path

from schakel.alliance import schema
from schakel.alliance.faults import Faults
from schakel.alliance.names import Names
from schakel.alliance.yaml_file import read_yaml
from schakel.model.persons import PersonAttributes

FILE = "linking/persons.yaml"
PERSON, IDENTIFYING = "person attribute", "identifying attribute"


def read_person_attributes(folder: Path, names: Names, faults: Faults) -> PersonAttributes | None:
    """Return what can be known of persons, or None where the alliance links none; their names become known."""
    if not (folder / FILE).exists():
        names.declare(PERSON, ())
        return None
    document = read_yaml(folder, FILE, faults)
    if document is None or schema.check(document, "persons", (), faults):
        return None
    kinds = {name: entry["kind"] for name, entry in document.value["attributes"].items()}
    attributes = PersonAttributes(FILE, kinds)
    names.declare(PERSON, kinds)
    names.declare(IDENTIFYING, attributes.identifying)
    return attributes

"""reference/inhabitants.csv: how many people live in a place, for rates on maps."""

from collections.abc import Mapping
from datetime import date

from schakel.alliance.declared import FolderReading
from schakel.model.concept import ConceptScheme
from schakel.model.inhabitants import Inhabitants
from schakel_base.faults import did_you_mean
from schakel_base.text import Text

FILE = "reference/inhabitants.csv"


def read_inhabitants(
    reading: FolderReading, schemes: Mapping[str, ConceptScheme | None]
) -> dict[str, dict[str, Inhabitants]]:
    """Return the inhabitants of places by their notation, by the name of their scheme; note every fault."""
    found: dict[str, dict[str, Inhabitants]] = {}
    for line in reading.lines(FILE, "inhabitants") if reading.has(FILE) else ():
        value = line.document.value
        scheme, concept = schemes.get(value["scheme"]), value["concept"]
        if scheme is None:
            line.add(f"There is no scheme `{value['scheme']}`{did_you_mean(value['scheme'], schemes)}")
        elif line.concept_of(scheme, concept):
            there = Inhabitants(int(value["inhabitants"]), date.fromisoformat(value["on"]), Text(value["source"]))
            found.setdefault(scheme.name, {})[concept] = there
    return found

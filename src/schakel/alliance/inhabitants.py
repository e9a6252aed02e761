"""reference/inhabitants.csv: how many people live in a place, for rates on maps."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from schakel.alliance.schema import SCHEMAS
from schakel.model.concept import ConceptScheme
from schakel.model.inhabitants import Inhabitants
from schakel_base.csv_file import read_documents
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import Text

FILE = "reference/inhabitants.csv"


def read_inhabitants(
    folder: Path, schemes: Mapping[str, ConceptScheme | None], languages: tuple[str, ...], faults: Faults
) -> dict[str, dict[str, Inhabitants]]:
    """Return the inhabitants of places by their notation, by the name of their scheme; note every fault."""
    found: dict[str, dict[str, Inhabitants]] = {}
    if not (folder / FILE).exists():
        return found
    for document in read_documents(folder, FILE, SCHEMAS["inhabitants"], languages, faults):
        value = document.value
        scheme, concept = schemes.get(value["scheme"]), value["concept"]
        if scheme is None:
            faults.add(
                f"There is no scheme `{value['scheme']}`{did_you_mean(value['scheme'], schemes)}", FILE, document.line()
            )
        elif concept not in scheme.by_notation:
            end = did_you_mean(concept, scheme.by_notation)
            faults.add(f"The scheme `{scheme.name}` has no concept `{concept}`{end}", FILE, document.line())
        else:
            there = Inhabitants(int(value["inhabitants"]), date.fromisoformat(value["on"]), Text(value["source"]))
            found.setdefault(scheme.name, {})[concept] = there
    return found

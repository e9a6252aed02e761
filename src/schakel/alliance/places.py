"""Places: their boundaries, GeoJSON in which the `code` of a feature is the notation of a concept; who lives there."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schakel.alliance.concept_checks import no_concept
from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.alliance.schema import SCHEMAS
from schakel.model.alliance import Attribute
from schakel.model.concept import ConceptScheme
from schakel.model.places import Boundaries, Inhabitants, Ring
from schakel_base.faults import Faults, did_you_mean
from schakel_base.nouns import noun_of
from schakel_base.text import Text
from schakel_base.yaml_file import YamlFile

FILE = "reference/inhabitants.csv"
"""How many people live in a place, for rates on maps."""


def read_boundaries(reading: FolderReading, file: str) -> Boundaries | None:
    """Return the boundaries in a file, or None after noting why they cannot be read."""
    text = reading.text(file)
    if text is None:
        return None
    try:
        document = YamlFile(file, json.loads(text), {(): 1})
    except ValueError as error:
        reading.faults.add(f"This is not valid JSON: {error}.", file)
        return None
    if not DeclaredDocument(reading, document).fits(SCHEMAS["boundaries"]):
        return None
    features = document.value["features"]
    return Boundaries(
        file=file,
        source=Text(document.value["source"]),
        areas={one["properties"]["code"]: tuple(_rings(one["geometry"])) for one in features},
    )


def check_boundaries(
    attributes: Iterable[Attribute], schemes: Mapping[str, ConceptScheme | None], faults: Faults
) -> None:
    """Note every area that is no concept of the scheme of its attribute."""
    for attribute in attributes:
        for boundaries in attribute.boundaries:
            for code in boundaries.areas:
                if sentence := no_concept(schemes.get(attribute.scheme), code):
                    faults.add(sentence, boundaries.file)


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield tuple((float(point[0]), float(point[1])) for point in ring)


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
            found.setdefault(scheme.name, {})[concept] = noun_of(Inhabitants, value, number=int(value["inhabitants"]))
    return found

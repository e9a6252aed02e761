"""The boundaries of an attribute: GeoJSON in which each feature has the notation of a concept as its `code`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schakel.alliance.concept_checks import no_concept
from schakel.alliance.declared import DeclaredDocument, FolderReading
from schakel.alliance.schema import SCHEMAS
from schakel.model.alliance import Attribute
from schakel.model.boundaries import Boundaries, Ring
from schakel.model.concept import ConceptScheme
from schakel_base.faults import Faults
from schakel_base.text import Text
from schakel_base.yaml_file import YamlFile


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

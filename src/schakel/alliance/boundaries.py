"""The boundaries of an attribute: GeoJSON of which each feature has the notation of a concept as its `code`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.alliance.faults import Faults, did_you_mean
from schakel.alliance.text_file import read_text
from schakel.alliance.yaml_file import YamlFile
from schakel.model.alliance import Attribute
from schakel.model.boundaries import Boundaries, Ring
from schakel.model.concept import ConceptScheme


def read_boundaries(folder: Path, file: str, faults: Faults) -> Boundaries | None:
    """Return the boundaries in a file, or None after noting why they cannot be read."""
    text = read_text(folder, file, faults)
    if text is None:
        return None
    try:
        document = YamlFile(file, json.loads(text), {(): 1})
    except ValueError as error:
        faults.add(f"This is not valid JSON: {error}.", file)
        return None
    if schema.check(document, "boundaries", (), faults):
        return None
    features = document.value["features"]
    return Boundaries(
        source=document.value["source"],
        areas={one["properties"]["code"]: tuple(_rings(one["geometry"])) for one in features},
    )


def check_boundaries(
    attributes: Mapping[str, Attribute],
    files: Mapping[str, str],
    schemes: Mapping[str, ConceptScheme | None],
    faults: Faults,
) -> None:
    """Note every area that is no concept of the scheme of its attribute; `files` are named by attribute."""
    for name, attribute in attributes.items():
        scheme = schemes.get(attribute.scheme)
        if attribute.boundaries is None or scheme is None:
            continue
        for code in attribute.boundaries.areas:
            if code not in scheme.by_notation:
                end = did_you_mean(code, scheme.by_notation)
                faults.add(f"The scheme `{scheme.name}` has no concept `{code}`{end}", files[name])


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield tuple((float(point[0]), float(point[1])) for point in ring)

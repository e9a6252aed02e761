"""The boundaries of an attribute: GeoJSON in which each feature has the notation of a concept as its `code`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from schakel.alliance import schema
from schakel.model.alliance import Attribute
from schakel.model.boundaries import Boundaries, Ring
from schakel.model.concept import ConceptScheme
from schakel_base.faults import Faults, did_you_mean
from schakel_base.text import Text
from schakel_base.text_file import read_text
from schakel_base.yaml_file import YamlFile


def read_boundaries(folder: Path, file: str, languages: tuple[str, ...], faults: Faults) -> Boundaries | None:
    """Return the boundaries in a file, or None after noting why they cannot be read."""
    text = read_text(folder, file, faults)
    if text is None:
        return None
    try:
        document = YamlFile(file, json.loads(text), {(): 1})
    except ValueError as error:
        faults.add(f"This is not valid JSON: {error}.", file)
        return None
    if schema.check(document, "boundaries", languages, faults):
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
        if scheme := schemes.get(attribute.scheme):
            for boundaries in attribute.boundaries:
                _check_areas(boundaries, scheme, faults)


def _check_areas(boundaries: Boundaries, scheme: ConceptScheme, faults: Faults) -> None:
    for code in boundaries.areas:
        if code not in scheme.by_notation:
            end = did_you_mean(code, scheme.by_notation)
            faults.add(f"The scheme `{scheme.name}` has no concept `{code}`{end}", boundaries.file)


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield tuple((float(point[0]), float(point[1])) for point in ring)

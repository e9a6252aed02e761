"""JSON-stat 2.0 (json-stat.org), one file per language: the cube, with the bounds as a dimension of measures.

The status of a value says why it is absent. A total has the code `_T`.
"""

import json
from itertools import product
from typing import Any

from schakel.disclosure.protected import ProtectedTable
from schakel.model.figure import Mark
from schakel.model.indicator import IN_TIME
from schakel.model.table import Dimension
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, localise
from schakel.publication.open_data import Measure, Value, code_of, facts, measures, parents

MEASURES = "measure"


def json_stat_files(table: ProtectedTable, content: ReleaseContent) -> dict[str, bytes]:
    """Return a data set for every language of the release."""
    found = {tag: _data_set(table, content, localise(tag)) for tag in content.languages}
    return {
        f"json-stat/{tag}/{table.indicator.name}.json": json.dumps(one, ensure_ascii=False, allow_nan=False).encode()
        for tag, one in found.items()
    }


def _data_set(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> dict[str, Any]:
    asked = measures(table, content)
    values = _values(table, asked)
    return {
        "version": "2.0",
        "class": "dataset",
        "label": language.text(table.indicator.title),
        "source": language.text(table.indicator.source) or language.text(content.title),
        "updated": content.as_of.isoformat(),
        "id": [*(dimension.name for dimension in table.dimensions), MEASURES],
        "size": [*(len(dimension.categories) for dimension in table.dimensions), len(asked)],
        "role": _roles(table),
        "dimension": {
            **{dimension.name: _dimension(dimension, language) for dimension in table.dimensions},
            MEASURES: {
                "label": language.say("Figures"),
                "category": {
                    "index": [one.name for one in asked],
                    "label": {one.name: language.text(one.label) for one in asked},
                },
            },
        },
        "value": [value.number for value in values],
        "status": [value.absence for value in values],
        "note": [f"{label}: {said}" for label, said in facts(table, content, language)],
        "extension": {
            "synthetic": table.synthetic,
            "status": table.indicator.status.value,
            "edition": content.edition,
            "licence": content.reuse.licence if content.reuse else None,
        },
    }


def _roles(table: ProtectedTable) -> dict[str, list[str]]:
    times = [rule.name for rule in table.indicator.dimensions if rule.kind in IN_TIME]
    return {"metric": [MEASURES]} | ({"time": times} if times else {})


def _dimension(dimension: Dimension, language: Localisation) -> dict[str, Any]:
    children: dict[str, list[str]] = {}
    for code, parent in parents(dimension).items():
        children.setdefault(code_of(parent), []).append(code)
    category: dict[str, Any] = {
        "index": [code_of(one.code) for one in dimension.categories],
        "label": {code_of(one.code): language.text(one.label) for one in dimension.categories},
    }
    return {"label": language.label(dimension.label), "category": category | ({"child": children} if children else {})}


def _values(table: ProtectedTable, asked: tuple[Measure, ...]) -> list[Value]:
    """The values in the order of the cube: the last dimension, that of the measures, runs fastest."""
    cells = {cell.coordinates: cell for cell in table.cells}
    sides = [[category.code for category in dimension.categories] for dimension in table.dimensions]
    # A cube has every combination of categories; a table leaves out those that cannot be.
    absent = Value(None, Mark.NOT_APPLICABLE.value)
    return [
        measure.value(cells[coordinates]) if coordinates in cells else absent
        for coordinates in product(*sides)
        for measure in asked
    ]

"""Open data: one function per format from a protected table to the bytes of a file, registered in `FORMATS`.

CSV: UTF-8, a comma, a header, one line per cell. For every dimension a column with the code and, for every language of
the release, a column `<dimension>_<language>` with the label; then `lower`, `upper` and `mark` of the count; then
`<statistic>_lower`, `<statistic>_upper` and `<statistic>_mark` of every statistic; then `synthetic`. Numbers have a
point and no separator of thousands. A figure that is not published has empty bounds and its mark; an upper bound that
is empty without a mark means that there is none. The metadata stand beside it as JSON.
"""

import csv
import io
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schakel.disclosure.protected import Figure, Mark, ProtectedCell, ProtectedTable
from schakel.model.text import Text
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import localise
from schakel.publication.vocabulary_links import scheme_of


@dataclass(frozen=True)
class Format:
    """A format: what readers call it, how its file names end, and the function that writes it."""

    title: str
    suffix: str
    write: Callable[[ProtectedTable, ReleaseContent], bytes]


def write_csv(table: ProtectedTable, content: ReleaseContent) -> bytes:
    """Return the cells of a table as CSV."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_header(table, content))
    labels = {
        dimension.name: {category.code: category.label for category in dimension.categories}
        for dimension in table.dimensions
    }
    writer.writerows(_line(table, cell, labels, content) for cell in table.cells)
    return file.getvalue().encode()


def write_metadata(table: ProtectedTable, content: ReleaseContent) -> bytes:
    """Return what a reader needs to understand the CSV of a table, as JSON."""
    return to_json(
        {
            "name": table.indicator.name,
            "alliance": content.alliance,
            "product": content.product.name,
            "edition": content.edition,
            "as_of": content.as_of.isoformat(),
            "synthetic": table.synthetic,
            "status": table.indicator.status.value,
            "title": texts(table.indicator.title, content),
            "definition": texts(table.indicator.definition, content),
            "unit": {"code": table.indicator.unit, "label": texts(_unit(table, content), content)},
            "source": texts(table.indicator.source, content),
            "notes": [texts(note, content) for note in table.indicator.notes],
            "breaks": [
                {
                    "on": one.on.isoformat(),
                    "label": texts(one.label, content),
                    "source": texts(one.source, content),
                    "verified": one.verified,
                }
                for one in table.indicator.breaks
            ],
            "dimensions": [_dimension(table, index, content) for index in range(len(table.dimensions))],
            "statistics": [
                {"kind": one.kind, "along": one.along, "label": texts(one.label, content)}
                for one in table.indicator.statistics
            ],
            "protection": {
                "profile": table.profile.name,
                "sentence": texts(table.profile.sentence, content),
                "source": table.profile.source,
                "verified": table.profile.verified,
            },
            "marks": {mark.value: _meanings(mark, content) for mark in Mark},
            "data": f"{table.indicator.name}.csv",
        }
    )


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", ".csv", write_csv),
    "json": Format("JSON", ".json", write_metadata),
}


def texts(text: Text, content: ReleaseContent) -> dict[str, str]:
    """Return a text in the languages of the release; languages that it lacks are left out."""
    return {language: localise(language).text(text) for language in content.languages if language in text.by_language}


def to_json(value: Any) -> bytes:
    """Return JSON that is the same for the same value; it refuses numbers that JSON does not know."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _header(table: ProtectedTable, content: ReleaseContent) -> list[str]:
    dimensions = [
        column
        for dimension in table.dimensions
        for column in (dimension.name, *(f"{dimension.name}_{language}" for language in content.languages))
    ]
    bounds = ("lower", "upper", "mark")
    statistics = [f"{one.kind}_{bound}" for one in table.indicator.statistics for bound in bounds]
    return [*dimensions, *bounds, *statistics, "synthetic"]


def _line(
    table: ProtectedTable, cell: ProtectedCell, labels: dict[str, dict[str, Text]], content: ReleaseContent
) -> list[str]:
    line = []
    for dimension, code in zip(table.dimensions, cell.coordinates, strict=True):
        label = labels[dimension.name][code]
        line += [code, *(localise(language).text(label) for language in content.languages)]
    line += _bounds(cell.count)
    for statistic in table.indicator.statistics:
        line += _bounds(cell.statistics.get(statistic.kind))
    return [*line, "true" if table.synthetic else "false"]


def _bounds(figure: Figure | None) -> list[str]:
    """A cell that has no such statistic has three empty fields."""
    if figure is None:
        return ["", "", ""]
    return [_plain(figure.lower), _plain(figure.upper), figure.mark.value if figure.mark else ""]


def _plain(number: float | None) -> str:
    return "" if number is None or math.isinf(number) else f"{number:.10g}"


def _unit(table: ProtectedTable, content: ReleaseContent) -> Text:
    unit = content.units.get(table.indicator.unit)
    return unit.plural if unit else Text()


def _dimension(table: ProtectedTable, index: int, content: ReleaseContent) -> dict[str, Any]:
    dimension, rule = table.dimensions[index], table.indicator.dimensions[index]
    scheme = scheme_of(rule, content)
    return {
        "name": dimension.name,
        "kind": rule.kind,
        "label": texts(dimension.label, content),
        "scheme": scheme.uri if scheme else None,
        "categories": [
            {"code": one.code, "level": one.level, "label": texts(one.label, content)} for one in dimension.categories
        ],
    }


def _meanings(mark: Mark, content: ReleaseContent) -> dict[str, str]:
    return {language: localise(language).mark_meaning(mark) for language in content.languages}

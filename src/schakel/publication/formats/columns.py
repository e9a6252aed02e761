"""A table as one wide row per cell: the columns of CSV, and of Parquet, which holds the same with types.

For every dimension a column with the code, a column `<dimension>_level` with its depth under the total and, for every
language of the release, a column `<dimension>_<language>` with the label. A total has no code and level 0, so that
years are numbers. Then `lower`, `upper` and `mark` of the count; then `<statistic>_lower`, `<statistic>_upper` and
`<statistic>_mark` of every statistic; then `synthetic`. A figure that is absent has no bounds and its mark, which
says why; an upper bound that is absent without a mark means that there is none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from schakel.disclosure.protected import ProtectedTable
from schakel.model.table import TOTAL, Dimension
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import localise
from schakel.publication.open_data import BOUNDS, is_of_years, quantities


@dataclass(frozen=True)
class DataColumn:
    """A column: its name, what it holds (`string`, `integer`, `double`, `boolean`), what it is about by language."""

    name: str
    datatype: str
    title: dict[str, str]


def columns(table: ProtectedTable, content: ReleaseContent) -> tuple[DataColumn, ...]:
    """Return the columns of a table in their order."""
    found = []
    for dimension in table.dimensions:
        title = {tag: localise(tag).label(dimension.label) for tag in content.languages}
        found.append(DataColumn(dimension.name, "integer" if is_of_years(dimension) else "string", title))
        found.append(DataColumn(f"{dimension.name}_level", "integer", title))
        found += [DataColumn(f"{dimension.name}_{tag}", "string", {tag: title[tag]}) for tag in content.languages]
    for quantity in quantities(table, content):
        title = {tag: localise(tag).label(quantity.label) for tag in content.languages}
        found += [DataColumn(quantity.column(bound), "double", title) for bound in BOUNDS]
        found.append(DataColumn(quantity.column("mark"), "string", title))
    synthetic = {tag: localise(tag).say("synthetic") for tag in content.languages}
    return (*found, DataColumn("synthetic", "boolean", synthetic))


def rows(table: ProtectedTable, content: ReleaseContent) -> Iterator[list[Any]]:
    """Yield the values of every cell, in the order of the columns; None for what is absent."""
    asked = quantities(table, content)
    sides = [_spelled(dimension, content) for dimension in table.dimensions]
    for cell in table.cells:
        row: list[Any] = []
        for code, spelled in zip(cell.coordinates, sides, strict=True):
            row += spelled[code]
        for quantity in asked:
            row += [quantity.value(cell, bound).number for bound in BOUNDS]
            row.append(quantity.mark(cell))
        yield [*row, table.synthetic]


def _spelled(dimension: Dimension, content: ReleaseContent) -> dict[str, list[Any]]:
    """What is in the columns of a dimension, by the code of each category: its own code, its level, its labels."""
    spell: Callable[[str], Any] = int if is_of_years(dimension) else str
    return {
        one.code: [
            None if one.code == TOTAL else spell(one.code),
            one.level,
            *(localise(tag).text(one.label) for tag in content.languages),
        ]
        for one in dimension.categories
    }

"""The layout of a table with any number of dimensions, for reading.

A table has rows, columns and groups of rows; a chart has bars, panels and groups of panels. Which dimension takes
which place follows from their sizes and from what the indicator declares, never from a particular table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from schakel.disclosure.protected import ProtectedCell
from schakel.model.table import Category, Dimension

Coordinates = tuple[str, ...]


class HasCells(Protocol):
    """A table, or what a chart shows of it."""

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Its sides."""

    @property
    def cells(self) -> tuple[ProtectedCell, ...]:
        """Its figures."""


class Cells:
    """The cells of a table, found by the code of each dimension; a dimension left out is at its first category."""

    def __init__(self, table: HasCells) -> None:
        self._dimensions = table.dimensions
        self._cells = {cell.coordinates: cell for cell in table.cells}

    def get(self, codes: dict[str, str]) -> ProtectedCell | None:
        """Return the cell at these codes, or None where the table has no such cell."""
        wanted = tuple(codes.get(dimension.name, dimension.categories[0].code) for dimension in self._dimensions)
        return self._cells.get(wanted)


@dataclass(frozen=True)
class Places:
    """The dimension of the rows, that of the columns (if any), and those that make groups of rows."""

    rows: Dimension
    columns: Dimension | None
    groups: tuple[Dimension, ...]


def places(dimensions: tuple[Dimension, ...]) -> Places:
    """Return the places in a table: the longest dimension makes the rows, the shortest of the rest the columns."""
    rows = max(dimensions, key=lambda dimension: len(dimension.categories))
    rest = [dimension for dimension in dimensions if dimension is not rows]
    if not rest:
        return Places(rows, None, ())
    columns = min(reversed(rest), key=lambda dimension: len(dimension.categories))
    return Places(rows, columns, tuple(dimension for dimension in rest if dimension is not columns))


def combinations(dimensions: tuple[Dimension, ...]) -> Iterator[dict[str, Category]]:
    """Yield every combination of categories, by name of dimension; one empty combination for no dimension."""
    for categories in product(*(dimension.categories for dimension in dimensions)):
        yield {dimension.name: category for dimension, category in zip(dimensions, categories, strict=True)}


def codes(combination: dict[str, Category]) -> dict[str, str]:
    """Return the codes of a combination of categories."""
    return {name: category.code for name, category in combination.items()}

"""Empty cells are unknowns too: as far as a reader knows, they may have units.

The base cells of a table are those that hold units. Whoever reads "0" beside rounded figures does not know that there
are no others: so every finest cell without a unit gets a base cell of its own, which holds nobody, and is part of every
total above it.
"""

from collections.abc import Iterator, Mapping
from itertools import product, zip_longest

from schakel.model.indicator import DimensionRule
from schakel.model.table import Category, Dimension, Table

Coordinates = tuple[str, ...]
_PARTITIONS = ("attribute", "period", "duration", "magnitude", "delivery", "outcome", "check")
"""Kinds of dimension of which every unit in the total is in one of the other categories, as readers know."""


def empty_places(table: Table) -> Mapping[Coordinates, tuple[int, ...]]:
    """Return per cell the empty base cells that it sums, numbered from 0."""
    rules = {rule.name: rule for rule in table.indicator.dimensions}
    above = [_above(side.categories) for side in table.dimensions]
    finest = [list(_finest(side, _parts_all(side, rules.get(side.name), table))) for side in table.dimensions]
    filled = {cell.coordinates for cell in table.cells if cell.lower}
    found: dict[Coordinates, list[int]] = {}
    number = 0
    for at in product(*finest):
        # A total that is also a finest place (nothing under it need hold a unit) can hold somebody beside its parts.
        if at not in filled or any(len(wider[code]) == 1 for wider, code in zip(above, at, strict=True)):
            for cell in product(*(wider[code] for wider, code in zip(above, at, strict=True))):
                found.setdefault(cell, []).append(number)
            number += 1
    return {cell: tuple(numbers) for cell, numbers in found.items()}


def _above(categories: tuple[Category, ...]) -> dict[str, tuple[str, ...]]:
    """Each code with the codes that it is part of: every category comes directly before those narrower than it."""
    found: dict[str, tuple[str, ...]] = {}
    open_: list[Category] = []
    for category in categories:
        open_ = [one for one in open_ if one.level < category.level] + [category]
        found[category.code] = tuple(one.code for one in open_)
    return found


def _parts_all(side: Dimension, rule: DimensionRule | None, table: Table) -> bool:
    """Whether every unit in the total is in one of the other categories; concepts that are not shown may hold some."""
    scheme = table.schemes.get(rule.attribute) if rule and rule.kind == "attribute" else None
    if scheme:
        return scheme.leaves_of(*(one.code for one in side.categories[1:])) == scheme.anything
    return rule is not None and rule.kind in _PARTITIONS


def _finest(side: Dimension, parts_all: bool) -> Iterator[str]:
    """The codes without narrower ones; and the first, where a unit can be in none of the others."""
    following = zip_longest(side.categories, side.categories[1:])
    finest = [one.code for one, after in following if after is None or after.level <= one.level]
    if not parts_all and side.categories[0].code not in finest:
        yield side.categories[0].code
    yield from finest

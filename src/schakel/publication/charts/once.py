"""The units of a chart: each counted once.

A table says for every category how many units certainly belong to it and how many can. A unit whose category is
not known can belong to any, so that a chart of such ranges would show it in each of them. A chart therefore shows how
many certainly belong to a category, and shows the units whose category is not known as a category of their own: what is
left of the total. All of it follows from published figures.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schakel.disclosure.protected import ProtectedCell, ProtectedTable
from schakel.model.figure import Figure
from schakel.model.indicator import Indicator
from schakel.model.table import Category, Dimension
from schakel.publication.localisation import Localisation
from schakel_base.text import Text

_OPEN = "?"


def is_open(code: str) -> bool:
    """Return whether a category is for what is not known; its code ends in that of its parent."""
    return code.startswith(_OPEN)


Coordinates = tuple[str, ...]
_Counts = dict[Coordinates, ProtectedCell]


@dataclass(frozen=True)
class Charted:
    """The figures that the charts of a table show."""

    indicator: Indicator
    dimensions: tuple[Dimension, ...]
    cells: tuple[ProtectedCell, ...]

    @property
    def has_open(self) -> bool:
        """Whether it has a category of what is not known."""
        return any(is_open(one.code) for dimension in self.dimensions for one in dimension.categories)


def as_published(table: ProtectedTable) -> Charted:
    """Return the figures as the table has them."""
    return Charted(table.indicator, table.dimensions, table.cells)


def units_once(table: ProtectedTable, language: Localisation, incomplete: Sequence[str] = ()) -> Charted:
    """Return the figures with each unit in one category of every dimension of concepts.

    A dimension stays as it is where nothing in it is open, where a figure that it needs is not published, or where its
    categories overlap. `incomplete` are the names of the dimensions that do not show every concept: there the units
    that are left may also be of another one.
    """
    charted = as_published(table)
    rules = {rule.name: rule for rule in table.indicator.dimensions}
    for side, dimension in enumerate(table.dimensions):
        if rules[dimension.name].kind == "attribute":
            label = _label(language, dimension.name in incomplete)
            charted = _with_open(charted, side, label, table.profile.reach) or charted
    return charted


def _label(language: Localisation, is_incomplete: bool) -> Text:
    said = language.say("another, or not known which") if is_incomplete else language.say("not known which")
    return Text({language.language: said})


def _within(parent: Text, label: Text) -> Text:
    (language,) = label.by_language
    return Text({language: f"{parent.in_language(language)}: {label.in_language(language)}"})


def _with_open(charted: Charted, side: int, label: Text, reach: float) -> Charted | None:
    dimension = charted.dimensions[side]
    cells = {cell.coordinates: cell for cell in charted.cells}
    total = dimension.categories[0]
    if total.level or not _holds_open(cells, charted.dimensions, side):
        return None
    categories: list[Category] = []
    left: _Counts = {}
    for parent, children in _families(dimension):
        found = _left(cells, side, parent, children, reach)
        if found is None and parent is total:
            return None
        if found and (parent is total or any(cell.count.lower for cell in found.values())):
            left |= found
            opened = label if parent is total else _within(parent.label, label)
            categories.append(Category(_OPEN + parent.code, opened, parent.level + 1))
    known = {at: cell if at[side] == total.code else _certain(cell) for at, cell in cells.items()}
    dimensions = list(charted.dimensions)
    dimensions[side] = replace(dimension, categories=_in_place(dimension.categories, categories))
    return Charted(charted.indicator, tuple(dimensions), (*known.values(), *left.values()))


def _holds_open(cells: Mapping[Coordinates, ProtectedCell], dimensions: tuple[Dimension, ...], side: int) -> bool:
    """Whether a unit can belong to several categories, with all other dimensions at their first."""
    first = tuple(dimension.categories[0].code for dimension in dimensions)
    codes = [category.code for category in dimensions[side].categories[1:]]
    found = [cells.get(_moved(first, side, code)) for code in codes]
    return any(one and not one.count.mark and not one.count.is_exact for one in found)


def _families(dimension: Dimension) -> Iterator[tuple[Category, list[Category]]]:
    """Every category that others stand directly under, with those."""
    for place, parent in enumerate(dimension.categories):
        children = []
        for one in dimension.categories[place + 1 :]:
            if one.level <= parent.level:
                break
            children += [one] if one.level == parent.level + 1 else []
        if children:
            yield parent, children


def _in_place(categories: Sequence[Category], opened: Sequence[Category]) -> tuple[Category, ...]:
    """The categories; each one for what is not known comes after the last under the same parent."""
    found = list(categories)
    for one in reversed(opened):
        parent = next(place for place, other in enumerate(found) if _OPEN + other.code == one.code)
        after = [place for place in range(parent + 1, len(found)) if found[place].level <= found[parent].level]
        found.insert(after[0] if after else len(found), one)
    return tuple(found)


def _left(
    cells: Mapping[Coordinates, ProtectedCell], side: int, parent: Category, children: Sequence[Category], reach: float
) -> _Counts | None:
    """By coordinates, what is left of a category when what certainly belongs to those under it is taken away."""
    found: _Counts = {}
    for at, cell in cells.items():
        if at[side] == parent.code:
            parts = [cells.get(_moved(at, side, one.code)) for one in children]
            figure = _remainder(cell.count, [one.count for one in parts if one], reach)
            if figure is None:
                return None
            opened = _moved(at, side, _OPEN + parent.code)
            found[opened] = ProtectedCell(opened, figure)
    return found


def _remainder(whole: Figure, parts: Sequence[Figure], reach: float) -> Figure | None:
    """The total less what certainly belongs to a category; rounding can move each figure as far as `reach`."""
    certain = [part.lower for part in parts]
    if whole.lower is None or any(one is None for one in certain):
        return None
    left = whole.lower - sum(one for one in certain if one is not None)
    # More is missing than rounding can explain: units are in several categories, and no remainder means anything.
    if left < -reach * (len(parts) + 1):
        return None
    # Rounded parts can add up to a little more than their rounded whole; a remainder under 0 is then none.
    return Figure(max(left, 0), max(left, 0) if whole.is_exact else math.inf)


def _certain(cell: ProtectedCell) -> ProtectedCell:
    """What certainly belongs to a category; where more can, it is that number or more."""
    count = cell.count
    return cell if count.mark or count.is_exact else ProtectedCell(cell.coordinates, Figure(count.lower, math.inf))


def _moved(at: Coordinates, side: int, code: str) -> Coordinates:
    return (*at[:side], code, *at[side + 1 :])

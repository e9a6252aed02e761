"""What is sure of one thing and open of another: a table prints what is sure of all, and what can be of all.

Readers subtract. Of the units that may be of a form, those that may be in court leave those that surely are not; of
these, some are surely of that form. So it follows how many were not in court and may be of that form but need not. And
of three classes: those of the total that are in none for sure, less those that may be in the first, are open between
the other two.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import product
from typing import TypeAlias

from schakel.disclosure.tables.gathering import Gathered, growing, grown
from schakel.disclosure.tables.naming import ReleasedTable, key_of_cell, overlaps
from schakel.model.table import Cell, Table
from schakel_protection.tables import Reserved

_SURE, _OPEN, _MAY = "sure", "open", "may be"
_Units = frozenset[int]
"""The base cells of some units."""
_Side = Mapping[str, _Units]
"""The units of a code whatever else they are: those that surely are, those that may be, and the difference."""

_Cells: TypeAlias = Mapping[tuple[str, ...], Cell]


def add_half_open(
    gathered: Gathered,
    cells: Mapping[str, frozenset[int]],
    tables: Sequence[ReleasedTable],
    printed: Mapping[str, Sequence[tuple[int, ...]]],
) -> dict[str, frozenset[int]]:
    """Add what is sure of some sides of a cell and open of others, or open between the same categories of one side.

    Parameters
    ----------
    printed
        By table, and by cell of it, the places of the numbers that are printed, the lower bound first.

    Returns
    -------
    dict
        The cells of each table, with those added.
    """
    more = growing(cells)
    for one in tables:
        known = {units for cell in one.table.cells for units in _of(cell).values()} | {_Units()}
        by_codes = {cell.coordinates: cell for cell in one.table.cells}
        for cell, (lower, *_) in zip(one.table.cells, printed[one.name], strict=False):
            for said, units in (*_half_open(one.table, by_codes, cell), *_between(one.table, by_codes, cell)):
                if units not in known:
                    known.add(units)
                    more[one.name].add(_add(gathered, one, cell, said, units, lower))
    return grown(more)


def _of(cell: Cell) -> _Side:
    sure, may = _Units(cell.lower), _Units(cell.upper)
    return {_SURE: sure, _MAY: may, _OPEN: may - sure}


def _half_open(table: Table, by_codes: _Cells, cell: Cell) -> Iterator[tuple[str, _Units]]:
    """The units of a cell for each way in which its sides can be sure, open or either, with what is said of that."""
    sides = [side for at in range(len(cell.coordinates)) if (side := _side(table, by_codes, cell, at))]
    if sum(bool(side[_OPEN]) for side in sides) < 2:
        return
    # What is counted otherwise, as how far units came, is no overlap of its sides.
    if any(_overlap([side[what] for side in sides]) != _of(cell)[what] for what in (_SURE, _MAY)):
        return
    for way in product((_SURE, _OPEN, _MAY), repeat=len(sides)):
        yield ", ".join(way), _overlap([side[what] for side, what in zip(sides, way, strict=True)])


def _between(table: Table, by_codes: _Cells, total: Cell) -> Iterator[tuple[str, _Units]]:
    """The units that are open of the same categories of a side, each unit being in one; with which these are."""
    for at, (rule, side) in enumerate(zip(table.indicator.dimensions, table.dimensions, strict=True)):
        codes = [category.code for category in side.categories]
        if total.coordinates[at] == codes[0] and not overlaps(f"{rule.kind} {rule.attribute}", table.schemes):
            open_of = defaultdict[int, list[str]](list)
            for code in codes:
                for part in _of(by_codes[_with(total, at, code)])[_OPEN]:
                    open_of[part].append(code)
            same = defaultdict[str, set[int]](set)
            for part, some in open_of.items():
                same[f"{side.name} {'+'.join(some)}"].add(part)
            yield from ((said, _Units(units)) for said, units in sorted(same.items()))


def _with(cell: Cell, at: int, code: str) -> tuple[str, ...]:
    return (*cell.coordinates[:at], code, *cell.coordinates[at + 1 :])


def _overlap(some: Sequence[_Units]) -> _Units:
    return reduce(_Units.__and__, some)


def _side(table: Table, by_codes: _Cells, cell: Cell, at: int) -> _Side:
    """The units of one code of a cell, whatever they are of its other sides; nothing of a total, or where none is."""
    totals = [side.categories[0].code for side in table.dimensions]
    code = cell.coordinates[at]
    found = by_codes.get((*totals[:at], code, *totals[at + 1 :]))
    return {} if found is None or code == totals[at] else _of(found)


def _add(gathered: Gathered, one: ReleasedTable, cell: Cell, said: str, units: _Units, lower: int) -> int:
    """Add a count that can be read off; with the lower bound of its cell in it, also where nobody was counted there."""
    whole = units.issuperset(cell.lower)
    besides = units.difference(cell.lower) if whole else units
    base = [gathered.places[((Reserved.BASE, f"{one.name}:{part}"),)] for part in sorted(besides)]
    key = tuple(sorted([*key_of_cell(one, cell), (Reserved.TABLE, one.name), (Reserved.BESIDE, said)]))
    place = gathered.read_off(key, sum(one.table.base[part] for part in units))
    gathered.defines(place, [*([lower] if whole else []), *base])
    return place

"""The equations of a table of bounds.

A cell that is certain has one count. A cell that is not has two published sums, its lower and its upper bound; and
their difference, the number of units that can be in the cell but need not, is itself a count of few units. It is
never printed, but whoever reads both bounds knows it: so it stands among the cells as a hidden one.
"""

from dataclasses import dataclass

from schakel.disclosure.tables.equations import BOUND, Equations, Key, from_sums
from schakel.model.table import TOTAL, Cell, Table


@dataclass(frozen=True, eq=False)
class TableEquations:
    """The equations of a table, and per table cell the places of the numbers that are printed for it.

    In `readable` the differences between bounds count as published, since whoever reads both bounds knows them.
    """

    equations: Equations
    readable: Equations
    printed: tuple[tuple[int, ...], ...]


def equations_of(table: Table) -> TableEquations:
    """Write a table as sums over its base cells."""
    keys: list[Key] = []
    sums: list[tuple[int, ...]] = []
    printed: list[tuple[int, ...]] = []
    derived: list[int] = []
    for cell in table.cells:
        rows = _rows(cell)
        places = range(len(keys), len(keys) + len(rows))
        printed.append(tuple(places[:2]))
        derived += places[2:]
        keys += [_key(table, cell, bound) for bound, _ in rows]
        sums += [base for _, base in rows]
    readable = from_sums(keys, sums, table.base)
    hidden = readable.hidden.copy()
    hidden[derived] = True
    equations = Equations(readable.keys, readable.values, readable.relations, hidden)
    return TableEquations(equations, readable, tuple(printed))


def _rows(cell: Cell) -> list[tuple[str, tuple[int, ...]]]:
    lower, upper = set(cell.lower), set(cell.upper)
    if lower == upper:
        return [("", cell.upper)]
    return [("lower", cell.lower), ("upper", cell.upper), ("unclear", tuple(sorted(upper - lower)))]


def _key(table: Table, cell: Cell, bound: str) -> Key:
    pairs = zip(table.dimensions, cell.coordinates, strict=True)
    codes = [(dimension.name, code) for dimension, code in pairs if code != TOTAL]
    return tuple(sorted([*codes, *([(BOUND, bound)] if bound else [])]))

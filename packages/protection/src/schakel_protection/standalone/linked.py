"""Your own tables together: cells that count the same are one cell, protected and attacked once.

Of tables that are made of the same records an attacker knows more than the cells that they share: that one table over
all their dimensions lies behind them. If all who live in a province appear before one court, a table by province gives
away what a table by court hides. So the finest cells are among the unknowns, as long as they are not too many.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse.csgraph import connected_components

from schakel_base.errors import DisclosureError, Fault
from schakel_protection.solver import Places
from schakel_protection.standalone.frames import Counted, count_up
from schakel_protection.standalone.given_table import GivenTable
from schakel_protection.standalone.specification import Side, Specification
from schakel_protection.suppression.respondents import alone
from schakel_protection.tables.cubes import Cube
from schakel_protection.tables.equations import Equations, Key, name_of, sparse_rows
from schakel_protection.tables.linking import link
from schakel_protection.thresholds import FINEST


@dataclass(frozen=True, eq=False)
class OwnTable:
    """A table as it was given, what is asked of it, and its cells."""

    name: str
    given: GivenTable
    asked: Specification
    counted: Counted

    @property
    def cube(self) -> Cube:
        """Its cells by their codes."""
        return self.counted.cube


@dataclass(frozen=True, eq=False)
class Linked:
    """Tables of one unit, all their cells and relations, and per table the places of its own among them.

    `to_the_finest` says whether the cells of all dimensions crossed are among the unknowns.
    """

    tables: tuple[OwnTable, ...]
    equations: Equations
    places: tuple[Places, ...]
    to_the_finest: bool

    @property
    def by_table(self) -> Iterator[tuple[OwnTable, Places]]:
        """Each table with the places of its cells."""
        return zip(self.tables, self.places, strict=True)

    @property
    def respondents(self) -> list[list[int]]:
        """Per unit that is alone in some cell, all cells of all tables in which it is."""
        known = [one for table, places in self.by_table for one in _alone_in(table, places)]
        return _joined(known)


def lay_over_each_other(tables: Sequence[OwnTable]) -> Linked:
    """Link tables of one unit.

    Raises
    ------
    DisclosureError
        If two of them give one cell two values.
    """
    _refuse_other_values(tables)
    finest = _over_all_dimensions(tables) if len(tables) > 1 else None
    cubes = [one.cube.equations for one in tables]
    equations = link(*cubes) if finest is None else finest.equations
    places = tuple(np.array([equations.index(key) for key in cube.keys], dtype=np.int64) for cube in cubes)
    if finest is not None:
        # Finest cells that no table shows are not published anyway: the attacker has to guess them from the start.
        equations = replace(equations, hidden=~np.isin(np.arange(len(equations)), np.concatenate(places)))
    return Linked(tuple(tables), equations, places, finest is not None or len(tables) == 1)


def _refuse_other_values(tables: Sequence[OwnTable]) -> None:
    known: dict[Key, tuple[float, str]] = {}
    for one in tables:
        for key, value in zip(one.cube.equations.keys, one.cube.equations.values.tolist(), strict=True):
            other, name = known.setdefault(key, (value, one.name))
            if abs(other - value) > 1e-6 * (1 + abs(other)):
                said = f"the cell {name_of(key)} is {other:g} in table {name} and {value:g} in table {one.name}"
                raise DisclosureError(Fault(said, one.given.file))


def _over_all_dimensions(tables: Sequence[OwnTable]) -> Cube | None:
    """The cells of all dimensions crossed, of tables made of the same records; None where they are too many."""
    sides: dict[str, Side] = {side.name: side for one in tables for side in one.asked.sides}
    codes = {variable.name: len(variable.codes) for one in tables for variable in one.cube.variables}
    if any(one.given is not tables[0].given for one in tables) or np.prod([*codes.values()], dtype=float) > FINEST:
        return None
    return count_up(tables[0].given, replace(tables[0].asked, sides=tuple(sides.values()))).cube


def _alone_in(table: OwnTable, places: Places) -> Iterator[tuple[list[int], Hashable]]:
    """The cells in which each unit is alone, and who it is, if that is known."""
    cube = table.cube
    for base, cells in alone(cube.equations, table.counted.facts.units).items():
        name = table.counted.alone.get(cube.codes(base))
        # The number of a row says who somebody is only among tables of the same rows.
        yield places[cells].tolist(), None if name is None else (id(table.given), name)


def _joined(known: Sequence[tuple[Sequence[int], Hashable]]) -> list[list[int]]:
    """Join what is said about one unit: under one name, or because it is alone in the same cell."""
    # Names and cells are nodes of one graph: whatever hangs together is one unit.
    tokens: dict[Hashable, int] = {}
    pairs = [
        (number, tokens.setdefault(token, len(tokens)))
        for number, (cells, name) in enumerate(known)
        for token in (*cells, *([] if name is None else [name]))
    ]
    links = sparse_rows([(one, len(known) + token, 1.0) for one, token in pairs], *[len(known) + len(tokens)] * 2)
    _, labels = connected_components(links, directed=False)
    found: dict[int, dict[int, None]] = {}
    for label, (cells, _) in zip(labels.tolist(), known, strict=False):
        found.setdefault(label, {}).update(dict.fromkeys(cells))
    return [list(cells) for cells in found.values()]


def refuse_totals_of_others(tables: Mapping[str, Specification], given: GivenTable) -> None:
    """Refuse a total in what several tables are made of: one that leaves its dimension out would count it again.

    Raises
    ------
    DisclosureError
        Naming the first row that holds one.
    """
    sides = {side.column: side for asked in tables.values() for side in asked.sides}
    for column, side in sides.items():
        totals = {side.total, *(side.hierarchy.splits if side.hierarchy else ())}
        for row, code in enumerate(given.column(column)):
            if str(code) in totals:
                said = f"{code} is a total; what several tables are made of holds records or finest cells"
                raise given.fault(said, row, column)

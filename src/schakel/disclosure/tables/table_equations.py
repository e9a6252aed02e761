"""The equations of tables of bounds, all of a release at once.

A cell that is certain has one count. A cell that is not has two published sums, its lower and its upper bound; and
their difference, the number of units that can be in the cell but need not, is itself a count of few units. It is
never printed, but whoever reads both bounds knows it: so it stands among the cells as a hidden one.

Tables of one release are read beside each other. Two that count the same units of the same population, by the same
question, have the cells in common that they both show, whatever the tables and their dimensions are called.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np

from schakel.disclosure.tables.equations import (
    BASE,
    BOUND,
    LOWER,
    TABLE,
    UNCLEAR,
    UNIT,
    UPPER,
    Equations,
    Key,
    sparse_rows,
)
from schakel.disclosure.tables.nobody import empty_places
from schakel.model.indicator import DimensionRule, Phase
from schakel.model.table import TOTAL, Cell, Dimension, Table

_SAID_OTHERWISE = ("kind", "name", "label", "show", "phases")
_EVERYTHING = ("attribute", "period", "decided", "conflict", "delivery", "outcome")


@dataclass(frozen=True)
class ReleasedTable:
    """A table that leaves, and the release in which its units are all there are (none if they are of the alliance)."""

    table: Table
    within: str = ""

    @property
    def name(self) -> str:
        """Its name among all tables of all releases."""
        return f"{self.within}/{self.table.indicator.name}" if self.within else self.table.indicator.name


@dataclass(frozen=True, eq=False)
class TableEquations:
    """The equations of some tables.

    Parameters
    ----------
    equations, readable
        What is printed, and what can be read; they differ in what is hidden.
    printed
        By table, and by cell of it, the places of the numbers that are printed.
    of_table
        By table the places of all its cells, hidden ones as well.

    In `readable` the differences between bounds count as published, since whoever reads both bounds knows them.
    """

    equations: Equations
    readable: Equations
    printed: Mapping[str, tuple[tuple[int, ...], ...]]
    of_table: Mapping[str, frozenset[int]]

    def cells_of(self, names: Sequence[str]) -> list[int]:
        """Return the places of all cells of some tables: those that are printed and those they are sums of."""
        return sorted({place for name in names for place in self.of_table[name]})


def equations_of(*tables: ReleasedTable) -> TableEquations:
    """Write tables as sums over their base cells, and over those in which nobody was counted."""
    gathered = _Gathered()
    printed: dict[str, tuple[tuple[int, ...], ...]] = {}
    of_table: dict[str, frozenset[int]] = {}
    for one in tables:
        first, empty = len(gathered.entries), empty_places(one.table)
        printed[one.name] = tuple(
            _add(gathered, one, cell, empty.get(cell.coordinates, ())) for cell in one.table.cells
        )
        of_table[one.name] = frozenset(column for _, column, _ in gathered.entries[first:])
    return TableEquations(gathered.equations(readable=False), gathered.equations(readable=True), printed, of_table)


@dataclass
class _Gathered:
    """Cells and relations as they are found, table after table."""

    places: dict[Key, int] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    derived: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    relations: int = 0

    def cell(self, key: Key, value: float, hidden: bool = False) -> int:
        place = self.places.setdefault(key, len(self.values))
        if place == len(self.values):
            self.values.append(value)
            self.hidden.append(hidden)
        return place

    def defines(self, whole: int, parts: Sequence[int]) -> None:
        self.entries += [(self.relations, whole, -1.0), *((self.relations, part, 1.0) for part in parts)]
        self.relations += 1

    def equations(self, readable: bool) -> Equations:
        hidden = np.array(self.hidden, dtype=bool)
        if readable:
            hidden[self.derived] = False
        relations = sparse_rows(self.entries, self.relations, len(self.values))
        return Equations(tuple(self.places), np.array(self.values, dtype=float), relations, hidden)


def _add(gathered: _Gathered, one: ReleasedTable, cell: Cell, empty: Sequence[int]) -> tuple[int, ...]:
    """Add a cell with what it is the sum of, and return the places of the numbers that are printed for it."""
    base, lower, unclear = one.table.base, set(cell.lower), set(cell.upper) - set(cell.lower)
    certain = [(str(part), base[part]) for part in sorted(lower)] + [(f"nobody {number}", 0) for number in empty]
    between = [(str(part), base[part]) for part in sorted(unclear)]
    if not unclear:
        return (_add_sum(gathered, one, cell, "", certain),)
    low = _add_sum(gathered, one, cell, LOWER, certain)
    open_ = _add_sum(gathered, one, cell, UNCLEAR, between)
    high = gathered.cell(*_named(gathered, one, cell, UPPER, sum(base[part] for part in cell.upper)))
    gathered.derived.append(open_)
    gathered.defines(high, (low, open_))
    return low, high


def _add_sum(gathered: _Gathered, one: ReleasedTable, cell: Cell, bound: str, parts: Sequence[tuple[str, int]]) -> int:
    place = gathered.cell(*_named(gathered, one, cell, bound, sum(count for _, count in parts)), bound == UNCLEAR)
    base = [gathered.cell(((BASE, f"{one.name}:{part}"),), count, True) for part, count in parts]
    gathered.defines(place, base)
    return place


def _named(gathered: _Gathered, one: ReleasedTable, cell: Cell, bound: str, value: int) -> tuple[Key, int]:
    """Name a cell; after its table, where something else is counted under the same name."""
    key = _bound(_key(one, cell), bound) if bound else _key(one, cell)
    known = gathered.places.get(key)
    if known is not None and gathered.values[known] != value:
        return tuple(sorted([*key, (TABLE, f"{one.name}:{','.join(cell.coordinates)}")])), value
    return key, value


def _bound(key: Key, bound: str) -> Key:
    return tuple(sorted([*key, (BOUND, bound)]))


def _key(one: ReleasedTable, cell: Cell) -> Key:
    rules = {rule.name: rule for rule in one.table.indicator.dimensions}
    sides = zip(one.table.dimensions, cell.coordinates, strict=True)
    pairs = [pair for side, code in sides for pair in _pair(rules.get(side.name), side, code)]
    return tuple(sorted([(UNIT, _population(one)), *pairs]))


def _pair(rule: DimensionRule | None, side: Dimension, code: str) -> Iterator[tuple[str, str]]:
    """What a code asks of a unit: nothing, where it is the total of everything."""
    if code == TOTAL and (rule is None or rule.kind in _EVERYTHING):
        return
    if rule is None:
        yield side.name, code
    elif rule.kind == "phase":
        yield "phase", next((_reached(phase) for phase in rule.phases if phase.name == code), code)
    else:
        yield _question(rule), code


def _question(rule: DimensionRule) -> str:
    """The same question has the same name, whatever a table calls it and whichever answers it shows."""
    if rule.kind == "attribute":
        return f"attribute {rule.attribute}"
    asked = ((one.name, getattr(rule, one.name)) for one in fields(rule) if one.name not in _SAID_OTHERWISE)
    return " ".join([rule.kind, *(f"{name}={_plain(value)}" for name, value in asked if value)])


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "+".join(_plain(getattr(part, "name", getattr(part, "partner", part))) for part in value)
    return str(value)


def _reached(phase: Phase) -> str:
    return " ".join(part for part in (phase.event, phase.attribute, phase.concept) if part)


def _population(one: ReleasedTable) -> str:
    indicator = one.table.indicator
    conditions = sorted(
        " ".join(part for part in ("not" * said.excluded, said.event, said.attribute, said.concept) if part)
        for said in indicator.population
    )
    within = [f"within {one.within}"] if one.within else []
    return "; ".join([indicator.unit, *conditions, *within])

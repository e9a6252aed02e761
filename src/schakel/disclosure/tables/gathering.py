"""Gathers cells and relations: table by table, then those stated outside tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from schakel.disclosure.tables.naming import bounded
from schakel_protection.tables import CountBound, Equations, Key


@dataclass
class Gathered:
    """Cells by name, their values, which are hidden, and which of these can be read all the same."""

    places: dict[Key, int] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    derived: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    relations: int = 0

    @classmethod
    def of(cls, equations: Equations, readable: Equations) -> "Gathered":
        """Return what was gathered before, to add to it."""
        relations = equations.relations.tocoo()
        return cls(
            {key: place for place, key in enumerate(equations.keys)},
            equations.values.tolist(),
            equations.hidden.tolist(),
            np.flatnonzero(equations.hidden & ~readable.hidden).tolist(),
            list(zip(relations.row.tolist(), relations.col.tolist(), relations.data.tolist(), strict=True)),
            relations.shape[0],
        )

    def cell(self, key: Key, value: float, hidden: bool = False) -> int:
        """Return the place of a cell, which is added if it is new."""
        # By name, so that what several tables show is one cell, and an attacker's equations run through all of them.
        place = self.places.setdefault(key, len(self.values))
        if place == len(self.values):
            self.values.append(value)
            self.hidden.append(hidden)
        return place

    def read_off(self, key: Key, value: float) -> int:
        """Add a cell that is not printed, and which can be read off those that are."""
        place = self.cell(key, value, hidden=True)
        self.derived.append(place)
        return place

    def defines(self, whole: int, parts: Sequence[int]) -> None:
        """Add the relation that a cell is the sum of others."""
        self.entries += [(self.relations, whole, -1.0), *((self.relations, part, 1.0) for part in parts)]
        self.relations += 1

    def bounds(self, key: Key, lower: float, upper: float) -> tuple[int, ...]:
        """Add a count whose base cells are not known, and return the places of the numbers printed for it."""
        if lower == upper:
            return (self.cell(key, lower),)
        low = self.cell(bounded(key, CountBound.LOWER), lower)
        unclear = self.read_off(bounded(key, CountBound.UNCLEAR), upper - lower)
        high = self.cell(bounded(key, CountBound.UPPER), upper)
        self.defines(high, (low, unclear))
        return low, high

    def equations(self, readable: bool) -> Equations:
        """Return all of it; if `readable`, what can be read off counts as printed."""
        hidden = np.array(self.hidden, dtype=bool)
        if readable:
            hidden[self.derived] = False
        return Equations.of(list(self.places), self.values, self.entries, self.relations, hidden)


def growing(cells: Mapping[str, frozenset[int]]) -> dict[str, set[int]]:
    """Return the cells of each table, to add to them."""
    return {name: set(own) for name, own in cells.items()}


def grown(cells: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    """Return the cells of each table when all is added."""
    return {name: frozenset(own) for name, own in cells.items()}


def add_beside(cells: Mapping[str, set[int]], added: Collection[int], beside: Collection[int]) -> None:
    """Add what is read off some counts to every table that has any of these."""
    # In place: a copy of every table for each of thousands of rests would take most of the time.
    for own in cells.values():
        if not own.isdisjoint(beside):
            own.update(added)

"""The release ledger: what earlier editions gave away is a constraint of the next.

A revision that adds three late registrations to last year's table gives those three away to whoever subtracts: the
differencing attack. So every release is kept, with what it published, inside the secured zone; and a new edition is
protected and attacked together with all that the ledger holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse

from schakel.disclosure.tables.stated import counts_by_what_they_ask
from schakel.disclosure.tables.table_equations import TableEquations
from schakel_protection.attack.audit import Requirement
from schakel_protection.attack.parts import Knowledge
from schakel_protection.chained_lines import append_record, read_records
from schakel_protection.solver import INFINITE, Places
from schakel_protection.tables.equations import BOUND, CHANGE, EDITION, Equations, Key, Vector, sparse_rows
from schakel_protection.tables.linking import link, shared_cells, with_change


@dataclass(frozen=True, eq=False)
class Release:
    """What one edition of a product gave away.

    Parameters
    ----------
    equations
        Its cells, with their true values, and the relations between them.
    known
        What was published of each cell: a value, a range, or nothing.
    shown
        The number that was printed for each cell; not a number where there was none.
    promised
        The ranges that must stay open.
    """

    product: str
    edition: str
    equations: Equations
    known: Knowledge
    shown: Vector
    promised: Requirement

    @property
    def name(self) -> str:
        """What its cells are named after when they stand beside those of another."""
        return f"{self.edition} of {self.product}"


def beside(releases: Sequence[Release]) -> Release:
    """Return as one what several parts of a release gave away that have no cell in common."""
    first, tables = releases[0], [one.equations for one in releases]
    starts = np.cumsum([0, *(len(table) for table in tables)])
    promised = [
        Requirement(one.promised.places + start, one.promised.below, one.promised.above)
        for one, start in zip(releases, starts[:-1], strict=True)
    ]
    return Release(
        first.product,
        first.edition,
        link(*tables),
        Knowledge(
            *(np.concatenate(ends) for ends in zip(*((r.known.lower, r.known.upper) for r in releases), strict=True))
        ),
        np.concatenate([one.shown for one in releases]),
        merged(*promised),
    )


def _ends(release: Release) -> tuple[Vector, Vector]:
    return release.known.lower, release.known.upper


@dataclass(frozen=True, eq=False)
class Joint:
    """A new edition, whose cells come first, together with the earlier ones and what they gave away.

    `known` says of the new cells nothing. `promised` are the ranges of earlier editions; `changes` the places of the
    changes between editions.
    """

    equations: Equations
    known: Knowledge
    promised: Requirement
    changes: Places
    size: int

    @property
    def published_before(self) -> Places:
        """The places of the cells that earlier editions gave exactly."""
        return np.flatnonzero(self.known.lower == self.known.upper)

    @cached_property
    def _changes_of(self) -> dict[Key, list[int]]:
        found: dict[Key, list[int]] = {}
        for place in self.changes.tolist():
            found.setdefault(self.equations.keys[place][1:], []).append(place)
        return found

    @cached_property
    def _before(self) -> set[Key]:
        return {key[1:] for key in self.equations.keys[self.size :] if key and key[0][0] == EDITION}

    def is_new(self, cell: int) -> bool:
        """Whether no earlier edition has a cell, or all that is in it came since."""
        key, value = self.equations.keys[cell], self.equations.values[cell]
        return key not in self._before or any(self.equations.values[change] == value for change in self.change_of(cell))

    def change_of(self, cell: int) -> list[int]:
        """Return the places of the changes of a cell since earlier editions."""
        return self._changes_of.get(self.equations.keys[cell], [])

    def knowledge(self, new: Knowledge) -> Knowledge:
        """Return what is known once the new edition is out."""
        lower, upper = self.known.lower.copy(), self.known.upper.copy()
        lower[: self.size], upper[: self.size] = new.lower, new.upper
        return Knowledge(lower, upper)

    def requirement(self, own: Requirement, minimum: float) -> Requirement:
        """Protect the new edition, what the earlier ones promised, and changes of fewer than `minimum` units."""
        values = self.equations.values
        small = self.changes[(values[self.changes] > 0) & (values[self.changes] < minimum)]
        changes = Requirement(small, np.minimum(1.0, values[small]), np.ones(len(small)))
        return merged(own, self.promised, changes)


def merged(*requirements: Requirement) -> Requirement:
    """Ask all at once what several requirements ask, of no cell twice."""
    places = np.concatenate([one.places for one in requirements]).astype(np.int64)
    below = np.concatenate([one.below for one in requirements])
    above = np.concatenate([one.above for one in requirements])
    found, at = np.unique(places, return_inverse=True)
    widest = np.zeros((2, len(found)))
    np.maximum.at(widest[0], at, below)
    np.maximum.at(widest[1], at, above)
    return Requirement(found, widest[0], widest[1])


@dataclass(frozen=True)
class SameCount:
    """A count that leaves now and left before: its place in the new edition, its key beside it, what was printed."""

    place: int
    before: Key
    printed: float


def left_before(tables: TableEquations, before: Sequence[Release]) -> tuple[SameCount, ...]:
    """Return the stated counts of an earlier day that left with the tables of that day, and have not changed since."""
    found = []
    for release in before:
        known = counts_by_what_they_ask(release.equations.keys)
        for places, asked in tables.then:
            cells = known.get(replace(asked, moment=""), ()) if _day(asked.moment) == _day(release.edition) else ()
            if [*tables.equations.values[list(places)]] == [*release.equations.values[list(cells)]]:
                found += [_same(place, release, cell) for place, cell in zip(places, cells, strict=True)]
    return tuple(found)


def _day(edition: str) -> str:
    """The reference date that the name of an edition begins with."""
    return edition[:10]


def _same(place: int, release: Release, cell: int) -> SameCount:
    key = ((EDITION, release.name), *release.equations.keys[cell])
    return SameCount(place, key, float(release.shown[cell]))


def _with_same(joint: Equations, same: Sequence[SameCount]) -> Equations:
    """Say that some counts of the new edition are those of an earlier one."""
    for one in same:
        keys = (joint.keys[one.place], one.before)
        values = joint.values[[one.place, one.place]]
        rows = sparse_rows([(0, 0, -1.0), (0, 1, 1.0)], 1, 2)
        joint = link(joint, Equations(keys, values, rows, np.ones(2, dtype=bool), integer=joint.integer))
    return joint


def join(later: Equations, before: Sequence[Release], same: Sequence[SameCount] = ()) -> Joint:
    """Join a new edition to the earlier ones.

    Counts that grew are the earlier ones with a change added; `same` are those that stand in both under other names.
    Nothing is said of counts that shrank, nor of bounds, which move both ways as units become clear.
    """
    joint = later
    for release in before:
        joint = with_change(joint, _as_published(release), release.name, _grew(later, release.equations))
    joint = _with_same(joint, same)
    lower, upper = np.zeros(len(joint)), np.full(len(joint), INFINITE)
    promised = []
    for release in before:
        places = np.array([joint.index(((EDITION, release.name), *key)) for key in release.equations.keys], np.int64)
        lower[places], upper[places] = release.known.lower, release.known.upper
        asked = release.promised
        promised.append(Requirement(places[asked.places], asked.below, asked.above))
    changes = np.array([bool(key) and key[0][0] == CHANGE for key in joint.keys])
    return Joint(
        joint, Knowledge(lower, upper), merged(_NOTHING, *promised), np.flatnonzero(changes), len(later)
    )  # fmt: skip


def _as_published(release: Release) -> Equations:
    table = release.equations
    return Equations(table.keys, table.values, table.relations, release.known.lower < release.known.upper)


def _grew(later: Equations, earlier: Equations) -> list[Key]:
    return [
        key
        for key in shared_cells(later, earlier)
        if BOUND not in dict(key) and later.values[later.index(key)] >= earlier.values[earlier.index(key)]
    ]


_NOTHING = Requirement(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))


def shown_before(later: Equations, before: Sequence[Release]) -> Vector:
    """Return per cell the number that an earlier edition printed for the same count; not a number if none did."""
    shown = np.full(len(later), np.nan)
    for release in before:
        table = release.equations
        for place, key in enumerate(table.keys):
            if key in later and not np.isnan(release.shown[place]):
                here = later.index(key)
                if later.values[here] == table.values[place] and not later.hidden[here]:
                    shown[here] = release.shown[place]
    return shown


def differs(later: Release, before: Release) -> bool:
    """Whether two releases print different numbers for one count."""
    known = shown_before(later.equations, [before])
    both = ~np.isnan(known) & ~np.isnan(later.shown)
    return bool((known[both] != later.shown[both]).any())


def append(file: Path, release: Release) -> None:
    """Write one release at the end of the ledger."""
    append_record(file, {"product": release.product, "edition": release.edition, **_as_record(release)})


def read(file: Path, product: str = "") -> tuple[Release, ...]:
    """Return the releases of a product (of all, by default), the earliest first.

    Raises
    ------
    DisclosureError
        If a line was changed or left out since it was written.
    """
    return tuple(_as_release(one) for one in read_records(file) if product in ("", one["product"]))


def _as_record(release: Release) -> dict[str, Any]:
    table, entries = release.equations, release.equations.relations.tocoo()
    return {
        "cells": [list(map(list, key)) for key in table.keys],
        "values": table.values.tolist(),
        "hidden": np.flatnonzero(table.hidden).tolist(),
        "relations": [entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), table.relations.shape[0]],
        "lower": release.known.lower.tolist(),
        "upper": [None if end == INFINITE else end for end in release.known.upper.tolist()],
        "shown": [None if np.isnan(number) else number for number in release.shown.tolist()],
        "promised": [one.tolist() for one in (release.promised.places, release.promised.below, release.promised.above)],
    }


def _as_release(record: dict[str, Any]) -> Release:
    keys: tuple[Key, ...] = tuple(tuple((str(a), str(b)) for a, b in key) for key in record["cells"])
    row, column, weight, count = record["relations"]
    relations = sparse.csr_array((np.array(weight, float), (row, column)), shape=(count, len(keys)))
    hidden = np.zeros(len(keys), dtype=bool)
    hidden[record["hidden"]] = True
    equations = Equations(keys, np.array(record["values"], dtype=float), relations, hidden)
    upper = [INFINITE if end is None else end for end in record["upper"]]
    known = Knowledge(np.array(record["lower"], dtype=float), np.array(upper, dtype=float))
    shown = np.array([np.nan if number is None else number for number in record["shown"]], dtype=float)
    places, below, above = record["promised"]
    promised = Requirement(np.array(places, dtype=np.int64), np.array(below, float), np.array(above, float))
    return Release(str(record["product"]), str(record["edition"]), equations, known, shown, promised)

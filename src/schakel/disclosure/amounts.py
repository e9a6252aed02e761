"""Sums of amounts that leave beside counts: as equations over what each contributor gives, protected in one attack.

The amounts of all tables are protected together, and with those of earlier editions. A sum that tables share is one
cell; the two bounds of a sum are shown together or not at all.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from schakel.disclosure.quantities import class_of
from schakel.disclosure.tables.gathering import Gathered
from schakel.disclosure.tables.naming import ReleasedTable, bounded, key_of_cell, unit_of
from schakel.indicators.askable import units_of_sums
from schakel.model.figure import Figure, Mark, as_printed
from schakel.model.indicator import AMOUNT, Statistic
from schakel.model.table import Cell
from schakel_protection import Profile
from schakel_protection.amounts import SuppressedAmounts
from schakel_protection.releases import ProtectedParts, ReleaseRecord
from schakel_protection.tables import CountBound, Key, Reserved


class Contribution(NamedTuple):
    """What a contributor gives, and how much less and more it may be for whoever knows the class of each unit."""

    amount: float
    less: float
    more: float


Given = dict[str, Contribution]
"""What each contributor gives, by its name."""
Coordinates = tuple[str, ...]
_Printed = Mapping[Coordinates, tuple[int, ...]]
Vector = NDArray[np.float64]
_NOBODY = Figure(0.0, 0.0)
_NOTHING = Contribution(0.0, 0.0, 0.0)
_BY = " by "


@dataclass(frozen=True, eq=False)
class ProtectedAmounts:
    """The sums of some tables as they leave.

    Parameters
    ----------
    printed
        By table and coordinates, the places of the numbers that are printed of each sum.
    cells
        By table the places of all its cells, hidden ones as well.
    """

    printed: Mapping[str, _Printed]
    cells: Mapping[str, frozenset[int]]
    sums: SuppressedAmounts

    def figures(self, table: str) -> dict[Coordinates, Figure]:
        """Return the sums of a table by coordinates, in whole numbers: the attack had the sums themselves."""
        return {at: _figure(self.sums.shown.values[list(places)]) for at, places in self.printed.get(table, {}).items()}

    def release(self, product: str, edition: str, names: Sequence[str]) -> ReleaseRecord | None:
        """Return what the sums of some tables give away, for the ledger; None if they have none."""
        cells = sorted({place for name in names for place in self.cells.get(name, ())})
        return self.sums.record(product, edition, cells) if cells else None

    def beside(
        self, tables: Sequence[ReleasedTable], counts: ProtectedParts, before: Sequence[ReleaseRecord]
    ) -> "ProtectedAmounts":
        """Return the sums that may leave beside counts: none of a table whose counts were asked, or that they tell."""
        # That ten contribute tells more of a count than its answer may.
        asked = {unit_of(key) for release in before if release.drawn for key in release.equations.keys}
        left_out = [
            places
            for one in tables
            if one.name in self.printed
            for places in self._left_out(one, None if units_of_sums(one.table.indicator) & asked else counts)
        ]
        return replace(self, sums=self.sums.without(sorted({place for places in left_out for place in places})))

    def _left_out(self, one: ReleasedTable, counts: ProtectedParts | None) -> Iterator[tuple[int, ...]]:
        """Yield the sums of a table that tell its counts: all of them, unless those that are one number tell nothing.

        Two bounds of each sum can tell of the counts of a group what one sum of all does not.
        """
        sums = self.printed[one.name]
        clear = {at: places for at, places in sums.items() if len(places) == 1}
        kept = next((some for some in (sums, clear) if counts and not self._narrow(one, counts, some)), {})
        yield from (places for at, places in sums.items() if at not in kept)

    def _narrow(self, one: ReleasedTable, counts: ProtectedParts, sums: _Printed) -> bool:
        """Whether sums tell more of the counts of units by classes of their amounts than may be told."""
        part, side = counts.of_table[one.name], _along(one)
        coordinates = (cell.coordinates for cell in one.table.cells)
        at = dict(zip(coordinates, part.tables.printed[one.name], strict=False))
        classes = [category.code for category in one.table.dimensions[side].categories[1:] if category.level]
        ends = [(code, class_of(code, _NOBODY)) for code in classes]
        by_classes = [
            (printed, at[of], [(end.lower, end.upper, at[(*of[:side], code, *of[side + 1 :])]) for code, end in ends])
            for of, printed in sums.items()
        ]
        return self.sums.narrow(part, one.name, by_classes)


def _along(one: ReleasedTable) -> int:
    """The place of the dimension that the amounts of a table are the numbers of."""
    amount = one.table.indicator.amount
    return [dimension.name for dimension in one.table.dimensions].index(amount.along if amount else "")


def units_told(releases: Iterable[ReleaseRecord]) -> frozenset[str]:
    """Return the kinds of unit for which releases showed sums above 0, and the kinds that contributed to these."""
    amounts = [one.amounts for one in releases if one.amounts]
    keys = [one.equations.keys[place] for one in amounts for place in np.flatnonzero(one.shown > 0)]
    units = (unit for key in keys for unit in (unit_of(key), dict(key)[AMOUNT].rpartition(_BY)[2]))
    return frozenset(unit for unit in units if unit)


def protect_amounts(
    tables: Sequence[ReleasedTable], profile: Profile, before: Sequence[ReleaseRecord], counts: ProtectedParts
) -> ProtectedAmounts | None:
    """Protect the sums of amounts that tables declare; None where none does.

    Parameters
    ----------
    profile
        Its rules about contributors are asked besides the usual ones; one that is public hides nothing.
    counts
        The counts of the tables, as they leave.
    """
    sums = _Sums()
    for one in tables:
        sums.add(one)
    if not sums.printed:
        return None
    equations = replace(sums.gathered.equations(readable=False), integer=False)
    together = [places for cells in sums.printed.values() for places in cells.values() if len(places) > 1]
    left = [one.amounts for one in before if one.amounts]
    suppressed = SuppressedAmounts.of(equations, sums.contributions, profile, together, left)
    protected = ProtectedAmounts(sums.printed, sums.cells, suppressed)
    return protected if profile.public else protected.beside(tables, counts, before)


def _figure(numbers: Vector) -> Figure:
    if np.isnan(numbers).any():
        return Figure(None, None, Mark.PROTECTED)
    return as_printed(float(numbers[0]), float(numbers[-1]), 0)


@dataclass
class _Sums:
    """The sums of tables as they are found, with what each contributor gives to each of them."""

    gathered: Gathered = field(default_factory=Gathered)
    given: dict[int, Given] = field(default_factory=dict)
    printed: dict[str, dict[Coordinates, tuple[int, ...]]] = field(default_factory=dict)
    cells: dict[str, frozenset[int]] = field(default_factory=dict)

    @property
    def contributions(self) -> list[sparse.csr_array]:
        """The amounts, and how much less and more each may be: each of shape (cells, contributors)."""
        names = {name: at for at, name in enumerate(sorted({who for given in self.given.values() for who in given}))}
        entries = [
            (at, names[who], *contribution) for at, given in self.given.items() for who, contribution in given.items()
        ]
        place, who, *contributions = zip(*entries, strict=True) if entries else ((),) * 5
        shape = len(self.gathered.values), len(names)
        return [sparse.csr_array((numbers, (place, who)), shape=shape) for numbers in contributions]

    def add(self, one: ReleasedTable) -> None:
        """Add the sums of a table, if it declares any."""
        statistic = one.table.indicator.amount
        if statistic is None or one.table.contributions is None:
            return
        first, parts = len(self.gathered.entries), _Parts.of(one, statistic)
        side = _along(one)
        whole = one.table.dimensions[side].categories[0].code
        self.printed[one.name] = {
            cell.coordinates: tuple(self._add(one, statistic, parts, cell))
            for cell in one.table.cells
            if cell.coordinates[side] == whole
        }
        self.cells[one.name] = frozenset(column for _, column, _ in self.gathered.entries[first:])

    def _add(self, one: ReleasedTable, statistic: Statistic, parts: "_Parts", cell: Cell) -> Iterator[int]:
        """Add a sum, with what it is a sum of; yield the places of the numbers that are printed for it."""
        certain, unclear = parts.certain(cell), parts.unclear(cell)
        key = tuple(sorted([*key_of_cell(one, cell), (AMOUNT, f"{statistic.along}{_BY}{statistic.per}")]))
        low = self._sum(one, cell, bounded(key, CountBound.LOWER) if unclear else key, certain)
        yield low
        if unclear:
            open_ = self._sum(one, cell, bounded(key, CountBound.UNCLEAR), unclear, hidden=True)
            both = _together([self.given[low], self.given[open_]])
            high = self._cell(one, cell, bounded(key, CountBound.UPPER), both)
            self.gathered.defines(high, (low, open_))
            yield high

    def _sum(self, one: ReleasedTable, cell: Cell, key: Key, parts: Mapping[str, Given], hidden: bool = False) -> int:
        place = self._cell(one, cell, key, _together(parts.values()), hidden)
        base = [self._cell(one, cell, ((Reserved.BASE, name),), given, True) for name, given in parts.items()]
        self.gathered.defines(place, base)
        return place

    def _cell(self, one: ReleasedTable, cell: Cell, key: Key, given: Given, hidden: bool = False) -> int:
        value = math.fsum(contribution.amount for contribution in given.values())
        known = self.gathered.places.get(key)
        if known is not None and not math.isclose(self.gathered.values[known], value, rel_tol=1e-9, abs_tol=1e-9):
            key = tuple(sorted([*key, (Reserved.TABLE, f"{one.name}:{','.join(cell.coordinates)}")]))
        place = self.gathered.cell(key, value, hidden)
        self.given[place] = given
        return place


@dataclass(frozen=True)
class _Parts:
    """What contributors give to each base cell of a table: certainly, and what it can be more."""

    least: Mapping[int, tuple[str, Given]]
    rest: Mapping[int, tuple[str, Given]]

    @classmethod
    def of(cls, one: ReleasedTable, statistic: Statistic) -> "_Parts":
        """Return them by the place of the base cell, each with a name that the next edition knows as well."""
        given = one.table.contributions
        assert given is not None
        least, rest = dict[int, tuple[str, Given]](), dict[int, tuple[str, Given]]()
        kind = f"{one.table.indicator.unit} by {statistic.per}"
        contributions = map(Contribution, given.least, given.less, given.more)
        for base, who, contribution, high in zip(given.base, given.who, contributions, given.most, strict=True):
            name, open_ = f"{one.name}:{one.table.base_keys[base]}", high - contribution.amount
            least.setdefault(base, (name, {}))[1][f"{kind} {who}"] = contribution
            if open_ > 0:
                rest.setdefault(base, (f"{name} at most", {}))[1][f"{kind} {who}"] = Contribution(
                    open_, open_, math.inf
                )
        return cls(least, rest)

    def certain(self, cell: Cell) -> dict[str, Given]:
        """What is certainly in a cell."""
        return dict(self.least[base] for base in cell.lower if base in self.least)

    def unclear(self, cell: Cell) -> dict[str, Given]:
        """What can be in it besides: more of what is in it, and what need not be in it."""
        more = [self.rest[base] for base in cell.upper if base in self.rest]
        others = [self.least[base] for base in sorted({*cell.upper} - {*cell.lower}) if base in self.least]
        return dict([*more, *others])


def _together(parts: Iterable[Given]) -> Given:
    found: Given = {}
    for given in parts:
        for who, contribution in given.items():
            found[who] = Contribution(*map(sum, zip(found.get(who, _NOTHING), contribution, strict=True)))
    return {who: contribution for who, contribution in found.items() if contribution.amount}

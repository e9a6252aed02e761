"""Adding one unit: to one cell of every table, and to every total above it.

Tables of a release share totals, and editions are tied by what changed, so that a lift of one finest cell alone breaks
a relation. A unit keeps them all: whoever is in a cell is in its totals, and whoever is in a total is in one of its
parts, in each table and each edition. Such a unit is put together here, cell by cell, without a solver.

Sets of cells are whole numbers with a bit for each cell: which parts of a total are still open is asked hundreds of
thousands of times for one release.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import or_

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.attacker import Unknowns
from schakel_protection.effort import ATTACK
from schakel_protection.solver import Places

_REMEMBERED = 1 << 12
"""So many sets of each kind are kept: of a hundred thousand cells they take 50 MB."""


@dataclass(frozen=True)
class _Entry:
    """What follows for a unit that is in a cell: it is in all cells above, and of their relations in these parts."""

    cells: tuple[int, ...]
    parts: tuple[tuple[int, int], ...]


@dataclass
class _Unit:
    """A unit that is being put together: its cells, its part by relation, and the relations where it has none yet.

    `closed` are the cells in which it can no longer be: it is in another part of a total above.
    """

    cells: set[int]
    part: dict[int, int]
    open: list[int]
    closed: int = 0

    def copied(self) -> "_Unit":
        """Return a unit that may be put together in another way."""
        return _Unit(self.cells.copy(), self.part.copy(), self.open.copy(), self.closed)


class Units:
    """Puts units together from relations that each write one total as the sum of its parts."""

    def __init__(self, unknowns: Unknowns) -> None:
        equal = unknowns.row_lower == unknowns.row_upper
        rows = sparse.csr_array(unknowns.rows[equal])
        ends = list(zip(rows.indptr[:-1].tolist(), rows.indptr[1:].tolist(), strict=True))
        cells, weights = rows.indices, rows.data
        self._size = rows.shape[1]
        self._parts = [cells[a:b][weights[a:b] == 1].tolist() for a, b in ends]
        self._total = [cells[a:b][weights[a:b] == -1].tolist() for a, b in ends]
        sums = all(len(total) == 1 for total in self._total) and bool(np.isin(weights, (1, -1)).all())
        self.possible = bool(ends) and sums and unknowns.whole
        self._above: list[list[int]] = [[] for _ in range(self._size)]
        self._below: list[list[int]] = [[] for _ in range(self._size)]
        for row, (parts, total) in enumerate(zip(self._parts, self._total, strict=True)):
            for part in parts:
                self._above[part].append(row)
            for cell in total:
                self._below[cell].append(row)
        self._is_finest = [not any(self._below[part] for part in parts) for parts in self._parts]
        self._entry = cache(self._entry_of)
        self._under = lru_cache(_REMEMBERED)(self._under_of)
        self._within = lru_cache(_REMEMBERED)(self._within_of)
        self._possible = lru_cache(_REMEMBERED)(self._possible_of)

    def with_each(self, wanted: Places, random: np.random.Generator, tries: int) -> sparse.csc_array:
        """Return units, one per column, so that each wanted cell has one in it if the tries find one.

        Where cell after cell has none the search is given up: the tables share parts in a way that seldom agrees.
        """
        missing, found, stuck = dict.fromkeys(wanted.tolist()), [], 0
        while missing and stuck < ATTACK.stuck:
            cell = next(iter(missing))
            drawn = (self._drawn(cell, list(missing), random) for _ in range(tries))
            unit = next((one.cells for one in drawn if one), None)
            for one in unit or (cell,):
                missing.pop(one, None)
            stuck = 0 if unit else stuck + 1
            if unit:
                found.append(sorted(unit))
        starts = np.cumsum([0, *map(len, found)])
        cells = np.array([cell for unit in found for cell in unit], dtype=np.int64)
        return sparse.csc_array((np.ones(len(cells)), cells, starts), shape=(self._size, len(found)))

    def _drawn(self, cell: int, wanted: Sequence[int], random: np.random.Generator) -> _Unit | None:
        """Draw a unit in a cell, and in some that are wanted as far as they agree; None where the draw gets stuck."""
        unit = self._entered(cell, _Unit(set(), {}, []))
        if unit is None:
            return None
        for place in random.integers(len(wanted), size=ATTACK.wanted).tolist():
            unit = self._entered(wanted[place], unit) or unit
        while unit.open:
            wider = next(self._one_more(unit, random), None)
            if wider is None:
                return None
            unit = wider
        return unit

    def _one_more(self, unit: _Unit, random: np.random.Generator) -> Iterator[_Unit]:
        """Enter each part that is open of one total: of finest cells first, since these tell most of the others."""
        row = next((row for row in unit.open if self._is_finest[row]), unit.open[-1])
        parts = self._parts[row]
        for place in random.permutation(len(parts)).tolist():
            entered = self._entered(parts[place], unit)
            if entered is not None:
                yield entered

    def _entered(self, cell: int, unit: _Unit) -> _Unit | None:
        """Enter a cell, and parts of totals that have no other open one, as long as there are; None where none is."""
        if not self._may_be_in(cell, unit):
            return None
        found, forced = unit.copied(), [cell]
        while forced:
            if not all(self._add(part, found) for part in forced):
                return None
            left = [(row, self._possible(row) & ~found.closed) for row in found.open if row not in found.part]
            if not all(parts for _, parts in left):
                return None
            found.open[:] = [row for row, _ in left]
            forced = [parts.bit_length() - 1 for _, parts in left if not parts & (parts - 1)]
        return found

    def _may_be_in(self, cell: int, unit: _Unit) -> bool:
        return self._entry(cell) is not None and not unit.closed >> cell & 1

    def _add(self, cell: int, unit: _Unit) -> bool:
        entry = self._entry(cell)
        if entry is None or not self._may_be_in(cell, unit):
            return False
        for row, part in entry.parts:
            if row not in unit.part:
                unit.part[row] = part
                unit.closed |= self._within(row) ^ self._under(part)
        unit.open.extend(row for one in entry.cells if one not in unit.cells for row in self._below[one])
        unit.cells.update(entry.cells)
        return True

    def _possible_of(self, row: int) -> int:
        """The parts of a total in which a unit can be at all."""
        return _bits(part for part in self._parts[row] if self._entry(part) is not None)

    def _within_of(self, row: int) -> int:
        """The cells under the parts of a total."""
        return reduce(or_, map(self._under, self._parts[row]), 0)

    def _under_of(self, cell: int) -> int:
        """The cells whose units are in this cell too, itself among them."""
        found, waiting = set[int](), [cell]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += (part for row in self._below[one] for part in self._parts[row])
        return _bits(found)

    def _entry_of(self, cell: int) -> _Entry | None:
        """Follow a cell to all totals above it; None if no unit can be in it."""
        cells, parts, waiting = dict[int, None](), dict[int, int](), [cell]
        while waiting:
            one = waiting.pop()
            if one not in cells:
                cells[one] = None
                for row in self._above[one]:
                    if parts.setdefault(row, one) != one:
                        return None
                    waiting += self._total[row]
        return _Entry(tuple(cells), tuple(parts.items()))


def _bits(cells: Iterable[int]) -> int:
    return reduce(or_, (1 << cell for cell in cells), 0)

"""One unit more somewhere: it is in one cell of every table, and in every total above those.

Tables of a release share totals, and editions are tied by what changed, so that a lift of one finest cell alone breaks
a relation. A unit keeps them all: whoever is in a cell is in its totals, and whoever is in a total is in one of its
parts, in each table and each edition. Such a unit is put together here, cell by cell, without a solver.
"""

from collections.abc import Container

import numpy as np
import scipy.sparse as sparse

from schakel_protection.attack.attacker import Unknowns
from schakel_protection.solver import Places


class Units:
    """Puts units together from relations that each write one total as the sum of its parts."""

    def __init__(self, unknowns: Unknowns) -> None:
        equal = unknowns.row_lower == unknowns.row_upper
        rows = sparse.csr_array(unknowns.rows[equal])
        ends = list(zip(rows.indptr[:-1].tolist(), rows.indptr[1:].tolist(), strict=True))
        cells, weights = rows.indices, rows.data
        self._size, self._left = rows.shape[1], 0
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

    def with_each(self, wanted: Places, random: np.random.Generator, tries: int) -> sparse.csc_array:
        """Return units, one per column, such that each wanted cell has one in it if one is found in so many tries."""
        missing, found = dict.fromkeys(wanted.tolist()), []
        while missing:
            cell = next(iter(missing))
            self._left = tries
            unit = self._with(cell, missing, random)
            for one in unit or (cell,):
                missing.pop(one, None)
            if unit:
                found.append(sorted(unit))
        starts = np.cumsum([0, *map(len, found)])
        cells = np.array([cell for unit in found for cell in unit], dtype=np.int64)
        return sparse.csc_array((np.ones(len(cells)), cells, starts), shape=(self._size, len(found)))

    def _with(self, cell: int, wanted: Container[int], random: np.random.Generator) -> set[int] | None:
        entered = self._entered(cell, frozenset(), {})
        if entered is None:
            return None
        return self._completed(*entered, wanted, random)

    def _completed(
        self,
        unit: frozenset[int],
        taken: dict[int, int],
        waiting: list[int],
        wanted: Container[int],
        random: np.random.Generator,
    ) -> set[int] | None:
        """Enter a part of each total that the unit is in, going back where a total has no part that is open to it."""
        open_ = [row for row in waiting if row not in taken]
        if not open_:
            return set(unit)
        for part in self._in_turn(open_[-1], taken, wanted, random):
            entered = self._entered(part, unit, taken)
            if entered is not None:
                self._left -= 1
                if self._left < 0:
                    return None
                wider, more, below = entered
                found = self._completed(wider, more, [*open_[:-1], *below], wanted, random)
                if found is not None:
                    return found
        return None

    def _in_turn(
        self, row: int, taken: dict[int, int], wanted: Container[int], random: np.random.Generator
    ) -> list[int]:
        """The parts of a total that are open, in some order, first those that are still without a unit."""
        above = self._above
        parts = [part for part in self._parts[row] if all(taken.get(one, part) == part for one in above[part])]
        order = [parts[place] for place in random.permutation(len(parts)).tolist()]
        return sorted(order, key=lambda part: part not in wanted)

    def _entered(
        self, start: int, unit: frozenset[int], taken: dict[int, int]
    ) -> tuple[frozenset[int], dict[int, int], list[int]] | None:
        """Enter a cell and all totals above it; None if the unit is in another part of one of these."""
        new, rows, waiting = set[int](), dict[int, int](), [start]
        while waiting:
            cell = waiting.pop()
            if cell in unit or cell in new:
                continue
            new.add(cell)
            for row in self._above[cell]:
                if taken.get(row, rows.get(row, cell)) != cell:
                    return None
                rows[row] = cell
                waiting += self._total[row]
        return unit | new, taken | rows, [row for cell in new for row in self._below[cell]]

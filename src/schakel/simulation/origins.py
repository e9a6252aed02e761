"""Begins the rows of a table: from nothing, from the rows of another table, or from the lines of a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.simulation.declaration import Join, Origin, Parameter, WorldTable
from schakel.simulation.expressions import Expressions
from schakel.simulation.fields import Fields, beside
from schakel.simulation.parameters import value_for

Tables = Mapping[str, pa.Table]
Positions = npt.NDArray[np.int64]


@dataclass
class Origins:
    """Makes rows and numbers them, through all the years of a run."""

    fields: Fields
    expressions: Expressions
    parameters: Mapping[str, Parameter]
    scale: float
    theme_only: bool
    _made: dict[str, int] = field(default_factory=dict)

    def begin(self, table: WorldTable, tables: Tables, year: int) -> pa.Table:
        """Return the rows of a table with what they take from elsewhere."""
        if table.origin.yearly:
            block = self._from_nothing(table.origin, year)
        elif table.origin.parent:
            block = self._from_parent(table, tables, year)
        else:
            block = taken(self._lines(table.origin.each), table.origin.takes)
        block = self._numbered(table.name, block, year)
        return self._joined(table.name, table.join, block, tables, year) if table.join else block

    def _from_nothing(self, origin: Origin, year: int) -> pa.Table:
        theme: list[npt.NDArray[np.bool_]] = []
        strata: list[npt.NDArray[np.str_]] = []
        for stratum in origin.yearly:
            count = value_for(self.parameters[stratum.count], [str(year)])
            wanted = 0 if self.theme_only and not stratum.theme else round(count * self.scale)
            theme.append(np.full(wanted, stratum.theme))
            strata.append(np.full(wanted, stratum.count))
        return pa.table({"theme": np.concatenate(theme), "stratum": np.concatenate(strata)})

    def _from_parent(self, table: WorldTable, tables: Tables, year: int) -> pa.Table:
        origin = table.origin
        parent = tables[origin.parent]
        if origin.where:
            parent = parent.take(self.expressions.rows(parent, origin.where))
        counts = self._counts(table, parent, year)
        rows = np.repeat(np.arange(parent.num_rows), counts)
        position = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        of_list = {new: old for new, old in origin.takes.items() if origin.each and old.startswith(f"{origin.each}.")}
        block = taken(parent.take(rows), {new: old for new, old in origin.takes.items() if new not in of_list})
        if of_list:
            lines = self._lines(origin.each).take(position)
            block = beside(block, {new: lines[old.partition(".")[2]] for new, old in of_list.items()})
        return beside(block, {"position": pa.array(position + 1)})

    def _counts(self, table: WorldTable, parent: pa.Table, year: int) -> Positions:
        """Return how many children each row of the parent has: one for each line of a list, a random number, or one."""
        origin = table.origin
        if origin.each:
            return np.full(parent.num_rows, self._lines(origin.each).num_rows)
        if origin.number:
            return self.fields.counts(f"{table.name}.number", origin.number, list(origin.by), parent, year)
        return np.ones(parent.num_rows, dtype=np.int64)

    def _lines(self, name: str) -> pa.Table:
        return pa.table(dict(self.fields.lists[name]))

    def _numbered(self, name: str, block: pa.Table, year: int) -> pa.Table:
        first = self._made.get(name, 0) + 1
        self._made[name] = first - 1 + block.num_rows
        numbers = np.arange(first, first + block.num_rows)
        return beside(block, {"id": pa.array(numbers), "year": pa.array(np.full(block.num_rows, year))})

    def _joined(self, name: str, join: Join, block: pa.Table, tables: Tables, year: int) -> pa.Table:
        """Let some rows belong with a random row of another table; the others have blanks."""
        other = tables[join.table]
        candidates = np.asarray(self.expressions.rows(other, join.where))
        # What is left of the luck of a hit is again uniform, so it chooses the row as well: one stream for both.
        belongs, luck = self.fields.hits(f"{name}.joins", join.chance, (), block, year)
        belongs &= len(candidates) > 0
        chosen = np.zeros(block.num_rows, dtype=np.int64)
        chosen[belongs] = candidates[(luck[belongs] * len(candidates)).astype(np.int64)]
        found = other.select(list(dict.fromkeys(join.takes.values()))).take(pa.array(chosen, mask=~belongs))
        return beside(block, {new: found[old] for new, old in join.takes.items()})


def taken(table: pa.Table, takes: Mapping[str, str]) -> pa.Table:
    """Return some columns of a table under new names."""
    return pa.table({new: table[old] for new, old in takes.items()}) if takes else table.select([])

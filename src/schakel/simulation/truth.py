"""Makes the truth, one year of beginnings after the other: every table, from nothing or from the tables before it.

What begins in a year is followed to its end at once, so that only those who will return outlive their year in memory.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schakel.simulation.declaration import Expression, Field, Join, Origin, Simulation, Table
from schakel.simulation.expressions import Expressions
from schakel.simulation.fields import Fields, beside
from schakel.simulation.parameters import value_for
from schakel.simulation.returns import DUE, TO_THEME, Waiting, openings
from schakel.simulation.streams import Streams

Tables = Mapping[str, pa.Table]
Rows = npt.NDArray[np.int64]
EPOCH = date(1970, 1, 1)


class Truth:
    """The simulated world of one run."""

    def __init__(self, simulation: Simulation, seed: int, scale: float, theme_only: bool) -> None:
        self._simulation, self._scale, self._theme_only = simulation, scale, theme_only
        self._streams = Streams(seed)
        self.expressions = Expressions()
        self.fields = Fields(simulation, self._streams, self.expressions, self._someone)
        self._declared = {table.name: table for table in simulation.tables}
        self._made: dict[str, int] = {}
        self._waiting = Waiting()
        self._year: dict[str, pa.Table] = {}

    def year(self, year: int) -> Tables:
        """Return every table of what begins in a year."""
        self._year = {}
        for table in self._simulation.tables:
            if table.name not in self._year and not self._is_made_on_demand(table.name):
                self._year[table.name] = self.derive(table, self._year, year)
        return self._year

    def derive(self, table: Table, tables: Tables, year: int) -> pa.Table:
        """Return the rows of a table that follow from the tables made so far."""
        block = self._begin(table, tables, year)
        if table.join:
            block = self._joined(table.name, table.join, block, tables, year)
        block = self.fields.complete(table.name, table.fields, block, year)
        if table.returns:
            self._let_wait(table, block, year)
        return block

    def _begin(self, table: Table, tables: Tables, year: int) -> pa.Table:
        origin = table.origin
        if origin.yearly:
            return self._numbered(table.name, self._from_nothing(origin, year), year)
        if not origin.parent:
            lines = pa.table(dict(self.fields.lines(origin.each)))
            return self._numbered(table.name, _taken(lines, origin.takes), year)
        parent = self._parents(origin, tables)
        rows, position = self._children(table, parent, year)
        block = _taken(parent.take(rows), {new: old for new, old in origin.takes.items() if not _of_list(origin, old)})
        if origin.each:
            lines = pa.table(dict(self.fields.lines(origin.each))).take(position)
            block = beside(
                block, {new: lines[old.partition(".")[2]] for new, old in origin.takes.items() if _of_list(origin, old)}
            )
        return self._numbered(table.name, beside(block, {"position": pa.array(position + 1)}), year)

    def _parents(self, origin: Origin, tables: Tables) -> pa.Table:
        parent = tables[origin.parent]
        return parent.take(self.expressions.rows(parent, origin.where)) if origin.where else parent

    def _children(self, table: Table, parent: pa.Table, year: int) -> tuple[Rows, Rows]:
        """Return for each child the row of its parent and its own position among its siblings, from 0."""
        origin = table.origin
        if origin.each:
            number = len(next(iter(self.fields.lines(origin.each).values())))
            counts = np.full(parent.num_rows, number)
        elif origin.number:
            counts = self.fields.counts(f"{table.name}.number", origin.number, list(origin.by), parent, year)
        else:
            counts = np.ones(parent.num_rows, dtype=np.int64)
        rows = np.repeat(np.arange(parent.num_rows), counts)
        return rows, np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)

    def _from_nothing(self, origin: Origin, year: int) -> pa.Table:
        theme: list[npt.NDArray[np.bool_]] = []
        for stratum in origin.yearly:
            count = value_for(self._simulation.parameters[stratum.count], [str(year)])
            wanted = 0 if self._theme_only and not stratum.theme else round(count * self._scale)
            theme.append(np.full(wanted, stratum.theme))
        return pa.table({"theme": np.concatenate(theme)})

    def _numbered(self, name: str, block: pa.Table, year: int) -> pa.Table:
        first = self._made.get(name, 0) + 1
        self._made[name] = first - 1 + block.num_rows
        numbers = np.arange(first, first + block.num_rows)
        return beside(block, {"id": pa.array(numbers), "year": pa.array(np.full(block.num_rows, year))})

    def _joined(self, name: str, join: Join, block: pa.Table, tables: Tables, year: int) -> pa.Table:
        other = tables[join.table]
        candidates = np.asarray(self.expressions.rows(other, join.where))
        belongs, luck = self.fields.hits(f"{name}.joins", join.chance, (), block, year)
        belongs &= len(candidates) > 0
        chosen = np.zeros(block.num_rows, dtype=np.int64)
        chosen[belongs] = candidates[(luck[belongs] * len(candidates)).astype(np.int64)]
        found = other.select(list(dict.fromkeys(join.takes.values()))).take(pa.array(chosen, mask=~belongs))
        return beside(block, {new: found[old] for new, old in join.takes.items()})

    def _is_made_on_demand(self, name: str) -> bool:
        return any(
            field.process == "someone" and field.subject == name
            for table in self._simulation.tables
            for field in table.fields
        )

    def _someone(self, process: str, field: Field, block: pa.Table, year: int) -> Mapping[str, pa.ChunkedArray]:
        """Give each row a person: whoever is due, else somebody new, made from the row."""
        days = np.asarray(pc.cast(pc.cast(block[field.on], pa.date32()), pa.int32()))
        theme = np.asarray(block["theme"])
        rows: list[Rows] = []
        people: list[pa.Table] = []
        for side in (True, False):
            slots = np.flatnonzero(theme == side)
            slots = slots[np.argsort(days[slots], kind="stable")]
            due = self._waiting.until((date(year, 12, 31) - EPOCH).days, side)
            if due is None or due.num_rows == 0:
                continue
            taken = openings(days[slots], np.asarray(due[DUE]))
            fits = taken < len(slots)
            self._waiting.add(due.filter(pa.array(~fits)))
            rows.append(slots[taken[fits]])
            people.append(due.filter(pa.array(fits)).drop_columns([DUE, TO_THEME]))
        known = np.concatenate([*rows, np.empty(0, dtype=np.int64)])
        new = np.setdiff1d(np.arange(block.num_rows), known)
        table = self._declared[field.subject]
        made = self.derive(table, {**self._year, table.origin.parent: block.take(new)}, year)
        self._year[field.subject] = made
        people.append(_taken(made, field.takes))
        everybody = pa.concat_tables(people, promote_options="permissive").unify_dictionaries()
        order = np.argsort(np.concatenate([known, new]), kind="stable")
        found = everybody.take(order).combine_chunks()
        return {name: found[name] for name in field.takes}

    def _let_wait(self, table: Table, block: pa.Table, year: int) -> None:
        assert table.returns is not None
        someone = next(field for field in table.fields if field.process == "someone")
        returns = table.returns
        by = list(returns.by)
        place = table.place
        fields = (
            Field("after", "curve", returns.curve, place, by={name: name for name in by}),
            Field("to theme", "chance", returns.theme, place, by={name: name for name in by}),
            Field(DUE, "sql", f'cast("{someone.on}" as date) - date \'1970-01-01\' + "after" + 1', place),
        )
        block = self.fields.complete(f"{table.name}.returns", fields, block, year)
        people = (
            block.select(list(someone.takes)).append_column(DUE, block[DUE]).append_column(TO_THEME, block["to theme"])
        )
        keep = pc.is_valid(block["after"])
        if self._theme_only:
            keep = pc.and_(keep, block["to theme"])
        self._waiting.add(people.filter(keep))


def _taken(table: pa.Table, takes: Mapping[str, str]) -> pa.Table:
    """Return some columns of a table under new names."""
    return pa.table({new: table[old] for new, old in takes.items()}) if takes else table.select([])


def _of_list(origin: Origin, column: str) -> bool:
    return bool(origin.each) and column.startswith(f"{origin.each}.")

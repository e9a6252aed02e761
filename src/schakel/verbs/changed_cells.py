"""Base cells of an edition that follows another: without the changed units as they were, with them as they are.

The units of a kind that changed are read once for all indicators, in the columns that any of these asks for. There most
of them cancel out: as far as anybody asks, the same is known of them as before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from schakel.chain.wide import wide
from schakel.indicators.counting import COUNT, ChangeSteps
from schakel.store.engine import Input, StepError, StepResult, connect, measured
from schakel.store.sealed import File, Folder
from schakel.store.sealed_tables import read_table, write_table
from schakel_base.database import Step, quote_name

_BEFORE, _NOW, _UNITS = "known before", "known now", "units"


@dataclass(frozen=True)
class Sides:
    """The wide table of a kind of unit before and now, and the units that changed: `unit_id`."""

    before: Input
    now: Input
    units: pa.Table


@dataclass(frozen=True)
class ChangedCells:
    """What makes the base cells of each indicator, by its name: no step, where none of its units changed.

    `before` is where those of the edition before are.
    """

    connection: duckdb.DuckDBPyConnection
    before: Folder
    steps: Mapping[str, Step]

    def run(self, step: Step, _inputs: Mapping[str, Input], path: File) -> StepResult:
        """Make the base cells of an indicator out of those before, which are in a file of the same name.

        Raises
        ------
        StepError
            If a cell loses more units than it had: a defect of ours.
        """
        return measured(step, path, lambda: self._written(step, path))

    def _written(self, step: Step, path: File) -> int:
        before = read_table(self.before / path.name)
        self.connection.register("before", before)
        # They are few, and a relation would be planned twice: once for its columns, which are those of before.
        rows = self.connection.execute(f"{step.sql} ORDER BY {', '.join(step.key)}").fetchall()
        names = before.schema.names
        cells = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], before.schema)
        if cells.num_rows and pc.min(cells[COUNT]).as_py() < 0:
            raise StepError(f"step {step.name}: a cell loses more units than it had")
        write_table(cells, path)
        return int(cells.num_rows)


@contextmanager
def changed_cells(unit: str, asked: ChangeSteps, sides: Sides, before: Folder) -> Iterator[ChangedCells]:
    """Open what makes the base cells of indicators of one kind of unit from those of the edition before."""
    with connect({_BEFORE: sides.before, _NOW: sides.now, _UNITS: sides.units}) as connection:
        any_changed = sides.units.num_rows and _lay_out(connection, wide(unit), asked.columns)
        for table, query in asked.answers.items() if any_changed else ():
            connection.execute(f"CREATE TEMP TABLE {quote_name(table)} AS {query}")
        yield ChangedCells(connection, before, asked.steps if any_changed else {})


def _lay_out(connection: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str]) -> bool:
    """Make a table of what changed, in the place of the wide table, and return whether it has any rows."""
    connection.execute(f"CREATE TEMP TABLE {quote_name(table)} AS {_changes(list(map(quote_name, columns)))}")
    return bool(connection.execute(f"SELECT 1 FROM {quote_name(table)} LIMIT 1").fetchall())


def _changes(columns: Sequence[str]) -> str:
    """The query of what is known of more units than before, and of fewer: how many in `change`, negative if fewer."""
    sides = " UNION ALL ".join(
        f"SELECT {', '.join([*columns, f'{sign} AS change'])} "
        f"FROM {quote_name(side)} SEMI JOIN {_UNITS} USING (unit_id)"
        for side, sign in ((_BEFORE, -1), (_NOW, 1))
    )
    selected = ", ".join([*columns, "CAST(sum(change) AS BIGINT) AS change"])
    return f"SELECT {selected} FROM ({sides}) GROUP BY ALL HAVING sum(change) <> 0"

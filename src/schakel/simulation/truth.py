"""Makes the truth, one year of beginnings after the other: every table, from nothing or from the tables before it.

What begins in a year is followed to its end at once, so that only those who will return outlive their year in memory.
"""

import pyarrow as pa

from schakel.simulation.declaration import Field, Simulation, WorldTable
from schakel.simulation.expressions import Expressions
from schakel.simulation.fields import Columns, Fields
from schakel.simulation.origins import Origins, Tables
from schakel.simulation.people import People
from schakel.simulation.processes import Streams


class Truth:
    """The simulated world of one run."""

    def __init__(self, simulation: Simulation, seed: int, scale: float, theme_only: bool) -> None:
        self._declared = {table.name: table for table in simulation.tables}
        self._on_demand = {
            field.subject for table in simulation.tables for field in table.fields if field.process == "someone"
        }
        self.expressions = Expressions()
        self.fields = Fields(simulation, Streams(seed), self.expressions, self._someone)
        self._origins = Origins(self.fields, self.expressions, simulation.parameters, scale, theme_only)
        self._people = People(self.fields, theme_only)
        self._year: dict[str, pa.Table] = {}

    def year(self, year: int) -> Tables:
        """Return every table of what begins in a year."""
        self._year = {}
        for name, table in self._declared.items():
            if name not in self._on_demand:
                self._year[name] = self.derive(table, self._year, year)
        return self._year

    def derive(self, table: WorldTable, tables: Tables, year: int) -> pa.Table:
        """Return the rows of a table that follow from the tables made so far."""
        return self.fields.complete(table.name, table.fields, self._origins.begin(table, tables, year), year)

    def _someone(self, _: str, field: Field, block: pa.Table, year: int) -> Columns:
        """Find people for rows; those who are new make up a table of their own."""
        table = self._declared[field.subject]

        def newcomers(rows: pa.Table) -> pa.Table:
            self._year[table.name] = self.derive(table, {**self._year, table.origin.parent: rows}, year)
            return self._year[table.name]

        return self._people.find(self._declared[table.origin.parent], field, block, year, newcomers)

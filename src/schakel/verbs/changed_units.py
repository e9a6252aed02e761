"""The tables of units and the base cells of an edition that follows one before it: taken over, and changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from schakel.chain.layers import MOST_IN_LAYER, changed, layer, layer_query, taken_out
from schakel.chain.links import links
from schakel.chain.spoken import Query
from schakel.chain.wide import links_step, parents_first, tables_of_units, wide, wide_step
from schakel.indicators.counting import base_step, change_step
from schakel.model.alliance import Alliance
from schakel.model.indicator import Indicator
from schakel.store.engine import Input, connect
from schakel.store.kept import link_into
from schakel.store.sealed import File, Folder, inside, on_disk
from schakel.store.sealed_tables import read_table, row_count, write_table
from schakel.verbs.chain_tables import MadeBy, chain_tables, layers_of
from schakel.verbs.what_changed import WhatChanged
from schakel_base.database import Step, quote_name

MOST_CHANGED = 5
"""If more than one in so many units changes, building in full is as fast."""

Run = Callable[[Step, Mapping[str, Input], Folder, str], File]

_SIDES = """
SELECT *, -1 AS side FROM before SEMI JOIN units USING (unit_id)
UNION ALL SELECT *, 1 AS side FROM after SEMI JOIN units USING (unit_id)
"""


@dataclass
class ChangedUnits:
    """Makes the tables of units of an edition (in `folder`) from those of the one before it.

    Parameters
    ----------
    run
        Runs a step into a folder, under a name.
    before
        The folder of the edition before, and what its tables were made by.
    """

    alliance: Alliance
    what: WhatChanged
    run: Run
    before: Folder
    made_by: MadeBy
    folder: Folder
    _sides: dict[str, pa.Table] = field(default_factory=dict)

    @property
    def worked_out(self) -> int:
        """The number of units that are worked out again."""
        return sum(ids.num_rows for ids in self.what.units.values())

    @property
    def are_few(self) -> bool:
        """Whether so few units change that it pays to work them out alone."""
        there = sum(row_count(self.before / f"{wide(unit)}.parquet") for unit in self.alliance.units)
        return self.worked_out * MOST_CHANGED <= there

    def make_tables(self) -> None:
        """Make the tables of each kind of unit, parents before those that belong to them."""
        for unit in parents_first(self.alliance):
            tables = tables_of_units(unit, self.alliance)
            for table in tables:
                link_into(self.before / f"{table}.parquet", self.folder, f"{table}.parquet")
            if self.what.units[unit].num_rows:
                self._lay(unit)
                self._make_whole(unit, tables)
            else:
                for name in (changed(unit), *map(layer, tables)):
                    if name in layers_of(self.before):
                        link_into(self.before / f"{name}.parquet", self.folder, f"{name}.parquet")

    def take_out(self) -> None:
        """Make the tables without the units that changed, say which these are, and count without them."""
        for unit in self.alliance.units:
            ids = self.what.units[unit]
            for table in tables_of_units(unit, self.alliance):
                query = f"SELECT * FROM {quote_name(table)} ANTI JOIN units USING (unit_id)"
                inputs = {table: self.what.before[table], "units": ids}
                self.run(Step(table, (table, "units"), (), (), query), inputs, self.folder, table)
            write_table(ids, self.folder / f"{taken_out(unit)}.parquet")
        self.count(chain_tables(self.folder), self.made_by.bases)

    def _lay(self, unit: str) -> None:
        """Write the layers over the tables of a kind of unit."""
        ids = self.what.units[unit]
        inputs = {**self.what.near, "units": ids}
        for parent in self.alliance.units[unit].belongs_to:
            inputs[links(unit, parent)] = self._layer(links_step(unit, parent, self.alliance), inputs)
            inputs[wide(parent)] = self._parents(unit, parent)
        self._layer(wide_step(unit, self.alliance), inputs)
        earlier = layers_of(self.before).get(changed(unit))
        both = [ids, *([read_table(earlier)] if earlier else [])]
        write_table(pa.concat_tables(both).group_by("unit_id").aggregate([]), self.folder / f"{changed(unit)}.parquet")

    def _layer(self, step: Step, inputs: Mapping[str, Input]) -> File:
        name = layer(step.name)
        earlier = layers_of(self.before).get(name)
        query = layer_query(step.name, Query(step.sql, step.inputs), has_layer=earlier is not None)
        there = {**inputs, name: earlier} if earlier else inputs
        return self.run(Step(name, query.tables, (), step.checks, query.sql), there, self.folder, name)

    def _parents(self, unit: str, parent: str) -> Input:
        """What is known of the units that changed ones belong to: in most increments these changed themselves."""
        if not self.what.units[parent].num_rows:
            return chain_tables(self.folder)[wide(parent)]
        own = self.folder / f"{layer(links(unit, parent))}.parquet"
        linked = "SELECT parent_id FROM own SEMI JOIN units USING (unit_id)"
        outside = f"SELECT count(*) FROM ({linked}) ANTI JOIN parents ON parent_id = parents.unit_id"
        inputs = {"own": own, "units": self.what.units[unit], "parents": self.what.units[parent]}
        with connect(inputs) as connection:
            [(others,)] = connection.execute(outside).fetchall()
        over = self.folder / f"{layer(wide(parent))}.parquet"
        return chain_tables(self.folder)[wide(parent)] if others or not over.exists() else over

    def _make_whole(self, unit: str, tables: tuple[str, ...]) -> None:
        """Lay large layers into their tables."""
        there = row_count(self.folder / f"{wide(unit)}.parquet")
        if row_count(self.folder / f"{changed(unit)}.parquet") * MOST_IN_LAYER <= there:
            return
        for table in tables:
            step = Step(table, (table,), (), (), f"SELECT * FROM {quote_name(table)}")
            made = self.run(step, chain_tables(self.folder), self.folder, f"{table}.draft")
            on_disk(self.folder / f"{layer(table)}.parquet").unlink()
            # The file that stands there has another name in the edition before, and stays as it is there.
            on_disk(made).replace(on_disk(self.folder / f"{table}.parquet"))
        on_disk(self.folder / f"{changed(unit)}.parquet").unlink()

    def count(self, chain: Mapping[str, Input], digests: Mapping[str, str]) -> None:
        """Make the base cells of each indicator; `digests` tell by what they are made, by its name."""
        for indicator in self.alliance.indicators.values():
            self._count(indicator, chain, digests[indicator.name])

    def _count(self, indicator: Indicator, chain: Mapping[str, Input], digest: str) -> None:
        bases, name = inside(self.folder, "bases"), indicator.name
        before = inside(self.before, "bases") / f"{name}.parquet"
        if self.made_by.bases.get(name) != digest:
            self.run(base_step(indicator, self.alliance), chain, bases, name)
        elif self.what.units[indicator.unit].num_rows:
            units, step = wide(indicator.unit), change_step(indicator, self.alliance)
            self.run(step, {"before": before, units: self._both_sides(indicator.unit, chain)}, bases, name)
        else:
            link_into(before, bases, f"{name}.parquet")

    def _both_sides(self, unit: str, chain: Mapping[str, Input]) -> pa.Table:
        """The units that changed, as they were known and as they are."""
        if unit not in self._sides:
            over = layers_of(self.folder).get(layer(wide(unit)), chain[wide(unit)])
            inputs = {"before": self.what.before[wide(unit)], "after": over, "units": self.what.units[unit]}
            with connect(inputs) as connection:
                self._sides[unit] = connection.sql(_SIDES).to_arrow_table()
        return self._sides[unit]

"""The tables of units and the base cells of an edition that follows one before it: taken over, and changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from schakel.chain.columns import wide_columns
from schakel.chain.filled import CHECK
from schakel.chain.layers import MOST_IN_LAYER, changed, layer, layer_query, taken_out
from schakel.chain.links import links
from schakel.chain.spoken import Query
from schakel.chain.wide import known, links_step, parents_first, tables_of_units, wide, wide_step
from schakel.indicators.counting import ChangeSteps, base_step, change_steps
from schakel.model.alliance import Alliance
from schakel.model.indicator import Indicator
from schakel.store.engine import Input, RunStep, connect
from schakel.store.kept import link_into
from schakel.store.sealed import File, Folder, inside, on_disk
from schakel.store.sealed_tables import read_table, row_count, write_table
from schakel.verbs.chain_tables import MadeBy, chain_tables, layers_of
from schakel.verbs.changed_cells import Sides, changed_cells
from schakel.verbs.what_changed import WhatChanged
from schakel_base.database import Step, quote_name

MOST_CHANGED = 5
"""If more than one in so many units changes, building in full is as fast."""

_NO_LINKS = pa.schema([("unit_id", pa.int64()), ("parent_id", pa.int64())]).empty_table()


class RunInto(Protocol):
    """Runs a step over its inputs into a folder, under a name, and returns the file."""

    def __call__(
        self, step: Step, inputs: Mapping[str, Input], folder: Folder, name: str = "", by: RunStep | None = None
    ) -> File:
        """Run it by the engine of the alliance, or another one."""
        ...


@dataclass
class ChangedUnits:
    """Makes the tables of units of an edition (in `folder`) from those of the one before it.

    Parameters
    ----------
    before
        The folder of the edition before, and what its tables were made by.
    """

    alliance: Alliance
    what: WhatChanged
    run: RunInto
    before: Folder
    made_by: MadeBy
    folder: Folder
    known: dict[str, pa.Table] = field(default_factory=dict)
    """What was known of the units that changed, by kind, where rows are added to it: to read it takes longest."""
    asked: dict[str, ChangeSteps] = field(default_factory=dict)
    """What indicators ask of units, by kind."""

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
        """Make the tables without the units that changed, say which of these are left, and count without them."""
        for unit in self.alliance.units:
            ids = self.what.units[unit]
            for table in tables_of_units(unit, self.alliance):
                query = f"SELECT * FROM {quote_name(table)} ANTI JOIN units USING (unit_id)"
                inputs = {table: self.what.before[table], "units": ids}
                self.run(Step(table, (table, "units"), (), (), query), inputs, self.folder, table)
            # Of a unit that no row names any more not even the pseudonym stays: there is nothing to work out.
            write_table(self.what.still_named[unit], self.folder / f"{taken_out(unit)}.parquet")
        self.count(chain_tables(self.folder), self.made_by.bases)

    def _lay(self, unit: str) -> None:
        """Write the layers over the tables of a kind of unit."""
        ids, added = self.what.units[unit], self.what.added
        inputs = {**self.what.near, "units": ids}
        if added is not None:
            inputs |= {known(table): self.what.before[table] for table in tables_of_units(unit, self.alliance)}
            inputs[known(wide(unit))] = self.known[unit] = self._known(unit)
        for parent in self.alliance.units[unit].belongs_to:
            inputs[links(unit, parent)] = self._layer(links_step(unit, parent, self.alliance, added), inputs)
            inputs[wide(parent)] = self._parents(unit, parent)
        self._layer(wide_step(unit, self.alliance, added), inputs)
        earlier = layers_of(self.before).get(changed(unit))
        both = [ids, *([read_table(earlier)] if earlier else [])]
        write_table(pa.concat_tables(both).group_by("unit_id").aggregate([]), self.folder / f"{changed(unit)}.parquet")

    def _known(self, unit: str) -> pa.Table:
        """What was known of the units that changed, in the columns that rows fill and those that indicators ask."""
        asked = self._asked(unit).columns
        columns = [name for name, one in wide_columns(unit, self.alliance).items() if one.is_own or name in asked]
        selected = ", ".join(map(quote_name, ("unit_id", CHECK, *columns)))
        inputs = {"known": self.what.before[wide(unit)], "units": self.what.units[unit]}
        with connect(inputs) as connection:
            return connection.sql(f"SELECT {selected} FROM known SEMI JOIN units USING (unit_id)").to_arrow_table()

    def _asked(self, unit: str) -> ChangeSteps:
        """What makes the base cells of all indicators of a kind of unit."""
        if unit not in self.asked:
            indicators = [one for one in self.alliance.indicators.values() if one.unit == unit]
            self.asked[unit] = change_steps(unit, indicators, self.alliance)
        return self.asked[unit]

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

    def near_links(self) -> dict[str, Input]:
        """Return the tables of links as far as they are about units that changed, but those that were made whole."""
        layers = layers_of(self.folder)
        return {
            table: layers.get(layer(table), _NO_LINKS)
            for unit in self.alliance.units
            for table in tables_of_units(unit, self.alliance)[1:]
            # Without a layer over it a table was made whole just now, or nothing of it ever changed.
            if changed(unit) in layers or not self.what.units[unit].num_rows
        }

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
        bases, before = inside(self.folder, "bases"), inside(self.before, "bases")
        by_unit: dict[str, list[Indicator]] = {}
        for indicator in self.alliance.indicators.values():
            if self.made_by.bases.get(indicator.name) == digests[indicator.name]:
                by_unit.setdefault(indicator.unit, []).append(indicator)
            else:
                self.run(base_step(indicator, self.alliance), chain, bases, indicator.name)
        for unit, indicators in by_unit.items():
            after = layers_of(self.folder).get(layer(wide(unit)), chain[wide(unit)])
            sides = Sides(self.known.get(unit, self.what.before[wide(unit)]), after, self.what.units[unit])
            with changed_cells(unit, self._asked(unit), sides, before) as changes:
                for one in indicators:
                    cells = f"{one.name}.parquet"
                    if step := changes.steps.get(one.name):
                        self.run(step, {}, bases, one.name, by=changes.run)
                    else:
                        link_into(before / cells, bases, cells)

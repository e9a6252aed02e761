"""An edition based on the one before: only units whose rows say something new are computed again.

Rows are compared by what they say, so it makes no difference why they do: a delivery that came in, a correction, a
person who is somebody else, a line of a mapping. The units that these rows name, before or now, are worked out again
with all that belongs to them, and base cells lose what they counted and gain what they count. Building in full is the
referee.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schakel.chain.layers import taken_out
from schakel.chain.links import links
from schakel.chain.spoken import (
    JOINED,
    MERGED,
    named,
    naming_query,
    numbers_of,
    numbers_query,
    repeated,
    spoken_query,
    told,
)
from schakel.chain.wide import adds_up, parents_first
from schakel.intake.superseding import superseded
from schakel.model.alliance import Alliance
from schakel.store.engine import Input, View, connect
from schakel.store.sealed import File, SealedFile, on_disk
from schakel.verbs.chain_tables import MadeBy, files_of
from schakel_base.database import quote_name

_ROW = pa.schema([("delivery", pa.int64()), ("row", pa.int64())])
_UNIT = pa.schema([("unit_id", pa.int64())])
_EITHER = "(FROM before EXCEPT FROM after) UNION ALL (FROM after EXCEPT FROM before)"
"""What only one of two tables has."""


@dataclass
class WhatChanged:
    """What differs between the tables of an edition before and those of the one that is being made.

    Parameters
    ----------
    before, after
        The tables of the chain, by name; after without those of units, which are to be made.
    made_before, made_after
        What the tables of both were made by.
    """

    alliance: Alliance
    before: Mapping[str, Input]
    after: Mapping[str, Input]
    made_before: MadeBy
    made_after: MadeBy

    @cached_property
    def units(self) -> dict[str, pa.Table]:
        """The units that are to be worked out again, by kind: `unit_id`, each once."""
        found: dict[str, list[pa.ChunkedArray]] = {unit: [] for unit in self.alliance.units}
        for partner, rows in self.rows.items():
            for state, those in ((self.before, self._of_before(rows)), (self.after, rows)):
                for unit, ids in self._named_in(partner, those, state).items():
                    found[unit].append(ids)
        self._add_related(found)
        for unit, ids in self._taken_out.items():
            found[unit].append(ids)
        for unit, declared in self.alliance.units.items():
            for child in {event.unit for event in declared.events}:
                found[unit].append(self._linked(child, unit, "unit_id", _units(found[child]), "parent_id"))
        for unit in parents_first(self.alliance):
            for parent in self.alliance.units[unit].belongs_to:
                found[unit].append(self._linked(unit, parent, "parent_id", _units(found[parent]), "unit_id"))
        return {unit: _units(ids) for unit, ids in found.items()}

    @cached_property
    def rows(self) -> dict[str, pa.Table]:
        """The rows that say something else, or are about other units, by partner: `delivery` and `row`."""
        return {partner: rows for partner in self.alliance.partners if (rows := self._changed_rows(partner)).num_rows}

    @cached_property
    def still_named(self) -> dict[str, pa.Table]:
        """Those of the units that are to be worked out again which rows name after, by kind."""
        found: dict[str, list[pa.ChunkedArray]] = {unit: [] for unit in self.alliance.units}
        for partner in self.alliance.partners:
            for unit, ids in self._named_in(partner, self._about(partner), self.after).items():
                found[unit].append(ids)
        query = "SELECT unit_id FROM units SEMI JOIN named USING (unit_id)"
        return {unit: _read(query, {"units": ids, "named": _units(found[unit])}) for unit, ids in self.units.items()}

    @property
    def only_adds(self) -> bool:
        """Whether nothing that was said is said no more: all that changed is rows of further deliveries."""
        apart = any(_different_lines(self.before[table], self.after[table]) for table in (MERGED, JOINED))
        return (
            not self._taken_out and not apart and not any(self._of_before(rows).num_rows for rows in self.rows.values())
        )

    @cached_property
    def _taken_out(self) -> dict[str, pa.ChunkedArray]:
        """The units that were taken out of what remains of an edition, by kind."""
        found = {unit: self.before[taken_out(unit)] for unit in self.alliance.units if taken_out(unit) in self.before}
        return {unit: _read("SELECT unit_id FROM units", {"units": table})["unit_id"] for unit, table in found.items()}

    def _of_before(self, rows: pa.Table) -> pa.Table:
        """The rows that are in the edition before as well."""
        numbers = [number for those in self.made_before.deliveries.values() for number in those]
        return rows.filter(pc.is_in(rows["delivery"], value_set=pa.array(numbers, pa.int64())))

    def _changed_rows(self, partner: str) -> pa.Table:
        found = [_ROW.empty_table()]
        for table in (told(partner), named(partner)):
            found.append(_differing(self._only(table, before=True), self._only(table, before=False)))
        for table in (superseded(partner), repeated(partner)):
            if table in self.after:
                found.append(_differing(self.before[table], self.after[table]))
        return pa.concat_tables(found).group_by(_ROW.names).aggregate([])

    def _only(self, table: str, before: bool) -> list[File]:
        """The files of a table that one of both editions has and the other has not."""
        own, other = (self.before, self.after) if before else (self.after, self.before)
        both = (self.made_before.tables, self.made_after.tables)
        names, others = both if before else both[::-1]
        theirs = {others[file.stem] for file in files_of(other.get(table))}
        return [file for file in files_of(own.get(table)) if names[file.stem] not in theirs]

    def _named_in(self, partner: str, rows: pa.Table, state: Mapping[str, Input]) -> dict[str, pa.ChunkedArray]:
        """The units that some rows name, by kind, those that are joined to them included."""
        if not rows.num_rows:
            return {}
        query = spoken_query(partner, self.alliance, columns=())
        units = [key.unit for key in self.alliance.partners[partner].contract.units]
        names = ", ".join(map(quote_name, units))
        tables = {name: state[name] for name in query.tables if name in state}
        with connect(tables | _among((told(partner), named(partner)), state, rows)) as connection:
            found = connection.sql(f"SELECT {names} FROM ({query.sql}) AS said").to_arrow_table()
        return {unit: found[unit] for unit in units}

    def _add_related(self, found: Mapping[str, list[pa.ChunkedArray]]) -> None:
        """Units whose numbers were joined, or that others were joined to."""
        for unit, unit_id, goes_by in _different_lines(self.before[MERGED], self.after[MERGED]):
            found[unit].append(pa.chunked_array([[unit_id, goes_by]], pa.int64()))
        # Both: what is said of the one is said of the other, and so what belongs to the one belongs to the other too.
        joined = [unit for line in _different_lines(self.before[JOINED], self.after[JOINED]) for unit in line]
        for partner in self.alliance.partners.values():
            for key in partner.contract.units:
                if key.with_joined and joined:
                    found[key.unit].append(pa.chunked_array([joined], pa.int64()))

    def _linked(self, unit: str, parent: str, side: str, known: pa.Table, other: str) -> pa.ChunkedArray:
        """The units on the other side of links that some units had; those that have one since are named in a row."""
        if not known.num_rows:
            return pa.chunked_array([[]], pa.int64())
        table = links(unit, parent)
        query = f"SELECT {other} FROM {quote_name(table)} AS links SEMI JOIN known ON links.{side} = known.unit_id"
        with connect({table: self.before[table], "known": known}) as connection:
            return connection.sql(query).to_arrow_table()[other]

    @cached_property
    def added(self) -> Collection[str] | None:
        """The partners of whom rows came, if what these say and what was known before are all that is known now."""
        add_up = all(adds_up(unit, self.alliance) for unit, ids in self.units.items() if ids.num_rows)
        return self.rows.keys() if self.only_adds and add_up else None

    @cached_property
    def near(self) -> dict[str, Input]:
        """The tables of what rows say of the units that are to be worked out again: those that were `added`, or all."""
        found = {**self.after, **self._related}
        for partner in self.alliance.partners if self.added is None else self.added:
            rows = self._about(partner) if self.added is None else self.rows[partner]
            # All of it is in memory: each step reads each of these, and opening a file takes longer than a few rows do.
            tables = told(partner), named(partner), superseded(partner), repeated(partner)
            for table, query in _among(tables, self.after, rows).items():
                found[table] = _read(query.sql, query.sources)
        return found

    def _about(self, partner: str) -> pa.Table:
        """The rows of a partner that are about units that are to be worked out again, some twice, and a few others."""
        named_here = {key.unit for key in self.alliance.partners[partner].contract.units}
        numbers = {numbers_of(unit): table for unit, table in self._numbers.items() if unit in named_here}
        if not numbers:
            return _ROW.empty_table()
        query = naming_query(partner, self.alliance, self._numbers)
        tables = {name: self.after[name] for name in query.tables if name not in numbers}
        return _read(query.sql, tables | numbers).cast(_ROW)

    @cached_property
    def _numbers(self) -> dict[str, pa.Table]:
        """The numbers by which rows can be about units that are to be worked out again, by kind."""
        return {
            unit: _read(numbers_query(unit, "changed").sql, {"changed": ids, **self._related})
            for unit, ids in self.units.items()
            if ids.num_rows
        }

    @cached_property
    def _related(self) -> dict[str, pa.Table]:
        """Which units are joined, and which numbers are one unit."""
        return {name: _read("FROM related", {"related": self.after[name]}) for name in (JOINED, MERGED)}


def lacking_in(
    provenance: Input, tellers: Mapping[str, Iterable[str]], deliveries: Mapping[str, Collection[int]]
) -> dict[tuple[str, str], set[int]]:
    """Return the deliveries of each partner that are not known to tell of a kind of unit, by kind and partner.

    Parameters
    ----------
    provenance
        Those that are known to: `unit` and `delivery`.
    tellers
        The partners of which rows can tell of each kind of unit that is asked for.
    deliveries
        The numbers of the deliveries of each partner.
    """
    with connect({"provenance": provenance}) as connection:
        told = connection.execute("SELECT unit, list(delivery) FROM provenance GROUP BY unit").fetchall()
    known = {unit: set(numbers) for unit, numbers in told}
    return {
        (unit, partner): set(deliveries[partner]) - known.get(unit, set())
        for unit, partners in tellers.items()
        for partner in partners
    }


def _units(ids: Iterable[pa.ChunkedArray]) -> pa.Table:
    """Ids as a table, each once."""
    chunks = [chunk.cast(pa.int64()) for array in ids for chunk in array.chunks]
    return pa.table({"unit_id": pc.unique(pa.chunked_array(chunks, pa.int64())).drop_null()}, schema=_UNIT)


def _differing(before: Input, after: Input) -> pa.Table:
    """The rows that are in one of two tables alone, or say something else in it: `delivery` and `row`."""
    if _are_same(before, after):
        return _ROW.empty_table()
    if before == [] or after == []:
        with connect({"these": before or after}) as connection:
            return connection.sql("SELECT delivery, row FROM these").to_arrow_table().cast(_ROW)
    with connect({"before": before, "after": after}) as connection:
        return connection.sql(f"SELECT delivery, row FROM ({_EITHER})").to_arrow_table().cast(_ROW)


def _are_same(before: Input, after: Input) -> bool:
    """Whether two tables are no files, or one that was taken over: a link to what it was."""
    if isinstance(before, Path | SealedFile) and isinstance(after, Path | SealedFile):
        return on_disk(before).samefile(on_disk(after))
    return before == [] and after == []


def _different_lines(before: Input, after: Input) -> list[tuple[Any, ...]]:
    """The lines of two small tables that only one of them has."""
    if _are_same(before, after):
        return []
    with connect({"before": before, "after": after}) as connection:
        return connection.sql(f"{_EITHER} ORDER BY ALL").fetchall()


def _among(tables: Iterable[str], state: Mapping[str, Input], rows: pa.Table) -> dict[str, View]:
    """Those tables of an edition that are there, as far as they are about some rows."""
    found = {}
    for name in tables:
        if name in state:
            every, those = f"all {name}", f"rows {name}"  # a view's tables have names of their own in a connection
            # Without rows nothing is read but the names of the columns.
            among = f"SEMI JOIN {quote_name(those)} USING (delivery, row)" if rows.num_rows else "LIMIT 0"
            found[name] = View(f"SELECT * FROM {quote_name(every)} {among}", {every: state[name], those: rows})
    return found


def _read(query: str, sources: Mapping[str, Input]) -> pa.Table:
    with connect(sources) as connection:
        return connection.sql(query).to_arrow_table()

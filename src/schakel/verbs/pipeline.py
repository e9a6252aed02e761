"""The order of the steps from rows in force to base cells, room by room; each step is materialised in its zone."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from schakel.chain.spoken import JOINED, MERGED, named, rank_query, relations_query, repeated, told
from schakel.chain.views import Lacking, long_tables, provenance_step, tellers
from schakel.chain.wide import wide_steps
from schakel.identity.key_map import repeats
from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.related import joined_units, merged_units, related
from schakel.identity.relations import RELATIONS
from schakel.indicators.counting import base_step
from schakel.intake.accepted import Accepted, tables_of
from schakel.intake.in_force import in_force
from schakel.intake.superseding import BEFORE, superseded_step
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.model.handing_on import HandOn, here_and_now
from schakel.store.engine import Input, RunStep, StepResult, View, connect, run_step
from schakel.store.kept import link_into
from schakel.store.sealed import File, Folder, inside
from schakel.store.sealed_tables import read_table, write_table
from schakel.verbs.base_cells import count_cells, counts_of
from schakel.verbs.chain_tables import MadeBy, chain_tables, digest_of, read_made_by, write_made_by, write_views
from schakel.verbs.changed_units import ChangedUnits
from schakel.verbs.planning import Before, code_version
from schakel.verbs.said_tables import SaidTables, groups
from schakel.verbs.what_changed import WhatChanged, lacking_in
from schakel_base.database import Step, one_thread, quote_name
from schakel_base.errors import Fault
from schakel_base.progress import Progress, Told, silent

FIRST_ROWS = 1000
"""So many rows of each delivery are looked at first for which kinds of unit it tells of."""

_RELATIONS = "relations.parquet"
Deliveries = Mapping[str, Sequence[Accepted]]
"""The accepted rows of the deliveries that an edition rests on, by partner."""


@dataclass(frozen=True)
class Persons:
    """Who is who: the person of each row, and for each other linkage the lines of the key map that it would change."""

    rows: pa.Table
    others: Mapping[str, pa.Table]


@dataclass
class Pipeline:
    """Runs steps into two folders: `intake` for what holds partners' values, `analysis` for pseudonyms alone.

    What is superseded is told by DuckDB; `run_step` runs all steps after that.
    `said` is the folder where it is kept what the rows of each delivery say, whatever the edition.
    `judged` are the relations between units that people judged, besides those that rows state.
    """

    alliance: Alliance
    intake: Folder
    analysis: Folder
    said: Folder
    progress: Progress = silent
    judged: pa.Table = field(default_factory=RELATIONS.empty_table)
    results: list[StepResult] = field(default_factory=list)
    run_step: RunStep = run_step
    parts: MadeBy | None = None
    changed: ChangedUnits | None = None
    superseded: dict[str, str] = field(default_factory=dict)
    how: str = ""

    def tell(self, what: Told) -> None:
        """Say what is done now."""
        self.progress(what, self._share)

    @property
    def _share(self) -> float:
        """The share of the steps that are done."""
        expected = 2 * len(self.alliance.partners) + 2 * len(self.alliance.units) + len(self.alliance.indicators)
        return len(self.results) / expected

    def tell_of_rest(self, what: Told, share: float) -> None:
        """Say what is done now, and the share that is done of all that was left."""
        self.progress(what, self._share + share * (1 - self._share))

    def run(
        self, step: Step, inputs: Mapping[str, Input], folder: Folder, name: str = "", by: RunStep | None = None
    ) -> File:
        """Run one step into `folder`, say so, and return the place of its result."""
        self.tell(step.name.replace("_", " "))
        result = (by or self.run_step)(step, inputs, folder / f"{name or step.name}.parquet")
        self.results.append(result)
        return result.path

    def rows_in_force(self, deliveries: Deliveries, before: Before | None = None) -> dict[str, Input]:
        """Return the rows of each partner that are in force, and write down which are superseded.

        Of a partner whose deliveries are those of the edition before, the same rows are. Where further ones came, only
        these are compared with those before.
        """
        found: dict[str, Input] = {}
        earlier = before.folder if before else None
        made_by = read_made_by(earlier) if earlier else None
        for name, partner in self.alliance.partners.items():
            step = superseded_step(partner.contract, deliveries[name])
            self.superseded[name] = _rows_digest(step, deliveries[name])
            known = _known_in(made_by, partner.contract, deliveries[name])
            file = f"{step.name}.parquet"
            if earlier and made_by and known == deliveries[name]:
                gone = link_into(earlier / file, self.analysis, file)
            else:
                tables = tables_of(deliveries[name])
                if earlier and known:
                    step = superseded_step(partner.contract, deliveries[name], known)
                    tables[BEFORE] = earlier / file
                gone = self.run(step, tables, self.analysis, by=run_step)
            found[name] = in_force(partner.contract, deliveries[name], gone)
        return found

    def chain(
        self,
        deliveries: Deliveries,
        rows: Mapping[str, Input],
        provider: KeyedHash,
        persons: Persons | None = None,
        before: Before | None = None,
    ) -> dict[str, Input]:
        """Make the tables of the chain: what rows say, and one table per kind of unit.

        Parameters
        ----------
        persons
            Who is who, where the alliance links persons; what differs under other linkages then is beside it.
        before
            An edition from which tables can be taken over, if they were made in the same way.
        """
        if persons is not None:
            # Of a million persons nearly every text is another one, and looking for those that recur takes longest.
            write_table(persons.rows, self.intake / "persons.parquet", recurring=("partner",))
        parts, others = self._said(deliveries, provider, persons), persons.others if persons else {}
        del persons
        pa.default_memory_pool().release_unused()
        followed = self._followed(before, parts)
        self.tell("relations")
        self._relate(followed, parts)
        self._repeated(rows, provider)
        write_views(long_tables(self.alliance), self.analysis)
        self.parts = parts
        with one_thread():
            self.changed = self._changed(followed, parts) if followed else None
            if self.changed is not None:
                self.changed.make_tables()
                self._provenance(deliveries)
        if self.changed is None:
            tables = chain_tables(self.analysis)
            for step in wide_steps(self.alliance):
                tables[step.name] = self.run(step, tables, self.analysis)
            self._provenance(deliveries)
        return chain_tables(self.analysis) | self._other_linkages(others)

    def _provenance(self, deliveries: Deliveries) -> None:
        """Return the deliveries about each kind of unit: those known to be, and others by what their rows say.

        Where nothing was taken back these are known from the edition before, and others tell at most of kinds of which
        units changed; else they are known by the first rows of each.
        """
        self.tell("provenance")
        tables, changed = chain_tables(self.analysis), self.changed
        if changed is not None and changed.what.only_adds:
            known, reached = changed.what.before["provenance"], changed.near_links()
            kinds = [unit for unit, ids in changed.what.units.items() if ids.num_rows]
        else:
            known, reached, kinds = self._told_by_first_rows(tables), {}, list(self.alliance.units)
        numbers = {
            name: [number for one in accepted if one.rows for number in one.numbers]
            for name, accepted in deliveries.items()
        }
        lacking = lacking_in(known, {unit: tellers(unit, self.alliance) for unit in kinds}, numbers)
        step = provenance_step(self.alliance, lacking)
        rows = self._only(tables, _rows_lacking(lacking))
        self.run(step, {**tables, **reached, **rows, "before": known}, self.analysis)

    def _told_by_first_rows(self, tables: Mapping[str, Input]) -> pa.Table:
        """Which deliveries tell of each kind of unit by their first rows: nearly all that tell of it at all."""
        step, first = provenance_step(self.alliance), dict.fromkeys(self.alliance.partners, f"row <= {FIRST_ROWS}")
        first_rows = {**tables, **self._only(tables, first)}
        with connect({name: first_rows[name] for name in step.inputs}) as connection:
            return connection.sql(step.sql).to_arrow_table()

    def _only(self, tables: Mapping[str, Input], conditions: Mapping[str, str]) -> dict[str, Input]:
        """What rows of each partner say, as far as they meet a condition: the engine passes over parts without any."""
        return {
            name: View(f"SELECT * FROM {quote_name(f'all {name}')} WHERE {condition}", {f"all {name}": tables[name]})
            for partner, condition in conditions.items()
            for name in (told(partner), named(partner))
            if name in tables
        }

    def _followed(self, before: Before | None, parts: MadeBy) -> Folder | None:
        """The edition before, if it was made in the same way; else say why nothing can be taken over from it."""
        if before is None or before.folder is None:
            self.how = f"It was built in full, because {before.reason}." if before else ""
            return None
        made_by = read_made_by(before.folder)
        if made_by is None or made_by.chain != parts.chain:
            self.how = f"It was built in full, because edition {before.folder.name} was made in another way."
            return None
        return before.folder

    def _changed(self, before: Folder, parts: MadeBy) -> ChangedUnits | None:
        """What changed since an edition before, unless so much did that it is not worth it; say so."""
        self.tell("what changed")
        tables, made_by = (chain_tables(before), chain_tables(self.analysis)), read_made_by(before)
        assert made_by is not None
        what = WhatChanged(self.alliance, *tables, made_by, parts)
        changed = ChangedUnits(self.alliance, what, self.run, before, made_by, self.analysis)
        if not changed.are_few:
            self.how = f"It was built in full, because {changed.worked_out:,} units changed."
            return None
        self.how = f"{_worked_out_again(changed.worked_out)} as in edition {before.name}."
        return changed

    def _said(self, deliveries: Deliveries, provider: KeyedHash, persons: Persons | None) -> MadeBy:
        """Let what the rows of each delivery say be part of the edition, with the units that persons name."""
        rows = persons.rows if persons else None
        tables, parts = SaidTables(self.alliance, provider, self.said, rows, self.run_step), dict[str, str]()
        for name, partner in self.alliance.partners.items():
            self.tell(Fault("said by {name}", fields={"name": name}))
            for number, group in enumerate(groups(deliveries[name])):
                found = {told(name): tables.told(partner.contract, group)}
                if by_persons := tables.named(partner.contract, group):
                    found[named(name)] = by_persons
                for table, file in found.items():
                    parts[f"{table}_{number}"] = file.stem
                    link_into(file, self.analysis, f"{table}_{number}.parquet")
        self.results += tables.results
        steps = digest_of(*wide_steps(self.alliance), provenance_step(self.alliance))
        numbers = {
            name: [number for one in accepted for number in one.numbers] for name, accepted in deliveries.items()
        }
        return MadeBy(provider.pseudonym("chain", code_version() + steps), {}, self.superseded, parts, numbers)

    def _relate(self, before: Folder | None, parts: MadeBy) -> None:
        """Say which numbers are one unit and which units are joined: as in the edition before, if that knew as much."""
        known = read_table(before / _RELATIONS) if before else None
        edges, names = self._relations(known, before, parts), [f"{name}.parquet" for name in (JOINED, MERGED)]
        write_table(edges, self.analysis / _RELATIONS)
        if before and edges.equals(known):
            for name in names:
                link_into(before / name, self.analysis, name)
            return
        found = related(edges)
        for name, table in zip(names, (joined_units(found), merged_units(found)), strict=True):
            write_table(table, self.analysis / name)

    def _relations(self, known: pa.Table | None, before: Folder | None, parts: MadeBy) -> pa.Table:
        """Return how units are related to each other, by the rows in force and by people's judgements.

        Of a partner whose rows in force are those of the edition before, the same is `known` from there.
        """
        found, tables = [self.judged], chain_tables(self.analysis)
        made_by = read_made_by(before) if before else None
        for name, partner in self.alliance.partners.items():
            if partner.contract.relations and known is not None and made_by and _says_the_same(name, made_by, parts):
                found.append(known.filter(pc.equal(known["partner"], name)))
            elif partner.contract.relations:
                query = relations_query(name, partner.contract)
                with connect({one: tables[one] for one in query.tables}) as connection:
                    found.append(connection.sql(query.sql).to_arrow_table().cast(RELATIONS))
        return pa.concat_tables(found)

    def _repeated(self, rows: Mapping[str, Input], provider: KeyedHash) -> None:
        """Name the rows whose content is that of an earlier row, of partners whose rows are units by themselves."""
        for name, partner in self.alliance.partners.items():
            units = [key.unit for key in partner.contract.units if not key.columns]
            if units:
                query, tables = rank_query(name, units[0]), chain_tables(self.analysis)
                with connect({one: tables[one] for one in query.tables}) as connection:
                    ranks = connection.sql(query.sql).to_arrow_table()
                with connect({"rows": rows[name], "ranks": ranks}) as connection:
                    found = repeats(connection, partner.contract, units, provider)
                write_table(found, self.analysis / f"{repeated(name)}.parquet")

    def _other_linkages(self, others: Mapping[str, pa.Table]) -> dict[str, Input]:
        """Write the lines of the key map that other linkages would change."""
        files: dict[str, Input] = {}
        for name, changed in others.items():
            files[f"{name}_linkage"] = file = self.analysis / f"{name}_linkage.parquet"
            write_table(changed, file)
        return files

    def count(self, chain: Mapping[str, Input], hand_on: HandOn | None = None) -> dict[str, File]:
        """Count the base cells of every indicator; half of them can be handed on."""
        bases = inside(self.analysis, "bases")
        digests = {name: digest_of(base_step(one, self.alliance)) for name, one in self.alliance.indicators.items()}
        if self.parts:
            write_made_by(replace(self.parts, bases=digests), self.analysis)
        if self.changed is not None:
            with one_thread():
                self.changed.count(chain, digests)
            return {name: bases / f"{name}.parquet" for name in self.alliance.indicators}
        counts = counts_of(self.alliance.indicators.values(), self.alliance)
        # Every second kind of unit, so that both halves have large tables and small ones.
        others = (hand_on or here_and_now(self.progress))(count_cells, self.run_step, counts[1::2], chain, bases)
        self.results += count_cells(self.run_step, counts[::2], chain, bases, self.tell_of_rest)
        self.results += others.result()
        return {name: bases / f"{name}.parquet" for name in self.alliance.indicators}


@contextmanager
def engine_of(alliance: Alliance) -> Iterator[RunStep]:
    """Return what runs steps of an alliance until the end of the block: DuckDB here, or the Spark that it declares.

    Raises
    ------
    EngineError
        If a Spark is declared that is not here, or cannot be reached.
    """
    if not alliance.engine.spark:
        yield run_step
        return
    from schakel.store.spark import spark_engine  # an extra, which few install

    with spark_engine(alliance.engine) as run:
        yield run


def _worked_out_again(units: int) -> str:
    if not units:
        return "No unit had to be worked out again; all are"
    return f"{'1 unit was' if units == 1 else f'{units:,} units were'} worked out again; all others are"


def _known_in(made_by: MadeBy | None, contract: Contract, accepted: Sequence[Accepted]) -> Sequence[Accepted]:
    """The deliveries on which an edition rests, if nothing of them has changed since that supersedes rows."""
    if made_by is None:
        return ()
    numbers = set(made_by.deliveries.get(contract.partner, ()))
    known = tuple(one for one in accepted if numbers.issuperset(one.numbers))
    same = _rows_digest(superseded_step(contract, known), known) == made_by.superseded.get(contract.partner)
    return known if same else ()


def _says_the_same(partner: str, *editions: MadeBy) -> bool:
    """Whether the rows of a partner that are in force, and what they say, are the same in some editions."""
    in_force = [
        (
            one.superseded.get(partner),
            {kept for name, kept in one.tables.items() if name.rpartition("_")[0] == told(partner)},
        )
        for one in editions
    ]
    return in_force.count(in_force[0]) == len(editions)


def _rows_digest(step: Step, accepted: Sequence[Accepted]) -> str:
    """Return a digest of a query over the rows of some deliveries; some rows may have been erased."""
    return hashlib.sha256("\n".join([step.sql, *(one.identity for one in accepted)]).encode()).hexdigest()


def _rows_lacking(lacking: Lacking) -> dict[str, str]:
    """The condition on rows of each partner that they are of a delivery not known to tell of some kind of unit."""
    numbers = dict[str, set[int]]()
    for (_, partner), of_kind in lacking.items():
        numbers.setdefault(partner, set()).update(of_kind)
    return {partner: f"delivery IN ({', '.join(map(str, sorted({0, *all_})))})" for partner, all_ in numbers.items()}

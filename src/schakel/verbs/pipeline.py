"""The order of the steps from rows in force to base cells, room by room; each step is materialised in its zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from schakel.chain.said import said_step
from schakel.chain.views import JOINED, long_tables, provenance_step
from schakel.chain.wide import wide_steps
from schakel.identity.key_map import key_columns, key_map_batches
from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.related import Related, joined_units, related
from schakel.identity.relations import RELATIONS, relation_table
from schakel.indicators.counting import base_step
from schakel.intake.in_force import in_force_steps, known_deliveries
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.model.edition import Edition
from schakel.model.handing_on import HandOn, here_and_now
from schakel.store.engine import Input, RunStep, StepResult, connect, run_step
from schakel.store.sealed import File, Folder, inside
from schakel.store.sealed_tables import write_table
from schakel.store.workspace import Workspace
from schakel.verbs.chain_tables import chain_tables, write_views
from schakel.vocabulary.codes import meaning_table
from schakel_base.database import Step
from schakel_base.progress import Progress, silent

_PERSONS_STEP = Step("persons", ("persons",), ("partner", "delivery", "row"), (), "SELECT * FROM persons")


@dataclass(frozen=True)
class Persons:
    """Who is who: the person of each row, and for each other linkage the lines of the key map that it would change."""

    rows: pa.Table
    others: Mapping[str, pa.Table]


@dataclass
class Pipeline:
    """Runs steps into two folders: `intake` for what holds partners' values, `analysis` for pseudonyms alone.

    What holds partners' values is made here by DuckDB; `run_step` runs all steps after that.
    `judged` are the relations between units that people judged, besides those that rows state.
    """

    alliance: Alliance
    intake: Folder
    analysis: Folder
    progress: Progress = silent
    judged: pa.Table = field(default_factory=RELATIONS.empty_table)
    results: list[StepResult] = field(default_factory=list)
    run_step: RunStep = run_step

    def tell(self, what: str) -> None:
        """Say what is done now."""
        expected = 2 * len(self.alliance.partners) + 2 * len(self.alliance.units) + len(self.alliance.indicators)
        self.progress(what, len(self.results) / expected)

    def run(
        self, step: Step, inputs: Mapping[str, Input], folder: Folder, name: str = "", by: RunStep | None = None
    ) -> File:
        """Run one step into `folder`, say so, and return where its result stands."""
        self.tell(step.name.replace("_", " "))
        result = (by or self.run_step)(step, inputs, folder / f"{name or step.name}.parquet")
        self.results.append(result)
        return result.path

    def rows_in_force(self, edition: Edition, workspace: Workspace) -> dict[str, File]:
        """Pick the rows of each partner that are in force in an edition, in the intake zone."""
        known = known_deliveries(edition.receipts, edition.as_of)
        steps = in_force_steps(self.alliance.partners.values(), known, workspace)
        return {partner: self.run(step, accepted, self.intake, by=run_step) for partner, step, accepted in steps}

    def chain(self, rows: Mapping[str, File], provider: KeyedHash, persons: Persons | None = None) -> dict[str, Input]:
        """Make the tables of the chain from the rows of each partner: what they say, and one table per kind of unit.

        Parameters
        ----------
        persons
            Who is who, where the alliance links persons; what differs under other linkages then is beside it.
        """
        if persons is not None:
            self.run(_PERSONS_STEP, {"persons": persons.rows}, self.intake, by=run_step)
        self.tell("relations and key map")
        known = related(self._relations(rows, provider))
        write_table(joined_units(known), self.analysis / f"{JOINED}.parquet")
        self._said(rows, provider, known, persons.rows if persons is not None else None)
        write_views(long_tables(self.alliance), self.analysis)
        tables = chain_tables(self.analysis)
        for step in wide_steps(self.alliance):
            tables[step.name] = self.run(step, tables, self.analysis)
        self.run(provenance_step(self.alliance), tables, self.analysis)
        return chain_tables(self.analysis) | self._other_linkages(persons)

    def _other_linkages(self, persons: Persons | None) -> dict[str, Input]:
        """Write the lines of the key map that other linkages would change."""
        files: dict[str, Input] = {}
        for name, changed in persons.others.items() if persons else ():
            files[f"{name}_linkage"] = file = self.analysis / f"{name}_linkage.parquet"
            write_table(changed, file)
        return files

    def count(self, chain: Mapping[str, Input], hand_on: HandOn | None = None) -> dict[str, File]:
        """Count the base cells of every indicator; half of them can be handed on."""
        bases = inside(self.analysis, "bases")
        counts = [(base_step(one, self.alliance), one.name) for one in self.alliance.indicators.values()]
        # Every second one, so that both halves have large tables and small ones.
        others = (hand_on or here_and_now(self.progress))(_run_all, self.run_step, counts[1::2], chain, bases)
        for step, name in counts[::2]:
            self.run(step, chain, bases, name)
        self.results += others.result()
        return {name: bases / f"{name}.parquet" for _, name in counts}

    def _relations(self, rows: Mapping[str, File], provider: KeyedHash) -> pa.Table:
        """Write how units of one kind are related to each other, and return it."""
        found = [self.judged]
        for partner in self.alliance.partners.values():
            if partner.contract.relations:
                with connect({"rows": rows[partner.name]}) as connection:
                    found.append(relation_table(connection, partner.contract, provider))
        edges = pa.concat_tables(found)
        write_table(edges, self.analysis / "relations.parquet")
        return edges

    def _said(self, rows: Mapping[str, File], provider: KeyedHash, known: Related, persons: pa.Table | None) -> None:
        """Write what the rows of each partner say, with the units that they name."""
        meanings = meaning_table(self.alliance)
        anything = {name: self.alliance.scheme_of(name).anything.mask for name in self.alliance.attributes}
        for partner in self.alliance.partners.values():
            keys = self._key_map(partner.contract, rows[partner.name], provider, known, persons)
            inputs: dict[str, Input] = {"rows": rows[partner.name], "keys": keys, "meanings": meanings}
            self.run(said_step(partner.contract, anything), inputs, self.analysis)

    def _key_map(
        self, contract: Contract, rows: File, provider: KeyedHash, known: Related, persons: pa.Table | None
    ) -> pa.Table:
        """The key map of one partner: with the relations the table that is made from natural keys."""
        linked = self._linked(contract) if persons is not None else ()
        inputs: dict[str, Input] = {"rows": rows}
        if persons is not None:
            inputs["persons"] = persons.filter(pc.equal(persons["partner"], contract.partner))
        with connect(inputs) as connection:
            batches = key_map_batches(connection, contract, provider, linked, known.unit_of)
            return pa.Table.from_batches(batches, key_columns(contract))

    def _linked(self, contract: Contract) -> tuple[str, ...]:
        """The columns of a partner in whose place persons stand."""
        numbers = self.alliance.persons.numbers if self.alliance.persons else frozenset()
        return tuple(column for attribute, column in contract.person_columns.items() if attribute in numbers)


def _run_all(
    run: RunStep,
    steps: Sequence[tuple[Step, str]],
    inputs: Mapping[str, Input],
    folder: Folder,
    progress: Progress = silent,
) -> list[StepResult]:
    """Run steps that do not wait for each other, each into a file of its own name."""
    results = []
    for number, (step, name) in enumerate(steps):
        progress(step.name.replace("_", " "), number / len(steps))
        results.append(run(step, inputs, folder / f"{name}.parquet"))
    return results

"""Tables of what delivered rows say: computed once for each delivery, and kept between editions.

Small deliveries that follow each other share a table, since it takes as long to open as a hundred times as many rows to
read. A table is found again by the name that everything it follows from gives it: the deliveries, the contract and the
mapping, the schemes, the key of the pseudonyms and the code. What no edition has a part in any more is cleared away.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schakel.chain.said import said_step
from schakel.identity.key_map import key_map, keyed_rows
from schakel.identity.pseudonyms import KeyedHash
from schakel.identity.relations import relation_ids
from schakel.intake.accepted import Accepted, accepted_query, tables_of
from schakel.model.alliance import Alliance
from schakel.model.contract import Contract
from schakel.store.engine import RunStep, StepResult, View, connect, run_step
from schakel.store.engine import run_step as local
from schakel.store.kept import kept, made
from schakel.store.sealed import File, Folder
from schakel.store.sealed_tables import write_table
from schakel.verbs.planning import code_version
from schakel.vocabulary.codes import meaning_table

ROWS_TOGETHER = 100_000
"""Deliveries share a table until it has so many rows."""

_PERSONS = pa.schema([("delivery", pa.int64()), ("row", pa.int64()), ("person", pa.string())])
_UNRELATED = pa.table({"delivery": pa.array([], pa.int64()), "row": pa.array([], pa.int64())})

Group = tuple[Accepted, ...]
"""The deliveries of a partner of which the rows are in one table."""


def groups(accepted: Iterable[Accepted]) -> list[Group]:
    """Return the deliveries of a partner as groups, in their order: one more changes the last group at most."""
    found: list[Group] = []
    rows = ROWS_TOGETHER
    for one in sorted(accepted, key=lambda it: it.delivery.number):
        if rows >= ROWS_TOGETHER or one.rows >= ROWS_TOGETHER:
            found.append(())
            rows = 0
        found[-1] = (*found[-1], one)
        rows += one.rows
    return found or [()]


@dataclass
class SaidTables:
    """Makes, or finds again, what the deliveries of an alliance say; `folder` is where such tables are kept.

    `persons` are the person of each row of any partner: `partner`, `delivery`, `row` and `person`.
    `run_step` runs the step that makes one.
    `results` are what was made.
    """

    alliance: Alliance
    provider: KeyedHash
    folder: Folder
    persons: pa.Table | None = None
    run_step: RunStep = run_step
    results: list[StepResult] = field(default_factory=list)

    def told(self, contract: Contract, group: Group) -> File:
        """Return what the rows of some deliveries say, without who is who."""
        linked = contract.linked_keys(self.alliance.persons)
        keys = [key for key in contract.units if key not in linked]
        step = said_step(contract, keys, self.alliance)
        meanings = self._meanings.filter(pc.equal(self._meanings["partner"], contract.partner))
        what = repr((keys, contract.relations, [column.name for column in contract.used_columns]))
        file = self._place(contract, group, step.sql, what, _digest(meanings))
        if made(file):
            return file
        rows = self._rows(contract, group)
        with connect({"rows": rows}) as connection:
            related = relation_ids(connection, contract, self.provider) if contract.relations else _UNRELATED
        keyed = keyed_rows(rows, contract, self.provider, keys)
        with kept(file) as draft:
            inputs = {"rows": rows, "keys": keyed, "related": related, "meanings": meanings}
            # Lists in a cell are taken apart by DuckDB: Spark does so in other words.
            several = contract.taken_apart_anew or any(column.has_several for column in contract.columns)
            run = local if several else self.run_step
            self.results.append(run(step, inputs, draft))
        return file

    def named(self, contract: Contract, group: Group) -> File | None:
        """Return which units the rows of some deliveries name by persons; none, where no persons stand in keys."""
        keys, linked = contract.linked_keys(self.alliance.persons), contract.linked_columns(self.alliance.persons)
        if not keys:
            return None
        own = self._persons_in(group)
        file = self._place(contract, group, repr(keys), repr(sorted(linked)), _digest(own))
        if not made(file):
            with connect({"rows": self._rows(contract, group), "persons": own}) as connection:
                found = key_map(connection, contract, self.provider, linked, keys)
            with kept(file) as draft:
                write_table(found, draft)
        return file

    def _rows(self, contract: Contract, group: Group) -> pa.Table | View:
        """The rows of some deliveries: of several in memory, since to open them takes longer than to read them."""
        query, tables = accepted_query(contract, group), tables_of(group)
        # Rows of one can be many, and another engine reads them where they are.
        if len(group) < 2 or self.run_step is not local:
            return View(query, tables)
        with connect(tables) as connection:
            return connection.sql(query).to_arrow_table()

    def _place(self, contract: Contract, group: Group, *follows_from: str) -> File:
        """The file under the name that what it follows from gives it, which tells nothing without the key."""
        content = json.dumps([contract.partner, code_version(), *follows_from, [_content(one) for one in group]])
        numbers = [number for one in group for number in one.numbers] or [0]
        return self.folder / f"{min(numbers)}-{max(numbers)}-{self.provider.pseudonym('said', content)}.parquet"

    def _persons_in(self, group: Group) -> pa.Table:
        """The person of each row of some deliveries: `delivery`, `row` and `person`."""
        if self.persons is None:
            return _PERSONS.empty_table()
        numbers = {number for one in group for number in one.numbers}
        own = [self.persons.slice(first, length) for first, length, number in self._runs if number in numbers]
        return pa.concat_tables([one.select(_PERSONS.names).cast(_PERSONS) for one in own] or [_PERSONS.empty_table()])

    @cached_property
    def _runs(self) -> list[tuple[int, int, int]]:
        """Where persons are of one delivery, row after row: the first, how many, and the number of the delivery.

        They come delivery by delivery, and looking through millions of them again for each would take longer.
        """
        numbers = np.empty(0, np.int64) if self.persons is None else self.persons["delivery"].to_numpy()
        ends = [*(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)] if len(numbers) else []
        return [(first, end - first, int(numbers[first])) for first, end in pairwise([0, *ends])]

    @cached_property
    def _meanings(self) -> pa.Table:
        return meaning_table(self.alliance)


def _content(accepted: Accepted) -> list[object]:
    """What tells the accepted rows of deliveries from others: rows can be erased, and those left are fewer."""
    form = [sorted(accepted.columns), *([repr(accepted.layout)] if accepted.layout else [])]
    return [accepted.identity, *form]


def _digest(table: pa.Table) -> str:
    """A digest of the content of a table."""
    digest = hashlib.sha256()
    for batch in table.combine_chunks().to_batches():
        digest.update(memoryview(batch.serialize()))
    return digest.hexdigest()

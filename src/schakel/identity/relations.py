"""How units of one kind are related to each other, as typed edges between pseudonyms: the graph of cases.

A case has a number with the prosecution, another one in appeal, and may be joined to a third that is tried with it. A
partner's row says so by naming both numbers. Edges that mean the same unit make one unit of all numbers they connect;
edges of joinder leave the units apart, and let what is said of the one be said of those joined to it.

What follows from the edges is in `related.py`.
"""

from collections.abc import Iterable, Iterator, Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from schakel.identity.key_map import KEY_MAP, ROWS_PER_BATCH, text_of_key
from schakel.identity.pseudonyms import PseudonymProvider
from schakel.model.contract import Contract, Relation
from schakel_base.database import quote_name

RELATIONS = pa.schema(
    [
        ("partner", pa.string()),
        ("delivery", pa.int64()),
        ("row", pa.int64()),
        ("unit", pa.string()),
        ("unit_id", pa.string()),
        ("kind", pa.string()),
        ("other_id", pa.string()),
    ]
)


def relation_table(connection: duckdb.DuckDBPyConnection, contract: Contract, provider: PseudonymProvider) -> pa.Table:
    """Return the edges that the rows in force of one partner state, which the connection sees as `rows`.

    A row that names its own unit once more tells nothing.
    """
    found = [
        _with_pseudonyms(batch, contract.partner, relation, provider)
        for relation in contract.relations
        for batch in connection.sql(_named(contract, relation)).to_arrow_reader(ROWS_PER_BATCH)
    ]
    return pa.Table.from_batches(found, RELATIONS)


def _named(contract: Contract, relation: Relation) -> str:
    key = next(key.columns for key in contract.units if key.unit == relation.unit)
    filled = " AND ".join(f"{quote_name(name)} IS NOT NULL" for name in dict.fromkeys((*key, *relation.to)))
    named = f"SELECT delivery, row, {text_of_key(key)} AS one, {text_of_key(relation.to)} AS other FROM rows"
    return f"SELECT * FROM ({named} WHERE {filled}) WHERE one <> other ORDER BY delivery, row"


def _with_pseudonyms(
    found: pa.RecordBatch, partner: str, relation: Relation, provider: PseudonymProvider
) -> pa.RecordBatch:
    one, other = (provider.pseudonyms(relation.unit, found[name].to_pylist()) for name in ("one", "other"))
    size = found.num_rows
    return pa.RecordBatch.from_arrays(
        [
            pa.repeat(partner, size),
            found["delivery"].cast(pa.int64()),
            found["row"].cast(pa.int64()),
            pa.repeat(relation.unit, size),
            pa.array(one, pa.string()),
            pa.repeat(str(relation.kind), size),
            pa.array(other, pa.string()),
        ],
        schema=RELATIONS,
    )


class MergedPseudonyms:
    """A provider that gives all numbers of a unit the pseudonym of the one that it goes by."""

    def __init__(self, provider: PseudonymProvider, unit_of: Mapping[str, str]) -> None:
        self._provider, self._unit_of = provider, unit_of

    def pseudonym(self, unit: str, key: str) -> str:
        """Return the pseudonym of the unit that this number belongs to."""
        return self.pseudonyms(unit, [key])[0]

    def pseudonyms(self, unit: str, keys: Iterable[str]) -> list[str]:
        """Return the same for many numbers of one kind of unit."""
        return [self._unit_of.get(found, found) for found in self._provider.pseudonyms(unit, keys)]


def with_joined(
    batches: Iterable[pa.RecordBatch], contract: Contract, joined: Mapping[str, tuple[str, ...]]
) -> Iterator[pa.RecordBatch]:
    """Let rows of a key map speak of the units as well that are joined to theirs, where their contract says so."""
    units = pa.array([key.unit for key in contract.units if key.with_joined], pa.string())
    for batch in batches:
        yield batch
        if len(units) and joined:
            speaks = pc.and_(pc.is_in(batch["unit"], units), pc.is_in(batch["unit_id"], pa.array(joined)))
            rows = batch.filter(speaks).to_pylist()
            more = [{**row, "unit_id": one} for row in rows for one in joined[row["unit_id"]]]
            yield pa.RecordBatch.from_pylist(more, KEY_MAP)

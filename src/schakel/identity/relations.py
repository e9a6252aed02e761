"""How units of one kind are related to each other, as typed edges between ids: the graph of cases.

A case has a number with the prosecution, another one in appeal, and may be joined to a third that is tried with it. A
partner's row says so by naming both numbers. Edges that mean the same unit make one unit of all numbers they connect;
edges of joinder leave the units apart, and let what is said of the one be said of those joined to it.

What follows from the edges is in `related.py`.
"""

import duckdb
import pyarrow as pa

from schakel.identity.key_map import ROWS_PER_BATCH, text_of_key
from schakel.identity.pseudonyms import KeyedHash
from schakel.model.contract import Contract, Relation
from schakel_base.database import quote_name

RELATIONS = pa.schema(
    [
        ("partner", pa.string()),
        ("delivery", pa.int64()),
        ("row", pa.int64()),
        ("unit", pa.string()),
        ("unit_id", pa.int64()),
        ("kind", pa.string()),
        ("other_id", pa.int64()),
    ]
)


def relation_table(connection: duckdb.DuckDBPyConnection, contract: Contract, provider: KeyedHash) -> pa.Table:
    """Return the edges that the rows in force of one partner tell of, which the connection sees as `rows`.

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


def _with_pseudonyms(found: pa.RecordBatch, partner: str, relation: Relation, provider: KeyedHash) -> pa.RecordBatch:
    one, other = (provider.numbers(relation.unit, found[name].to_pylist())[:, 0] for name in ("one", "other"))
    size = found.num_rows
    return pa.RecordBatch.from_arrays(
        [
            pa.repeat(partner, size),
            found["delivery"].cast(pa.int64()),
            found["row"].cast(pa.int64()),
            pa.repeat(relation.unit, size),
            pa.array(one),
            pa.repeat(str(relation.kind), size),
            pa.array(other),
        ],
        schema=RELATIONS,
    )

"""How units of one kind are related to each other, as typed edges between ids: the graph of cases.

A case has a number with the prosecution, another one in appeal, and may be joined to a third that is tried with it. A
partner's row says so by naming both numbers. Edges that mean the same unit make one unit of all numbers they connect;
edges of joinder leave the units apart, and let what is said of the one be said of those joined to it.

What follows from the edges is in `related.py`.
"""

import duckdb
import pyarrow as pa

from schakel.identity.key_map import ids_of, text_of_key
from schakel.identity.pseudonyms import KeyedHash
from schakel.model.contract import Contract
from schakel.store.engine import ROWS_PER_BATCH
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


def relation_columns(contract: Contract) -> tuple[str, ...]:
    """Return the columns that hold, for each relation of a contract, the id of one number and that of the other."""
    return tuple(name for place in range(len(contract.relations)) for name in sides(place))


def sides(place: int) -> tuple[str, str]:
    """Return the names of the two columns of the relation at a place in its contract."""
    return f"one of relation {place}", f"other of relation {place}"


def relation_ids(connection: duckdb.DuckDBPyConnection, contract: Contract, provider: KeyedHash) -> pa.Table:
    """Return `delivery`, `row` and the columns of relations, of those rows that the connection sees as `rows` and
    that tell of any.

    A row that names its own unit once more tells nothing.
    """
    schema = pa.schema([(name, pa.int64()) for name in ("delivery", "row", *relation_columns(contract))])
    batches = []
    for found in connection.sql(_named(contract)).to_arrow_reader(ROWS_PER_BATCH):
        columns = [found["delivery"].cast(pa.int64()), found["row"].cast(pa.int64())]
        for place, relation in enumerate(contract.relations):
            columns += [ids_of(found[name], relation.unit, provider)[0] for name in sides(place)]
        batches.append(pa.RecordBatch.from_arrays(columns, schema=schema))
    return pa.Table.from_batches(batches, schema)


def _named(contract: Contract) -> str:
    """The numbers on both sides of each relation, as text, of the rows that name any two that differ."""
    columns, tells = list[str](), list[str]()
    for place, relation in enumerate(contract.relations):
        key = next(key.columns for key in contract.units if key.unit == relation.unit)
        filled = " AND ".join(f"{quote_name(name)} IS NOT NULL" for name in dict.fromkeys((*key, *relation.to)))
        one, other = text_of_key(key), text_of_key(relation.to)
        told = f"({filled} AND {one} <> {other})"
        tells.append(told)
        for text, name in zip((one, other), sides(place), strict=True):
            columns.append(f"CASE WHEN {told} THEN {text} END AS {quote_name(name)}")
    return f"SELECT {', '.join(('delivery', 'row', *columns))} FROM rows WHERE {' OR '.join(tells)}"

"""The key map: which delivered row speaks of which unit, by pseudonym. It is all that later rooms see of identity.

A unit with a natural key has one pseudonym wherever the key occurs, with every partner. A unit without one is its
own row: it gets the pseudonym of the content of that row and of its rank among identical rows, so that it keeps it
when the same rows arrive again in another order. Identical rows are kept apart: whether they are one person or
several cannot be told, and is counted as a figure of quality.
"""

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from schakel.identity.pseudonyms import PseudonymProvider
from schakel.model.contract import Contract, UnitKey
from schakel.store.engine import quote_name

KEY_MAP = pa.schema(
    [
        ("partner", pa.string()),
        ("delivery", pa.int64()),
        ("row", pa.int64()),
        ("unit", pa.string()),
        ("unit_id", pa.string()),
    ]
)


def key_map(connection: duckdb.DuckDBPyConnection, contract: Contract, provider: PseudonymProvider) -> pa.Table:
    """Return the key map of one partner's rows in force, which the connection sees as `rows`."""
    return pa.concat_tables(
        [KEY_MAP.empty_table(), *(_of_unit(connection, contract, key, provider) for key in contract.units)]
    )


def _of_unit(
    connection: duckdb.DuckDBPyConnection, contract: Contract, key: UnitKey, provider: PseudonymProvider
) -> pa.Table:
    found: pa.Table = connection.sql(f"{_natural_keys(contract, key)} ORDER BY delivery, row").to_arrow_table()
    texts = found["key"].combine_chunks().dictionary_encode()
    pseudonyms = pa.array(_pseudonyms(texts.dictionary.to_pylist(), key.unit, provider), pa.string())
    size = found.num_rows
    columns = [
        pa.array([contract.partner] * size, pa.string()),
        found["delivery"],
        found["row"],
        pa.array([key.unit] * size, pa.string()),
        pseudonyms.take(texts.indices),
    ]
    return pa.table(columns, schema=KEY_MAP)


def _pseudonyms(keys: Iterable[str], unit: str, provider: PseudonymProvider) -> list[str]:
    return [provider.pseudonym(unit, key) for key in keys]


def _natural_keys(contract: Contract, key: UnitKey) -> str:
    if key.columns:
        names = [quote_name(name) for name in key.columns]
        filled = " AND ".join(f"{name} IS NOT NULL" for name in names)
        return f"SELECT delivery, row, concat_ws(chr(31), {', '.join(names)}) AS key FROM rows WHERE {filled}"
    content = ", ".join(f"coalesce({quote_name(column.name)}, '')" for column in contract.used_columns)
    text = f"concat_ws(chr(31), '{contract.partner}', {content})"
    rank = f"row_number() OVER (PARTITION BY {text} ORDER BY delivery, row)"
    return f"SELECT delivery, row, concat_ws(chr(31), {text}, {rank}) AS key FROM rows"

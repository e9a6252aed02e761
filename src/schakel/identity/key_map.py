"""The key map: which delivered row is about which unit, by pseudonym. It is all that later rooms see of identity.

A unit with a natural key has one pseudonym wherever the key occurs, with every partner. A unit without one is its
own row: it gets the pseudonym of the content of that row and of its rank among identical rows, so that it keeps it
when the same rows arrive again in another order. Identical rows are kept apart: whether they are one person or
several cannot be told, and is counted as a figure of quality.

Where persons are linked, the person of a row takes the place of its number in a key: with the same person, rows are
about the same unit whatever number they have, or none.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import duckdb
import pyarrow as pa

from schakel.identity.pseudonyms import PseudonymProvider
from schakel.model.contract import Contract, UnitKey
from schakel_base.database import quote_name

ROWS_PER_BATCH = 100_000
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
    return pa.Table.from_batches(key_map_batches(connection, contract, provider), KEY_MAP)


def key_map_batches(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    provider: PseudonymProvider,
    linked: Collection[str] = (),
) -> Iterator[pa.RecordBatch]:
    """Return the same some rows at a time, unit by unit, so that memory does not grow with the rows.

    Parameters
    ----------
    connection
        Sees the rows in force of one partner as `rows`.
    contract
        Its keys of units.
    provider
        Gives the pseudonyms, one per kind of unit and key.
    linked
        The columns in whose place the person of a row stands; the connection sees the persons as `persons`.
    """
    for key in contract.units:
        query = f"{_natural_keys(contract, key, linked)} ORDER BY delivery, row"
        for found in connection.sql(query).to_arrow_reader(ROWS_PER_BATCH):
            yield _with_pseudonyms(found, contract.partner, key.unit, provider)


def _with_pseudonyms(found: pa.RecordBatch, partner: str, unit: str, provider: PseudonymProvider) -> pa.RecordBatch:
    """A key that comes back within a batch is hashed once."""
    keys = found["key"].dictionary_encode()
    pseudonyms = pa.array(provider.pseudonyms(unit, keys.dictionary.to_pylist()), pa.string())
    return pa.RecordBatch.from_arrays(
        [
            pa.repeat(partner, found.num_rows),
            found["delivery"].cast(pa.int64()),
            found["row"].cast(pa.int64()),
            pa.repeat(unit, found.num_rows),
            pseudonyms.take(keys.indices),
        ],
        schema=KEY_MAP,
    )


def text_of_key(columns: Sequence[str]) -> str:
    """Return the expression that writes the columns of a key as one text."""
    return _text(quote_name(name) for name in columns)


def _text(values: Iterable[str]) -> str:
    return f"concat_ws(chr(31), {', '.join(values)})"


def _natural_keys(contract: Contract, key: UnitKey, linked: Collection[str]) -> str:
    if key.columns:
        by_person = not set(linked).isdisjoint(key.columns)
        source = "rows LEFT JOIN persons USING (delivery, row)" if by_person else "rows"
        values = [_value(name, linked) for name in key.columns]
        filled = " AND ".join(f"{value} IS NOT NULL" for value in values)
        return f"SELECT delivery, row, {_text(values)} AS key FROM {source} WHERE {filled}"
    content = ", ".join(f"coalesce({quote_name(column.name)}, '')" for column in contract.used_columns)
    text = f"concat_ws(chr(31), '{contract.partner}', {content})"
    # Identical rows differ by their rank alone, which is the same whenever the same rows arrive again.
    rank = f"row_number() OVER (PARTITION BY {text} ORDER BY delivery, row)"
    return f"SELECT delivery, row, concat_ws(chr(31), {text}, {rank}) AS key FROM rows"


def _value(column: str, linked: Collection[str]) -> str:
    name = f"rows.{quote_name(column)}"
    return f"coalesce(persons.person, {name})" if column in linked else name

"""The key map: which units a delivered row is about, by pseudonym. Later rooms see nothing else of identity.

A unit with a natural key has one pseudonym wherever the key occurs, with every partner. A unit without one is its
own row: it gets the pseudonym of the content of that row and of its rank among identical rows, so that it keeps it
when the same rows arrive again in another order. Identical rows are kept apart: whether they are one person or
several cannot be told, and is counted as a figure of quality. What a row is by itself is the first of its kind;
`repeats` gives the others, once it is known which rows are in force together.

Where persons are linked, the person of a row takes the place of its number in a key, or of its names: with the same
person, rows are about the same unit whatever number they have, or none.

A pseudonym is two integers here: the id by which tables are joined, and a check that shows if two units share an id.
A text of 26 characters would be three times as long, and too long to be compared at once.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import partial

import duckdb
import numpy as np
import pyarrow as pa

from schakel.identity.pseudonyms import KeyedHash
from schakel.model.contract import Contract, UnitKey
from schakel.store.engine import ROWS_PER_BATCH, Input, Mapped, View
from schakel_base.database import quote_name

KEY_MAP = pa.schema(
    [
        ("partner", pa.string()),
        ("delivery", pa.int64()),
        ("row", pa.int64()),
        ("unit", pa.string()),
        ("unit_id", pa.int64()),
    ]
)
"""The key map as a list: a line for each row and unit."""


def check_of(unit: str) -> str:
    """Return the name of the column that holds the check of a kind of unit."""
    return f"{unit} check"


def key_columns(keys: Sequence[UnitKey]) -> pa.Schema:
    """Return the columns of a key map: `delivery`, `row`, and of each kind of unit id and check."""
    names = [name for key in keys for name in (key.unit, check_of(key.unit))]
    return pa.schema([(name, pa.int64()) for name in ("delivery", "row", *names)])


def key_map(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    provider: KeyedHash,
    linked: Collection[str] = (),
    keys: Sequence[UnitKey] | None = None,
) -> pa.Table:
    """Return the key map of some rows of a partner, made some rows at a time.

    Parameters
    ----------
    linked
        The columns in whose place the person of a row stands; the connection sees the persons as `persons`.
    keys
        Those of the kinds of unit that are asked for; by default all of the contract.
    """
    asked = contract.units if keys is None else keys
    query = _natural_keys(contract, asked, linked)
    return _hashed(connection, query, [key.unit for key in asked], provider)


def keyed_rows(rows: Input, contract: Contract, provider: KeyedHash, keys: Sequence[UnitKey]) -> Mapped:
    """Return the same of keys in which no persons stand, to be made where the rows are read."""
    units = tuple(key.unit for key in keys)
    return Mapped(
        View(_natural_keys(contract, keys, ()), {"rows": rows}), key_columns(keys), partial(_keyed, units, provider)
    )


def repeats(
    connection: duckdb.DuckDBPyConnection, contract: Contract, units: Sequence[str], provider: KeyedHash
) -> pa.Table:
    """Return the key map of rows with the content of an earlier row, for kinds without natural keys.

    Parameters
    ----------
    connection
        Sees the rows as `rows`, and their rank among identical ones (from 2) as `ranks`: `delivery`, `row`, `rank`.
    """
    text = f"concat_ws(chr(31), {_content(contract)}, rank)"
    texts = ", ".join(f"{text} AS {quote_name(unit)}" for unit in units)
    query = f"SELECT delivery, row, {texts} FROM rows JOIN ranks USING (delivery, row)"
    return _hashed(connection, query, units, provider)


def _hashed(connection: duckdb.DuckDBPyConnection, query: str, units: Sequence[str], provider: KeyedHash) -> pa.Table:
    found = connection.sql(query).to_arrow_reader(ROWS_PER_BATCH)
    schema = key_columns([UnitKey(unit) for unit in units])
    return pa.Table.from_batches(map(partial(_keyed, units, provider), found), schema)


def _keyed(units: Sequence[str], provider: KeyedHash, found: pa.RecordBatch) -> pa.RecordBatch:
    """Put ids and checks in the place of natural keys."""
    columns = [found["delivery"].cast(pa.int64()), found["row"].cast(pa.int64())]
    for unit in units:
        columns += ids_of(found[unit], unit, provider)
    return pa.RecordBatch.from_arrays(columns, schema=key_columns([UnitKey(unit) for unit in units]))


def ids_of(texts: pa.Array, unit: str, provider: KeyedHash) -> list[pa.Array]:
    """Return the ids and the checks of a column of natural keys; a key that comes back in it is hashed once."""
    keys = texts.dictionary_encode()
    numbers = provider.numbers(unit, keys.dictionary.to_pylist())
    return [pa.array(np.ascontiguousarray(numbers[:, side])).take(keys.indices) for side in (0, 1)]


def text_of_key(columns: Sequence[str]) -> str:
    """Return the expression that writes the columns of a key as one text."""
    return _text(quote_name(name) for name in columns)


def _text(values: Iterable[str]) -> str:
    return f"concat_ws(chr(31), {', '.join(values)})"


def _natural_keys(contract: Contract, keys: Sequence[UnitKey], linked: Collection[str]) -> str:
    """The query of each row's natural keys, empty where the row names no such unit."""
    by_person = any(not set(linked).isdisjoint(key.columns) for key in keys)
    source = "rows LEFT JOIN persons USING (delivery, row)" if by_person else "rows"
    texts = (f"{_natural_key(contract, key, linked)} AS {quote_name(key.unit)}" for key in keys)
    return f"SELECT {', '.join(('delivery', 'row', *texts))} FROM {source}"


def _natural_key(contract: Contract, key: UnitKey, linked: Collection[str]) -> str:
    if key.columns:
        values = _values(key.columns, linked)
        filled = " AND ".join(f"{value} IS NOT NULL" for value in values)
        return f"CASE WHEN {filled} THEN {_text(values)} END"
    return f"concat_ws(chr(31), {_content(contract)}, 1)"


def _content(contract: Contract) -> str:
    content = ", ".join(f"coalesce(rows.{quote_name(column.name)}, '')" for column in contract.used_columns)
    return f"concat_ws(chr(31), '{contract.partner}', {content})"


def _values(columns: Sequence[str], linked: Collection[str]) -> list[str]:
    """The parts of a key; all columns that say who the person of a row is are one part, where the first stands."""
    person = _person_of([name for name in columns if name in linked])
    parts = dict.fromkeys("" if name in linked else name for name in columns)
    return [f"rows.{quote_name(name)}" if name else person for name in parts]


def _person_of(columns: Sequence[str]) -> str:
    """The person of a row; one whom the model cannot link keeps its own number, and is then known by that alone."""
    return f"coalesce(persons.person, {' || chr(31) || '.join(f'rows.{quote_name(name)}' for name in columns)})"

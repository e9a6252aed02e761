"""The key map: which units a delivered row is about, by pseudonym. It is all that later rooms see of identity.

A unit with a natural key has one pseudonym wherever the key occurs, with every partner. A unit without one is its
own row: it gets the pseudonym of the content of that row and of its rank among identical rows, so that it keeps it
when the same rows arrive again in another order. Identical rows are kept apart: whether they are one person or
several cannot be told, and is counted as a figure of quality.

Where persons are linked, the person of a row takes the place of its number in a key: with the same person, rows are
about the same unit whatever number they have, or none.

A pseudonym is two integers here: the id by which tables are joined, and a check that shows if two units share an id.
A text of 26 characters would be three times as long, and too long to be compared at once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from schakel.identity.pseudonyms import KeyedHash
from schakel.model.contract import Contract, UnitKey
from schakel_base.database import quote_name

ROWS_PER_BATCH = 100_000
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


def key_columns(contract: Contract) -> pa.Schema:
    """Return the columns of the key map of a partner: `delivery`, `row`, and of each kind of unit id and check."""
    names = [name for key in contract.units for name in (key.unit, check_of(key.unit))]
    return pa.schema([(name, pa.int64()) for name in ("delivery", "row", *names)])


def key_map(connection: duckdb.DuckDBPyConnection, contract: Contract, provider: KeyedHash) -> pa.Table:
    """Return the key map of one partner's rows in force, which the connection sees as `rows`."""
    return pa.Table.from_batches(key_map_batches(connection, contract, provider), key_columns(contract))


def key_map_batches(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    provider: KeyedHash,
    linked: Collection[str] = (),
    unit_of: Mapping[int, int] | None = None,
) -> Iterator[pa.RecordBatch]:
    """Return the same some rows at a time, so that memory does not grow with the rows.

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
    unit_of
        For each id that is not the one its unit goes by: the one that it does go by.
    """
    merged = _Merged(unit_of or {})
    for found in connection.sql(_natural_keys(contract, linked)).to_arrow_reader(ROWS_PER_BATCH):
        columns = [found["delivery"].cast(pa.int64()), found["row"].cast(pa.int64())]
        for key in contract.units:
            columns += _ids(found[key.unit], key.unit, provider, merged)
        yield pa.RecordBatch.from_arrays(columns, schema=key_columns(contract))


def _ids(texts: pa.Array, unit: str, provider: KeyedHash, merged: "_Merged") -> list[pa.Array]:
    """The ids and the checks of a column of natural keys; a key that comes back within a batch is hashed once."""
    keys = texts.dictionary_encode()
    numbers = merged.numbers(provider.numbers(unit, keys.dictionary.to_pylist()))
    return [pa.array(np.ascontiguousarray(numbers[:, side])).take(keys.indices) for side in (0, 1)]


class _Merged:
    """All ids of a unit become the one that it goes by, which is its own check: its numbers have several."""

    def __init__(self, unit_of: Mapping[int, int]) -> None:
        known = {**unit_of, **{unit: unit for unit in unit_of.values()}}
        self._ids = np.array(sorted(known), dtype=np.int64)
        self._units = np.array([known[one] for one in sorted(known)], dtype=np.int64)

    def numbers(self, found: NDArray[np.int64]) -> NDArray[np.int64]:
        if not len(self._ids):
            return found
        place = np.minimum(np.searchsorted(self._ids, found[:, 0]), len(self._ids) - 1)
        units = np.where(self._ids[place] == found[:, 0], self._units[place], 0)[:, None]
        return np.where((self._ids[place] == found[:, 0])[:, None], units, found)


def text_of_key(columns: Sequence[str]) -> str:
    """Return the expression that writes the columns of a key as one text."""
    return _text(quote_name(name) for name in columns)


def _text(values: Iterable[str]) -> str:
    return f"concat_ws(chr(31), {', '.join(values)})"


def _natural_keys(contract: Contract, linked: Collection[str]) -> str:
    """The query of each row's natural keys, empty where the row names no such unit."""
    by_person = any(not set(linked).isdisjoint(key.columns) for key in contract.units)
    source = "rows LEFT JOIN persons USING (delivery, row)" if by_person else "rows"
    keys = (f"{_natural_key(contract, key, linked)} AS {quote_name(key.unit)}" for key in contract.units)
    return f"SELECT {', '.join(('delivery', 'row', *keys))} FROM {source}"


def _natural_key(contract: Contract, key: UnitKey, linked: Collection[str]) -> str:
    if key.columns:
        values = [_value(name, linked) for name in key.columns]
        filled = " AND ".join(f"{value} IS NOT NULL" for value in values)
        return f"CASE WHEN {filled} THEN {_text(values)} END"
    content = ", ".join(f"coalesce(rows.{quote_name(column.name)}, '')" for column in contract.used_columns)
    text = f"concat_ws(chr(31), '{contract.partner}', {content})"
    # Identical rows differ by their rank alone, which is the same whenever the same rows arrive again.
    rank = f"row_number() OVER (PARTITION BY {text} ORDER BY delivery, row)"
    return f"concat_ws(chr(31), {text}, {rank})"


def _value(column: str, linked: Collection[str]) -> str:
    name = f"rows.{quote_name(column)}"
    # A row that names nobody the model can link keeps its own number, and is then known by that alone.
    return f"coalesce(persons.person, {name})" if column in linked else name

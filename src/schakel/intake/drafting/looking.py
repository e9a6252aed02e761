"""What each column of a file shows: its type, its date format, its codes, and whether it is a key."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, compress

import duckdb
import pyarrow as pa

from schakel.intake.drafting.personal import has_one_of, is_personal, words_in
from schakel.intake.listed_words import listed_words
from schakel.intake.types import reading
from schakel.model.column import NUMBERS_WRITTEN
from schakel_base.database import connect, parts_of, quote_name, quote_text

DATES = (
    "", "%d-%m-%Y", "%d/%m/%Y", "%m/%d/%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d-%m-%y", "%m/%d/%y",
    "%d %b %Y", "%d-%b-%Y", "%d-%b-%y",
)  # fmt: skip
TIMESTAMPS = ("", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M",
              "%m/%d/%Y %I:%M:%S %p", "%Y/%m/%d %H:%M:%S")  # fmt: skip
CANDIDATES = (
    *(("date", form) for form in DATES),
    *(("timestamp", form) for form in TIMESTAMPS),
    ("boolean", ""),
    ("integer", ""),
    *(("number", form) for form in ("", *NUMBERS_WRITTEN)),
    ("time", ""),
)
WITHOUT_DIGITS = (("boolean", ""),)
"""What is left where a value has no digit: to try them all takes longer than all else that is looked for."""
MOST_CODES = 100
LEAST_ROWS_OF_A_CODE = 4
LONGEST_CODE = 100
SEPARATORS = (";", "|", "/", ",")
LISTED = '(?:^|")([^"\\[\\]]+)(?:"|$)'
"""Each text in a list of JSON, which several elements of a name become; or a text that is in none."""
EMPTY_LIST = "[]"
NEARLY_A_KEY = 0.95
"""So many of the rows at least have a value of their own in a column that is nearly a key: some rows come twice."""
LEAST_OF_A_MIXTURE = 10
"""One in so many rows at least can be read in a way that is told of a column without a type of its own."""
MOST_IN_A_KEY = 12
"""Of so many columns, those with most values, pairs are tried as a key."""


@dataclass(frozen=True)
class SeenColumn:
    """What was seen in a column; `others` are formats of dates that fit as well.

    Parameters
    ----------
    filled, distinct
        The number of its values, and of those that differ.
    codes
        Each value with the number of its rows, if it holds codes.
    split
        What stands between the values of a cell that has several of these codes.
    each
        Where a cell has a list of JSON instead, the pattern of each code.
    empty_lists
        How many of these lists are empty.
    are_numbers
        Whether few whole numbers are in it: as codes, or without any if its name says that they count something.
    personal
        Whether it looks as if it identified persons.
    mixed
        Where no type fits all of its values, those that fit most, each with a format and the number of rows.
    unknown
        What is written beside these where a value is not known, as a blank would say it.
    """

    name: str
    rows: int
    filled: int
    distinct: int
    type: str = "string"
    format: str = ""
    others: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    codes: tuple[tuple[str, int], ...] = ()
    split: str = ""
    each: str = ""
    empty_lists: int = 0
    are_numbers: bool = False
    personal: bool = False
    mixed: tuple[tuple[str, str, int], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_key(self) -> bool:
        """Whether each row has a value of its own in it."""
        alike = self.type in ("string", "integer") and not self.mixed
        return alike and 0 < self.rows == self.filled == self.distinct

    @property
    def is_nearly_key(self) -> bool:
        """Whether it would be a key but for a few rows that come twice."""
        alike = self.type in ("string", "integer") and 0 < self.rows == self.filled > self.distinct
        return alike and self.distinct >= NEARLY_A_KEY * self.rows


def look(table: pa.Table) -> Iterator[SeenColumn]:
    """Return what is seen in each column of a table of texts."""
    with connect() as connection:
        connection.register("rows", table)
        for name in table.column_names:
            yield _seen(connection, name)


def keys(table: pa.Table, columns: Sequence[SeenColumn]) -> tuple[tuple[str, ...], ...]:
    """Return the keys that hold: columns in which each row differs, or else pairs of columns."""
    # What identifies persons numbers rows only where nothing else does.
    columns = sorted(columns, key=lambda one: one.personal)
    alone = tuple((column.name,) for column in columns if column.is_key)
    if alone or not columns or not columns[0].rows:
        return alone
    filled = [one for one in columns if one.filled == one.rows and one.type in ("string", "integer", "date")]
    most = sorted(filled, key=lambda one: (one.personal, -one.distinct))[:MOST_IN_A_KEY]
    pairs = [
        (one.name, other.name) for one, other in combinations(most, 2) if one.distinct * other.distinct >= one.rows
    ]
    with connect() as connection:
        connection.register("rows", table)
        return tuple(pair for pair in pairs if _holds(connection, pair, columns[0].rows))


def _holds(connection: duckdb.DuckDBPyConnection, pair: Sequence[str], rows: int) -> bool:
    names = ", ".join(map(quote_name, pair))
    found = connection.execute(f"SELECT count(*) FROM (SELECT DISTINCT {names} FROM rows)").fetchall()
    return bool(found[0][0] == rows)


def _seen(connection: duckdb.DuckDBPyConnection, name: str) -> SeenColumn:
    value = quote_name(name)
    # Readings are tried on values, not on rows: a code of a million rows is tried once.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE seen AS SELECT {value} AS value, count(*) AS times FROM rows "
        f"WHERE {value} IS NOT NULL GROUP BY 1"
    )
    [(rows, filled, distinct)] = connection.execute(
        "SELECT (SELECT count(*) FROM rows), coalesce(sum(times), 0), count(*) FROM seen"
    ).fetchall()
    seen = SeenColumn(name, rows, int(filled), distinct, personal=is_personal(name, connection))
    if fitting := _fitting(connection) if distinct else []:
        kind, form = fitting[0]
        others = tuple(other for other_kind, other in fitting[1:] if other_kind == kind and _differ(kind, form, other))
        first, last = _ends(connection, kind, form)
        seen = replace(seen, type=kind, format=form, others=others, first=first, last=last)
    if seen.type not in ("string", "integer", "boolean"):
        return seen
    mixed = tuple(_mixed(connection, seen.filled)) if distinct and not fitting else ()
    if sum(rows for _, _, rows in mixed) * 2 > seen.filled:
        seen = replace(seen, mixed=mixed, unknown=_unknown(connection))
    return seen if seen.personal else _with_codes(seen, connection)


def _with_codes(seen: SeenColumn, connection: duckdb.DuckDBPyConnection) -> SeenColumn:
    """Add the codes of a column that has few values, in each cell one or several."""
    each = LISTED if _has_lists(connection) else ""
    separator = "" if each else next((one for one in _separators(connection) if _has_several(connection, one)), "")
    if each:
        seen = replace(seen, each=each, empty_lists=_empty_lists(connection))
    if separator or each:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE seen AS {_parts(separator, each)}")
    codes = connection.execute(
        f"SELECT value, times FROM seen ORDER BY times DESC, value LIMIT {MOST_CODES + 1}"
    ).fetchall()
    few = len(codes) <= MOST_CODES and sum(times for _, times in codes) >= len(codes) * LEAST_ROWS_OF_A_CODE
    if not few or any(len(code) > LONGEST_CODE for code, _ in codes):
        return seen
    are_numbers = seen.type == "integer"
    if are_numbers and has_one_of(words_in(seen.name), listed_words("measures")):
        return replace(seen, are_numbers=True)
    return replace(seen, type="string", codes=tuple(codes), split=separator, are_numbers=are_numbers)


def _empty_lists(connection: duckdb.DuckDBPyConnection) -> int:
    empty = f"SELECT coalesce(sum(times), 0) FROM seen WHERE value = {quote_text(EMPTY_LIST)}"
    return int(connection.execute(empty).fetchall()[0][0])


def _separators(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    tests = ", ".join(f"bool_or(contains(value, {quote_text(one)}))" for one in SEPARATORS)
    [found] = connection.execute(f"SELECT {tests} FROM seen").fetchall()
    return compress(SEPARATORS, found)


def _has_several(connection: duckdb.DuckDBPyConnection, separator: str) -> bool:
    """Whether cells have several values with this between them: then most of these stand in a cell alone as well.

    So does one at least of most cells with several: of `N/A` neither part does.
    """
    several = f"SELECT value, unnest(string_split(value, {quote_text(separator)})) AS part FROM seen"
    several += f" WHERE contains(value, {quote_text(separator)})"
    found = connection.execute(
        "SELECT (SELECT count(DISTINCT value) FILTER (trim(part) IN (SELECT value FROM seen)) * 2 "
        f"> count(DISTINCT value) FROM ({several})) AND "
        "(SELECT count(*) FILTER (value IN (SELECT value FROM seen)) * 2 > count(*) AND bool_and(value <> '') "
        f"FROM ({_parts(separator)}))"
    ).fetchall()
    return bool(found[0][0])


def _has_lists(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether cells have lists of texts, as JSON, and every text in these and in other cells can be told."""
    is_list, texts = "value LIKE '[\"%\"]'", parts_of("value", "", LISTED)
    listed = f"""concat('["', array_to_string({texts}, '", "'), '"]')"""
    told = f"value = {quote_text(EMPTY_LIST)} OR CASE WHEN {is_list} THEN {listed} ELSE {texts}[1] END = value"
    found = connection.execute(f"SELECT bool_or({is_list}) AND bool_and(coalesce({told}, false)) FROM seen").fetchall()
    return bool(found[0][0])


def _parts(separator: str, each: str = "") -> str:
    """The query of the values in all cells that can have several, with the rows of each."""
    values = parts_of("value", "", each) if each else f"string_split(value, {quote_text(separator)})"
    return (
        "SELECT trim(part) AS value, CAST(sum(times) AS BIGINT) AS times "
        f"FROM (SELECT unnest(list_distinct({values})) AS part, times FROM seen) GROUP BY 1"
    )


def _differ(kind: str, form: str, other: str) -> bool:
    """Whether two formats that fit read other values: of numbers if another mark stands before the decimals."""
    return kind != "number" or NUMBERS_WRITTEN.get(form, ("", "."))[1] != NUMBERS_WRITTEN[other][1]


def _fitting(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The types, with the formats of dates, by which every value can be read; none for what is no more than text."""
    [(have_digits,)] = connection.execute("SELECT bool_and(value GLOB '*[0-9]*') FROM seen").fetchall()
    tried = CANDIDATES if have_digits else WITHOUT_DIGITS
    read = _holding(connection, tried, lambda kind, form: f"count(*) = count({reading(kind, form, 'value')})")
    return _holding(connection, read, lambda *one: f"bool_and({_is_plausible(*one)})") if read else []


def _holding(
    connection: duckdb.DuckDBPyConnection, tried: Sequence[tuple[str, str]], test: Callable[[str, str], str]
) -> list[tuple[str, str]]:
    [found] = connection.execute(f"SELECT {', '.join(test(*one) for one in tried)} FROM seen").fetchall()
    return [candidate for candidate, holds in zip(tried, found, strict=True) if holds]


def _is_plausible(kind: str, form: str) -> str:
    """What must hold besides: eight digits are no date outside these centuries, and a number has no leading zeros."""
    if kind in ("date", "timestamp") and form:
        return f"year({reading(kind, form, 'value')}) BETWEEN 1850 AND 2150"
    return "NOT regexp_matches(value, '^[+-]?0[0-9]')" if kind in ("integer", "number") else "true"


def _mixed(connection: duckdb.DuckDBPyConnection, filled: int) -> Iterator[tuple[str, str, int]]:
    """Yield what most rows can be read as, then what most of the others can, as long as these are not too few."""
    unread = "value GLOB '*[0-9]*'"
    while True:
        fits = [f"{reading(*one, 'value')} IS NOT NULL AND {_is_plausible(*one)}" for one in CANDIDATES]
        counts = ", ".join(f"coalesce(sum(times) FILTER ({unread} AND {fit}), 0)" for fit in fits)
        [rows] = connection.execute(f"SELECT {counts} FROM seen").fetchall()
        best = rows.index(max(rows))
        if rows[best] * LEAST_OF_A_MIXTURE < filled:
            return
        yield (*CANDIDATES[best], int(rows[best]))
        unread += f" AND NOT coalesce({fits[best]}, false)"


def _unknown(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    words = ", ".join(map(quote_text, sorted(listed_words("unknown"))))
    found = connection.execute(f"SELECT value FROM seen WHERE lower(trim(value)) IN ({words}) ORDER BY value")
    return tuple(value for (value,) in found.fetchall())


def _ends(connection: duckdb.DuckDBPyConnection, kind: str, form: str) -> tuple[str, str]:
    if kind not in ("date", "timestamp"):
        return "", ""
    read = reading(kind, form, "value")
    [ends] = connection.execute(f"SELECT CAST(min({read}) AS DATE), CAST(max({read}) AS DATE) FROM seen").fetchall()
    return str(ends[0]), str(ends[1])

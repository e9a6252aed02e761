"""What a model is given of follow-ups: time, cause and covariates as numbers, one row per person.

A covariate that holds words becomes one column for each word but the first, as `race=white`. A row without a value of
some covariate tells a model nothing, and is left out.
"""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from schakel_base.database import quote_name, quote_text
from schakel_base.errors import RequestError
from schakel_recidivism.tables import UserTable

MOST_WORDS = 50
"""A column with more different words than this is a name or a number of a case, and no covariate."""
STRATUM = "stratum"
RESERVED = ("time", "cause", "entry", STRATUM)
"""The columns of a model that are no covariates."""


def model_data(
    connection: duckdb.DuckDBPyConnection, table: UserTable, wanted: Sequence[str], strata: Sequence[str] = ()
) -> pa.Table:
    """Return the columns `time`, `cause` and the covariates of the rows that have all of them.

    With `strata` there is a column `stratum`, and `entry` where anybody came under observation later.

    Raises
    ------
    DeliveryError
        If a covariate is missing from the file.
    RequestError
        If no row has all of them, or one cannot be a covariate.
    """
    given = [table.column(name) for name in (*wanted, *strata)]
    columns = [column for name in given[: len(wanted)] for column in _columns(connection, table, name)]
    columns += [f"concat_ws(', ', {_texts(table, given[len(wanted) :])}) AS {STRATUM}"] if strata else []
    later = connection.execute("SELECT coalesce(max(entry), 0) > 0 FROM follow_ups").fetchall()[0][0]
    entry = ["entry"] if later else []
    asked = ", ".join([*(f"follow_ups.{name}" for name in ("time", "cause", *entry)), *columns])
    complete = " AND ".join([f"{table.name}.{quote_name(name)} IS NOT NULL" for name in given] or ["true"])
    query = f"SELECT {asked} FROM follow_ups JOIN {table.name} USING (line) WHERE {complete} ORDER BY line"
    found = connection.sql(query).to_arrow_table()
    if not found.num_rows:
        raise RequestError(f"No row has a value of all of these: {', '.join(given)}.")
    return found


def covariates_of(data: pa.Table) -> list[str]:
    """Return the names of the covariates in what `model_data` gave."""
    return [name for name in data.column_names if name not in RESERVED]


def require_values(table: UserTable, wanted: Sequence[str]) -> None:
    """Refuse a file in which a row has no value of a covariate."""
    for name in wanted:
        column = table.column(name)
        condition = f"{table.name}.{quote_name(column)} IS NOT NULL"
        table.must(condition, column, "a comparison needs a value in every row.")


def _texts(table: UserTable, names: Sequence[str]) -> str:
    return ", ".join(f"CAST({table.name}.{quote_name(name)} AS VARCHAR)" for name in names)


def _columns(connection: duckdb.DuckDBPyConnection, table: UserTable, name: str) -> list[str]:
    if name in (*RESERVED, "event"):
        raise RequestError(f"A covariate cannot be called {name}, which the model has a meaning of its own for.")
    column = f"{table.name}.{quote_name(name)}"
    words = connection.execute(
        f"SELECT DISTINCT CAST({column} AS VARCHAR) AS word FROM {table.name} WHERE {column} IS NOT NULL "
        f"ORDER BY word LIMIT {MOST_WORDS + 1}"
    ).fetchall()
    is_number = (
        f"SELECT bool_and(isfinite(coalesce(try_cast({column} AS DOUBLE), 'nan'))) FROM {table.name} "
        f"WHERE {column} IS NOT NULL"
    )
    if connection.execute(is_number).fetchall()[0][0]:
        return [f"CAST({column} AS DOUBLE) AS {quote_name(name)}"]
    if len(words) > MOST_WORDS:
        raise RequestError(f"The covariate {name} holds more than {MOST_WORDS} different words.")
    return [f"CAST({column} = {quote_text(word)} AS DOUBLE) AS {quote_name(f'{name}={word}')}" for (word,) in words[1:]]

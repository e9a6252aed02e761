"""What a model is given of follow-ups: time, cause and covariates as numbers, one row per person.

A covariate that holds words becomes one column for each word but the first, as `race=white`.
"""

import duckdb
import pyarrow as pa

from schakel.model.errors import RequestError
from schakel.research.recidivism.tables import UserTable
from schakel.store.engine import quote_name, quote_text

MOST_WORDS = 50
"""A column with more different words than this is a name or a number of a case, and no covariate."""


def model_data(connection: duckdb.DuckDBPyConnection, table: UserTable, wanted: list[str]) -> pa.Table:
    """Return the columns `time`, `cause` and the covariates (and `entry`, where anybody came later).

    Raises
    ------
    DeliveryError
        If a covariate is missing from the file or from a row of it.
    """
    columns = [column for name in wanted for column in _columns(connection, table, table.column(name))]
    later = connection.execute("SELECT coalesce(max(entry), 0) > 0 FROM follow_ups").fetchall()[0][0]
    entry = ["entry"] if later else []
    asked = ", ".join([*(f"follow_ups.{name}" for name in ("time", "cause", *entry)), *columns])
    query = f"SELECT {asked} FROM follow_ups JOIN {table.name} USING (line) ORDER BY line"
    return connection.sql(query).to_arrow_table()


def _columns(connection: duckdb.DuckDBPyConnection, table: UserTable, name: str) -> list[str]:
    column = f"{table.name}.{quote_name(name)}"
    table.must(f"{column} IS NOT NULL", name, "a covariate has a value in every row.")
    words = connection.execute(
        f"SELECT DISTINCT CAST({column} AS VARCHAR) AS word FROM {table.name} ORDER BY word LIMIT {MOST_WORDS + 1}"
    ).fetchall()
    is_number = f"SELECT bool_and(isfinite(coalesce(try_cast({column} AS DOUBLE), 'nan'))) FROM {table.name}"
    if connection.execute(is_number).fetchall()[0][0]:
        return [f"CAST({column} AS DOUBLE) AS {quote_name(name)}"]
    if len(words) > MOST_WORDS:
        raise RequestError(f"The covariate {name} holds more than {MOST_WORDS} different words.")
    return [f"CAST({column} = {quote_text(word)} AS DOUBLE) AS {quote_name(f'{name}={word}')}" for (word,) in words[1:]]

"""The follow-ups of a file as a model takes them: time, cause and covariates as numbers, one row per person.

A covariate that holds words becomes one column for each word but the first, as `race=white`. A row without a value of
some covariate tells a model nothing, and is left out.
"""

from collections.abc import Sequence

import duckdb

from schakel_base.database import quote_name, quote_text
from schakel_base.errors import RequestError
from schakel_recidivism.follow_ups import FollowUps, stacked
from schakel_recidivism.risk_table import numbered
from schakel_recidivism.tables import UserTable, fetched
from schakel_recidivism.thresholds import MOST_NUMBERS_AMONG_WORDS, MOST_WORDS

RESERVED = ("time", "cause", "entry", "stratum", "event")
"""What is no name of a covariate, since it has a meaning of its own in a model."""


def model_data(
    connection: duckdb.DuckDBPyConnection, table: UserTable, wanted: Sequence[str], strata: Sequence[str] = ()
) -> FollowUps:
    """Return the follow-ups of the rows that have all covariates, and a value in all columns of strata.

    Raises
    ------
    DeliveryError
        If a covariate is missing from the file.
    RequestError
        If no row has all of them, or one cannot be a covariate.
    """
    given = [table.column(name) for name in (*wanted, *strata)]
    found = [_columns(connection, table, one) for one in given[: len(wanted)]]
    columns = [column for _, those in found for column in those]
    stratum = f"concat_ws(', ', {_texts(table, given[len(wanted) :])})" if strata else "''"
    numbers = [f"{value} AS c{place}" for place, (_, value) in enumerate(columns)]
    asked = ", ".join(["follow_ups.time", "follow_ups.cause", "follow_ups.entry", f"{stratum} AS stratum", *numbers])
    complete = " AND ".join([f"{table.name}.{quote_name(name)} IS NOT NULL" for name in given] or ["true"])
    query = f"SELECT {asked} FROM follow_ups JOIN {table.name} USING (line) WHERE {complete} ORDER BY line"
    rows = fetched(connection, query)
    if not len(rows["time"]):
        raise RequestError(f"No row has a value of all of these: {', '.join(given)}.")
    return FollowUps(
        time=rows["time"],
        cause=rows["cause"],
        covariates=stacked([rows[f"c{place}"] for place in range(len(columns))], len(rows["time"])),
        names=tuple(name for name, _ in columns),
        entry=rows["entry"],
        stratum=numbered(rows["stratum"])[1] if strata else None,
        references=tuple(reference for reference, those in found if reference and those),
    )


def require_values(table: UserTable, wanted: Sequence[str]) -> None:
    """Refuse a file in which a row has no value of a covariate."""
    for name in wanted:
        column = table.column(name)
        condition = f"{table.name}.{quote_name(column)} IS NOT NULL"
        table.must(condition, column, "a comparison needs a value in every row.")


def _texts(table: UserTable, names: Sequence[str]) -> str:
    return ", ".join(f"CAST({table.name}.{quote_name(name)} AS VARCHAR)" for name in names)


def _columns(connection: duckdb.DuckDBPyConnection, table: UserTable, name: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the columns of a covariate, each with its name, and what those of one in words are compared with."""
    if name in RESERVED:
        raise RequestError(f"A covariate cannot be called {name}, because the model uses that name itself.")
    column = f"{table.name}.{quote_name(name)}"
    words = connection.execute(
        f"SELECT DISTINCT CAST({column} AS VARCHAR) AS word FROM {table.name} WHERE {column} IS NOT NULL "
        f"ORDER BY word LIMIT {MOST_WORDS + 1}"
    ).fetchall()
    is_number = f"isfinite(coalesce(try_cast({column} AS DOUBLE), 'nan'))"
    found = f"SELECT bool_and({is_number}), count(DISTINCT {column}) FILTER ({is_number})"
    [(are_numbers, numbers)] = connection.execute(f"{found} FROM {table.name} WHERE {column} IS NOT NULL").fetchall()
    if are_numbers:
        return "", [(name, f"CAST({column} AS DOUBLE)")]
    if numbers > MOST_NUMBERS_AMONG_WORDS:  # one mistake of typing would make a category of every age
        table.must(
            f"{column} IS NULL OR {is_number}", name, "other rows have numbers; a covariate has numbers or words."
        )
    if len(words) > MOST_WORDS:
        raise RequestError(f"The covariate {name} has more than {MOST_WORDS} different words.")
    # A column for the first word too would follow from the rest.
    (first,), *others = words or [("",)]
    columns = [(f"{name}={word}", f"CAST({column} = {quote_text(word)} AS DOUBLE)") for (word,) in others]
    return f"{name}={first}", columns

"""Follow-ups that somebody made already: a file with one row per person, its time, and whether an event ended it.

Either `event` says so by 1 and 0, or by one value that means an event (or a column `censored` by 0 and 1), or `cause`
names the event, so that causes compete; a cause that is empty or 0 is no event.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from schakel_base.database import quote_name, quote_text, read_step
from schakel_recidivism.risk_table import RiskTable, risk_tables
from schakel_recidivism.tables import Fetched, UserTable, fetched, open_table

TIMES = ("time", "days", "day", "weeks", "week", "months", "month", "duration", "durat", "years", "year", "stop", "t")
EVENTS = ("event", "status", "arrest", "recidivism", "death", "died", "dead", "e")
YES, NO = ("1", "true", "yes", "1.0"), ("0", "false", "no", "0.0")
NO_CAUSE = ("", "0", "0.0", "censored")
ANY_EVENT = "event"


@dataclass(frozen=True)
class SurvivalColumns:
    """Which column holds what; those that are left empty are looked for by their usual names.

    Parameters
    ----------
    time
        When observation ended, a number from 0 up.
    event, event_is
        1 or 0 for an event or none; or any column, with the one value that means an event.
    censored
        The same the other way round: 1 for no event.
    cause
        The name of the event, where causes compete; empty or 0 is none.
    entry
        When observation started, before `time`.
    by
        Columns that make strata.
    """

    time: str = ""
    event: str = ""
    censored: str = ""
    cause: str = ""
    entry: str = ""
    by: tuple[str, ...] = ()
    event_is: str = ""


@dataclass(frozen=True, eq=False)
class SurvivalData:
    """The follow-ups of a file: `strata` holds a risk table for each stratum, `unit` the name of the time's column."""

    table: UserTable
    unit: str
    strata: dict[str, RiskTable]


def read_survival(connection: duckdb.DuckDBPyConnection, path: Path, columns: SurvivalColumns) -> SurvivalData:
    """Read a file, CSV or Parquet, into the table `follow_ups` of a connection and count it.

    Raises
    ------
    DeliveryError
        If a column is missing, or a row holds what its column cannot.
    """
    table = open_table(connection, "given", path)
    time = table.column(columns.time) if columns.time else table.column(*TIMES)
    table.must(f"try_cast({quote_name(time)} AS DOUBLE) BETWEEN 0 AND 1e12", time, "a time is a number from 0 up.")
    parts = [_stratum(table, columns.by), f"CAST({quote_name(time)} AS DOUBLE) AS time"]
    parts += [f"{_cause(table, columns)} AS cause", f"{_entry(table, columns.entry, time)} AS entry"]
    connection.execute(f"CREATE OR REPLACE TEMP VIEW follow_ups AS SELECT line, {', '.join(parts)} FROM given")
    strata = risk_tables(event_table(connection))
    if not strata:
        raise table.fail("The file has no rows.")
    return SurvivalData(table, time, strata)


def event_table(connection: duckdb.DuckDBPyConnection) -> Fetched:
    """Return the event table of the follow-ups that a connection holds."""
    step = read_step("schakel_recidivism", "event_table")
    return fetched(connection, f"SELECT * FROM ({step.sql}) ORDER BY {', '.join(step.key)}")


def _stratum(table: UserTable, by: tuple[str, ...]) -> str:
    """Each stratum is named after its values, as `fin=1, race=0`."""
    named = [(name, quote_name(table.column(name))) for name in by]
    said = [f"{quote_text(name + '=')} || coalesce(CAST({column} AS VARCHAR), 'missing')" for name, column in named]
    return f"{' || chr(44) || chr(32) || '.join(said) or quote_text('')} AS stratum"


def _cause(table: UserTable, columns: SurvivalColumns) -> str:
    if columns.cause:
        cause = f"CAST({quote_name(table.column(columns.cause))} AS VARCHAR)"
        return f"CASE WHEN coalesce(lower({cause}), '') IN {NO_CAUSE} THEN '' ELSE {cause} END"
    names = (columns.censored,) if columns.censored else (columns.event,) if columns.event else EVENTS
    column = table.column(*names)
    value = f"lower(CAST({quote_name(column)} AS VARCHAR))"
    if columns.event_is:
        return _one_value(table, column, columns.event_is)
    sentence = "it is 1 or 0; else give the value of an event as --event-is, or a column of kinds as --cause."
    table.must(f"{value} IN {(*YES, *NO)}", column, sentence)
    return f"CASE WHEN {value} IN {NO if columns.censored else YES} THEN {quote_text(ANY_EVENT)} ELSE '' END"


def _one_value(table: UserTable, column: str, event_is: str) -> str:
    """An event where a column has one value, none where it has another; a value that is missing is neither."""
    value = f"CAST({quote_name(column)} AS VARCHAR)"
    table.must(f"{value} IS NOT NULL", column, "it tells whether there was an event.")
    ((seen,),) = table.connection.execute(f"SELECT count(*) FROM {table.name} WHERE {value} = ?", [event_is]).fetchall()
    if not seen:
        raise table.fail(f"Column {column} has {event_is} nowhere, so that there would be no event.")
    return f"CASE WHEN {value} = {quote_text(event_is)} THEN {quote_text(ANY_EVENT)} ELSE '' END"


def _entry(table: UserTable, entry: str, time: str) -> str:
    if not entry:
        return "0.0"
    column, until = quote_name(table.column(entry)), quote_name(time)
    since = f"try_cast({column} AS DOUBLE)"
    condition = f"{since} = 0 OR ({since} > 0 AND {since} < CAST({until} AS DOUBLE))"
    table.must(condition, entry, f"observation starts at a number from 0 up, before {time}.")
    return f"CAST({column} AS DOUBLE)"

"""From cases, persons and stays to follow-ups on two clocks, by named steps in one connection of the engine."""

from dataclasses import dataclass
from datetime import timedelta
from math import floor

import duckdb

from schakel_base.database import read_step
from schakel_recidivism.cohort import Clock, Cohort
from schakel_recidivism.risk_table import RiskTable, risk_tables
from schakel_recidivism.survival_data import event_table
from schakel_recidivism.tables import Fetched, fetched

PACKAGE = "schakel_recidivism"
ONCE = ("merged_stays",)
STEPS = ("index_cases", "observed", "new_cases", "earlier_cases", "persons_followed", "left_out")
DAYS_A_YEAR = 365.25
NEW_CASE = "new case"
TIMES = {
    Clock.CALENDAR: ("days", "first_day", "entry"),
    Clock.LIBERTY: ("days_at_liberty", "first_day_at_liberty", "entry_at_liberty"),
}


@dataclass(frozen=True, eq=False)
class Followed:
    """The follow-ups of a cohort for one kind of recidivism, by stratum; the whole cohort has an empty name.

    `persons` has a row per stratum and person, and `rows` says which are those of a stratum. `new_cases` has a row per
    stratum, person and new case, in the order of the persons: `person` is the place of theirs. Both have the days of
    both clocks. `left_out` says how many other cases the persons had, and why these are no new cases. `by_earlier` has
    the calendar of each stratum by class of earlier cases, where these are declared.
    """

    risk: dict[Clock, dict[str, RiskTable]]
    rows: dict[str, slice]
    persons: Fetched
    new_cases: Fetched
    index_persons: int
    left_out: dict[str, int]
    by_earlier: dict[str, dict[str, RiskTable]]

    @property
    def earlier_weights(self) -> dict[str, float]:
        """The share of all persons of the cohort, whatever their year, in each class of earlier cases."""
        persons = {
            label: sum(table.persons for name, table in tables.items() if is_whole(name))
            for label, tables in self.by_earlier.items()
        }
        return {label: number / sum(persons.values()) for label, number in persons.items()}


def is_whole(stratum: str) -> bool:
    """Tell whether a stratum is a cohort as a whole: all persons, or those of a year; a part has its column as well."""
    return "=" not in stratum


def days_of(years: float) -> int:
    """Return the last day of a number of years, of 365.25 days each, rounded down."""
    return floor(DAYS_A_YEAR * years)


def follow(connection: duckdb.DuckDBPyConnection, cohort: Cohort) -> Followed:
    """Follow a cohort through the tables `cases`, `persons` and `stays` of a connection.

    Parameters
    ----------
    connection
        Holds `cases` (one row per case, with what counts), `persons` (`died`, `emigrated`) and `stays` (in custody).

    Returns
    -------
    The follow-ups on both clocks, by stratum.
    """
    _declare(connection, cohort)
    # Tables, not views: every step is read several times, by the steps after it and on both clocks.
    for name in (*ONCE, *STEPS):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {read_step(PACKAGE, name).sql}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE followed AS {_BY_STRATUM}")
    index_persons = connection.execute("SELECT count(*) FROM observed").fetchall()[0][0]
    left_out = connection.execute(
        "SELECT reason, sum(matters) FROM left_out GROUP BY reason ORDER BY reason"
    ).fetchall()
    return Followed(
        risk={clock: _risk(connection, clock) for clock in Clock},
        rows={name: slice(first, end) for name, first, end in connection.execute(_ROWS).fetchall()},
        persons=fetched(connection, _PERSONS),
        new_cases=fetched(connection, _NEW_CASES),
        index_persons=index_persons,
        left_out={reason: int(matters) for reason, matters in left_out},
        by_earlier={
            label: _risk(connection, Clock.CALENDAR, f"coalesce(earlier, 0) BETWEEN {least} AND {most}")
            for label, least, most in cohort.earlier_classes
        },
    )


_BY_STRATUM = """
    SELECT *, row_number() OVER (ORDER BY stratum, concat_ws('|', cohort, person)) - 1 AS place
    FROM (
        SELECT * EXCLUDE (strata, label), concat_ws(', ', nullif(cohort, ''), nullif(label, '')) AS stratum
        FROM (SELECT *, unnest(strata) AS label FROM persons_followed)
    )
"""
_ROWS = "SELECT stratum, min(place), max(place) + 1 FROM followed GROUP BY stratum"
_PERSONS = """
    SELECT days, entry, days_at_liberty, entry_at_liberty, new_cases
    FROM followed ORDER BY place
"""
_NEW_CASES = """
    SELECT place AS person, new_cases.day, new_cases.day - inside AS day_at_liberty, committed_inside
    FROM followed JOIN new_cases USING (cohort, person) ORDER BY place, day, matter
"""


def _declare(connection: duckdb.DuckDBPyConnection, cohort: Cohort) -> None:
    last = cohort.observed_until - timedelta(days=cohort.lag_days)
    values = [cohort.first_day, cohort.last_day, cohort.observed_until, last, str(cohort.starts), cohort.by_year]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE declared AS SELECT CAST(? AS DATE) AS first_day, CAST(? AS DATE) AS last_day, "
        "CAST(? AS DATE) AS observed_until, CAST(? AS DATE) AS last_observed, CAST(? AS VARCHAR) AS starts, "
        "CAST(? AS BOOLEAN) AS by_year, CAST(? AS INTEGER) AS horizon_days, CAST(? AS INTEGER) AS earlier_years",
        [*values, days_of(cohort.years), cohort.earlier_years],
    )


def _risk(connection: duckdb.DuckDBPyConnection, clock: Clock, which: str = "true") -> dict[str, RiskTable]:
    """Count the follow-ups on one clock: each ends with the first new case, else with what ended the observation."""
    last, first, entry = TIMES[clock]
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW follow_ups AS SELECT stratum, CAST(coalesce({first}, {last}) AS DOUBLE) AS time, "
        f"CASE WHEN {first} IS NULL THEN ended_by ELSE '{NEW_CASE}' END AS cause, CAST({entry} AS DOUBLE) AS entry "
        f"FROM followed LEFT JOIN earlier_cases USING (cohort, person) WHERE {which}"
    )
    return risk_tables(event_table(connection))

"""Tries conditions, patterns and date formats on an empty table, so that none fails on a delivery."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property

import duckdb

from schakel.model.column import Column
from schakel.model.contract import Rule

MOMENT = "2021-12-31 13:45:00"
_FORMATS: Mapping[str, tuple[str, str, str]] = {
    "date": ("DATE", "a day, month and year", "%Y-%m-%d"),
    "timestamp": ("DATE", "a day, month and year", "%Y-%m-%d %H:%M"),
    "time": ("TIME", "an hour and a minute", "%H:%M"),
}
_TYPES: Mapping[str, str] = {
    "integer": "HUGEINT",
    "number": "DOUBLE",
    "date": "TIMESTAMP",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
}

_SOUND: set[tuple[object, ...]] = set()
"""The rules that were tried and can be run, with the columns of their tables: a process reads a contract many times."""


class Trial:
    """An empty table with the columns of a contract, all as text, as they are when rows are checked."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self._types = {column.name: column.type for column in columns}
        self._names = list({name.lower(): name for name in self._types}.values())

    def problem(self, rule: Rule) -> str:
        """Return a sentence on why a rule cannot be run, or nothing."""
        tried = (*self._types.items(), rule.kind, rule.column, rule.arguments)
        if rule.kind not in _TRIALS or tried in _SOUND:
            return ""
        if not (problem := _TRIALS[rule.kind](self, rule)):
            _SOUND.add(tried)
        return problem

    @cached_property
    def _engine(self) -> duckdb.DuckDBPyConnection:
        engine = _database().cursor()
        columns = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" VARCHAR' for name in self._names)
        engine.execute(f"CREATE TEMP TABLE rows ({columns})")
        return engine

    def _condition(self, rule: Rule) -> str:
        try:
            # Explained and not run: a query inside it could have no end, without any row.
            self._engine.execute(f"EXPLAIN SELECT count(*) FROM rows WHERE ({rule.arguments[0]}\n)")
        except duckdb.Error as error:
            return f"The condition of `{rule.name}` cannot be read: {_reason(error)}"
        return ""

    def _pattern(self, rule: Rule) -> str:
        try:
            self._engine.execute("SELECT regexp_full_match('', ?)", [rule.arguments[0]])
        except duckdb.Error as error:
            return f"The pattern `{rule.arguments[0]}` cannot be read: {_reason(error)}"
        return ""

    def _format(self, rule: Rule) -> str:
        kind, date_format = rule.arguments
        if not date_format or kind not in _FORMATS:
            return ""
        part, holds, example = _FORMATS[kind]
        # A date may be of a year or a month alone; `contract_checks` says what it may then be used for.
        span = Column("", type=kind, format=date_format).span
        moment = f"date_trunc('{span}', moment)" if span else "moment"
        round_trip = f"SELECT CAST(try_strptime(strftime(moment, ?), ?) AS {part}) = CAST({moment} AS {part})"
        try:
            query = f"{round_trip} FROM (SELECT CAST(? AS TIMESTAMP) AS moment)"
            found = self._engine.execute(query, [date_format, date_format, MOMENT]).fetchone()
        except duckdb.Error:
            found = None
        return (
            "" if found == (True,) else f"The format `{date_format}` does not hold {holds}; write it like `{example}`."
        )

    def _limits(self, rule: Rule) -> str:
        kind = self._types[rule.column]
        limits = [limit for limit in rule.arguments if limit]
        values = ", ".join(f"CAST(? AS {_TYPES.get(kind, 'BIGINT')})" for _ in limits)
        try:
            found = self._engine.execute(f"SELECT {values}", limits).fetchone() or ()
        except duckdb.Error:
            return f"A limit of `{rule.column}` is not of the type {kind}: {', '.join(limits)}."
        if len(found) == 2 and found[0] > found[1]:
            return f"The limits of `{rule.column}` exclude every value: {limits[0]} is more than {limits[1]}."
        return ""


def holds(condition: str) -> bool:
    """Return whether a condition about constants is true, in the words of the engine that reads the rows."""
    return _database().cursor().execute(f"SELECT {condition}").fetchone() == (True,)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One database for all trials, each of which has its own table: opening one takes longer than trying a contract."""
    return duckdb.connect(config={"enable_external_access": "false", "threads": "1"})


def _reason(error: duckdb.Error) -> str:
    first = str(error).splitlines()[0]
    return first.partition(": ")[2].rstrip("!.") + "."


_TRIALS: Mapping[str, Callable[[Trial, Rule], str]] = {
    "row": Trial._condition,
    "pattern": Trial._pattern,
    "type": Trial._format,
    "range": Trial._limits,
    "length": Trial._limits,
}

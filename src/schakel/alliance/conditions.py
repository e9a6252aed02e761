"""Conditions, patterns and date formats are tried once on an empty table, so that none fails on a delivery."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

import duckdb

from schakel.model.contract import Column, Rule

MOMENT = "2021-12-31 00:00:00"


class Trial:
    """An empty table with the columns of a contract, all as text, as they are when rows are checked."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self._names = list(dict.fromkeys(column.name for column in columns))

    def problem(self, rule: Rule) -> str:
        """Return a sentence on why a rule cannot be run, or nothing."""
        return _TRIALS[rule.kind](self, rule) if rule.kind in _TRIALS else ""

    @cached_property
    def _engine(self) -> duckdb.DuckDBPyConnection:
        engine = duckdb.connect(config={"enable_external_access": "false", "threads": "1"})
        columns = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" VARCHAR' for name in self._names)
        engine.execute(f"CREATE TABLE rows ({columns})")
        return engine

    def _condition(self, rule: Rule) -> str:
        try:
            self._engine.execute(f"SELECT count(*) FROM rows WHERE ({rule.arguments[0]}\n)")
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
        if not date_format or kind not in ("date", "timestamp"):
            return ""
        round_trip = "SELECT CAST(try_strptime(strftime(CAST(? AS TIMESTAMP), ?), ?) AS DATE) = CAST(? AS DATE)"
        try:
            found = self._engine.execute(round_trip, [MOMENT, date_format, date_format, MOMENT]).fetchone()
        except duckdb.Error:
            found = None
        if found == (True,):
            return ""
        return f"The format `{date_format}` does not hold a day, month and year; write it like `%Y-%m-%d`."


def _reason(error: duckdb.Error) -> str:
    first = str(error).splitlines()[0]
    return first.partition(": ")[2].rstrip("!.") + "."


_TRIALS: Mapping[str, Callable[[Trial, Rule], str]] = {
    "row": Trial._condition,
    "pattern": Trial._pattern,
    "type": Trial._format,
}

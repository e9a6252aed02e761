"""Puts rows of the truth into a partner's words: its columns, its errors, and the states in which it delivers a row."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.model.contract import Contract
from schakel.simulation.declaration import Error, Expression, Version, Writing, WrittenColumn
from schakel.simulation.fields import beside, columns_of
from schakel.simulation.origins import Tables
from schakel.simulation.periods import MONTHS, Calendar
from schakel.simulation.truth import Truth

ID, VERSION, KNOWN, TRUTH = "row id", "row version", "row known", "truth "
"""What goes beside the columns of a partner until its file is written, and never into it."""

NEVER = -1

Periods = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Written:
    """Rows for the file of one period."""

    period: int
    rows: pa.Table


class Writer:
    """Writes the rows of one partner."""

    def __init__(self, writing: Writing, contract: Contract, truth: Truth, first_year: int) -> None:
        self.writing, self.contract = writing, contract
        self._start = np.datetime64(f"{first_year:04}-01-01", "D")
        self.calendar = Calendar(MONTHS[writing.every], writing.after)
        self._truth = truth
        self._dates = {column.name: column.format for column in contract.columns if column.type == "date"}

    def write(self, tables: Tables, year: int) -> Iterator[Written]:
        """Yield what the truth of one year adds to the files of this partner."""
        block = self._truth.derive(self.writing.rows, tables, year)
        if block.num_rows == 0:
            return
        text = self._columns(block, year)
        known = self._since_start([self._known(version, block) for version in self.writing.versions])
        for number, (days, periods) in enumerate(zip(known, self._periods(known), strict=True)):
            state = self._state(number, block, text, days)
            for period in np.unique(periods[periods != NEVER]):
                yield Written(int(period), state.filter(pa.array(periods == period)))

    def _columns(self, block: pa.Table, year: int) -> pa.Table:
        """Return the columns of the file as text, with their errors."""
        values = {column.name: self._as_text(column.name, column.value) for column in self.writing.columns}
        text = self._truth.expressions.evaluate(block, values)
        for depth in range(max(len(column.errors) for column in self.writing.columns)):
            wrong = [column for column in self.writing.columns if len(column.errors) > depth]
            text = self._with_errors(wrong, depth, block, text, year)
        return text

    def _as_text(self, name: str, value: Expression) -> Expression:
        if name not in self._dates:
            return Expression(f"cast(({value.sql}) as varchar)", value.place)
        return Expression(f"strftime(cast(({value.sql}) as date), '{self._dates[name]}')", value.place)

    def _with_errors(
        self, columns: list[WrittenColumn], depth: int, block: pa.Table, text: pa.Table, year: int
    ) -> pa.Table:
        dice: dict[str, pa.Array] = {}
        outcomes: dict[str, Expression] = {}
        for column in columns:
            error = column.errors[depth]
            process = f"{self.writing.partner}.{column.name}.error.{depth}"
            hits, luck = self._truth.fields.hits(process, error.chance, list(error.by), block, year)
            dice |= {f"hit {column.name}": pa.array(hits), f"luck {column.name}": pa.array(luck)}
            outcomes[column.name] = _outcome(column.name, error)
        held = {f"held {name}": text[name] for name in outcomes}
        found = self._truth.expressions.evaluate(beside(block, {**dice, **held}), outcomes)
        return pa.table({**columns_of(text), **columns_of(found)})

    def _known(self, version: Version, block: pa.Table) -> npt.NDArray[np.datetime64]:
        """Return the day from which each row is in a state, and not a time where it never is."""
        where = version.where.sql if version.where else "true"
        known = Expression(f"case when {where} then cast(({version.known.sql}) as date) end", version.known.place)
        found = self._truth.expressions.evaluate(block, {"known": known})["known"].combine_chunks()
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype="datetime64[D]")

    def _since_start(self, known: list[npt.NDArray[np.datetime64]]) -> list[npt.NDArray[np.datetime64]]:
        """Leave out rows that were known before the first year: they belong to deliveries of before."""
        first = known[-1]
        for days in reversed(known):
            first = np.where(np.isnat(days), first, days)
        return [np.where(first < self._start, np.datetime64("NaT"), days) for days in known]

    def _periods(self, known: list[npt.NDArray[np.datetime64]]) -> list[Periods]:
        """Return for each state the period of each row's delivery in it; a state overtaken in its period has none."""
        later = np.full(len(known[0]), NEVER)
        periods: list[Periods] = []
        for days in reversed(known):
            period = np.full(len(days), NEVER)
            there = ~np.isnat(days)
            period[there] = self.calendar.periods(days[there])
            periods.append(np.where(period == later, NEVER, period))
            later = np.where(there, period, later)
        return periods[::-1]

    def _state(self, number: int, block: pa.Table, text: pa.Table, days: npt.NDArray[np.datetime64]) -> pa.Table:
        """Return the rows as they are in one state, with what the truth knows beside them."""
        version = self.writing.versions[number]
        columns = columns_of(text)
        if version.becomes:
            changed = {name: self._as_text(name, value) for name, value in version.becomes.items()}
            columns = {**columns, **columns_of(self._truth.expressions.evaluate(block, changed))}
        secrets = {TRUTH + name: self._as_text(TRUTH + name, value) for name, value in self.writing.truth.items()}
        if secrets:
            columns = {**columns, **columns_of(self._truth.expressions.evaluate(block, secrets))}
        return pa.table(
            {
                **columns,
                ID: block["id"],
                VERSION: pa.array(np.full(block.num_rows, number + 1)),
                KNOWN: pa.array(days),
            }
        )


def _outcome(column: str, error: Error) -> Expression:
    becomes = error.becomes.sql.replace("{value}", f'"held {column}"').replace("{luck}", f'"luck {column}"')
    sql = f'case when "hit {column}" then ({becomes}) else "held {column}" end'
    return Expression(f"cast({sql} as varchar)", error.becomes.place)

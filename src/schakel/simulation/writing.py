"""Puts rows of the truth into a partner's words: its columns, its errors, and the states in which it delivers a row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from schakel.model.contract import Contract
from schakel.simulation.declaration import Error, Expression, Version, Writing, WrittenColumn
from schakel.simulation.fields import beside, columns_of
from schakel.simulation.origins import Tables
from schakel.simulation.periods import MONTHS, NEVER, Calendar, Days, periods_of, still_open
from schakel.simulation.truth import Truth

ID, VERSION, KNOWN, TRUTH = "row id", "row version", "row known", "truth "
"""What goes beside the columns of a partner until its file is written, and never into it."""


@dataclass(frozen=True)
class Written:
    """Rows for the file of one period."""

    period: int
    rows: pa.Table


class Writer:
    """Writes the rows of one partner, leaving out those known before the first year, but for the open ones if asked."""

    def __init__(self, writing: Writing, contract: Contract, truth: Truth, first_year: int) -> None:
        self.writing, self.contract = writing, contract
        self.calendar = Calendar(MONTHS[writing.every], writing.after)
        self._truth = truth
        self._start = np.datetime64(f"{first_year:04}-01-01", "D")
        self._dates = {column.name: column.format for column in contract.delivered_columns if column.type == "date"}

    def write(self, tables: Tables, year: int) -> Iterator[Written]:
        """Yield what the truth of one year adds to the files of this partner."""
        block = self._truth.derive(self.writing.rows, tables, year)
        if block.num_rows == 0:
            return
        text = self._with_errors(self._truth.expressions.evaluate(block, self._values()), block, year)
        known = [_days(text[f"{KNOWN} {number}"]) for number in range(len(self.writing.versions))]
        # The first delivery of a register holds what is open by then, however long ago it began.
        states = still_open(known, self._start) if self.writing.open_rows else known
        for number, periods in enumerate(periods_of(states, self.calendar, self._start)):
            state = self._state(number, block, text, known[number])
            for period in np.unique(periods[periods != NEVER]):
                yield Written(int(period), state.filter(pa.array(periods == period)))

    def _values(self) -> dict[str, Expression]:
        """Return what every row says if nothing goes wrong, what it truly is, and when each of its states is known."""
        columns = {column.name: self._as_text(column.name, column.value) for column in self.writing.columns}
        secrets = {TRUTH + name: self._as_text(TRUTH + name, value) for name, value in self.writing.truth.items()}
        return columns | secrets | {f"{KNOWN} {i}": _known(version) for i, version in enumerate(self.writing.versions)}

    def _as_text(self, name: str, value: Expression) -> Expression:
        if name not in self._dates:
            return Expression(f"cast(({value.sql}) as varchar)", value.place)
        return Expression(f"strftime(cast(({value.sql}) as date), '{self._dates[name]}')", value.place)

    def _with_errors(self, text: pa.Table, block: pa.Table, year: int) -> pa.Table:
        """Let the errors happen: the first of every column, then the second, each to what the one before it left."""
        # One query for the first errors of all columns, one for their second errors, and so on.
        for depth in range(max(len(column.errors) for column in self.writing.columns)):
            wrong = [column for column in self.writing.columns if len(column.errors) > depth]
            text = self._with_error(wrong, depth, text, block, year)
        return text

    def _with_error(
        self, columns: Sequence[WrittenColumn], depth: int, text: pa.Table, block: pa.Table, year: int
    ) -> pa.Table:
        beneath: dict[str, pa.Array] = {}
        for column in columns:
            error = column.errors[depth]
            process = f"{self.writing.partner}.{column.name}.error.{depth}"
            hits, luck = self._truth.fields.hits(process, error.chance, list(error.by), block, year)
            beneath |= {f"hit {column.name}": pa.array(hits), f"luck {column.name}": pa.array(luck)}
            beneath[f"held {column.name}"] = text[column.name]
        outcomes = {column.name: _outcome(column.name, column.errors[depth]) for column in columns}
        found = self._truth.expressions.evaluate(beside(block, beneath), outcomes)
        return pa.table({**columns_of(text), **columns_of(found)})

    def _state(self, number: int, block: pa.Table, text: pa.Table, days: Days) -> pa.Table:
        """Return the rows as they are in one state, with what the truth knows beside them."""
        columns = columns_of(text)
        if becomes := self.writing.versions[number].becomes:
            changed = {name: self._as_text(name, value) for name, value in becomes.items()}
            columns = {**columns, **columns_of(self._truth.expressions.evaluate(block, changed))}
        version = pa.array(np.full(block.num_rows, number + 1))
        return pa.table({**columns, ID: block["id"], VERSION: version, KNOWN: pa.array(days)})


def _known(version: Version) -> Expression:
    """Return the day from which a row is in a state, and a blank where it never is."""
    where = version.where.sql if version.where else "true"
    return Expression(f"case when {where} then cast(({version.known.sql}) as date) end", version.known.place)


def _days(column: pa.ChunkedArray) -> Days:
    return np.asarray(column.to_numpy(), dtype="datetime64[D]")


def _outcome(column: str, error: Error) -> Expression:
    becomes = error.becomes.sql.replace("{value}", f'"held {column}"').replace("{luck}", f'"luck {column}"')
    sql = f'case when "hit {column}" then ({becomes}) else "held {column}" end'
    return Expression(f"cast({sql} as varchar)", error.becomes.place)

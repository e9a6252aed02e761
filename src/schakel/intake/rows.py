"""The staged rows of one file as tables of a locked connection: `rows`, `refused` and `accepted`.

`refused` gets a line for each rule that a row breaks; `accepted` is whatever is not in it: all rows, until some are.
When the refused rows of an earlier delivery are checked again, the whole file is looked at (a rule may compare rows),
but only those candidates can be accepted or refused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from typing import Any

import duckdb
import pyarrow as pa

from schakel.intake.locked import ExaminingPlace
from schakel.intake.staging import Begun, Staged
from schakel.model.contract import Contract, Rule
from schakel.store.sealed import SealedFile, SealedFolder
from schakel_base.database import quote_name, quote_text
from schakel_base.errors import DeclarationError, Fault

_OF_THE_QUERY = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException, duckdb.PermissionException)
ROWS = "rows"
MISFITS = "misfits"
REFUSED = "refused"
ACCEPTED = "accepted"
ALL = "true"
_STAGED = "staged"


@dataclass(frozen=True)
class Rows:
    """The tables of one file, with the contract that they are checked under and the name that its sender gave it."""

    connection: duckdb.DuckDBPyConnection
    contract: Contract
    file_name: str
    folder: SealedFolder
    staged: Staged
    among: str
    """The SQL condition on a row that it is to be decided on."""

    def run(self, query: str, rule: Rule | None = None) -> list[tuple[Any, ...]]:
        """Run one query and return its rows; `rule` is the declared rule that the query was made from.

        Raises
        ------
        DeclarationError
            If the query of a rule cannot be run, or is more than one query.
        """
        if rule is None:
            return self.connection.execute(query).fetchall()
        try:
            statements = self.connection.extract_statements(query)
            # A condition that closes its bracket and goes on with another statement is refused before anything runs.
            if len(statements) != 1:
                raise self._fault(rule, "it must be one condition.")
            with self._stopped_after(rule.seconds):
                return self.connection.execute(statements[0]).fetchall()
        except duckdb.InterruptException:
            limit = "a second" if rule.seconds == 1 else f"{rule.seconds} seconds"
            reason = f"it was stopped after {limit}; if it needs longer, say so with `seconds`."
            raise self._fault(rule, reason) from None
        # A full memory or disk, or a defect of the engine, is no fault of the rule.
        except (duckdb.OperationalError, duckdb.InternalError):
            raise
        except duckdb.Error as error:
            raise self._fault(rule, _without_values(error)) from None

    @contextmanager
    def _stopped_after(self, seconds: int) -> Iterator[None]:
        """Stop a query within the block after some seconds, if any are given: a declared condition may have no end."""
        timer = Timer(seconds, self.connection.interrupt)
        if seconds:
            timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def any_meet(self, conditions: Sequence[tuple[str, str]], seconds: int = 0) -> list[bool]:
        """Return, for each condition on a single row, whether any row meets it: all of them in one look.

        Each is a column, or nothing where it is about more, and the SQL. Where every text of a column is known, these
        are looked at in place of the rows.

        Conditions that cannot be asked together are all said to be met, so that each is asked by itself, and the one
        at fault is named. So they are where they take longer than some seconds, if any are given.
        """
        if not conditions:
            return []
        by_table = dict[str, dict[int, str]]()
        for number, (column, condition) in enumerate(conditions):
            by_table.setdefault(self._looked_at(column), {})[number] = condition
        looks = (_look(table, some) for table, some in by_table.items())
        answers = ", ".join(f"found_{number}" for number in range(len(conditions)))
        try:
            statements = self.connection.extract_statements(f"SELECT {answers} FROM {', '.join(looks)}")
            if len(statements) == 1:
                with self._stopped_after(seconds):
                    (found,) = self.connection.execute(statements[0]).fetchall()
                return list(found)
        except (duckdb.OperationalError, duckdb.InternalError):
            raise
        except duckdb.Error:
            # Which of them is at fault cannot be told from here; asked one by one, the one at fault names itself.
            pass
        return [True] * len(conditions)

    def _looked_at(self, column: str) -> str:
        """The table with all texts of a column, each once if they are known so."""
        texts = self.staged.distinct.get(column)
        if texts is None or self.staged.rows.held is not None:
            return ROWS
        table = quote_name(f"texts of {column}")
        self.connection.register(f"texts of {column}", pa.table({column: texts}))
        return table

    def insert_misfits(self, rule: int) -> None:
        """Put into `refused` the rows that misfit, under the number of a rule."""
        held = self.staged.misfits.held
        misfits = MISFITS if held is not None else _read(self.staged.misfits.in_file())
        if held is not None:
            self.connection.register(MISFITS, held)
        self.run(f"INSERT INTO {REFUSED} SELECT row, line, {rule}, value, sentence, said, column_name FROM {misfits}")

    def part(self) -> None:
        """Leave out of `accepted` what is in `refused` by now."""
        left = f"SELECT * FROM {ROWS} WHERE row NOT IN (SELECT row FROM {REFUSED}) AND {self.among}"
        self.run(f"CREATE OR REPLACE TEMP VIEW {ACCEPTED} AS {left}")

    @property
    def are_all_decided_on(self) -> bool:
        """Whether every row is accepted or refused."""
        return self.among == ALL

    def by_file(self, sql: Callable[[Begun], str]) -> str:
        """Return the SQL of something that differs by the file that a refused row is from."""
        cases = [f"WHEN {REFUSED}.row >= {file.first_row} THEN {sql(file)}" for file in reversed(self.staged.files)]
        return f"CASE {' '.join(cases)} ELSE '' END"

    def _fault(self, rule: Rule, reason: str) -> DeclarationError:
        return DeclarationError(Fault(f"The rule `{rule.name}` cannot be run: {reason}", self.contract.file, rule.line))


def _look(table: str, conditions: Mapping[int, str]) -> str:
    """The SQL of one row that says of each condition whether a row of a table meets it."""
    asked = ", ".join(f"({condition}\n) AS met_{number}" for number, condition in conditions.items())
    answers = ", ".join(f"coalesce(bool_or(met_{number}), false) AS found_{number}" for number in conditions)
    return f"(SELECT {answers} FROM (SELECT {asked} FROM {table}))"


def _without_values(error: duckdb.Error) -> str:
    """What the engine says about a query; of values, which it quotes, no more than that one is at fault."""
    kind, _, said = str(error).splitlines()[0].partition(": ")
    # The sentence is for whoever wrote the rule, not for whoever may see the row. Before it reads any row the engine
    # knows the query alone.
    if isinstance(error, _OF_THE_QUERY):
        return f"{said.rstrip('!.')}."
    return f"it fails on a value of some row, which is not quoted ({kind})."


def open_rows(
    staged: Staged, contract: Contract, file_name: str, place: ExaminingPlace, candidates: SealedFile | None = None
) -> Rows:
    """Open the staged rows; `candidates` is a Parquet file with the numbers of the rows to decide on, None for all."""
    chosen = candidates and f"SELECT row FROM {_read(candidates)}"
    among = f"row IN ({chosen})" if chosen else ALL
    rows = Rows(place.connection, contract, file_name, place.folder, staged, among)
    columns = ", ".join(["row", "line", *(quote_name(column.name) for column in contract.columns)])
    held, beside = staged.rows.held, staged.beside.held
    if held is not None and beside is not None:
        names = held.column_names + beside.column_names
        place.connection.register(_STAGED, pa.Table.from_arrays(held.columns + beside.columns, names))
        rows.run(f"CREATE TEMP TABLE {ROWS} AS SELECT {columns} FROM {_STAGED}")
    else:
        files = f"{_read(staged.rows.in_file())} POSITIONAL JOIN {_read(staged.beside.in_file())}"
        rows.run(f"CREATE TEMP VIEW {ROWS} AS SELECT {columns} FROM {files}")
    texts = ", ".join(f"{name} VARCHAR" for name in ("value", "sentence", "said", "column_name"))
    rows.run(f"CREATE TEMP TABLE {REFUSED} (row BIGINT, line BIGINT, rule INTEGER, {texts})")
    rows.run(f"CREATE TEMP VIEW {ACCEPTED} AS SELECT * FROM {ROWS} WHERE {among}")
    return rows


def _read(file: SealedFile) -> str:
    return f"read_parquet({quote_text(file.location)})"

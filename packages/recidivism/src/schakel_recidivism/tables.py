"""A user's file, CSV or Parquet, as a table of the engine in which every value was checked.

What a value must be is a condition in SQL; the first row that fails it is named with its line and column.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
from numpy.typing import NDArray

from schakel_base.csv_text import distinct_names, separator_of
from schakel_base.database import quote_name, quote_text
from schakel_base.errors import DeliveryError, Fault

PARQUET = (".parquet", ".pq")
MISSING = ("", "NA", "NaN", "NULL")
"""What stands for a missing value in a CSV file."""


Fetched: TypeAlias = dict[str, NDArray[Any]]
"""The columns of a result by their names, each of shape (rows,); none has a missing value."""


def fetched(connection: duckdb.DuckDBPyConnection, query: str) -> Fetched:
    """Return the result of a query whose columns have a value in every row."""
    return {name: np.asarray(column) for name, column in connection.sql(query).fetchnumpy().items()}


@dataclass(frozen=True, eq=False)
class UserTable:
    """The table `name` of a connection, and the file that it shows."""

    connection: duckdb.DuckDBPyConnection
    name: str
    path: Path
    columns: tuple[str, ...]

    def fail(self, sentence: str, line: int | None = None) -> DeliveryError:
        """Return the error that says a sentence about this file."""
        return DeliveryError(Fault(sentence, str(self.path), line))

    def column(self, name: str, *others: str) -> str:
        """Return the column that has one of these names.

        Raises
        ------
        DeliveryError
            If it has none of them.
        """
        found = self.find(name, *others)
        if not found:
            raise self.fail(f"There is no column `{name}`; the file has {', '.join(self.columns)}.")
        return found

    def find(self, *names: str) -> str:
        """Return the first of these columns that the file has, capitals apart, or an empty string."""
        by_name = {column.lower(): column for column in reversed(self.columns)}
        return next((by_name[name.lower()] for name in names if name.lower() in by_name), "")

    def must(self, condition: str, column: str, sentence: str) -> None:
        """Hold every row against a condition.

        Parameters
        ----------
        condition
            In SQL; a row for which it is not true fails.
        column
            The column whose value is shown, as `{value}` in the sentence.
        """
        failing = f"FROM {self.name} WHERE ({condition}) IS NOT TRUE ORDER BY line LIMIT 1"
        for line, found in self.connection.execute(f"SELECT line, {quote_name(column)} {failing}").fetchall():
            value = "nothing" if found is None else f"`{found}`"
            raise self.fail(f"Column {column} has {value}; {sentence}", line)


def open_table(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> UserTable:
    """Open a file as the table `name`, with a column `line` that says where each row is in it.

    Raises
    ------
    DeliveryError
        If the file cannot be read as a table.
    """
    try:
        is_parquet = path.suffix.lower() in PARQUET
        made = f"VIEW {name} AS {_parquet(path)}" if is_parquet else f"TABLE {name} AS {_csv(path)}"
        connection.execute(f"CREATE OR REPLACE TEMP {made}")
        columns = [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
    except (OSError, UnicodeDecodeError, duckdb.Error) as error:
        raise _unreadable(error, path) from None
    return UserTable(connection, name, path, tuple(column for column in columns if column != "line"))


def _parquet(path: Path) -> str:
    with path.open("rb"):  # a file that is not there is said by the system, not by the engine
        return (
            f"SELECT *, file_row_number + 1 AS line FROM read_parquet({quote_text(str(path))}, file_row_number = true)"
        )


def _csv(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline()
    if not header.strip():
        raise DeliveryError(Fault("The file has no header.", str(path)))
    separator = separator_of(header.strip("\r\n"))
    missing = ", ".join(quote_text(value) for value in MISSING)
    return (
        # All columns as text, so that a value of the wrong type is refused with its line, and `007` stays what it is.
        f"SELECT *, row_number() OVER () + 1 AS line FROM read_csv({quote_text(str(path))}, header = true, "
        f"all_varchar = true, delim = {quote_text(separator)}, quote = '\"', nullstr = [{missing}], "
        "auto_detect = false, columns = {" + _columns(path, header, separator) + "})"
    )


def _columns(path: Path, header: str, separator: str) -> str:
    written = next(csv.reader([header.strip("\r\n")], delimiter=separator))
    # R and pandas write the numbers of rows in a column without a name.
    names = distinct_names([name.strip() or f"unnamed {place}" for place, name in enumerate(written, 1)])
    if "line" in map(str.lower, names):
        raise DeliveryError(Fault("Give the column `line` another name: lines are numbered here.", str(path), 1))
    return ", ".join(f"{quote_text(name)}: 'VARCHAR'" for name in names)


def _unreadable(error: Exception, path: Path) -> DeliveryError:
    """Say what the system or the engine stumbled over, with the line where it says one."""
    if isinstance(error, OSError):
        return DeliveryError(Fault(f"The file cannot be read: {error.strerror}.", str(path)))
    said = str(error)
    line, cells = re.search(r"on Line: (\d+)", said), re.search(r"Columns: (\d+) Found: (\d+)", said)
    if line and cells:
        sentence = f"The row has {cells[2]} cells for {cells[1]} columns."
        return DeliveryError(Fault(sentence, str(path), int(line[1])))
    first = said.strip().splitlines()[0].rstrip(".")
    return DeliveryError(Fault(f"The file cannot be read: {first}.", str(path), int(line[1]) if line else None))

"""A connection that can reach the files of one folder and nothing else.

Contracts carry conditions in SQL. They are run where they can read no other file, reach no network, load no extension
and change no setting.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from schakel.store.engine import quote_text

MEMORY = "1GB"


@contextmanager
def locked_connection(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection to an empty database in memory, locked into `folder`, where it also spills."""
    connection = duckdb.connect(":memory:")
    inside = quote_text(str(folder))
    try:
        for setting in (
            "enable_progress_bar = false",
            f"memory_limit = '{MEMORY}'",
            f"allowed_directories = [{inside}]",
            f"temp_directory = {quote_text(str(folder / 'spill'))}",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
        yield connection
    finally:
        connection.close()

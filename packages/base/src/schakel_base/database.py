"""DuckDB as the engine and the libraries use it: one instance per process, and named steps in its SQL.

A step is a `.sql` file that opens with a header: its name, the tables it reads, the key of its result, and checks
that every row of the result must pass.

A process has one instance, since opening one takes longer than most steps, and every connection has views of its own.
What does not fit in its memory is spilled, encrypted, to a folder of its own among the temporary files (TMPDIR), which
its user alone can read and which goes with the process.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from multiprocessing.util import Finalize
from tempfile import TemporaryDirectory
from threading import Lock

import duckdb

from schakel_base.disk import refusal_in
from schakel_base.errors import MemoryLimitError

OF_THE_DATABASE = 0.75
"""The share of the memory of a process that its database may hold: the rest is for Python, and what it reads."""

DEFAULT_MEMORY = 4 << 30
"""In bytes, for a process in which nobody declares its memory."""

# DuckDB brings no random numbers of cryptographic quality with it, and so calls its own encryption unsafe for files
# that stay. What is spilled ends with the connection, as does its key. Without the first setting it refuses to spill.
SPILL_ENCRYPTED = ("force_mbedtls_unsafe = 'true'", "temp_file_encryption = true")

_COUNTING, _BLOCKS = Lock(), list[None]()
"""The blocks of this process whose queries run in one thread now."""


@dataclass(frozen=True)
class Step:
    """One named query: `checks` are SQL conditions that every row of the result meets.

    Parameters
    ----------
    inputs
        The names of the tables and views that it reads.
    key
        The columns that identify a row of the result.
    sql
        The whole file, with its header.
    """

    name: str
    inputs: tuple[str, ...]
    key: tuple[str, ...]
    checks: tuple[str, ...]
    sql: str


def read_step(package: str, name: str) -> Step:
    """Read the step `name`.sql beside the code of a package.

    The header is a run of comment lines `-- word: value`; `check` may be repeated.

    Raises
    ------
    KeyError
        If the header lacks `name`, `inputs` or `key`: a fault of ours, not of a user.
    """
    sql = (files(package) / f"{name}.sql").read_text("utf-8")
    header = re.findall(r"^-- (\w+): (.*)$", sql, re.MULTILINE)
    words: dict[str, str] = {word: value for word, value in header if word != "check"}
    return Step(
        name=words["name"],
        inputs=tuple(re.findall(r"\w+", words["inputs"])),
        key=tuple(re.findall(r"\w+", words["key"])),
        checks=tuple(value for word, value in header if word == "check"),
        sql=sql,
    )


@contextmanager
def connect() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection to the instance of this process, with no table in it, and close it again.

    Yields
    ------
    duckdb.DuckDBPyConnection
        A cursor of the instance of this process. It shares the memory and the spill folder with all others, and sees
        none of their views.

    Raises
    ------
    DiskError
        If the disk is full, is for reading only, or is somebody else's.
    MemoryLimitError
        If a query needs more memory than the process may hold, and cannot spill it.
    """
    connection = _instance().cursor()
    connection.execute("SET enable_progress_bar = false")
    try:
        yield connection
    except duckdb.Error as error:
        raise refusal_in(str(error)) or _out_of_memory(error) or error from None
    finally:
        connection.close()


def limit_memory(held: int) -> None:
    """Let this process hold a number of bytes from now on, its database a declared share of them.

    Parameters
    ----------
    held
        In bytes. What the database cannot hold it spills to disk.
    """
    _instance().execute(f"SET memory_limit = '{_limit(held)}'")


@contextmanager
def one_thread() -> Iterator[None]:
    """Let this process run its queries in one thread until the end of the block.

    For many short queries: to spread one of some milliseconds over threads costs a tenth more CPU than it does itself.
    Of several blocks, within each other or beside each other, the last to end lets it have its threads again.
    """
    with _COUNTING:
        _BLOCKS.append(None)
        _instance().execute("SET threads = 1")
    try:
        yield
    finally:
        with _COUNTING:
            _BLOCKS.pop()
            if not _BLOCKS:
                _instance().execute("RESET threads")


def _limit(held: int) -> str:
    return f"{int(held * OF_THE_DATABASE) >> 20}MiB"


def _out_of_memory(error: duckdb.Error) -> MemoryLimitError | None:
    if not isinstance(error, duckdb.OutOfMemoryException):
        return None
    allowed = _instance().execute("SELECT current_setting('memory_limit')").fetchall()[0][0]
    return MemoryLimitError(
        f"the engine may hold {allowed} in memory, and a step needs more than that at once; "
        "declare more `memory` under `engine` in alliance.yaml"
    )


@cache
def _instance() -> duckdb.DuckDBPyConnection:
    spill = TemporaryDirectory(prefix="schakel-")
    # Not by atexit, without which the processes of a pool and the jobs of a desk end.
    Finalize(None, spill.cleanup, exitpriority=0)
    instance = duckdb.connect(":memory:")
    for setting in (
        f"memory_limit = '{_limit(DEFAULT_MEMORY)}'",
        f"temp_directory = {quote_text(spill.name)}",
        "enable_external_file_cache = false",  # no copy of what was decrypted outlives the connection that read it
        *SPILL_ENCRYPTED,
    ):
        instance.execute(f"SET {setting}")
    return instance


def quote_text(value: str) -> str:
    """Return a text as an SQL literal.

    Parameters
    ----------
    value
        Any text. Nothing else protects SQL of ours against what a file holds, so every text goes through here.
    """
    return "'" + value.replace("'", "''") + "'"


def parts_of(value: str, split: str, each: str = "") -> str:
    """Return the expression of the list of the values in a text that has several, in DuckDB's dialect.

    Parameters
    ----------
    each
        A pattern instead: each match is a value, or of each match the group.
    """
    if each:
        return f"regexp_extract_all({value}, {quote_text(each)}, {min(re.compile(each).groups, 1)})"
    between = quote_text(rf"\s*{re.escape(split)}\s*")
    return f"string_split_regex(trim({value}), {between})"


def quote_name(value: str) -> str:
    """Return a column name as an SQL identifier."""
    return '"' + value.replace('"', '""') + '"'


def quote_texts(values: Iterable[str]) -> str:
    """Return texts as SQL literals with commas between them; of none at all the empty text, which equals no name."""
    # `IN ()` is no SQL.
    return ", ".join(map(quote_text, values)) or quote_text("")

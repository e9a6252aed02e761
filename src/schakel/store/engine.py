"""The engine runs named SQL steps, each materialised as Parquet, in DuckDB's dialect.

A step is a `.sql` file that opens with a header: its name, the tables it reads, the key of its result, and checks
that every row of the result must pass. Results are written in the order of their key, so that the same input gives
the same bytes. What a step reads is a Parquet file or a small table in memory; nothing else is within reach.

A process has one instance of DuckDB, since opening one takes longer than most steps, and every connection has views of
its own. What does not fit in its memory is spilled, encrypted, to a folder of its own among the temporary files
(TMPDIR), which its user alone can read and which goes with the process.
"""

import atexit
import re
import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import duckdb
import pyarrow as pa

from schakel.store.sealed import File, Seal, SealedFile, location, on_disk

# Arrow's own allocator and that of NumPy each keep what they once had: out of one heap, what one gives back the other
# takes, and linking a million records costs a sixth less CPU.
pa.set_memory_pool(pa.system_memory_pool())

MEMORY = "3GB"
Input: TypeAlias = File | Sequence[File] | pa.Table

# DuckDB brings no random numbers of cryptographic quality with it, and so calls its own encryption unsafe for files
# that stay. What is spilled ends with the connection, as does its key. Without the first setting it refuses to spill.
SPILL_ENCRYPTED = ("force_mbedtls_unsafe = 'true'", "temp_file_encryption = true")


@dataclass(frozen=True)
class Step:
    """One named query: `checks` are SQL conditions that every row of the result meets."""

    name: str
    inputs: tuple[str, ...]
    key: tuple[str, ...]
    checks: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class StepResult:
    """What a step left behind: rows written, wall seconds taken, and the peak memory of the process so far in MB."""

    name: str
    path: File
    rows: int
    seconds: float
    peak_memory: float


_REPEATS = '"repeats the key"'


class StepError(AssertionError):
    """A step broke its own promise: a defect of ours, not of anybody's data."""


def read_step(package: str, name: str) -> Step:
    """Read the step `name`.sql that stands beside the code of a room.

    The header is a run of comment lines `-- word: value`; `check` may be repeated.
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
def connect(inputs: Mapping[str, Input], *others: File) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection that sees the named inputs as tables and can reach other files, and close it again.

    Raises
    ------
    ZoneError
        If an encrypted file cannot be used.
    """
    connection = _instance().cursor()
    connection.execute("SET enable_progress_bar = false")
    seal = _seal([*(file for source in inputs.values() for file in _files(source)), *others])
    try:
        with _unsealed(connection, seal) if seal else nullcontext():
            for name, source in inputs.items():
                _register(connection, name, source)
            yield connection
    finally:
        connection.close()


@contextmanager
def _unsealed(connection: duckdb.DuckDBPyConnection, seal: Seal) -> Iterator[None]:
    from schakel.store.sealed_system import complaints_of, unseal  # takes fsspec along, which many verbs do without

    unseal(connection, seal)
    with complaints_of(seal):
        yield


def _files(source: Input) -> Sequence[File]:
    if isinstance(source, pa.Table):
        return ()
    return [source] if isinstance(source, Path | SealedFile) else source


def _seal(files: Sequence[File]) -> Seal | None:
    """The seal of the encrypted files among some; there is one intake zone, so there is one seal."""
    return next((file.seal for file in files if isinstance(file, SealedFile)), None)


@cache
def _instance() -> duckdb.DuckDBPyConnection:
    spill = TemporaryDirectory(prefix="schakel-")
    atexit.register(spill.cleanup)
    instance = duckdb.connect(":memory:")
    for setting in (
        f"memory_limit = '{MEMORY}'",
        f"temp_directory = {quote_text(spill.name)}",
        "enable_external_file_cache = false",  # no copy of what was decrypted outlives the connection that read it
        *SPILL_ENCRYPTED,
    ):
        instance.execute(f"SET {setting}")
    return instance


def _register(connection: duckdb.DuckDBPyConnection, name: str, source: Input) -> None:
    if isinstance(source, pa.Table):
        connection.register(name, source)
        return
    listed = ", ".join(quote_text(location(file)) for file in _files(source))
    connection.execute(
        f"CREATE TEMP VIEW {quote_name(name)} AS SELECT * FROM read_parquet([{listed}], union_by_name = true)"
    )


def run_step(step: Step, inputs: Mapping[str, Input], path: File) -> StepResult:
    """Run a step over its inputs, write the result to `path`, and hold it against its key and checks."""
    started = time.perf_counter()
    on_disk(path).parent.mkdir(parents=True, exist_ok=True)
    with connect({name: inputs[name] for name in step.inputs}, path) as connection:
        query = step.sql.rstrip().rstrip(";")
        order = ", ".join(step.key)
        connection.execute(
            f"COPY (SELECT * FROM ({query}) ORDER BY {order}) TO {quote_text(location(path))} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        rows = _hold_against_promise(connection, step, path)
    return StepResult(step.name, path, rows, time.perf_counter() - started, _peak_memory())


def _peak_memory() -> float:
    """The kernel counts in bytes on macOS and in units of 1,024 bytes elsewhere."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _hold_against_promise(connection: duckdb.DuckDBPyConnection, step: Step, path: File) -> int:
    """A result is in the order of its key, so rows that repeat it follow each other."""
    key = f"row({', '.join(step.key)})"
    repeats = f"count(*) FILTER (WHERE {_REPEATS})"
    failures = [f"count(*) FILTER (WHERE ({check}) IS NOT TRUE)" for check in step.checks]
    found = connection.execute(
        f"SELECT {', '.join(['count(*)', repeats, *failures])} FROM (SELECT *, "
        f"{key} IS NOT DISTINCT FROM lag({key}) OVER () AS {_REPEATS} FROM read_parquet({quote_text(location(path))}))"
    ).fetchall()[0]
    if found[1]:
        raise StepError(f"step {step.name}: {found[1]} rows repeat the key ({', '.join(step.key)})")
    for check, failed in zip(step.checks, found[2:], strict=True):
        if failed:
            raise StepError(f"step {step.name}: {failed} rows fail the check {check}")
    return int(found[0])


def quote_text(value: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def quote_name(value: str) -> str:
    """Return a column name as an SQL identifier."""
    return '"' + value.replace('"', '""') + '"'

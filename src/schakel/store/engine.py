"""The engine runs named SQL steps, each materialised as Parquet, in DuckDB's dialect.

Results are written in the order of their key, so that the same input gives the same bytes. What a step reads is a
Parquet file or a small table in memory; nothing else is within reach.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from schakel.store.own_folder import own_folder
from schakel.store.sealed import File, Seal, SealedFile, location, on_disk
from schakel_base import database
from schakel_base.database import Step, quote_name, quote_text

# Arrow's own allocator and that of NumPy each keep what they once had: out of one heap, what one gives back the other
# takes, and linking a million records costs a sixth less CPU.
pa.set_memory_pool(pa.system_memory_pool())


@dataclass(frozen=True)
class View:
    """A query used as a table: over other tables, by the names that it gives them."""

    sql: str
    sources: "Mapping[str, Input]"


@dataclass(frozen=True)
class Mapped:
    """A view whose rows Python works on, some at a time: here, or on each node that reads a part of them.

    Parameters
    ----------
    each
        Takes rows of the view, and returns rows of the `schema`; on a node it is what came out of pickling.
    """

    view: View
    schema: pa.Schema
    each: Callable[[pa.RecordBatch], pa.RecordBatch]


ROWS_PER_BATCH = 100_000
READ_AT_ONCE = 1 << 18
"""Up to so many bytes of its files a table is read as a connection opens.

Otherwise a query opens them each time that it names the table: some seventy times, where it is over a long table, and
to open a file takes as long as to read this much of it. Arrow reads them, in half of the time that the engine takes.
"""
Input: TypeAlias = File | Sequence[File] | pa.Table | View | Mapped


@dataclass(frozen=True)
class StepResult:
    """What a step left behind, and what it took.

    Parameters
    ----------
    rows, size
        Rows written, and the bytes of their file.
    seconds, cpu
        Wall and CPU seconds.
    peak_memory
        Of the process so far, in MB.
    sql
        Its query, in the dialect of the engine that ran it.
    """

    name: str
    path: File
    rows: int
    size: int
    seconds: float
    cpu: float
    peak_memory: float
    sql: str


RunStep: TypeAlias = Callable[[Step, Mapping[str, Input], File], StepResult]
"""How a step is run over its inputs and written: here by DuckDB, or by another engine with the same result."""

_REPEATS = '"repeats the key"'


class StepError(AssertionError):
    """A step broke its own promise: a defect of ours, not of anybody's data."""


@contextmanager
def connect(inputs: Mapping[str, Input], *others: File) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection that sees the named inputs as tables and can reach other files, and close it again.

    Parameters
    ----------
    inputs
        Parquet files or Arrow tables, by the names they get in SQL.

    Raises
    ------
    ZoneError
        If an encrypted file cannot be used.
    UnrecordedReadError
        If an input is in a zone, and no access was recorded.
    """
    tables = _with_sources(inputs)
    read = [file for source in tables.values() for file in _files(source)]
    # The engine opens files by itself, past `SealedFile.open`, so the door of the zones is asked here.
    for seal in _seals(read):
        seal.require_open()
    with database.connect() as connection, ExitStack() as unsealed:
        for seal in _seals([*read, *others]):
            unsealed.enter_context(_unsealed(connection, seal))
        for name, source in tables.items():
            _register(connection, name, source)
        yield connection


def _with_sources(inputs: Mapping[str, Input]) -> dict[str, Input]:
    """All tables that some need, each after those that it is a view of."""
    found: dict[str, Input] = {}
    for name, source in inputs.items():
        if isinstance(source, View):
            found |= _with_sources(source.sources)
        found[name] = source
    return found


@contextmanager
def _unsealed(connection: duckdb.DuckDBPyConnection, seal: Seal) -> Iterator[None]:
    from schakel.store.sealed_system import complaints_of, unseal  # takes fsspec along, which many verbs do without

    unseal(connection, seal)
    with complaints_of(seal):
        yield


def _files(source: Input) -> Sequence[File]:
    if isinstance(source, pa.Table | View | Mapped):
        return ()
    return [source] if isinstance(source, Path | SealedFile) else source


def _seals(files: Sequence[File]) -> Iterable[Seal]:
    """The seals of the encrypted files among some: one for each zone."""
    return dict.fromkeys(file.seal for file in files if isinstance(file, SealedFile))


def _register(connection: duckdb.DuckDBPyConnection, name: str, source: Input) -> None:
    if isinstance(source, Mapped):
        source = _worked_on(source)
    if isinstance(source, pa.Table):
        connection.register(name, source)
        return
    if isinstance(source, View):
        connection.execute(f"CREATE TEMP VIEW {quote_name(name)} AS {source.sql}")
        return
    files = _files(source)
    if sum(on_disk(file).stat().st_size for file in files) <= READ_AT_ONCE:
        connection.register(name, pa.concat_tables(map(_whole, files), promote_options="permissive"))
        return
    listed = [quote_text(location(file)) for file in files]
    # To look for the columns that one file has and another has not takes half as long again, also of one alone.
    read = listed[0] if len(listed) == 1 else f"[{', '.join(listed)}], union_by_name = true"
    connection.execute(f"CREATE TEMP VIEW {quote_name(name)} AS FROM read_parquet({read})")


def _whole(file: File) -> pa.Table:
    source = file if isinstance(file, Path) else pa.BufferReader(file.read_buffer())
    with pq.ParquetFile(source) as table:
        return table.read(use_threads=False)


def _worked_on(source: Mapped) -> pa.Table:
    with connect(source.view.sources) as connection:
        rows = connection.sql(source.view.sql).to_arrow_reader(ROWS_PER_BATCH)
        return pa.Table.from_batches(map(source.each, rows), source.schema)


def run_step(step: Step, inputs: Mapping[str, Input], path: File) -> StepResult:
    """Run a step over its inputs, write the result to `path`, and hold it against its key and checks.

    Parameters
    ----------
    path
        Where the result is written, as Parquet in the order of the key; without one, in whatever order it comes.

    Raises
    ------
    StepError
        If rows repeat the key or fail a check: a defect of the step, not of the data.
    ZoneError
        If an encrypted file cannot be used.
    """
    return measured(step, path, lambda: _written(step, inputs, path))


def measured(step: Step, path: File, write: Callable[[], int]) -> StepResult:
    """Return what a step left behind, and what it took; `write` writes its result and returns the number of rows."""
    started, cpu = time.perf_counter(), time.process_time()
    own_folder(on_disk(path).parent)
    rows = write()
    return StepResult(
        step.name,
        path,
        rows,
        on_disk(path).stat().st_size,
        time.perf_counter() - started,
        time.process_time() - cpu,
        _peak_memory(),
        step.sql,
    )


def _written(step: Step, inputs: Mapping[str, Input], path: File) -> int:
    with connect({name: inputs[name] for name in step.inputs}, path) as connection:
        # The query becomes a part of another one, in which a semicolon is an error.
        query = step.sql.rstrip().rstrip(";")
        order = f" ORDER BY {', '.join(step.key)}" if step.key else ""
        [(rows,)] = connection.execute(
            f"COPY (SELECT * FROM ({query}){order}) TO {quote_text(location(path))} (FORMAT parquet, COMPRESSION zstd)"
        ).fetchall()
        if step.key or step.checks:
            _hold_against_promise(connection, step, path)
        return int(rows)


def _peak_memory() -> float:
    """The kernel counts in bytes on macOS and in units of 1,024 bytes elsewhere."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _hold_against_promise(connection: duckdb.DuckDBPyConnection, step: Step, path: File) -> None:
    """A result is in the order of its key, so rows that repeat it follow each other."""
    key = f"row({', '.join(step.key)})"
    repeats = f"count(*) FILTER (WHERE {_REPEATS})" if step.key else "0"
    # The file is in the order of the key, so one pass tells what a grouping of all rows would.
    repeated = f"{key} IS NOT DISTINCT FROM lag({key}) OVER ()" if step.key else "false"
    failures = [f"count(*) FILTER (WHERE ({check}) IS NOT TRUE)" for check in step.checks]
    found = connection.execute(
        f"SELECT {', '.join([repeats, *failures])} FROM (SELECT *, "
        f"{repeated} AS {_REPEATS} FROM read_parquet({quote_text(location(path))}))"
    ).fetchall()[0]
    if found[0]:
        raise StepError(f"step {step.name}: {found[0]} rows repeat the key ({', '.join(step.key)})")
    for check, failed in zip(step.checks, found[1:], strict=True):
        if failed:
            raise StepError(f"step {step.name}: {failed} rows fail the check {check}")

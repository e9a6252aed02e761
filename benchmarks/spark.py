"""What Spark costs beside DuckDB: the base cells of all indicators of a built edition, counted by each, cell by cell.

`python -m benchmarks.spark FOLDER` takes the folder of an alliance with a built edition; `make bench-scale` does it for
three national years. CPU is that of all processes of a run: ours, Java's on the driver and on each worker, and those
that decrypt. Each engine runs in a process of its own, since a process has one Java.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.spark_cluster import cluster
from schakel.alliance import read
from schakel.model.alliance import Alliance, Engine
from schakel.store.access_log import reading
from schakel.store.engine import Input, RunStep, run_step
from schakel.store.sealed import File, SealedFolder
from schakel.store.sealed_tables import read_table
from schakel.store.spark import spark_engine
from schakel.store.workspace import Workspace
from schakel.verbs.base_cells import count_cells, counts_of
from schakel.verbs.chain_tables import chain_tables

Cells = Mapping[str, frozenset[tuple[object, ...]]]


@dataclass(frozen=True)
class Counted:
    """CPU and wall seconds for all base cells, without starting the engine, and the cells of each indicator."""

    engine: str
    cpu: float
    wall: float
    cells: Cells


def main(folder: str) -> list[Counted]:
    """Print what counting the base cells of the latest edition of an alliance takes on each engine, and return it."""
    found = []
    for one in measure(Path(folder)):
        found.append(one)
        print(f"{one.engine:<30} {one.cpu:8.1f} s CPU {one.wall:8.1f} s wall", flush=True)
    here, local, worker, workers = found
    print(
        f"{len(here.cells)} indicators, the same cells: Spark takes {local.cpu / here.cpu:.0f} times the CPU of DuckDB "
        f"(goal 20), and two workers of one processor each {workers.wall / worker.wall:.2f} of the time of one such "
        f"worker (goal .7; {workers.wall / local.wall:.2f} of local[2], which has as many processors)",
        flush=True,
    )
    return found


def measure(folder: Path) -> Iterator[Counted]:
    """Count all base cells by DuckDB, by Spark on this machine, and by clusters of one and of two workers on it.

    Each worker has one processor. A cluster pays where it brings processors, so that two workers are held against one:
    on a machine of two processors `local[2]` has both already.

    Parameters
    ----------
    folder
        Of an alliance of which an edition was built.

    Raises
    ------
    AssertionError
        If a cell differs.
    """
    here = None
    for engine in ENGINES:
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            one = process.submit(_by, engine, folder).result()
        here = here or one
        assert one.cells == here.cells
        yield one


def _by(engine: str, folder: Path) -> Counted:
    alliance = read(folder)
    workspace = Workspace.of(folder, alliance.name)
    with (
        reading(workspace, "build", "measuring Spark beside DuckDB", ", ".join(alliance.products)),
        ENGINES[engine]() as run,
    ):
        return _counted(engine, alliance, workspace, run)


@contextmanager
def _duckdb() -> Iterator[RunStep]:
    yield run_step


@contextmanager
def _local() -> Iterator[RunStep]:
    with spark_engine(Engine(memory=2 << 30, spark="local[2]")) as run:
        yield run


@contextmanager
def _on_workers(workers: int) -> Iterator[RunStep]:
    with tempfile.TemporaryDirectory() as temporary, cluster(Path(temporary), workers, memory="900m") as found:
        os.environ.update(found.environment)
        with spark_engine(Engine(memory=2 << 30, spark=found.address)) as run:
            yield run


ENGINES: Mapping[str, Callable[[], AbstractContextManager[RunStep]]] = {
    "DuckDB": _duckdb,
    "Spark, local[2]": _local,
    "Spark, one worker": partial(_on_workers, 1),
    "Spark, two workers": partial(_on_workers, 2),
}


def _counted(engine: str, alliance: Alliance, workspace: Workspace, run: RunStep) -> Counted:
    latest = sorted(one.parent.name for one in workspace.analysis_editions.path.glob("*/edition.json"))[-1]
    tables: Mapping[str, Input] = chain_tables(workspace.analysis_edition(latest))
    out = SealedFolder(Path(tempfile.mkdtemp()), workspace.analysis_seal)
    began = time.perf_counter(), cpu_of_processes()
    count_cells(run, counts_of(alliance.indicators.values(), alliance), tables, out)
    took = time.perf_counter() - began[0], cpu_of_processes() - began[1]
    cells = {name: _cells_in(out / f"{name}.parquet") for name in alliance.indicators}
    shutil.rmtree(out.path)
    return Counted(engine, took[1], took[0], cells)


def _cells_in(file: File) -> frozenset[tuple[object, ...]]:
    return frozenset(tuple(row.values()) for row in read_table(file).to_pylist())


def cpu_of_processes() -> float:
    """Return the CPU seconds of this process and of all that descend from it, as Linux counts them."""
    parents, spent = dict[int, int](), dict[int, int]()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents[int(stat.parent.name)], spent[int(stat.parent.name)] = int(told[1]), sum(map(int, told[11:15]))
    ours = {os.getpid()}
    while more := {one for one, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(spent.get(one, 0) for one in ours) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*sys.argv[1:])

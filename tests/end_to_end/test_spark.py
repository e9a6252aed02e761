"""The chain on a Spark cluster of one master and two workers: the cells of DuckDB, also when a worker is lost."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import delivered
import incidents
import long_scheme
import pyarrow as pa
import pytest
from conftest import copy_alliance
from counting import counted
from hypothesis import given, settings

from benchmarks.spark_cluster import Cluster, cluster
from schakel import verbs
from schakel.model.alliance import Engine
from schakel.store.engine import run_step
from schakel.store.sealed_tables import read_table
from schakel.store.secret import secret_path
from schakel.store.spark import SparkEngine, spark_engine
from schakel.store.spark.on_nodes import LOADED
from schakel.store.workspace import Workspace
from schakel_base.errors import SchakelError

SHORT_LIVED = "-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For the ten processes of Java: none looks whether the classes of Spark are sound, nor for the fastest code."""


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster whose workers have a key file each, and the environment of those who use it."""
    folder, key = tmp_path_factory.mktemp("cluster"), secret_path("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", SHORT_LIVED)
        with cluster(folder, key=key) as found:
            for name, value in found.environment.items():
                patch.setenv(name, value)
            yield found


@pytest.fixture(scope="module")
def run(machines: Cluster) -> Iterator[SparkEngine]:
    """What runs steps on the cluster."""
    with spark_engine(Engine(memory=1 << 30, spark=machines.address)) as found:
        yield found


@pytest.fixture(params=["interpreted", pytest.param("compiled", marks=pytest.mark.slow)])
def each_way(request: pytest.FixtureRequest, run: SparkEngine) -> Iterator[SparkEngine]:
    """What runs steps by going through expressions one by one: to compile them takes longer than a few rows do."""
    ways = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
    told = ways if request.param == "interpreted" else {}
    for name, value in told.items():
        run.spark.conf.set(name, value)
    yield run
    for name in told:
        run.spark.conf.unset(name)


@pytest.mark.slow
@settings(max_examples=10)
@given(rows=delivered.ROWS)
def test_whatever_a_partner_delivers_spark_counts_the_same(rows, run, tmp_path_factory):
    here, there = (tmp_path_factory.mktemp("count") for _ in range(2))
    assert counted(delivered.ALLIANCE, {"hotline": rows}, there, run) == counted(
        delivered.ALLIANCE, {"hotline": rows}, here
    )


@pytest.mark.parametrize(
    ("declared", "sent"),
    [
        (delivered.ALLIANCE, {"hotline": delivered.EVERY_VALUE}),
        (long_scheme.alliance(65), long_scheme.DELIVERED),
        (incidents.ALLIANCE, incidents.DELIVERED),
    ],
    ids=["whatever a hotline writes", "masks of several words", "events of children and magnitudes"],
)
def test_spark_counts_the_same(declared, sent, each_way, tmp_path):
    folders = [tmp_path / name for name in ("there", "here")]
    for folder in folders:
        folder.mkdir()
    there, here = (
        counted(declared, sent, folder, by) for folder, by in zip(folders, (each_way, run_step), strict=True)
    )
    assert there == here


def test_a_process_on_a_node_has_loaded_what_it_needs_before_it_is_asked(run):
    def told(batches):
        for batch in batches:
            found = [name in sys.modules for name in (*LOADED, "schakel.store.sealed_tables")]
            yield pa.RecordBatch.from_pydict({"all": [all(found)] * batch.num_rows})

    [row] = run.spark.range(1).mapInArrow(told, "all boolean").collect()
    assert row["all"]


@pytest.mark.usefixtures("each_way")
def test_a_worker_without_the_key_file_says_so(machines, tmp_path):
    folder = on_cluster(machines, tmp_path)
    for key in machines.keys:
        key.rename(key.with_suffix(".away"))
    with pytest.raises(SchakelError) as refused:
        verbs.build(folder)
    for key in machines.keys:
        key.with_suffix(".away").rename(key)
    assert str(refused.value) in [f"there is no key file {key}" for key in machines.keys]


@pytest.mark.usefixtures("each_way")
def test_a_worker_with_the_key_file_of_another_alliance_says_so(machines, tmp_path):
    folder, (own, *_) = on_cluster(machines, tmp_path), [key.read_text("ascii") for key in machines.keys]
    for key in machines.keys:
        key.write_text("c5" * 32 + "\n", "ascii")
    with pytest.raises(SchakelError, match=r"^\S+ was encrypted under another key than that of this alliance$"):
        verbs.build(folder)
    for key in machines.keys:
        key.write_text(own, "ascii")


def on_cluster(machines: Cluster, place: Path) -> Path:
    """The template with what is delivered to it, to be built on the cluster."""
    folder = copy_alliance("_template", place)
    with (folder / "alliance.yaml").open("a", encoding="utf-8") as declared:
        declared.write(f"\nengine: {{spark: '{machines.address}'}}\n")
    verbs.deliver_shipped(folder)
    return folder


@pytest.mark.usefixtures("each_way")
def test_a_worker_is_lost_while_an_alliance_is_built(machines, tmp_path):
    here, there = copy_alliance("_template", tmp_path / "here"), on_cluster(machines, tmp_path / "there")
    verbs.deliver_shipped(here)
    verbs.build(here)
    built = verbs.build(there, progress=lambda what, _: lose_one(machines) if what == "wide report" else None)
    assert len(machines.workers) == 1
    [report] = [step.sql for step in built.steps if step.name == "wide_report"]
    assert "`wide_" in report or "`told_" in report, "each step tells what was asked of Spark, in its dialect"
    assert bases(there) == bases(here)


def lose_one(machines: Cluster) -> None:
    """End a worker while what is told now is done."""
    threading.Timer(0.3, machines.end_worker).start()


def bases(folder: Path) -> dict[str, list[dict[str, object]]]:
    """The base cells of each indicator of the only edition."""
    workspace = Workspace.of(folder, "template")
    return {file.stem: read_table(file).to_pylist() for file in workspace.analysis_editions.glob("*/bases/*.parquet")}

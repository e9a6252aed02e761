"""A condition in a contract reaches the files of one folder, and nothing else on the machine."""

import duckdb
import pytest

from schakel.intake import locked
from schakel.intake.locked import StandingWorkbench, workbench_in
from schakel.store.door import open_to
from schakel.store.drafts import draft_folder
from schakel.store.sealed import Seal, SealedFolder
from schakel.store.workspace import Workspace

SEAL = Seal(b"k" * 32)

OUTSIDE = (
    "SELECT * FROM read_text('{outside}')",
    "SELECT * FROM read_text('{inside}/../outside.txt')",
    "SELECT * FROM read_csv('{outside}')",
    "SELECT * FROM read_parquet('{protocol}://{outside}')",
    "SELECT * FROM read_parquet('{protocol}://{inside}/../outside.txt')",
    "COPY (SELECT 1) TO '{protocol}://{outside}.parquet' (FORMAT parquet)",
    "COPY (SELECT 1) TO '{outside}.csv'",
    "ATTACH '{outside}.db'",
    "SELECT * FROM glob('{outside}*')",
    "INSTALL httpfs",
    "LOAD '{outside}.so'",
    "SET lock_configuration = false",
    "SET enable_external_access = true",
)


@pytest.mark.parametrize("query", OUTSIDE)
def test_what_lies_outside_is_out_of_reach(tmp_path, query):
    inside, outside = tmp_path / "inside", tmp_path / "outside.txt"
    inside.mkdir()
    outside.write_text("secret")
    with workbench_in(SealedFolder(inside, SEAL)) as workbench, pytest.raises(duckdb.Error):
        workbench.engine.execute(query.format(inside=inside, outside=outside, protocol=SEAL.protocol)).fetchall()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("outside")] == ["outside.txt"]


def test_what_lies_inside_can_be_written_and_read(tmp_path):
    folder = SealedFolder(tmp_path, SEAL)
    file = (folder / "a.parquet").location
    with workbench_in(folder) as workbench:
        workbench.engine.execute(f"COPY (SELECT 1 AS a) TO '{file}' (FORMAT parquet)")
        assert workbench.engine.execute(f"SELECT a FROM read_parquet('{file}')").fetchall() == [(1,)]


def test_what_does_not_fit_in_memory_is_spilled_encrypted(tmp_path, monkeypatch):
    """The files that the engine spills are read while it works: a value in the rows must not are in them."""
    monkeypatch.setattr(locked, "MEMORY", "60MB")
    query = "SELECT sum(place) FROM (SELECT row_number() OVER (ORDER BY name) AS place, name FROM names)"
    names = "SELECT 'Zwanenburg' || (range * 7919 % 1000003) AS name FROM range(1000000)"
    with workbench_in(SealedFolder(tmp_path, SEAL)) as workbench:
        workbench.engine.execute(f"CREATE TABLE names AS {names}")
        workbench.engine.execute(query)
        seen = [path.read_bytes() for path in (tmp_path / "spill").iterdir()]
    assert sum(map(len, seen)) > 1_000_000
    assert not any(b"Zwanenburg" in content for content in seen)


@pytest.fixture
def standing(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    with open_to(workspace.resolved):
        yield StandingWorkbench(workspace)


def asked(standing, *queries):
    """Open the workbench, and return what the last of some queries answers at a place on it."""
    with standing.open() as workbench, workbench.place() as place:
        return [place.connection.execute(query).fetchall() for query in queries][-1]


def test_a_workbench_that_stays_keeps_its_engine_and_nothing_of_what_was_on_it(standing):
    assert asked(standing, "CREATE TEMP TABLE names AS SELECT 'Zwanenburg' AS name", "FROM names") == [("Zwanenburg",)]
    with pytest.raises(duckdb.CatalogException):
        asked(standing, "FROM names")
    assert [path for path in standing.workspace.drafts.rglob("*") if path.is_file()] == [
        standing.workspace.drafts / ".lock"
    ]


@pytest.mark.parametrize("query", OUTSIDE)
def test_from_a_workbench_that_stays_what_lies_outside_is_out_of_reach(standing, query):
    outside = standing.workspace.drafts / "outside.txt"
    with standing.open() as workbench, workbench.place() as place, pytest.raises(duckdb.Error):
        outside.write_text("secret")
        inside, protocol = workbench.folder.path.parent, workbench.folder.seal.protocol
        place.connection.execute(query.format(inside=inside, outside=outside, protocol=protocol)).fetchall()


def test_a_workbench_that_stays_serves_several_at_once_and_outlives_that_drafts_are_cleared(standing):
    write, read = "COPY (SELECT {0} AS a) TO '{1}' (FORMAT parquet)", "SELECT a FROM read_parquet('{1}')"
    with standing.open() as one, standing.open() as other, one.place() as here, other.place() as there:
        for number, place in enumerate((here, there)):
            place.connection.execute(write.format(number, (place.folder / "a.parquet").location))
        for number, place in enumerate((here, there)):
            location = (place.folder / "a.parquet").location
            assert place.connection.execute(read.format("", location)).fetchall() == [(number,)]
    with draft_folder(standing.workspace) as alone:
        assert {path.name for path in standing.workspace.drafts.iterdir()} == {".lock", alone.name}
    assert asked(standing, "SELECT 1") == [(1,)]


def test_an_engine_that_answers_nobody_any_more_is_opened_again(standing):
    with pytest.raises(duckdb.FatalException), standing.open():
        raise duckdb.FatalException("database has been invalidated")
    with standing.open() as workbench:
        assert workbench.engine.execute("SELECT 1").fetchall() == [(1,)]

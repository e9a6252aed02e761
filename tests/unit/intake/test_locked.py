"""A condition in a contract reaches the files of one folder, and nothing else on the machine."""

import duckdb
import pytest

from schakel.intake import locked
from schakel.intake.locked import locked_connection
from schakel.store.sealed import Seal, SealedFolder

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
    with locked_connection(SealedFolder(inside, SEAL)) as connection, pytest.raises(duckdb.Error):
        connection.execute(query.format(inside=inside, outside=outside, protocol=SEAL.protocol)).fetchall()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("outside")] == ["outside.txt"]


def test_what_lies_inside_can_be_written_and_read(tmp_path):
    folder = SealedFolder(tmp_path, SEAL)
    file = (folder / "a.parquet").location
    with locked_connection(folder) as connection:
        connection.execute(f"COPY (SELECT 1 AS a) TO '{file}' (FORMAT parquet)")
        assert connection.execute(f"SELECT a FROM read_parquet('{file}')").fetchall() == [(1,)]


def test_what_does_not_fit_in_memory_is_spilled_encrypted(tmp_path, monkeypatch):
    """The files that the engine spills are read while it works: a value in the rows must not are in them."""
    monkeypatch.setattr(locked, "MEMORY", "60MB")
    query = "SELECT sum(place) FROM (SELECT row_number() OVER (ORDER BY name) AS place, name FROM names)"
    names = "SELECT 'Zwanenburg' || (range * 7919 % 1000003) AS name FROM range(1000000)"
    with locked_connection(SealedFolder(tmp_path, SEAL)) as connection:
        connection.execute(f"CREATE TABLE names AS {names}")
        connection.execute(query)
        seen = [path.read_bytes() for path in (tmp_path / "spill").iterdir()]
    assert sum(map(len, seen)) > 1_000_000
    assert not any(b"Zwanenburg" in content for content in seen)

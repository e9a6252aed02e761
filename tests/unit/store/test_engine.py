"""Steps: read from a file with a header, written in the order of their key, held against their promise."""

import subprocess
import sys

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schakel.store.engine import READ_AT_ONCE, StepError, connect, run_step
from schakel_base.database import Step, quote_name, quote_text, read_step

NUMBERS = pa.table({"a": [3, 1, 2], "b": ["x", "y", "z"]})


def step(sql, key=("a",), checks=()):
    return Step("numbers", ("t",), key, checks, sql)


def test_a_step_is_written_in_the_order_of_its_key(tmp_path):
    result = run_step(step("SELECT * FROM t"), {"t": NUMBERS}, tmp_path / "out.parquet")
    assert (result.rows, pq.read_table(result.path)["a"].to_pylist()) == (3, [1, 2, 3])


def test_the_same_input_gives_the_same_bytes(tmp_path):
    paths = [run_step(step("SELECT * FROM t"), {"t": NUMBERS}, tmp_path / name).path for name in ("1", "2")]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_step_reads_files_of_different_width_by_name(tmp_path):
    pq.write_table(NUMBERS, tmp_path / "1.parquet")
    pq.write_table(pa.table({"a": [4]}), tmp_path / "2.parquet")
    inputs = {"t": [tmp_path / "1.parquet", tmp_path / "2.parquet"]}
    result = run_step(step("SELECT * FROM t"), inputs, tmp_path / "out.parquet")
    assert pq.read_table(result.path)["b"].to_pylist() == ["y", "z", "x", None]


def test_a_small_file_is_opened_once_however_often_a_query_names_it_and_a_large_one_is_not_held(tmp_path):
    small, large = tmp_path / "small.parquet", tmp_path / "large.parquet"
    pq.write_table(NUMBERS, small)
    pq.write_table(pa.table({"a": range(READ_AT_ONCE)}), large)
    assert large.stat().st_size > READ_AT_ONCE
    with connect({"small": small, "large": large}) as connection:
        small.unlink()
        assert connection.sql("SELECT sum(a) FROM (FROM small UNION ALL FROM small)").fetchall() == [(12,)]
        large.unlink()
        with pytest.raises(duckdb.IOException, match="large"):
            connection.sql("FROM large").fetchall()


def test_what_does_not_fit_in_memory_is_spilled(tmp_path, monkeypatch):
    """A process of its own, since the limit belongs to the one engine of a process."""
    program = (
        "import sys; from pathlib import Path; from schakel.store import engine\n"
        "from schakel_base import database; database.limit_memory(200 << 20)\n"
        "sql = 'SELECT hash(range) AS a, repeat(hash(range)::VARCHAR, 5) AS b FROM range(1_000_000)'\n"
        "print(engine.run_step(database.Step('wide', (), ('a',), (), sql), {}, Path(sys.argv[1])).rows)"
    )
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [sys.executable, "-c", program, str(tmp_path / "out.parquet")]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == "1000000\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_a_process_of_a_pool_leaves_nothing_behind(tmp_path, monkeypatch):
    """It ends without what programs do at their end."""
    program = (
        "from multiprocessing import get_context; from schakel_base.database import connect\n"
        "def asked():\n    with connect() as connection: connection.execute('SELECT 1')\n"
        "process = get_context('fork').Process(target=asked); process.start(); process.join()\n"
        "assert not process.exitcode"
    )
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    subprocess.run([sys.executable, "-c", program], check=True)
    assert list(tmp_path.iterdir()) == []


def test_a_repeated_key_is_a_defect(tmp_path):
    with pytest.raises(StepError, match="2 rows repeat the key"):
        run_step(step("SELECT 1 AS a FROM t"), {"t": NUMBERS}, tmp_path / "out.parquet")


def test_a_broken_check_is_a_defect(tmp_path):
    with pytest.raises(StepError, match="1 rows fail the check a < 3"):
        run_step(step("SELECT * FROM t", checks=("a < 3",)), {"t": NUMBERS}, tmp_path / "out.parquet")


def test_a_check_that_is_null_fails(tmp_path):
    with pytest.raises(StepError, match="fail the check"):
        run_step(step("SELECT a, NULL AS c FROM t", checks=("c > 0",)), {"t": NUMBERS}, tmp_path / "out.parquet")


def test_the_header_of_a_step_is_read():
    stages = read_step("schakel.indicators", "stages")
    assert stages.inputs == ("memberships",)
    assert stages.key == ("unit", "lower", "upper")
    assert stages.checks == ("upper > 0", "n > 0")


def test_texts_and_names_are_quoted():
    assert quote_text("it's") == "'it''s'"
    assert quote_name('a "b"') == '"a ""b"""'

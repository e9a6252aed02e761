"""Encrypted files: what is written is read, from any place, by any thread; what was changed is not used."""

import io
import resource
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.store.archive import archived, keep
from schakel.store.engine import connect, run_step
from schakel.store.sealed import Seal, SealedFile
from schakel.store.sealed_stream import CHUNK, HEADER, TAG, SealedReader
from schakel.store.sealed_tables import column_names, opened_table, read_table, rows_and_highest, write_table
from schakel.store.sealing import seal_existing
from schakel.store.workspace import Workspace
from schakel_base.database import Step
from schakel_base.errors import ZoneError
from schakel_base.progress import silent

SEAL = Seal(b"k" * 32)
ONE = CHUNK + TAG
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]


@pytest.fixture
def file(tmp_path):
    return SealedFile(tmp_path / "file", SEAL)


def written(file, content):
    with file.create() as target:
        target.write(content)
    return file


def bytes_of(size):
    return bytes(number * 7919 % 251 for number in range(1000)) * (size // 1000 + 1)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_written_is_read(file, size):
    content = bytes_of(size)[:size]
    written(file, content)
    assert (file.read_bytes(), file.size) == (content, size)
    assert file.read_buffer().to_pybytes() == content
    assert content[:50] not in file.path.read_bytes() or size < 2


def test_a_file_that_could_not_be_finished_is_closed_all_the_same(file):
    """Otherwise Python tries again when it clears up, and prints that it could not."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    target = file.create()
    target.write(bytes(1000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
    try:
        with pytest.raises(OSError):
            target.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert target.closed


@given(st.lists(st.binary(max_size=60_000), max_size=12), st.integers(0, 700_000), st.integers(0, 300_000))
def test_pieces_of_any_size_are_read_back_from_any_place(pieces, place, length):
    with TemporaryDirectory() as folder:
        file, plain = SealedFile(Path(folder) / "file", SEAL), io.BytesIO(b"".join(pieces * 4))
        with file.create() as target:
            for piece in pieces * 4:
                target.write(piece)
        with file.open() as source:
            assert source.seek(place) == plain.seek(place)
            assert source.read(length) == plain.read(length)


def test_the_same_content_never_looks_the_same_twice(tmp_path):
    one, two = (written(SealedFile(tmp_path / name, SEAL), b"same") for name in ("one", "two"))
    assert one.path.read_bytes() != two.path.read_bytes()


def _flip(content, place):
    content[place] ^= 1


def _cut(content, length):
    del content[length:]


def _swap(content):
    first, second = (slice(HEADER + start, HEADER + start + ONE) for start in (0, ONE))
    content[first], content[second] = content[second], content[first]


DAMAGE = {
    "a bit of the salt is flipped": lambda content: _flip(content, HEADER - 1),
    "a bit of a chunk is flipped": lambda content: _flip(content, HEADER + ONE + 5),
    "the last byte is gone": lambda content: _cut(content, -1),
    "the last chunk is gone": lambda content: _cut(content, HEADER + 2 * ONE),
    "the last chunk has its tag alone": lambda content: _cut(content, HEADER + 2 * ONE + TAG),
    "the last chunk has half its tag": lambda content: _cut(content, HEADER + 2 * ONE + TAG // 2),
    "all chunks are gone": lambda content: _cut(content, HEADER),
    "something follows the end": lambda content: content.extend(b"x"),
    "two chunks have changed places": _swap,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_that_was_changed_is_not_used(file, damage):
    written(file, bytes_of(3 * CHUNK)[: 3 * CHUNK - 100])
    content = bytearray(file.path.read_bytes())
    DAMAGE[damage](content)
    file.path.write_bytes(content)
    for read in (file.read_bytes, file.read_buffer):
        with pytest.raises(ZoneError, match=r"file was changed since it was written; it is not used$"):
            read()


def test_another_key_is_told_apart_from_damage(file):
    written(file, b"content")
    with pytest.raises(ZoneError, match="was encrypted under another key"):
        SealedFile(file.path, Seal(b"o" * 32)).read_bytes()


def test_a_file_that_is_not_encrypted_is_named_with_the_way_out(file):
    file.path.write_text("name\nJansen\n")
    with pytest.raises(ZoneError, match="is not encrypted; run: schakel keys seal") as raised:
        file.open()
    assert "Jansen" not in str(raised.value)


def test_many_threads_read_one_open_file(file):
    """The engine does: a place of one thread must not move that of another."""
    content = bytes_of(4 * CHUNK)[: 4 * CHUNK]
    written(file, content)
    wrong = []

    def read(source, start):
        for place in range(start, len(content), 9973):
            source.seek(place)
            if source.read(100) != content[place : place + 100]:
                wrong.append(place)

    with file.open() as source:
        threads = [threading.Thread(target=read, args=(source, start)) for start in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


STEP = Step("sums", ("numbers",), ("a",), ("b IS NOT NULL",), "SELECT a, sum(b) AS b FROM numbers GROUP BY a")


def test_a_step_reads_and_writes_encrypted_tables(tmp_path, file):
    numbers = pa.table({"a": [number % 10 for number in range(300_000)], "b": list(range(300_000))})
    with connect({"numbers": numbers}, file) as connection:
        connection.execute(f"COPY numbers TO '{file.location}' (FORMAT parquet)")
    out = SealedFile(tmp_path / "out", SEAL)
    assert run_step(STEP, {"numbers": file}, out).rows == 10
    with connect({"out": out}) as connection:
        found = connection.execute("SELECT * FROM out ORDER BY a").fetchall()
    assert found == [(digit, sum(range(digit, 300_000, 10))) for digit in range(10)]
    assert not any(path.read_bytes().startswith(b"PAR1") for path in tmp_path.iterdir())


def test_the_engine_passes_a_complaint_on(tmp_path, file):
    with connect({}, file) as connection:
        connection.execute(f"COPY (SELECT range AS a, 1 AS b FROM range(10)) TO '{file.location}' (FORMAT parquet)")
    content = bytearray(file.path.read_bytes())
    _flip(content, HEADER + 100)
    file.path.write_bytes(content)
    with pytest.raises(ZoneError, match="was changed since it was written"):
        run_step(STEP, {"numbers": file}, tmp_path / "out")


def test_what_an_earlier_version_left_open_is_encrypted_and_nothing_is_lost(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    keep(workspace, io.BytesIO(b"sealed already"))
    open_file = workspace.archive / "ab" / "abcd"
    open_file.parent.mkdir()
    open_file.write_bytes(b"name\nJansen\n")
    assert seal_existing(workspace, silent) == 1
    assert archived(workspace, "abcd").read_bytes() == b"name\nJansen\n"
    assert seal_existing(workspace, silent) == 0


def test_a_table_is_read_by_the_thread_that_asks_alone(file, monkeypatch):
    """A thread of Arrow that still holds an object of Python when the interpreter ends would bring it down."""
    seen, was = set(), SealedReader.readinto

    def readinto(self, target):
        seen.add(threading.get_ident())
        return was(self, target)

    monkeypatch.setattr(SealedReader, "readinto", readinto)
    table = pa.table({name: range(100_000) for name in "abc"})
    write_table(table, file)
    assert read_table(file, ["b", "c"]) == table.select(["b", "c"])
    with opened_table(file) as parts:
        found = [parts.read_row_group(part, ["b", "c"], use_threads=False) for part in range(parts.num_row_groups)]
    assert pa.concat_tables(found) == table.select(["b", "c"])
    assert (column_names(file), rows_and_highest(file, "a")) == (["a", "b", "c"], (100_000, 99_999))
    assert seen == {threading.get_ident()}


def test_a_file_that_is_not_there_leaves_nothing_to_close(tmp_path):
    """Python drops the reader whose file could not be opened, and closes it then; from 3.13 on it shows what fails."""
    with pytest.raises(FileNotFoundError):
        SealedReader(tmp_path / "absent", b"k" * 32)
    dropped = SealedReader.__new__(SealedReader)
    dropped.close()
    assert dropped.closed

"""The archive: whole files by the hash of their content, kept once, never changed."""

import hashlib
import io
import os
import subprocess
import sys

import pytest

from schakel.store.archive import CHUNK, archived, keep, move_in_place, put_in_place
from schakel.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", bytes(range(256)) * 20_000])
def test_a_file_is_kept_under_its_hash(workspace, content):
    sha256 = keep(workspace, io.BytesIO(content))
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert archived(workspace, sha256).read_bytes() == content


def test_the_path_begins_with_two_letters_of_the_hash(workspace):
    assert archived(workspace, "abcdef").path == workspace.folder / "intake" / "archive" / "ab" / "abcdef"


def test_the_same_content_is_kept_once_and_not_written_again(workspace):
    first = keep(workspace, io.BytesIO(b"same"))
    before = archived(workspace, first).path.stat()
    assert keep(workspace, io.BytesIO(b"same")) == first
    after = archived(workspace, first).path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_kept_file_is_read_only_and_the_zone_is_closed_to_others(workspace):
    kept = archived(workspace, keep(workspace, io.BytesIO(b"x"))).path
    assert kept.stat().st_mode & 0o777 == 0o400
    assert workspace.intake.stat().st_mode & 0o777 == 0o700


def test_it_says_how_many_bytes_are_done(workspace):
    seen = []
    keep(workspace, io.BytesIO(bytes(2 * CHUNK + 1)), seen.append)
    assert seen == [CHUNK, 2 * CHUNK, 2 * CHUNK + 1]


def test_nothing_stays_among_the_drafts(workspace):
    keep(workspace, io.BytesIO(b"x"))
    assert [path.name for path in workspace.drafts.iterdir()] == [".lock"]


def test_a_source_that_breaks_off_leaves_nothing(workspace):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("the disk went away")
            return super().read(min(size, 3))

    with pytest.raises(OSError, match="went away"):
        keep(workspace, Broken(b"abcdef"))
    assert not workspace.archive.exists()
    assert [path.name for path in workspace.drafts.iterdir()] == [".lock"]


KILLED = """
import os, signal, sys
from pathlib import Path
from schakel.store.archive import keep
from schakel.store.workspace import Workspace

def kill(done):
    os.kill(os.getpid(), signal.SIGKILL)

with open(sys.argv[2], "rb") as source:
    keep(Workspace(Path(sys.argv[1])), source, kill)
"""


def test_a_process_that_is_killed_leaves_no_file_under_its_name_and_the_next_clears_up(workspace, tmp_path):
    source = tmp_path / "big.csv"
    source.write_bytes(os.urandom(3 * CHUNK))
    command = [sys.executable, "-c", KILLED, str(workspace.folder), str(source)]
    assert subprocess.run(command, check=False).returncode == -9
    assert not workspace.archive.exists()
    assert len(list(workspace.drafts.iterdir())) == 2
    with source.open("rb") as again:
        sha256 = keep(workspace, again)
    assert archived(workspace, sha256).read_bytes() == source.read_bytes()
    assert [path.name for path in workspace.drafts.iterdir()] == [".lock"]


def test_a_name_that_is_taken_is_not_given_again(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
    assert put_in_place(tmp_path / "one", tmp_path / "place")
    assert not put_in_place(tmp_path / "two", tmp_path / "place")
    assert (tmp_path / "place").read_text() == "one"


def test_rows_left_by_a_killed_process_are_replaced(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
        move_in_place(tmp_path / name, tmp_path / "rows" / "1.parquet")
    assert (tmp_path / "rows" / "1.parquet").read_text() == "two"
    assert (tmp_path / "rows" / "1.parquet").stat().st_mode & 0o777 == 0o400

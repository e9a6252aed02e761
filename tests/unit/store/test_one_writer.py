"""One command at a time writes into a workspace; those that read never wait for it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from schakel.store.editions import draft_of, find_edition, put_in_place, read_manifest
from schakel.store.one_writer import one_writer
from schakel.store.workspace import Workspace
from schakel_base.errors import RequestError

NAME = "2024-01-01-0123abcd"
MANIFEST = '{"name": "n", "as_of": "2024-01-01", "deliveries": [1], "declarations": "d", "code": "c"}'
ROUNDS, WRITERS, READERS = 50, 2, 10

_HOLD = """
import sys
from pathlib import Path
from schakel.store.one_writer import one_writer
from schakel.store.workspace import Workspace
with one_writer(Workspace(Path(sys.argv[1])), "schakel build"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / ".schakel")


@pytest.fixture
def holder(workspace):
    """Another process that holds the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, workspace.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin and process.stdout and process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_a_second_writer_is_told_who_writes_and_since_when(workspace, holder):
    told = (
        rf"schakel build \(process {holder.pid}, since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d.*\) is working on this alliance"
    )
    with pytest.raises(RequestError, match=told), one_writer(workspace, "schakel publish"):
        pass


def test_a_holder_that_was_killed_blocks_nobody(workspace, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with one_writer(workspace, "schakel publish"):
        pass


def test_who_waits_is_told_for_whom_and_goes_on_when_the_other_is_done(workspace, holder):
    told = []

    def done(sentence):
        told.append(sentence)
        holder.stdin.close()

    with one_writer(workspace, "schakel publish", done):
        assert holder.wait() == 0
    assert str(told[0]).startswith(f"Waiting for schakel build (process {holder.pid}, since ")


def in_a_process(work, *given):
    if child := os.fork():
        return child
    try:
        work(*given)
        os._exit(0)
    finally:
        os._exit(1)


def build(workspace):
    """Build an edition again, beside nobody."""
    place, inside = workspace.analysis_edition(NAME), workspace.folder / "inside"
    for _ in range(ROUNDS):
        with one_writer(workspace, "schakel build", lambda _: None):
            inside.touch(exist_ok=False)
            draft = draft_of(place)
            for name in ("edition.json", "one", "other"):
                (draft / name).write_text(MANIFEST)
            put_in_place(draft, place)
            inside.unlink()


def read_until_told(workspace, done):
    while not done.exists():
        found = find_edition(workspace.analysis_editions, "latest")
        assert found.name == NAME and read_manifest(found).deliveries == (1,)
        assert {(found / name).read_text() for name in ("one", "other")} == {MANIFEST}
        time.sleep(0.005)


def test_two_writers_and_ten_readers_at_once_lose_nothing(workspace, tmp_path):
    place, done = workspace.analysis_edition(NAME), tmp_path / "done"
    draft = draft_of(place)
    for name in ("edition.json", "one", "other"):
        (draft / name).write_text(MANIFEST)
    put_in_place(draft, place)
    writers = [in_a_process(build, workspace) for _ in range(WRITERS)]
    readers = [in_a_process(read_until_told, workspace, done) for _ in range(READERS)]
    written = [os.waitpid(one, 0)[1] for one in writers]
    done.touch()
    assert (written, [os.waitpid(one, 0)[1] for one in readers]) == ([0] * WRITERS, [0] * READERS)
    assert sorted(path.name for path in workspace.analysis_editions.path.iterdir()) == [NAME]

"""Drafts: a folder for unfinished work, cleared by whoever finds itself alone."""

import subprocess
import sys

import pytest

from schakel.store.drafts import draft_folder
from schakel.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def test_a_folder_of_drafts_is_empty_absolute_and_gone_afterwards(workspace):
    with draft_folder(workspace) as folder:
        assert folder.is_absolute() and list(folder.iterdir()) == []
        (folder / "read-only").write_text("x")
        (folder / "read-only").chmod(0o444)
    assert not folder.exists()


def test_what_was_left_behind_is_cleared_by_the_next(workspace):
    left = workspace.drafts / "left"
    left.mkdir(parents=True)
    (left / "rows.parquet").write_text("x")
    with draft_folder(workspace):
        assert not left.exists()


def test_work_inside_other_work_clears_nothing(workspace):
    with draft_folder(workspace) as outer:
        (outer / "rows.parquet").write_text("x")
        with draft_folder(workspace) as inner:
            assert inner != outer
        assert (outer / "rows.parquet").read_text() == "x"


AT_WORK = """
import sys
from pathlib import Path
from schakel.store.drafts import draft_folder
from schakel.store.workspace import Workspace
with draft_folder(Workspace(Path(sys.argv[1]))) as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_the_drafts_of_another_process_at_work_are_left_alone(workspace):
    command = [sys.executable, "-c", AT_WORK, str(workspace.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        folder = other.stdout.readline().strip()
        with draft_folder(workspace):
            assert folder in [str(path) for path in workspace.drafts.iterdir()]
        other.stdin.close()
    assert folder not in [str(path) for path in workspace.drafts.iterdir()]

"""A command that writes into an alliance names who else does, and writes nothing; those that read do not wait."""

import pytest
from command_line import schakel
from conftest import copy_alliance

from schakel.store.one_writer import one_writer
from schakel.store.workspace import Workspace

WRITING = [
    "deliver {} helpline file.csv",
    "replay {} 1",
    "build {}",
    "publish {} monitor --out {}/out",
    "report {} monitor --out {}/out.pdf",
    "run {} --out {}/out",
    "extract {} monitor",
    "keys rotate {} monitor",
    "keys destroy {} monitor 1 --reason x",
    "keys seal {}",
    "judge join {} a b --reason x",
    "judge apart {} a b --reason x",
    "judge split {} a b --reason x",
    "judge undo {} 1 --reason x",
    "judge relink {}",
    "alike list {} report",
    "alike same {} report a b --reason x",
    "alike different {} report a b --reason x",
    "alike undo {} report 1 --reason x",
]
READING = ["check {}", "keys list {}"]


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """An alliance into which another command writes."""
    alliance = copy_alliance("_template", tmp_path_factory.mktemp("alliance"))
    with one_writer(Workspace.of(alliance), "schakel build"):
        yield alliance


@pytest.mark.parametrize("command", WRITING)
def test_a_command_that_writes_does_not_write_beside_another(held, command):
    answer = schakel(*command.replace("{}", str(held)).split())
    assert answer.exit_code == 1
    assert "schakel build (process " in answer.stderr and "is working on this alliance" in answer.stderr
    assert not (held / "out").exists()


@pytest.mark.parametrize("command", READING)
def test_a_command_that_reads_is_not_blocked(held, command):
    assert schakel(*command.replace("{}", str(held)).split()).exit_code == 0

"""A full disk, a closed folder, a port or a folder that is gone: each gets one sentence, and nothing half is left."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import schakel
from small_disks import small_disk

# Nor does it keep bytecode, of which it would leave the beginning for everybody after it.
LIMITED = (
    "import resource, sys; sys.dont_write_bytecode = True; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); "
    "from schakel.cli import main; "
)
ORDINARY = ["setpriv", "--bounding-set=-dac_override"] if os.getuid() == 0 else []
"""What makes root a user to whom a folder can be closed."""


def run_schakel(*words, before="from schakel.cli import main; ", user=()):
    """Run a command in a process of its own, with something done to that process before."""
    code = f"import sys; sys.argv = {['schakel', *map(str, words)]!r}; {before}main()"
    return subprocess.run([*user, sys.executable, "-c", code], capture_output=True, text=True)


def half_left(folder):
    return [path for path in folder.rglob("*") if ".draft" in path.name]


@pytest.fixture
def example(tmp_path):
    assert schakel("init", tmp_path / "example").exit_code == 0
    return tmp_path / "example"


@pytest.mark.parametrize("words", [["--help"], ["check", "EXAMPLE"]], ids=" ".join)
def test_an_answer_that_does_not_fit_on_the_disk_is_told_so(example, words):
    code = f"import sys; sys.argv = {['schakel', *words]!r}; from schakel.cli import main; main()"
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-c", code.replace("EXAMPLE", str(example))],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert (result.returncode, result.stderr) == (1, "the disk is full; make room and try again\n")


@pytest.mark.parametrize("most", [1_000, 60_000])
def test_a_file_that_may_not_grow_is_named_in_one_sentence(example, tmp_path, most):
    """A limit on the size of a file stops a write where a full disk does: in the middle."""
    result = run_schakel("run", example, "--out", tmp_path / "release", before=LIMITED.format(most))
    assert result.returncode == 1 and result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert "a file may not become this large here" in sentence and sentence.startswith(str(tmp_path))
    assert not half_left(example) and not (tmp_path / "release").exists()
    assert schakel("run", example, "--out", tmp_path / "release").exit_code == 0


@pytest.mark.parametrize("kilobytes", [100, 160, 400])
def test_a_full_disk_is_named_in_one_sentence(tmp_path, kilobytes):
    with small_disk(tmp_path / "disk", kilobytes) as disk:
        schakel("init", disk / "example")
        result = schakel("run", disk / "example", "--out", disk / "release")
        assert result.exit_code == 1
        (sentence,) = result.stderr.splitlines()
        assert "the disk is full" in sentence and sentence.startswith(str(disk))
        assert not half_left(disk / "example") and not (disk / "release").exists()


def test_a_defect_is_reported_when_the_disk_of_temporary_files_is_full(tmp_path):
    broken = "import schakel.cli as cli; cli.app = lambda **_: 1 / 0; "
    broken += "cli.NamedTemporaryFile = lambda *_, **__: open('/x/y'); "
    result = run_schakel("check", tmp_path, before=f"{broken}from schakel.cli import main; ")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "Schakel itself failed (ZeroDivisionError); its details could not be written, because the disk is full or "
        "closed to you."
    ]


def test_what_is_refused_before_a_command_begins_to_answer_is_no_defect(tmp_path):
    refusing = "import schakel.cli as cli; from schakel_base.errors import RequestError; "
    refusing += "cli.app = lambda **_: (_ for _ in ()).throw(RequestError('the seed is -1')); "
    result = run_schakel("check", tmp_path, before=f"{refusing}from schakel.cli import main; ")
    assert (result.returncode, result.stderr) == (1, "the seed is -1\n")


@pytest.mark.parametrize("out", [".", ".."])
def test_the_folder_somebody_stands_in_is_not_replaced_by_a_release(example, tmp_path, monkeypatch, out):
    place = tmp_path / "some" / "where"
    place.mkdir(parents=True)
    monkeypatch.chdir(place)
    assert schakel("build", example).exit_code == 1  # nothing was delivered
    for words in (("run", example), ("publish", example, "monitor")):
        result = schakel(*words, "--out", out)
        assert result.exit_code == 1
        (sentence,) = result.stderr.splitlines()
        assert sentence == f"{out}: a release replaces its folder whole; name a folder below the one you are in"
    assert place.is_dir()


def test_a_folder_that_is_gone_is_said(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    leave = f"import os; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r}); from schakel.cli import main; "
    result = run_schakel("check", tmp_path, before=leave)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "the folder that you are in no longer exists; change to another one and try again"
    ]


def test_a_port_that_is_none_is_said(tmp_path):
    (tmp_path / "index.html").write_text("")
    result = schakel("serve", tmp_path, "--port", "99999")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == ["there is no port 99999; a port is a number from 0 to 65535"]


def test_half_a_character_in_a_label_is_said_with_its_line(example):
    file = example / "vocabulary" / "subject.ttl"
    file.write_text(file.read_text("utf-8").replace('prefLabel "', 'prefLabel "\\ud800', 1), "utf-8")
    result = schakel("check", example)
    assert result.exit_code == 1
    assert "vocabulary/subject.ttl:" in result.stderr and "half a character" in result.stderr


def test_somebody_elses_disk_is_said(example, tmp_path):
    shutil.rmtree(example / ".schakel", ignore_errors=True)
    (example / ".schakel").mkdir(mode=0o500)
    result = run_schakel("run", example, "--out", tmp_path / "release", user=ORDINARY)
    assert result.returncode == 1 and "you have no permission" in result.stderr

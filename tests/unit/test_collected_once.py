"""`--processes N`: tests are collected once, run file by file in N processes, and none is lost or told twice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILE = """
import os
from pathlib import Path

import pytest

with (Path(__file__).parent / "collected").open("a") as told:
    told.write("once ")


@pytest.fixture(scope="module")
def made():
    yield os.getpid()
    with (Path(__file__).parent / "torn_down").open("a") as told:
        told.write("once ")


@pytest.mark.parametrize("number", range(3))
def test_in_one_process(made, number):
    assert made == os.getpid() != int(os.environ["FIRST"])
"""

FAILING = """
import warnings


def test_no():
    print("seen before")
    warnings.warn("take care")
    assert 1 == 2
"""


def ran(folder: Path, *options: str, **files: str) -> subprocess.CompletedProcess[str]:
    """Write files of tests, and run them in two processes."""
    (folder / "conftest.py").write_text('import os\nos.environ["FIRST"] = str(os.getpid())\n')
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)
    plugin = f"import sys, pytest; sys.path.insert(0, {str(TESTS)!r}); import collected_once; "
    run = f"sys.exit(pytest.main(['-q', '--processes', '2', *{options!r}], plugins=[collected_once]))"
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-c", plugin + run]
    return subprocess.run(command, cwd=folder, env=alone, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, "subprocess.CompletedProcess[str]"]:
    folder = tmp_path_factory.mktemp("passed")
    return folder, ran(folder, first=FILE, second=FILE, third=FILE)


def test_each_file_is_collected_once_and_run_whole_in_one_process(passed) -> None:
    folder, run = passed
    assert "9 passed" in run.stdout, run.stdout + run.stderr
    assert (folder / "collected").read_text() == "once " * 3


def test_what_a_file_set_up_is_torn_down_when_it_ends(passed) -> None:
    folder, _ = passed
    assert (folder / "torn_down").read_text() == "once " * 3


def test_what_fails_is_told_with_what_it_printed_and_warned_of(tmp_path: Path) -> None:
    run = ran(tmp_path, good=FILE, bad=FAILING, worse=FAILING)
    assert run.returncode == 1
    assert "2 failed, 3 passed, 2 warnings" in run.stdout
    assert run.stdout.count("seen before\n") == 2
    assert run.stdout.count("UserWarning: take care") == 2


def test_a_first_failure_ends_the_run_where_that_was_asked(tmp_path: Path) -> None:
    run = ran(tmp_path, "-x", bad="def test_no(): raise ValueError")
    assert run.returncode == 1
    assert "stopping after 1 failures" in run.stdout


def test_who_has_much_left_to_say_ends_with_the_first_failure_too(tmp_path: Path) -> None:
    """More than the pipe holds that nobody reads any more."""
    loud = "import pytest\n@pytest.mark.parametrize('n', range(40))\ndef test_says(n): print('x' * 100_000)"
    run = ran(tmp_path, "-x", bad="def test_no(): raise ValueError", loud=loud)
    assert run.returncode == 1
    assert "stopping after 1 failures" in run.stdout


def test_a_process_that_dies_ends_the_run_and_the_test_that_it_ran_is_named(tmp_path: Path) -> None:
    run = ran(tmp_path, good=FILE, dead="import os\ndef test_kills(): os.kill(os.getpid(), 9)\n")
    assert run.returncode == 1
    assert "The process that ran test_dead.py::test_kills died" in run.stdout


def test_what_cannot_be_collected_is_told_as_pytest_does(tmp_path: Path) -> None:
    run = ran(tmp_path, broken="import nothing_of_that_name")
    assert run.returncode == 2
    assert "1 error" in run.stdout

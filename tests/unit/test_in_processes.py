"""In several processes a test fails as it does in one, and no process ends unseen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOUND = "def test_it_holds(): assert 1 == 1\n"
FAULTY = "def test_it_fails():\n    print('what was printed')\n    assert 1 == 2\n" + SOUND
DIES = "import os\ndef test_it_dies(): os._exit(3)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        (tmp_path / f"test_sound_{number}.py").write_text(SOUND)
    return tmp_path


def run(folder: Path) -> tuple[int, str]:
    """Run the tests in a folder in two processes; return the exit code, and what is said."""
    command = [sys.executable, "-m", "pytest", "-p", "in_processes", "--processes", "2", "-c", os.devnull]
    own = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTEST_ADDOPTS": ""}
    ended = subprocess.run([*command, "--rootdir", folder, folder], env=own, capture_output=True, text=True)
    return ended.returncode, ended.stdout


def test_what_fails_in_a_process_fails(folder: Path) -> None:
    (folder / "test_faulty.py").write_text(FAULTY)
    code, said = run(folder)
    assert code == 1 and "1 failed, 5 passed" in said
    assert "assert 1 == 2" in said and "what was printed" in said


def test_a_process_that_ends_fails_the_run(folder: Path) -> None:
    (folder / "test_dies.py").write_text(DIES)
    code, said = run(folder)
    assert code == 1 and "a process ended in test_dies.py::test_it_dies" in said

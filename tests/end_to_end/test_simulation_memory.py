"""The simulator keeps a year in memory and those who will return, not the years before."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource, sys
from pathlib import Path
from schakel.alliance import read
from schakel.simulation import simulate
simulate(read(Path(sys.argv[1])), Path(sys.argv[2]), range(2013, 2013 + int(sys.argv[3])), scale=0.2)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
FOLDER = Path(__file__).parents[2] / "alliances" / "nl-mensenhandel"


def peak(out: Path, years: int) -> int:
    """Return the peak memory, in kB, of a process that simulates a fifth of the national chain."""
    command = [sys.executable, "-c", PROGRAM, str(FOLDER), str(out), str(years)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.slow
def test_ten_years_take_hardly_more_memory_than_one(tmp_path: Path) -> None:
    one, ten = peak(tmp_path / "one", 1), peak(tmp_path / "ten", 10)
    assert ten < 1.5 * one
    assert ten < 1_000_000

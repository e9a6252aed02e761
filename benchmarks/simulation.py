"""Seconds and peak memory of writing the whole Dutch chain, all offences at scale 1, for one year and for ten."""

import sys
import tempfile

from benchmarks.measure import cost

PROGRAM = """
import sys
from pathlib import Path
from schakel.alliance import read
from schakel.simulation import simulate
simulate(read(Path("alliances/nl-mensenhandel")), Path(sys.argv[1]), range(2013, 2013 + int(sys.argv[2])))
"""


def main() -> None:
    """Print one line per number of years; three years of warm-up come on top of each."""
    print("simulation, scale 1         wall s    CPU s   peak MB")
    for years in (1, 10):
        with tempfile.TemporaryDirectory() as out:
            found = cost([sys.executable, "-c", PROGRAM, out, str(years)])
        print(f"{years:3} years of deliveries   {found.wall:9.1f}{found.cpu:9.1f}{found.memory:10.0f}")


if __name__ == "__main__":
    main()

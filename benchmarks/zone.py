"""What the encryption of the intake zone costs: the same work on an encrypted file and on a plain one, in one run.

Each piece of work runs as a process of its own, so that its peak memory is its own. A stream of 1 GB is written and
read back; a table of five million rows is written by the engine and counted once.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Cost, median_cost

STREAM = """
import shutil, sys
from pathlib import Path
from schakel.store.sealed import Seal, SealedFile
path = Path(sys.argv[1]); path.unlink(missing_ok=True)
file = SealedFile(path, Seal(b"k" * 32)) if sys.argv[2] == "encrypted" else None
with (file.create() if file else path.open("xb")) as target:
    for _ in range(1024):
        target.write(bytes(1 << 20))
with (file.open() if file else path.open("rb")) as source:
    while source.read(1 << 20):
        pass
"""
TABLE = """
import sys
from pathlib import Path
from schakel.store.engine import run_step, connect
from schakel_base.database import Step
from schakel.store.sealed import Seal, SealedFile
path = Path(sys.argv[1]); path.unlink(missing_ok=True)
file = SealedFile(path, Seal(b"k" * 32)) if sys.argv[2] == "encrypted" else path
rows = "SELECT range AS number, 'name ' || (range * 7919 % 100003) AS name, 'x' AS kind FROM range(5000000)"
run_step(Step("rows", (), ("number",), (), rows), {}, file)
with connect({"rows": file}) as connection:
    connection.execute("SELECT name, count(*) FROM rows GROUP BY name").fetchall()
"""


def main(runs: int = 3) -> None:
    """Print CPU seconds and peak memory of each piece of work, encrypted and plain, and the ratio."""
    print(f"{'intake zone':<42}   CPU s   peak MB")
    for name, program in (("1 GB streamed", STREAM), ("5 million rows by the engine", TABLE)):
        plain, encrypted = (_cost(program, kind, runs) for kind in ("plain", "encrypted"))
        print(f"{name + ', plain':<42}{plain.cpu:8.2f}{plain.memory:10.0f}")
        ratio = encrypted.cpu / plain.cpu
        print(f"{name + ', encrypted':<42}{encrypted.cpu:8.2f}{encrypted.memory:10.0f}   {ratio:.2f} x the CPU")


def _cost(program: str, kind: str, runs: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        return median_cost([sys.executable, "-c", program, str(Path(folder) / "file"), kind], runs)


if __name__ == "__main__":
    main()

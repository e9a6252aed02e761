"""Ten years of the whole simulated national chain: deliveries written, taken in, and built, step by step, with memory.

Each part runs as a process of its own, so that its peak memory is its own. This takes many minutes; it is not part of
`make bench` unless named: `python -m benchmarks national`.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import cost

ALLIANCE = Path("alliances/nl-mensenhandel")
YEARS = "2008-2017"

DELIVER = """
import sys, yaml
from datetime import date
from pathlib import Path
from schakel import verbs
folder, out = map(Path, sys.argv[1:])
for entry in yaml.safe_load((out / "deliveries.yaml").read_text())["deliveries"]:
    day = date.fromisoformat(str(entry["delivered"]))
    verbs.deliver(folder, entry["partner"], out / entry["file"], day, synthetic=True)
"""


def main(years: str = YEARS, scale: str = "1") -> None:
    """Print what writing, taking in and building ten national years takes."""
    schakel = str(Path(sys.executable).with_name("schakel"))
    with tempfile.TemporaryDirectory() as temporary:
        folder, out = Path(temporary) / ALLIANCE.name, Path(temporary) / "deliveries"
        shutil.copytree(ALLIANCE, folder, ignore=shutil.ignore_patterns(".schakel"))
        written = cost([schakel, "simulate", str(folder), "--out", str(out), "--years", years, "--scale", scale])
        size = sum(path.stat().st_size for path in out.glob("*.csv")) / 1e6
        print(f"deliveries written   {written.wall:8.0f} s wall {written.cpu:8.0f} s CPU {written.memory:8.0f} MB peak"
              f"   {size:,.0f} MB of CSV (goal: under 600 s and 2,048 MB)")  # fmt: skip
        taken = cost([sys.executable, "-c", DELIVER, str(folder), str(out)])
        print(f"taken in             {taken.wall:8.0f} s wall {taken.cpu:8.0f} s CPU {taken.memory:8.0f} MB peak")
        built = cost([schakel, "build", str(folder)])
        print(f"built                {built.wall:8.0f} s wall {built.cpu:8.0f} s CPU {built.memory:8.0f} MB peak")
        _print_steps(schakel, folder)


def _print_steps(schakel: str, folder: Path) -> None:
    answer = subprocess.run([schakel, "build", str(folder), "--json"], capture_output=True, check=True, text=True)
    steps = json.loads(answer.stdout)["steps"]
    total = sum(step["seconds"] for step in steps)
    for step in sorted(steps, key=lambda step: -step["seconds"])[:20]:
        share = 100 * step["seconds"] / total
        print(f"  {step['step']:<40} {step['rows']:>12,} rows {step['seconds']:8.2f} s {share:5.1f} %")


if __name__ == "__main__":
    main(*sys.argv[1:])

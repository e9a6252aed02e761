"""The whole simulated national chain, all offences: deliveries written, taken in, and built, step by step, with memory.

Each part runs as a process of its own, so that its peak memory is its own. `make bench` takes one year at a tenth of
the size of the country; ten whole years take many minutes: `python -m benchmarks.national 2008-2017 1`.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Cost, cost

ALLIANCE = Path("alliances/nl-mensenhandel")
YEARS, SCALE = "2017-2017", "0.1"
MOST_SHOWN = 20

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

BUILD = """
import json, sys
from pathlib import Path
from schakel import verbs
steps = verbs.build(Path(sys.argv[1])).steps
told = [{"name": s.name, "rows": s.rows, "seconds": s.seconds, "peak": s.peak_memory} for s in steps]
Path(sys.argv[2]).write_text(json.dumps(told))
"""


def main(years: str = YEARS, scale: str = SCALE) -> None:
    """Print what writing, taking in and building national years takes."""
    schakel = str(Path(sys.executable).with_name("schakel"))
    with tempfile.TemporaryDirectory() as temporary:
        folder, out = Path(temporary) / ALLIANCE.name, Path(temporary) / "deliveries"
        shutil.copytree(ALLIANCE, folder, ignore=shutil.ignore_patterns(".schakel"))
        print(f"{years} at scale {scale}")
        _print(
            "written", cost([schakel, "simulate", str(folder), "--out", str(out), "--years", years, "--scale", scale])
        )
        size = sum(path.stat().st_size for path in out.glob("*.csv")) / 1e6
        print(f"                     {size:,.0f} MB of CSV (goal for ten whole years: under 600 s and 2,048 MB)")
        _print("taken in", cost([sys.executable, "-c", DELIVER, str(folder), str(out)]))
        answer = Path(temporary) / "steps.json"
        _print("built", cost([sys.executable, "-c", BUILD, str(folder), str(answer)]))
        _print_steps(json.loads(answer.read_text()))


def _print(what: str, taken: Cost) -> None:
    print(f"{what:<10} {taken.wall:8.0f} s wall {taken.cpu:8.0f} s CPU {taken.memory:8.0f} MB peak")


def _print_steps(steps: list[dict[str, float]]) -> None:
    """The longest steps; the memory of a step is the peak of the process when it ended."""
    total = sum(step["seconds"] for step in steps)
    for step in sorted(steps, key=lambda step: -step["seconds"])[:MOST_SHOWN]:
        took = f"{step['seconds']:8.2f} s {100 * step['seconds'] / total:5.1f} % {step['peak']:8.0f} MB"
        print(f"  {step['name']:<45} {step['rows']:>12,} rows {took}")


if __name__ == "__main__":
    main(*sys.argv[1:])

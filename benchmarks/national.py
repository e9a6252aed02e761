"""The whole simulated national chain, all offences: deliveries written, taken in, and built, step by step, with memory.

Each part runs as a process of its own, so that its peak memory is its own. `make bench` takes one year at a tenth of
the size of the country; ten whole years take many minutes: `python -m benchmarks.national 2008-2017 1`.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

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

BARE_INTAKE = """
import sys
from pathlib import Path
import duckdb
for file in sorted(Path(sys.argv[1]).glob("*.csv")):
    duckdb.execute("SELECT max(COLUMNS(*)) FROM read_csv(?, header = true)", [str(file)]).fetchall()
"""
"""Reads every value of the same files, with numbers and dates cast as DuckDB finds them, and keeps nothing."""

BARE_KEPT = """
import hashlib, sys
from pathlib import Path
import duckdb
for file in sorted(Path(sys.argv[1]).glob("*.csv")):
    copied = Path(sys.argv[2], file.name)
    copied.write_bytes(content := file.read_bytes())
    hashlib.sha256(content)
    query = f"COPY (FROM read_csv('{copied}', all_varchar = true)) TO '{copied}.parquet' (COMPRESSION zstd)"
    duckdb.execute(query)
"""
"""What no intake can do without: the file is copied and hashed, and its rows are read as text and written once."""

BUILD = """
import json, resource, sys, time
from pathlib import Path
from schakel import verbs
from schakel.cli.collecting import collect_seldom
collect_seldom()  # as `schakel build` does
begun = []
def tell(what, share):
    begun.append((str(what), time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
steps = verbs.build(Path(sys.argv[1]), progress=tell, full="full" in sys.argv).steps
tell("", 1)
rows = {step.name.replace("_", " "): step.rows for step in steps}
told = [
    {"what": what, "rows": rows.get(what), "cpu": until - since, "peak": peak}
    for (what, since, _), (_, until, peak) in zip(begun, begun[1:])
]
Path(sys.argv[2]).write_text(json.dumps(told))
"""


def main(years: str = YEARS, scale: str = SCALE) -> None:
    """Print what writing, taking in and building national years takes."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, answer = prepare(Path(temporary), years, scale), Path(temporary) / "parts.json"
        print_cost("built", cost([sys.executable, "-c", BUILD, str(folder), str(answer)]))
        _print_parts(json.loads(answer.read_text()))


def prepare(
    temporary: Path,
    years: str,
    scale: str,
    written: Callable[[Path], object] = lambda _: None,
    alliance: Path = ALLIANCE,
    taken_in: Callable[[float], object] = lambda _: None,
) -> Path:
    """Write and take in national years, print what that takes, and return the folder of the alliance.

    `written` is called with the folder of what was written, before any of it is taken in; `taken_in` with how many
    times the CPU of DuckDB's bare scan and cast that took.
    """
    schakel = str(Path(sys.executable).with_name("schakel"))
    folder, out = temporary / alliance.name, temporary / "deliveries"
    shutil.copytree(alliance, folder, ignore=shutil.ignore_patterns(".schakel"))
    print(f"{years} at scale {scale}")
    print_cost(
        "written", cost([schakel, "simulate", str(folder), "--out", str(out), "--years", years, "--scale", scale])
    )
    size = sum(path.stat().st_size for path in out.glob("*.csv")) / 1e6
    print(f"                     {size:,.0f} MB of CSV (goal for ten whole years: under 600 s and 2,048 MB)")
    written(out)
    took = cost([sys.executable, "-c", DELIVER, str(folder), str(out)])
    bare = cost([sys.executable, "-c", BARE_INTAKE, str(out)]).cpu
    with tempfile.TemporaryDirectory() as kept:
        floor = cost([sys.executable, "-c", BARE_KEPT, str(out), kept]).cpu
    print_cost("taken in", took)
    print(f"                     {took.cpu / bare:,.1f} times the CPU of DuckDB's bare scan and cast (goal 2)")
    print(f"                     to keep the file and write its rows once takes {floor / bare:,.1f} times")
    taken_in(took.cpu / bare)
    return folder


def print_cost(what: str, taken: Cost) -> None:
    """Print what a process took."""
    print(f"{what:<10} {taken.wall:8.0f} s wall {taken.cpu:8.0f} s CPU {taken.memory:8.0f} MB peak", flush=True)


def _print_parts(parts: list[dict[str, Any]]) -> None:
    """The longest parts of a build; the memory of a part is the peak of the process when it ended."""
    total = sum(part["cpu"] for part in parts)
    for part in sorted(parts, key=lambda part: -part["cpu"])[:MOST_SHOWN]:
        rows = f"{part['rows']:,} rows" if part["rows"] is not None else ""
        took = f"{part['cpu']:8.2f} s CPU {100 * part['cpu'] / total:5.1f} % {part['peak']:8.0f} MB"
        print(f"  {part['what']:<45} {rows:>17} {took}")


if __name__ == "__main__":
    main(*sys.argv[1:])

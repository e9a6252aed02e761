"""Disclosure control on synthetic tables S, M and L: cost, processor seconds on one thread, and the audit.

Counts of 1 and 2 are protected, zeros published, a suppression costs its value. Where R has GaussSuppression, it runs
on the same tables and its patterns are audited as ours are (not on L, where it takes ten minutes). Beside our figures
stand those recorded of other tools (24 November 2026, one thread of another run); they are not measured again here.
`python -m benchmarks.disclosure S M` leaves out L, which takes some minutes.
"""

import csv
import os
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from schakel_protection import audit, find_profile
from schakel_protection.attack import attack_widths, publish, require
from schakel_protection.releases import known_within
from schakel_protection.rounding import round_controlled
from schakel_protection.suppression import Wishes, singletons, suppress, suppress_exactly, wish
from schakel_protection.tables import Cube, Equations, cross, flat, tree
from schakel_protection.tables.cubes import TOTAL
from schakel_protection.tables.equations import Mask
from schakel_protection.thresholds import OPEN_ROUNDED

DATA = Path(__file__).parent.parent / "packages" / "protection" / "tests" / "data"
PEER = Path(__file__).parent / "gauss_suppression.R"
PEER_METHODS = {"GaussSuppression": "none", "GaussSuppression, singletons": "anySum"}
PEER_SIZES = ("S", "M")
VARIABLES = ("year", "region", "form")
COUNTRY = "NL"
ROUNDED = find_profile("round-5-additive")

Method = Callable[[Equations, Wishes], Mask]

RECORDED = {
    "S": (
        "proven optimum (HiGHS)             53  1,097    97      safe",
        "pytauargus 0.6 optimal             53  1,097    43      safe",
        "GaussSuppression 1.2               60  1,163     0.2    21 under +-1",
        "GaussSuppression, singletons       86  1,812     0.2    safe",
        "sdcTable 0.34 GAUSS                82  2,937     1.0    safe",
    ),
    "M": (
        "sequential trial (HiGHS)          407  5,055    10.6    safe",
        "pytauargus 0.6 modular            425  5,156     4.4    9 exposed",
        "GaussSuppression 1.2              449  5,246     6.0    safe",
        "GaussSuppression, singletons      813  9,933     5.8    safe",
        "sdcTable 0.34 GAUSS               797 13,862    40      safe",
    ),
    "L": (
        "sequential trial (HiGHS)          501  2,117 1,500      safe",
        "GaussSuppression 1.2              510  2,121   607      safe",
    ),
}


def main() -> None:
    """Print the table of measures."""
    print("method                    secondary  value  CPU s  audit (CPU s)")
    for size in [name for name in sys.argv[1:] if name in RECORDED] or list(RECORDED):
        _measure(size)
    print(f"largest resident memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB")


def _measure(size: str) -> None:
    table = _instance(size).equations
    small = require(np.flatnonzero((table.values >= 1) & (table.values <= 2)))
    alone, with_singletons = wish(table, small), wish(table, small, respondents=singletons(table, table.values))
    print(f"\n{size}: {len(table):,} cells, {len(small.places):,} of 1 or 2")
    _row("fast", table, alone, *_timed(suppress, table, alone))
    if size == "S":
        _row("exact", table, alone, *_timed(suppress_exactly, table, alone))
    if size in ("S", "M"):
        _row("singleton-aware", table, with_singletons, *_timed(suppress, table, with_singletons))
    if size in PEER_SIZES:
        _peer(size, table, {"none": alone, "anySum": with_singletons})
    _rounding(table)
    for line in RECORDED[size]:
        print(f"  recorded: {line}")


def _timed(method: Method, table: Equations, wishes: Wishes) -> tuple[Mask, float]:
    begin = time.process_time()
    pattern = method(table, wishes)
    return pattern, time.process_time() - begin


def _row(name: str, table: Equations, wishes: Wishes, pattern: Mask, spent: float) -> None:
    begin = time.process_time()
    small = wishes.requirement
    found = audit(table, publish(table, pattern), small, respondents=wishes.respondents)
    audited = time.process_time() - begin
    secondary = pattern.copy()
    secondary[small.places] = False
    says = f"{len(found.exposed)} exposed" if found.exposed else "safe"
    value = f"{table.values[secondary].sum():,.0f}"
    print(f"  {name:<30} {secondary.sum():>4} {value:>6} {spent:>7.2f}    {says} ({audited:.1f})", flush=True)


def _peer(size: str, table: Equations, wishes: dict[str, Wishes]) -> None:
    """Print what GaussSuppression of Statistics Norway makes of the same table, audited by us."""
    if not _has_peer():
        print("  GaussSuppression: skipped, since R does not have it (its package is not in Debian)")
        return
    for name, method in PEER_METHODS.items():
        _row(name, table, wishes[method], *_suppressed_by_peer(size, table, method))


def _has_peer() -> bool:
    asked = ["Rscript", "-e", "stopifnot(requireNamespace('GaussSuppression'))"]
    return shutil.which("Rscript") is not None and subprocess.run(asked, capture_output=True).returncode == 0


def _suppressed_by_peer(size: str, table: Equations, method: str) -> tuple[Mask, float]:
    files = [str(DATA / f"{size}_micro.csv"), str(DATA / f"{size}_region_hier.csv")]
    one_thread = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    asked = ["Rscript", str(PEER), *files, method]
    spent, *cells = subprocess.run(asked, capture_output=True, text=True, check=True, env=one_thread).stdout.split()
    pattern = np.zeros(len(table), dtype=bool)
    for cell in cells:
        codes = zip(VARIABLES, cell.split(","), strict=True)
        pattern[table.index(tuple(sorted(pair for pair in codes if pair[1] not in (TOTAL, COUNTRY))))] = True
    return pattern, float(spent)


def _rounding(table: Equations) -> None:
    base, reach = ROUNDED.base, ROUNDED.reach
    begin = time.process_time()
    result = round_controlled(table, base, reach)
    spent = time.process_time() - begin
    further = np.count_nonzero(np.abs(result.values - table.values) >= base)
    word = "adds up" if result.additive else "need not add up"
    print(f"  {ROUNDED.name}: {word}, {further} cells further than {base - 1}, {spent:.2f} CPU s; ", end="")
    begin = time.process_time()
    known = known_within(result.values, reach, reach)
    found = attack_widths(table, known, result.values, np.full(len(table), OPEN_ROUNDED))
    print(f"{len(found.exposed)} exposed ({time.process_time() - begin:.1f})", flush=True)


def _instance(size: str) -> Cube:
    records = _read(f"{size}_micro.csv")
    edges = [(row["parent"], row["child"]) for row in _read(f"{size}_region_hier.csv")]
    year, form = (flat(name, sorted({record[name] for record in records})) for name in ("year", "form"))
    sides = [year, tree("region", edges, COUNTRY), form]
    return cross(sides, Counter(tuple(record[side.name] for side in sides) for record in records))


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()

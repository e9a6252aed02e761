"""Disclosure control on synthetic tables S, M and L: cost, processor seconds on one thread, and the audit.

Counts of 1 and 2 are protected, zeros published, a suppression costs its value. Beside our figures stand those recorded
of other tools on the same tables (24 November 2026, one thread of another run); they are not measured again here.
`python -m benchmarks.disclosure S M` leaves out L, which takes some minutes.
"""

import csv
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from schakel.disclosure.attack.audit import Requirement, audit, publish, require
from schakel.disclosure.rounding.controlled import round_controlled
from schakel.disclosure.suppression.exact import suppress_exactly
from schakel.disclosure.suppression.problem import Wishes, wish
from schakel.disclosure.suppression.respondents import singletons
from schakel.disclosure.suppression.search import suppress
from schakel.disclosure.tables.cubes import Cube, cross_records, flat, tree
from schakel.disclosure.tables.equations import Equations, Mask

DATA = Path(__file__).parent.parent / "tests" / "data" / "disclosure"

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
    print(f"\n{size}: {len(table):,} cells, {len(small.places):,} of 1 or 2")
    _row("fast", table, small, wish(table, small), suppress)
    if size == "S":
        _row("exact", table, small, wish(table, small), suppress_exactly)
    if size in ("S", "M"):
        _row("singleton-aware", table, small, wish(table, small, respondents=singletons(table, table.values)), suppress)
    _rounding(table)
    for line in RECORDED[size]:
        print(f"  recorded: {line}")


def _row(
    name: str, table: Equations, small: Requirement, wishes: Wishes, method: Callable[[Equations, Wishes], Mask]
) -> None:
    begin = time.process_time()
    pattern = method(table, wishes)
    spent = time.process_time() - begin
    begin = time.process_time()
    found = audit(table, publish(table, pattern), small, respondents=wishes.respondents)
    audited = time.process_time() - begin
    pattern[small.places] = False
    says = f"{len(found.exposed)} exposed" if found.exposed else "safe"
    value = f"{table.values[pattern].sum():,.0f}"
    print(f"  {name:<30} {pattern.sum():>4} {value:>6} {spent:>7.2f}    {says} ({audited:.1f})", flush=True)


def _rounding(table: Equations) -> None:
    begin = time.process_time()
    result = round_controlled(table, 5)
    spent = time.process_time() - begin
    far = np.abs(result.values - table.values).max()
    print(f"  rounding to 5: {result.word}, furthest {far:.0f}, {spent:.2f} CPU s", flush=True)


def _instance(size: str) -> Cube:
    records = _read(f"{size}_micro.csv")
    edges = [(row["parent"], row["child"]) for row in _read(f"{size}_region_hier.csv")]
    year, form = (flat(name, sorted({record[name] for record in records})) for name in ("year", "form"))
    return cross_records([year, tree("region", edges, "NL"), form], records)


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()

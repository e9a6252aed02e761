"""How a build grows: national years of all offences, beside the bare engine over the same rows in the same run.

`make bench-scale` takes one and three years; `python -m benchmarks.scale 2008-2017` takes ten, and most of an hour.
"""

import json
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks import month, spark
from benchmarks.bare_chain import COMPARED
from benchmarks.measure import Cost, cost
from benchmarks.national import BUILD, prepare, print_cost

YEARS = ("2008-2008", "2008-2010")


@dataclass(frozen=True)
class Measured:
    """What the chain and counts of some years took, and the claims in them; `bare` is the same without a store."""

    claims: int
    chain: float
    bare: Cost


def main() -> None:
    """Print what national years take, and how that grows."""
    measured = [_measured(years) for years in sys.argv[1:] or YEARS]
    for less, more in pairwise(measured):
        print(
            f"{more.claims / less.claims:.1f} times the claims: {more.chain / less.chain:.1f} times the CPU seconds of "
            f"chain and counts (bare engine {more.bare.cpu / less.bare.cpu:.1f} times)"
        )


def _measured(years: str) -> Measured:
    with tempfile.TemporaryDirectory() as temporary:
        held = list[month.HeldBack]()
        folder = prepare(Path(temporary), years, "1", lambda out: held.append(month.hold_back(out)))
        steps, plain = Path(temporary) / "steps.json", Path(temporary) / "plain"
        cells = month.built_on(folder, held[0], steps)
        build = cost([sys.executable, "-c", BUILD, str(folder), str(steps), "full"])
        print_cost("built", build)
        month.compare(cells, folder)
        chain = month.of_chain(steps)
        _bare("export", folder, plain)
        bare = _bare("run", folder, plain)
        print_cost("bare", bare)
        _bare("compare", folder, plain)
        if years == YEARS[0]:
            spark.main(str(folder))
        compared = json.loads((plain / COMPARED).read_text("utf-8"))
        print(
            f"chain and counts of {compared['claims']:,} claims: {chain:.0f} s CPU, {chain / bare.cpu:.1f} times the "
            f"bare engine (goal 2); {compared['equal']} of {compared['indicators']} indicators are equal",
            flush=True,
        )
        return Measured(compared["claims"], chain, bare)


def _bare(what: str, folder: Path, plain: Path) -> Cost:
    return cost([sys.executable, "-m", "benchmarks.bare_chain", what, str(folder), str(plain)])


if __name__ == "__main__":
    main()

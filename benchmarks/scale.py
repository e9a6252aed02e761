"""What a country costs: three and ten national years of all offences, a month more, Spark, and both alliances.

`make bench-scale` takes all of it: twenty minutes on two idle processors, and 12 GB of memory and disk. It prints each
figure as it is found, and at the end all of them beside their goals. `python -m benchmarks.scale 2017-2017 2016-2017
0.02` takes other years, at a share of the size of the country.
"""

import json
import math
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import month, spark
from benchmarks.bare_chain import COMPARED
from benchmarks.measure import Cost, cost
from benchmarks.national import BUILD, prepare, print_cost

LESS, MORE = "2008-2010", "2008-2017"
ALLIANCES = ("nl-mensenhandel", "ar-linea-145")
MILLIONS = (30, 100)
"""The growth between so many claims has a goal; it follows from that between the years that are built."""


@dataclass(frozen=True)
class Figure:
    """What was measured, and its goal: at most so much."""

    what: str
    measured: float
    goal: float

    def __str__(self) -> str:
        """Say so in a line."""
        return (
            f"{self.what:<76} {self.measured:8.2f} {self.goal:8.2f}{'' if self.measured <= self.goal else '  missed'}"
        )


@dataclass(frozen=True)
class Built:
    """Years that were built in full: the claims in them, the CPU seconds of chain and counts, and the whole build."""

    claims: int
    chain: float
    whole: Cost


def main(less: str = LESS, more: str = MORE, scale: str = "1") -> None:
    """Print what national years take, and at the end each figure beside its goal."""
    figures = list(_both_alliances())
    fewer = _with_a_month_more(less, scale, figures)
    further = _alone(more, scale)
    figures += [
        Figure(f"{more}: chain and counts, CPU s", further.chain, 140),
        Figure(f"{more}: the whole build with linking, wall minutes", further.whole.wall / 60, 12),
        Figure(f"{more}: peak, GB", further.whole.memory / 1024, 4),
        Figure("growth from 30 to 100 million claims, by that between these years", _growth(fewer, further), 3.6),
    ]
    print(f"\n{'':<76} measured  at most")
    print("\n".join(map(str, figures)))


def _growth(fewer: Built, further: Built) -> float:
    """How many times the CPU seconds of chain and counts 100 million claims take of what 30 million take."""
    power = math.log(further.chain / fewer.chain) / math.log(further.claims / fewer.claims)
    return float((MILLIONS[1] / MILLIONS[0]) ** power)


def _both_alliances() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as temporary:
        folders = [Path(temporary) / name for name in ALLIANCES]
        for folder in folders:
            shutil.copytree(Path("alliances") / folder.name, folder, ignore=shutil.ignore_patterns(".schakel"))
        schakel = str(Path(sys.executable).with_name("schakel"))
        run = cost([schakel, "run", *map(str, folders), "--out", f"{temporary}/release"])
    print_cost("run", run)
    yield Figure("`make run`, both alliances, wall s", run.wall, 20)
    yield Figure("`make run`, both alliances, the largest process, GB", run.memory / 1024, 0.6)


def _with_a_month_more(years: str, scale: str, figures: list[Figure]) -> Built:
    """Build years without a month, the month on top, and both in full; beside the bare engine, and on Spark."""
    with tempfile.TemporaryDirectory() as temporary:
        held, intake = list[month.HeldBack](), list[float]()
        folder = prepare(
            Path(temporary), years, scale, lambda out: held.append(month.hold_back(out)), taken_in=intake.append
        )
        steps, plain = Path(temporary) / "steps.json", Path(temporary) / "plain"
        cells, after_linking = month.built_on(folder, held[0], steps)
        built = _in_full(folder, steps)
        equal = month.compare(cells, folder)
        _bare("export", folder, plain)
        bare = _bare("run", folder, plain)
        print_cost("bare", bare)
        _bare("compare", folder, plain)
        compared = json.loads((plain / COMPARED).read_text("utf-8"))
        print(
            f"    {compared['equal']} of {compared['indicators']} indicators are equal in the bare engine", flush=True
        )
        here, local, worker, workers = spark.main(str(folder))
    figures += [
        Figure(f"{years}: chain and counts, times the bare engine", built.chain / bare.cpu, 2),
        Figure(f"{years}: peak of the whole build, GB", built.whole.memory / 1024, 2.5),
        Figure(f"{years}: a month of one partner after linking, CPU s", after_linking, 3),
        Figure("    indicators of which the base cells are not those of the build in full", len(cells) - equal, 0),
        Figure(f"{years}: taking in, times DuckDB's bare scan and cast", intake[0], 2),
        Figure(f"{years}: Spark on this machine, times the CPU of DuckDB", local.cpu / here.cpu, 20),
        Figure(f"{years}: Spark on two workers, of the time of one", workers.wall / worker.wall, 0.7),
    ]
    return built


def _alone(years: str, scale: str) -> Built:
    with tempfile.TemporaryDirectory() as temporary:
        return _in_full(prepare(Path(temporary), years, scale), Path(temporary) / "steps.json")


def _in_full(folder: Path, steps: Path) -> Built:
    whole = cost([sys.executable, "-c", BUILD, str(folder), str(steps), "full"])
    print_cost("built", whole)
    built = Built(month.claims_of(folder), month.of_chain(steps), whole)
    print(f"    chain and counts of {built.claims:,} claims: {built.chain:.0f} s CPU", flush=True)
    return built


def _bare(what: str, folder: Path, plain: Path) -> Cost:
    return cost([sys.executable, "-m", "benchmarks.bare_chain", what, str(folder), str(plain)])


if __name__ == "__main__":
    main(*sys.argv[1:])

"""CPU seconds of selection, criteria and bootstrap, beside those of the R packages.

R's packages come from no registry that this project uses, so their figures are *recorded*: measured once, on another
machine, with SparseMSE 2.0.1 and MultipleSystemsEstimation 1.2.0. A ratio beside a recorded figure says what order of
magnitude to expect and no more.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from schakel_prevalence import CaptureTable, Settings, assess
from schakel_prevalence.bootstrap import replicate
from schakel_prevalence.lattice import Lattice
from schakel_prevalence.loglinear import rank_models
from schakel_prevalence.reading import read_source
from schakel_prevalence.selection import by_criterion, by_stepwise

TABLES = Path("packages/prevalence/tests/data/capture_histories")


@dataclass(frozen=True)
class Task:
    """What is run, on which table, the peer's recorded CPU seconds if there are any, and the goal."""

    name: str
    table: str
    run: Callable[[Lattice], object]
    recorded: float | None
    goal: str


def stepwise(replicates: int) -> Callable[[Lattice], object]:
    """Return stepwise selection repeated in every replicate."""
    return lambda lattice: replicate(lattice, by_stepwise(), replicates)


def criterion(lattice: Lattice) -> object:
    """Rank every model up to order three, then choose again among the best hundred in 1,000 replicates."""
    return replicate(lattice, by_criterion(rank_models(lattice, 3)), 1000)


def judged(lattice: Lattice) -> object:
    """Assess a table: stepwise selection with 1,000 replicates, the three identifications, and the range."""
    rows = (
        ([history >> i & 1 for i in range(len(lattice.lists))], round(n)) for history, n in enumerate(lattice.counts)
    )
    table = CaptureTable.from_rows(lattice.lists, rows)
    return assess(table, Settings(method="stepwise", replicates=1000, families=()))


TASKS = (
    Task("stepwise, 1,000 replicates", "uk_2013_6lists", stepwise(1000), 216, "200 times less"),
    Task("stepwise, 1,000 replicates", "uk_2013_5lists", stepwise(1000), 93, "200 times less"),
    Task("stepwise, 1,000 replicates", "netherlands_2010_2015_5lists", stepwise(1000), 115, "200 times less"),
    Task("stepwise, 1,000 replicates", "new_orleans_5lists_n185", stepwise(1000), 24, "200 times less"),
    Task("stepwise, 10,000 replicates", "uk_2013_6lists", stepwise(10_000), None, "under 8 s"),
    Task("verdict and range, 1,000", "uk_2013_6lists", judged, None, "under 3 s"),
    Task("BIC, 100 best, 1,000 replicates", "uk_2013_5lists", criterion, 105, "30 times less"),
    Task("BIC of 32,768 models", "uk_2013_6lists", lambda lattice: rank_models(lattice, 2), None, "under 6 s"),
)


def main() -> None:
    """Print one line per task."""
    print(f"{'task':<34}{'table':<30}{'CPU s':>8}{'recorded':>10}{'ratio':>8}  goal")
    for task in TASKS:
        spent = _cpu(task)
        peer, ratio = (f"{task.recorded:g}", f"{task.recorded / spent:.0f} x") if task.recorded else ("-", "-")
        print(f"{task.name:<34}{task.table:<30}{spent:>8.2f}{peer:>10}{ratio:>8}  {task.goal}")


def _cpu(task: Task) -> float:
    """Return the CPU seconds of all threads of this process, the table read again so that nothing is remembered."""
    table = read_source(TABLES / f"{task.table}.csv").tables[""]
    assert isinstance(table, CaptureTable)
    Lattice.of.cache_clear()
    lattice = Lattice.of(table)
    started = time.process_time()
    task.run(lattice)
    return time.process_time() - started


if __name__ == "__main__":
    main()

"""Curves with standard errors for five million persons straight from Parquet, beside lifelines on the same persons.

And Aalen-Johansen curves of one million, beside `survfit` of R where R and its package survival are installed.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq

from schakel.store.engine import connect
from schakel_recidivism.curves import Curve, aalen_johansen, kaplan_meier
from schakel_recidivism.risk_table import risk_tables
from schakel_recidivism.survival_data import event_table

PERSONS, FEWER = 5_000_000, 1_000_000
STRATA = 50
RUNS = 3

PEOPLE = """
    COPY (
        SELECT CAST(id % {strata} AS VARCHAR) AS stratum,
            CAST(least(event, censored) AS DOUBLE) AS time,
            CASE WHEN event > censored THEN '' WHEN death THEN 'death' ELSE 'new case' END AS cause,
            0.0 AS entry
        FROM (
            SELECT id,
                CAST(floor(-ln(1 - random()) * 1500) AS INTEGER) AS event,
                CAST(365 + floor(random() * 3285) AS INTEGER) AS censored,
                random() < 0.15 AS death
            FROM range({persons}) AS people(id)
        )
    ) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""

SURVFIT = """
    suppressMessages(library(survival))
    people <- read.csv("{file}")
    people$cause <- factor(people$cause, levels = c("", "new case", "death"))
    started <- proc.time()[["elapsed"]]
    found <- survfit(Surv(time, cause) ~ 1, data = people)
    cat(proc.time()[["elapsed"]] - started)
"""


def write_people(persons: int, strata: int, file: Path) -> None:
    """Write follow-ups of persons with day-level times over ten years, of whom some die."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1; SELECT setseed(0.5)")
        connection.execute(PEOPLE.format(persons=persons, strata=strata, file=file))


def curves(file: Path) -> dict[str, tuple[Curve, Curve]]:
    """Return the Kaplan-Meier and the Aalen-Johansen curve of each stratum, with standard errors."""
    with connect({"follow_ups": file}) as connection:
        tables = risk_tables(event_table(connection))
    return {name: (kaplan_meier(risk), aalen_johansen(risk, "new case")) for name, risk in tables.items()}


def seconds(task: Callable[[], object]) -> float:
    """Return the least wall seconds of a few runs: what else the machine does makes the others longer."""
    found = []
    for _ in range(RUNS):
        started = time.perf_counter()
        task()
        found.append(time.perf_counter() - started)
    return min(found)


def main() -> None:
    """Print one line per task."""
    with tempfile.TemporaryDirectory() as folder:
        one, many, fewer = (Path(folder) / f"{name}.parquet" for name in ("one", "many", "fewer"))
        write_people(PERSONS, 1, one)
        write_people(PERSONS, STRATA, many)
        write_people(FEWER, 1, fewer)
        _beside_lifelines(one, many)
        _beside_survfit(fewer, Path(folder))


def _beside_lifelines(one: Path, many: Path) -> None:
    ours, strata = seconds(lambda: curves(one)), seconds(lambda: curves(many))
    theirs = seconds(lambda: _lifelines(one))
    print(f"{PERSONS:,} persons, curves with standard errors, from Parquet")
    print(f"  one stratum {ours:.2f} s (goal: under 1 s), {STRATA} strata {strata:.2f} s (goal: under 2 s)")
    print(f"  lifelines, Kaplan-Meier, Parquet read as well {theirs:.2f} s: {theirs / ours:.1f} times (goal: 5 times)")


def _lifelines(file: Path) -> None:
    from lifelines import KaplanMeierFitter

    columns = pq.read_table(file, columns=["time", "cause"])
    happened = np.asarray(columns["cause"]) != ""
    KaplanMeierFitter().fit(columns["time"].to_numpy(), happened)


def _beside_survfit(fewer: Path, folder: Path) -> None:
    ours = seconds(lambda: curves(fewer))
    print(f"{FEWER:,} persons, Aalen-Johansen: {ours:.2f} s")
    if shutil.which("Rscript") is None:
        print("  survfit of R: skipped, since R is not installed (apt-get install r-base-core r-cran-survival)")
        return
    theirs = _survfit(fewer, folder)
    print(f"  survfit of R {theirs:.1f} s: {theirs / ours:.0f} times (goal: 200 times)")


def _survfit(fewer: Path, folder: Path) -> float:
    """Return the seconds that R takes for the curves alone, once the file has been read."""
    file = folder / "fewer.csv"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT time, cause FROM '{fewer}') TO '{file}' (HEADER)")
    script = SURVFIT.format(file=file)
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    main()

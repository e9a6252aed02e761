"""Linking a million invented records: our CPU, memory and agreement with the truth, beside Splink's.

*Plain Splink* is the same model (comparisons, blocking; it knows no `origin`) trained in the run on the same
standardised records; *Splink, saved model* has our pinned weights, which come from records of another seed, and trains
nothing. CPU is that of standardising, training, weighing and grouping, without reading the file and without measuring.
*Ours, training alone* is standardising and training on the same records, at most twice what linking takes; its F1 is
that of linking by it. Splink joins at 10 bits; its best F1 at any threshold, which nobody knows beforehand, is beside
it. `python -m benchmarks.linking 5000000` takes another number of records, and `python -m benchmarks.linking 5000000
alone` leaves Splink out.
"""

import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.linking_records import persons_and_records
from benchmarks.measure import cost
from benchmarks.splink_settings import as_splink_reads, splink_settings
from schakel_linkage import LinkModel, agreement, link, read_model, standardise, train
from schakel_linkage.components import components
from schakel_linkage.link_model.reading import read_untrained

MODEL = Path(__file__).with_name("linking_persons.yaml")
DAY = date(2026, 1, 1)
RECORDS, SEED = 1_000_000, 2
THRESHOLDS = range(4, 17, 2)
SPLINK_JOINS = 10

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """The person of each record, for Splink how to group at another threshold, and the CPU seconds if not all count."""

    person: Integers
    threshold: float
    at: Callable[[float], Integers] | None = None
    cpu: float | None = None


def ours(table: pa.Table) -> Found:
    """Link by the pinned model."""
    model = read_model(MODEL)
    return Found(link(standardise(table, model, DAY), model).person, model.thresholds.join)


def training(table: pa.Table) -> Found:
    """Train on the records what the model declares, which counts; then link by it, which does not."""
    started, declared = time.process_time(), read_untrained(MODEL)
    records = standardise(table, declared, DAY)
    model = train(records, declared, DAY)
    spent = time.process_time() - started
    return Found(link(records, model).person, model.thresholds.join, cpu=spent)


def plain_splink(table: pa.Table) -> Found:
    """Train Splink on the records, and predict."""
    return _splink(table, saved=False)


def saved_splink(table: pa.Table) -> Found:
    """Predict by Splink with our weights."""
    return _splink(table, saved=True)


def _without_origin(model: LinkModel) -> LinkModel:
    """Return the model as Splink can have it; how frequent a country is, counts for nothing there."""
    comparisons = (replace(one, frequency=one.frequency and one.attribute != model.origin) for one in model.comparisons)
    return replace(model, origin="", comparisons=tuple(comparisons))


def _splink(table: pa.Table, saved: bool) -> Found:
    from splink import DuckDBAPI, Linker

    model = _without_origin(read_model(MODEL))
    records = standardise(table, model, DAY)
    assert model.trained is not None
    chance = model.trained.matches / len(records)
    settings = splink_settings(model if saved else replace(model, trained=None), chance)
    connection = duckdb.connect(config={"memory_limit": "14GB"})
    linker = Linker(
        DuckDBAPI(connection).register(as_splink_reads(records, model)), settings, log_level=logging.CRITICAL
    )
    if not saved:
        linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
        for rule in ("bsn", "birth_date"):
            linker.training.estimate_parameters_using_expectation_maximisation(
                f"l.{rule}_value = r.{rule}_value", max_pairs=1e6
            )
    predicted: Any = linker.inference.predict(threshold_match_weight=THRESHOLDS[0])
    found = predicted.as_pyarrow_table()
    left, right, weight = (found[name].to_numpy() for name in ("record_l", "record_r", "match_weight"))

    def at(threshold: float) -> Integers:
        kept = weight >= threshold
        return components(left[kept], right[kept], table.num_rows)

    return Found(at(SPLINK_JOINS), SPLINK_JOINS, at)


WAYS: dict[str, Callable[[pa.Table], Found]] = {
    "ours": ours,
    "ours, training alone": training,
    "Splink, saved model": saved_splink,
    "plain Splink": plain_splink,
}


def measure_one(way: str, file: Path) -> None:
    """Run one way on a file of records; write its CPU seconds and how it agrees with the truth beside the file."""
    table = pq.read_table(file)
    started = time.process_time()
    found = WAYS[way](table)
    spent = found.cpu or time.process_time() - started
    truth, abroad = np.asarray(table["person"]), np.asarray(table["abroad"])
    groups = {"all": np.ones(len(truth), dtype=np.bool_), "abroad": abroad, "others": ~abroad}
    agreed = {name: agreement(found.person[group], truth[group]) for name, group in groups.items()}
    best = max(agreement(found.at(one), truth).f1 for one in THRESHOLDS) if found.at else agreed["all"].f1
    result = {name: [one.precision, one.recall, one.f1] for name, one in agreed.items()}
    record = {"cpu": spent, "threshold": found.threshold, "best": best, **result}
    file.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")


def main(records: int = RECORDS, alone: bool = False) -> None:
    """Print one line for each way."""
    print(f"linking {records:,} invented records (benchmarks/linking_records.py)")
    print(
        f"{'way':<23}{'CPU s':>7}{'ratio':>7}{'GB':>5}{'join':>6}{'F1':>8}{'best F1':>9}"
        f"{'abroad P / R':>15}{'others P / R':>15}"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.parquet"
        pq.write_table(persons_and_records(records, SEED), file)
        base = 0.0
        for way in ["ours", "ours, training alone"] if alone else WAYS:
            spent = cost([sys.executable, "-m", "benchmarks.linking", "--one", way, str(file)])
            found = json.loads(file.with_suffix(".json").read_text("utf-8"))
            base = base or found["cpu"]
            sides = [f"{found[name][0]:.3f} / {found[name][1]:.3f}" for name in ("abroad", "others")]
            print(
                f"{way:<23}{found['cpu']:>7.1f}{found['cpu'] / base:>7.1f}{spent.memory / 1024:>5.1f}"
                f"{found['threshold']:>6g}{found['all'][2]:>8.4f}{found['best']:>9.4f}{sides[0]:>15}{sides[1]:>15}",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure_one(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else RECORDS, sys.argv[2:] == ["alone"])

"""Linking a million invented records: our CPU, memory and agreement with the truth, beside plain Splink's.

*Plain Splink* is the same model (comparisons, blocking) trained in the run on the same standardised records; *Splink,
saved model* has our pinned weights and trains nothing. Both join at the weight at which they agree best with the truth,
which is kind to them; we join at the declared threshold. `python -m benchmarks.linking 5000000` takes another number of
records, and `python -m benchmarks.linking 10000000 alone` leaves Splink out.
"""

import json
import logging
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.linking_records import persons_and_records
from benchmarks.measure import cost
from schakel.identity.linking.agreement import agreement
from schakel.identity.linking.clustering import components
from schakel.identity.linking.linking import link
from schakel.identity.linking.reading import read_model
from schakel.identity.linking.standardising import standardise
from schakel.identity.linking.training import as_splink_reads, splink_settings

MODEL = Path(__file__).with_name("linking_persons.yaml")
DAY = date(2026, 1, 1)
RECORDS = 1_000_000
THRESHOLDS = range(4, 17, 2)

Integers = npt.NDArray[np.int64]


def ours(table: pa.Table) -> tuple[Integers, str]:
    """Link by the pinned model."""
    model = read_model(MODEL)
    return link(standardise(table, model, DAY), model).person, f"{model.thresholds.join:g}"


def plain_splink(table: pa.Table) -> tuple[Integers, str]:
    """Train Splink on the records, predict, and join at the best weight."""
    return _splink(table, saved=False)


def saved_splink(table: pa.Table) -> tuple[Integers, str]:
    """Predict by Splink with our weights, and join at the best weight."""
    return _splink(table, saved=True)


def _splink(table: pa.Table, saved: bool) -> tuple[Integers, str]:
    from splink import DuckDBAPI, Linker

    model = read_model(MODEL)
    records = standardise(table, model, DAY)
    assert model.trained is not None
    chance = model.trained.matches / records.parts.num_rows
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
    found = linker.inference.predict(threshold_match_weight=THRESHOLDS[0]).as_pyarrow_table()
    left, right, weight = (found[name].to_numpy() for name in ("record_l", "record_r", "match_weight"))
    truth = np.asarray(table["person"])
    tried = {}
    for threshold in THRESHOLDS:
        kept = weight >= threshold
        tried[threshold] = components(left[kept], right[kept], len(truth))
    best = max(tried, key=lambda threshold: agreement(tried[threshold], truth).f1)
    return tried[best], str(best)


WAYS: dict[str, Callable[[pa.Table], tuple[Integers, str]]] = {
    "ours": ours,
    "Splink, saved model": saved_splink,
    "plain Splink": plain_splink,
}


def measure_one(way: str, file: Path) -> None:
    """Run one way on a file of records and write how it agrees with the truth beside the file."""
    table = pq.read_table(file)
    person, threshold = WAYS[way](table)
    truth, abroad = np.asarray(table["person"]), np.asarray(table["abroad"])
    groups = {"all": np.ones(len(truth), dtype=np.bool_), "abroad": abroad, "others": ~abroad}
    found = {name: agreement(person[group], truth[group]) for name, group in groups.items()}
    result = {name: [one.precision, one.recall, one.f1] for name, one in found.items()}
    file.with_suffix(".json").write_text(json.dumps({"threshold": threshold, **result}), encoding="utf-8")


def main(records: int = RECORDS, alone: bool = False) -> None:
    """Print one line for each way."""
    print(f"linking {records:,} invented records (benchmarks/linking_records.py)")
    print(f"{'way':<22}{'CPU s':>8}{'ratio':>7}{'GB':>6}{'join':>6}{'F1':>8}{'abroad P / R':>16}{'others P / R':>16}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.parquet"
        pq.write_table(persons_and_records(records), file)
        base = 0.0
        for way in ["ours"] if alone else WAYS:
            spent = cost([sys.executable, "-m", "benchmarks.linking", "--one", way, str(file)])
            base = base or spent.cpu
            found = json.loads(file.with_suffix(".json").read_text("utf-8"))
            sides = (f"{found[name][0]:.3f} / {found[name][1]:.3f}" for name in ("abroad", "others"))
            print(
                f"{way:<22}{spent.cpu:>8.1f}{spent.cpu / base:>7.1f}{spent.memory / 1024:>6.1f}"
                f"{found['threshold']:>6}{found['all'][2]:>8.4f}{''.join(f'{side:>16}' for side in sides)}"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure_one(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else RECORDS, sys.argv[2:] == ["alone"])

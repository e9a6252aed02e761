"""A few rows of each partner, counted by the engine and by the referee."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from referee import Referee

from schakel.identity.pseudonyms import KeyedHash
from schakel.indicators import tabulate, with_contributions
from schakel.intake.accepted import Accepted
from schakel.intake.deriving import derived
from schakel.model import Alliance, Contract, Delivery, Table
from schakel.store.engine import Input, RunStep, run_step
from schakel.verbs.pipeline import Pipeline

Rows = Sequence[Mapping[str, str]]
DAY = date(2022, 1, 1)


def counted(
    alliance: Alliance, delivered: Mapping[str, Rows], folder: Path, run: RunStep = run_step
) -> dict[str, Table]:
    """The table of each indicator, by the engine, of rows in force by partner."""
    pipeline = Pipeline(alliance, folder, folder, folder / "said", run_step=run)
    chain = chain_of(alliance, delivered, folder, run)
    bases = pipeline.count(chain)
    tables = {name: tabulate(one, alliance, pq.read_table(bases[name])) for name, one in alliance.indicators.items()}
    return {name: with_contributions(table, alliance, chain) for name, table in tables.items()}


def chain_of(
    alliance: Alliance, delivered: Mapping[str, Rows], folder: Path, run: RunStep = run_step
) -> Mapping[str, Input]:
    """The tables of the chain, of rows in force by partner; a row leaves out what is empty."""
    deliveries = {name: _accepted(one.contract, delivered.get(name), folder) for name, one in alliance.partners.items()}
    pipeline = Pipeline(alliance, folder, folder, folder / "said", run_step=run)
    return pipeline.chain(deliveries, pipeline.rows_in_force(deliveries), KeyedHash(b"s" * 32))


def refereed(alliance: Alliance, delivered: Mapping[str, Rows], folder: Path) -> Referee:
    """A referee of the same rows, which it reads from files as they are delivered."""
    files = {}
    for name, rows in delivered.items():
        files[name] = folder / f"{name}.csv"
        with files[name].open("w", newline="", encoding="utf-8") as file:
            contract = alliance.partners[name].contract
            writer = csv.DictWriter(file, [column.name for column in contract.delivered_columns])
            writer.writeheader()
            writer.writerows(rows)
    return Referee(alliance, files, DAY)


def _accepted(contract: Contract, rows: Rows | None, folder: Path) -> tuple[Accepted, ...]:
    if rows is None:
        return ()
    names = [one.name for one in contract.delivered_columns]
    theirs = {name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in names}
    theirs |= {one.name: derived(one.derived, theirs) for one in contract.columns if one.derived}
    path = folder / f"rows_{contract.partner}.parquet"
    pq.write_table(pa.table({"row": pa.array(range(1, len(rows) + 1), pa.int64()), **theirs}), path)
    delivery = Delivery(1, contract.partner, "1.0.0", path.name, sha256(path.read_bytes()).hexdigest(), DAY, DAY)
    return (Accepted(delivery, path),)

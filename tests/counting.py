"""A few rows of each partner, counted by the engine and by the referee."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from referee import Referee, rows_that_count

from schakel.identity.pseudonyms import KeyedHash
from schakel.indicators import tabulate, with_contributions
from schakel.indicators.open_edition import table_of
from schakel.intake.accepted import Accepted
from schakel.intake.deriving import derived
from schakel.model import Alliance, Contract, Coverage, Delivery, Table
from schakel.store.engine import Input, RunStep, run_step
from schakel.store.sealed import SealedFolder
from schakel.verbs.pipeline import Pipeline

Rows = Sequence[Mapping[str, str]]
DAY = date(2022, 1, 1)


@dataclass(frozen=True)
class Handed:
    """One of several deliveries of a partner, all on one day: its rows, and the days that it is a snapshot of.

    Rows with the numbers in `withdrawn` were withdrawn; with `as_a_whole` the delivery was.
    """

    rows: Rows
    covers: Coverage | None = None
    withdrawn: frozenset[int] = frozenset()
    as_a_whole: bool = False

    @property
    def left(self) -> Sequence[Mapping[str, str] | None]:
        """Its rows, None in place of each that was withdrawn."""
        numbered = enumerate(self.rows, start=1)
        return [None if self.as_a_whole or number in self.withdrawn else row for number, row in numbered]


Delivered = Mapping[str, Rows | Sequence[Handed]]
"""The rows of each partner: of one delivery, or of each of several."""


def counted(alliance: Alliance, delivered: Delivered, folder: Path, run: RunStep = run_step) -> dict[str, Table]:
    """The table of each indicator, by the engine, of rows by partner."""
    pipeline = Pipeline(alliance, folder, folder, folder / "said", run_step=run)
    chain = chain_of(alliance, delivered, folder, run)
    bases = pipeline.count(chain)
    tables = {name: tabulate(one, alliance, pq.read_table(bases[name])) for name, one in alliance.indicators.items()}
    return {name: with_contributions(table, alliance, chain) for name, table in tables.items()}


def chain_of(alliance: Alliance, delivered: Delivered, folder: Path, run: RunStep = run_step) -> Mapping[str, Input]:
    """The tables of the chain, of rows by partner; a row leaves out what is empty."""
    deliveries = {
        name: tuple(_accepted(one.contract, *each, folder) for each in _numbered(delivered.get(name, ())))
        for name, one in alliance.partners.items()
    }
    pipeline = Pipeline(alliance, folder, folder, folder / "said", run_step=run)
    return pipeline.chain(deliveries, pipeline.rows_in_force(deliveries), KeyedHash(b"s" * 32))


def refereed(alliance: Alliance, delivered: Delivered, folder: Path) -> Referee:
    """A referee of the same rows, which it reads from files as they are delivered: those that count."""
    files = {}
    for name, handed in delivered.items():
        files[name] = folder / f"{name}.csv"
        with files[name].open("w", newline="", encoding="utf-8") as file:
            contract = alliance.partners[name].contract
            writer = csv.DictWriter(file, [column.name for column in contract.delivered_columns])
            writer.writeheader()
            writer.writerows(_in_force(contract, _numbered(handed)))
    return Referee(alliance, files, DAY)


def _numbered(handed: Rows | Sequence[Handed]) -> Sequence[tuple[int, Handed]]:
    several = [one for one in handed if isinstance(one, Handed)]
    alone = [Handed([one for one in handed if not isinstance(one, Handed)])] if handed and not several else []
    return [*enumerate(several or alone, start=1)]


def _in_force(contract: Contract, numbered: Sequence[tuple[int, Handed]]) -> Rows:
    if len(numbered) == 1:
        return [row for row in numbered[0][1].left if row is not None]
    handed = [(_delivery(contract, number, one), one.left) for number, one in numbered]
    return [numbered[number - 1][1].rows[row - 1] for number, row in rows_that_count(contract, handed)]


def _delivery(contract: Contract, number: int, one: Handed) -> Delivery:
    digest, name = sha256(f"{contract.partner} {number}".encode()).hexdigest(), f"rows_{contract.partner}_{number}"
    # Withdrawn as a whole, it is the whole of nothing any more (store/erasing.py).
    is_snapshot, covers = contract.snapshot is not None and not one.as_a_whole, None if one.as_a_whole else one.covers
    return Delivery(number, contract.partner, "1.0.0", name, digest, DAY, DAY, covers=covers, snapshot=is_snapshot)


def _accepted(contract: Contract, number: int, one: Handed, folder: Path) -> Accepted:
    names = [column.name for column in contract.delivered_columns]
    left = {number: row for number, row in enumerate(one.left, start=1) if row is not None}
    theirs = {name: pa.array([row.get(name) or None for row in left.values()], pa.string()) for name in names}
    theirs |= {column.name: derived(column.derived, theirs) for column in contract.columns if column.derived}
    delivery = _delivery(contract, number, one)
    path = folder / f"{delivery.file_name}.parquet"
    pq.write_table(pa.table({"row": pa.array([*left], pa.int64()), **theirs}), path)
    return Accepted(delivery, path)


def tables_of(alliance: Alliance, folder: SealedFolder, synthetic: bool) -> dict[str, Table]:
    """All tables of a built edition, by the name of their indicator."""
    return {name: table_of(one, alliance, folder, synthetic) for name, one in alliance.indicators.items()}

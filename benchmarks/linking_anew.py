"""Three years of monthly deliveries, linked again: CPU of a re-link beside that of the deliveries themselves.

`python -m benchmarks.linking_anew [RECORDS]`. First by the same model, which has to change nothing; then by one that
joins at three bits more, which is entered and undone.
"""

import os
import resource
import sys
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.linking import MODEL, RECORDS, SEED
from benchmarks.linking_increment import LAST_MONTH, cpu, delivered
from benchmarks.linking_records import persons_and_records
from schakel.identity.who_is_who.judgements import ByPerson
from schakel.identity.who_is_who.kept import Kept
from schakel.identity.who_is_who.relinking import relink
from schakel.store.secret import ENVIRONMENT
from schakel_linkage import LinkModel, read_model

FIRST, DAY = date(2023, 1, 1), date(2026, 6, 1)
BY = ByPerson("the benchmark", DAY, "another model")


def main(records: int = RECORDS) -> None:
    """Print what the deliveries cost, and what linking them again costs and changes."""
    model, table = read_model(MODEL), persons_and_records(records, SEED)
    table = table.set_column(0, "record", pc.cast(pa.array(np.arange(records)), pa.string()))
    with tempfile.TemporaryDirectory() as name:
        os.environ[ENVIRONMENT] = f"{name}/secret"
        spent = [
            delivered(Path(name) / "kept", table.filter(pc.equal(table["month"], month)), model, _day(month))[0]
            for month in range(LAST_MONTH + 1)
        ]
        print(f"{len(spent)} deliveries, {records:,} records: {sum(spent):.1f} CPU s")
        kept = Kept.of(Path(name) / "kept")
        _anew("the same model", table, model, kept)
        stricter = replace(model, thresholds=replace(model.thresholds, join=model.thresholds.join + 3))
        _anew("three bits more", table, stricter, kept)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB at most")


def _day(month: int) -> date:
    return FIRST + timedelta(days=30 * month)


def _anew(said: str, table: pa.Table, model: LinkModel, kept: Kept) -> None:
    started = cpu()
    found = relink(table, model, kept.ledger, DAY)
    looked = cpu() - started
    judgements = found.judgements(table, BY)
    kept.keep_anew(found.pool(judgements), judgements)
    entered = cpu() - started - looked
    undone = kept.ledger.undo([found.entries], BY)
    print(f"{said}: {looked:.1f} CPU s, {entered:.1f} to enter {undone:,} entries, {found.changes}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else RECORDS)

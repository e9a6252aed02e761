"""A month's delivery beside all before it: CPU of linking it to the ledger and the pool, beside linking all at once.

`python -m benchmarks.linking_increment [RECORDS]`. Each is told twice: linked alone, and as `schakel link --ledger`
does it: what is known is read and decrypted, and what is new is encrypted and written.
"""

import os
import resource
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.linking import DAY, MODEL, RECORDS, SEED
from benchmarks.linking_records import persons_and_records
from schakel.identity.who_is_who.assigning import Assigned, proposed
from schakel.identity.who_is_who.kept import Kept
from schakel.store.secret import ENVIRONMENT
from schakel_linkage import LinkModel, link, read_model, standardise

LAST_MONTH = 35


def cpu() -> float:
    """Return the CPU seconds that this process has taken so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def delivered(folder: Path, table: pa.Table, model: LinkModel, day: date) -> tuple[float, float, Assigned]:
    """Link one delivery and keep it; return the CPU seconds of all, those of linking alone, and what it gave."""
    started = cpu()
    kept = Kept.of(folder)
    pool, _ = kept.pool(model, day)
    read = cpu()
    part, judgements, found = proposed(table, model, pool, kept.ledger, day)
    linked = cpu()
    kept.keep(pool, part, judgements)
    return cpu() - started, linked - read, found


def main(records: int = RECORDS) -> None:
    """Print what the last month costs, and what linking all at once costs."""
    model, table = read_model(MODEL), persons_and_records(records, SEED)
    table = table.set_column(0, "record", pc.cast(pa.array(np.arange(records)), pa.string()))
    last = pc.equal(table["month"], LAST_MONTH)
    before, month = table.filter(pc.invert(last)), table.filter(last)
    started = cpu()
    link(standardise(table, model, DAY), model)
    alone = cpu() - started
    with tempfile.TemporaryDirectory() as name:
        os.environ[ENVIRONMENT] = f"{name}/secret"
        kept, *_ = delivered(Path(name) / "all", table, model, DAY)
        delivered(Path(name) / "kept", before, model, DAY)
        spent, linking, found = delivered(Path(name) / "kept", month, model, date(2026, 2, 1))
    print(f"{month.num_rows:,} records on {before.num_rows:,}, beside all {records:,} at once:")
    print(f"linked alone {linking:.2f} CPU s, {linking / alone:.1%} of {alone:.2f}")
    print(f"read, linked and kept {spent:.2f} CPU s, {spent / kept:.1%} of {kept:.2f}")
    print(f"{found.created:,} persons made, {found.attached:,} records attached, {found.suggested:,} pairs to judge")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else RECORDS)

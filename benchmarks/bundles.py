"""A hundred thousand deliveries of one record each, beside the same records in one file: CPU seconds of a build.

Some of the deliveries are delivered, to measure what keeping them together takes; the others are put into bundles as
these were, since delivering each would take most of an hour. Both editions are built in full, and must count the same.
`python -m benchmarks.bundles 10000` takes fewer.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from benchmarks.intake import cpu
from benchmarks.measure import median_cost
from benchmarks.month import cells_of
from schakel import verbs
from schakel.alliance import read
from schakel.alliance.template import create
from schakel.intake import Arrival, take_in_together
from schakel.model.handing_on import here_and_now
from schakel.store import Catalogue, Workspace
from schakel.store.access_log import reading
from schakel.store.bundle import bundled
from schakel.store.bundling import Content, bundle_small, keep_together, told_of
from schakel.store.sealed_tables import read_table
from schakel_base.progress import silent

DELIVERIES, DELIVERED = 100_000, 400
HEADER = "report_number,received_on,subject,handed_over_to,handed_over_on,followed_up,municipality,remarks\n"
DAY = date(2025, 1, 15)


def main(deliveries: str = str(DELIVERIES)) -> None:
    """Print CPU seconds, and how often those of one file are those of many deliveries."""
    number = int(deliveries)
    with TemporaryDirectory() as folder:
        os.environ.setdefault("SCHAKEL_SECRET_FILE", f"{folder}/secret")
        one, many = Path(folder, "one"), Path(folder, "many")
        for alliance in (one, many):
            create(alliance, alliance.name)
        (file := Path(folder, "all.csv")).write_text(HEADER + "".join(map(_line, range(number))))
        print(f"{number:,} records in one file: {_accepted_in(one, file)} accepted", flush=True)
        _fill(many, Path(folder), number)
        whole, apart = (_built(alliance) for alliance in (one, many))
        print(f"build of one file {whole:.1f} s CPU, of {number:,} deliveries {apart:.1f} s: {apart / whole:.2f} (1.5)")
        equal = cells_of(one) == cells_of(many)
        print(f"    base cells are {'the same' if equal else 'NOT the same'}", flush=True)


def _line(number: int) -> str:
    day = date(2023, 1, 1) + timedelta(days=number % 700)
    return f"H{number:07d},{day},debts,police,{day + timedelta(days=9)},no,Northtown,\n"


def _accepted_in(alliance: Path, file: Path) -> int:
    return verbs.deliver(alliance, "helpline", file, DAY, synthetic=True).accepted


def _fill(alliance: Path, folder: Path, number: int) -> None:
    """Deliver some records one by one, keep them together, and put the others beside them."""
    declared = read(alliance)
    workspace, partner = Workspace.of(alliance, declared.name), declared.partners["helpline"]
    with reading(workspace, "build", "measuring small deliveries", ""):
        arrivals = []
        for place in range(min(DELIVERED, number)):
            (file := folder / f"{place}.csv").write_text(HEADER + _line(place))
            arrivals.append(Arrival(partner, file, DAY, DAY, synthetic=True))
        took = cpu(lambda: take_in_together(workspace, arrivals, here_and_now(silent)))
        print(f"delivered one by one: {1000 * took / len(arrivals):.0f} ms CPU each", flush=True)
        took = cpu(lambda: bundle_small(workspace))
        print(f"kept together: {1000 * took / len(arrivals):.1f} ms CPU each, once", flush=True)
        took = cpu(lambda: keep_together(workspace, _others(workspace, len(arrivals), number)))
        print(f"the others beside them: {took:.0f} s CPU", flush=True)


def _others(workspace: Workspace, first: int, end: int) -> Iterator[Content]:
    """The deliveries that are not delivered here, as the first of those that were would have been with their record."""
    example, [bundle] = Catalogue(workspace).receipts()[0], bundled(workspace).bundles
    form, refused = read_table(bundle.accepted).schema, read_table(bundle.refused)
    for place in range(first, end):
        line = _line(place)
        content = (HEADER + line).encode()
        digest = sha256(content).hexdigest()
        delivery = replace(example.delivery, number=place + 1, file_name=f"{place}.csv", sha256=digest)
        values = dict(zip(HEADER.strip().split(","), line.strip().split(","), strict=True))
        row = {"delivery": delivery.number, "delivered": DAY, "known": DAY, "row": 1}
        row |= {name: values[name] or None for name in form.names if name in values}
        accepted = pa.Table.from_pylist([row], form)
        notes = tuple(
            replace(note, sentence=note.sentence.replace(example.delivery.file_name, delivery.file_name))
            for note in example.notes
        )
        receipt = replace(example, delivery=delivery, notes=notes)
        yield Content((receipt,), accepted, refused, told_of([receipt]), {delivery.sha256: content})


def _built(alliance: Path) -> float:
    schakel = str(Path(sys.executable).with_name("schakel"))
    return median_cost([schakel, "build", str(alliance), "--full"], 3).cpu


if __name__ == "__main__":
    main(*sys.argv[1:])

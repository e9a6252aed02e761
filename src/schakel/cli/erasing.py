"""`schakel expire` and `schakel withdraw`: delete rows that ran out or are taken back, after a preview."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from schakel import verbs
from schakel.cli.answering import answering, counted
from schakel.cli.parameters import AllianceFolder, Day, Json, Wait, day
from schakel.cli.writing import writing
from schakel.store.erasing import ErasedDelivery, Erasure

DRY_RUN = typer.Option("--dry-run", help="Say what would be deleted, and delete nothing.")


RECORD = typer.Option("--record", help="The key of a record, once for each of its columns; - reads it from a line.")
RECORDS = typer.Option("--records", help="A CSV file with the keys of several records, under a header of its columns.")
PERSON = typer.Option("--person", help="A number of a person; - reads it from a line of standard input.")


def expire(
    alliance: AllianceFolder,
    on: Day = None,
    dry_run: Annotated[bool, DRY_RUN] = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Delete the rows whose retention has ended, with everything that contains or uses them; releases stay."""
    with answering(as_json) as answer, writing("expire", wait, alliance):
        found = verbs.expire(alliance, day(on), dry_run)
        answer("\n".join(erasure_text(found, dry_run)), {"dry_run": dry_run, "erasures": erasure_records(found)})


def withdraw(
    alliance: AllianceFolder,
    partner: Annotated[str, typer.Argument(help="The partner that withdraws.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why, for the access log; name no person.", show_default=False)],
    record: Annotated[list[str] | None, RECORD] = None,
    records: Annotated[Path | None, RECORDS] = None,
    person: Annotated[str, PERSON] = "",
    delivery: Annotated[int, typer.Option(help="The number of a delivery to withdraw as a whole.", min=0)] = 0,
    dry_run: Annotated[bool, DRY_RUN] = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Delete records, a delivery, or all that a partner delivered about a person; releases stay."""
    with answering(as_json) as answer, writing("withdraw", wait, alliance):
        key = [read_value(value) for value in record or ()]
        found = verbs.withdraw(alliance, partner, reason, key, read_value(person), dry_run, records, delivery)
        answer("\n".join(erasure_text(found, dry_run)), {"dry_run": dry_run, "erasures": erasure_records(found)})


def read_value(value: str) -> str:
    """Return a value, or a line of standard input for `-`: others see a command, and the shell keeps it."""
    return sys.stdin.readline().rstrip("\r\n") if value == "-" else value


def erasure_records(erasures: Sequence[Erasure]) -> list[dict[str, Any]]:
    """Return erasures for machines: what goes in counts and numbers of deliveries, without hashes of records."""
    return [
        {**asdict(one), "deliveries": [_record(each) for each in one.deliveries],
         "records": len(one.records), "left_behind": len(one.left_behind),
         "units": {unit: len(numbers) for unit, numbers in one.units.items()}}
        for one in erasures
    ]  # fmt: skip


def _record(one: ErasedDelivery) -> dict[str, Any]:
    return {"number": one.number, "partner": one.partner, "rows": one.rows, "of": one.of}


def erasure_text(erasures: Sequence[Erasure], dry_run: bool) -> Iterator[str]:
    """Say in a few lines what was erased, or would be."""
    for one in erasures:
        verb = "Would erase" if dry_run else "Erased"
        if one.left_behind:
            yield f"{verb} {counted(len(one.left_behind), 'file')} without a receipt: a delivery was stopped."
        if not one.deliveries:
            yield "Nothing has run out."
            continue
        yield (
            f"{verb} {counted(one.rows, 'accepted row')} of {counted(len(one.deliveries), 'delivery')}, "
            f"{counted(len(one.editions), 'edition')}, {counted(len(one.extracts), 'extract')} and "
            f"{counted(len(one.records), 'record')} of persons."
        )
        for delivery in one.deliveries:
            yield (
                f"  delivery {delivery.number} of {delivery.partner}: {delivery.rows:,} of {delivery.of:,} rows, "
                "and the file as it arrived"
            )
        yield from (f"  edition {name}" for name in one.editions)
        yield from (f"  extract {name}" for name in one.extracts)
        if one.editions and not dry_run:
            yield "Releases stay. Next: schakel build"

"""`schakel expire`: delete what has run out, after a look at what that is."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from schakel import verbs
from schakel.cli.answering import answering
from schakel.cli.parameters import AllianceFolder, Day, Json, Wait, day
from schakel.cli.writing import writing
from schakel.store.erasing import Erasure

DRY_RUN = typer.Option("--dry-run", help="Say what would be deleted, and delete nothing.")


def expire(
    alliance: AllianceFolder,
    on: Day = None,
    dry_run: Annotated[bool, DRY_RUN] = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Delete the rows whose retention has ended, with all that holds or rests on them; releases stay."""
    with answering(as_json) as answer, writing("expire", wait, alliance):
        found = verbs.expire(alliance, day(on), dry_run)
        answer("\n".join(erasure_text(found, dry_run)), {"dry_run": dry_run, "erasures": records(found)})


def records(erasures: Sequence[Erasure]) -> list[dict[str, Any]]:
    """Return erasures for machines: what goes in counts and numbers of deliveries, without hashes of records."""
    return [
        {**asdict(one), "deliveries": [_record(one, number) for number in range(len(one.deliveries))],
         "records": len(one.records), "units": {unit: len(numbers) for unit, numbers in one.units.items()}}
        for one in erasures
    ]  # fmt: skip


def _record(erasure: Erasure, place: int) -> dict[str, Any]:
    one = erasure.deliveries[place]
    return {"number": one.number, "partner": one.partner, "rows": one.rows, "of": one.of}


def erasure_text(erasures: Sequence[Erasure], dry_run: bool) -> Iterator[str]:
    """Say in a few lines what was erased, or would be."""
    for one in erasures:
        if not one.deliveries:
            yield "Nothing has run out." if one.cause == "ran out" else "Nothing is to be withdrawn."
            continue
        verb = "Would erase" if dry_run else "Erased"
        yield (
            f"{verb} {_counted(one.rows, 'accepted row')} of {_counted(len(one.deliveries), 'delivery')}, "
            f"{_counted(len(one.editions), 'edition')}, {_counted(len(one.extracts), 'extract')} and "
            f"{_counted(len(one.records), 'record')} of persons."
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


def _counted(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"

"""`schakel judge`: what people decide about persons, into the ledger; and who is who on some day."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from schakel.answering import answering
from schakel.identity.linking.kept import open_ledger
from schakel.identity.linking.ledger import as_record
from schakel.store.access_log import user_name

app = typer.Typer(add_completion=False, no_args_is_help=True, help="What people decide about persons.")

Folder = Annotated[Path, typer.Argument(help="The folder of an alliance, or of a ledger.", show_default=False)]
Person = Annotated[str, typer.Argument(help="The id of a person.", show_default=False)]
Reason = Annotated[str, typer.Option(help="Why; it stands in the ledger.", show_default=False)]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]


@app.command()
def join(ledger: Folder, person: Person, other: Person, reason: Reason, on: Day = None, as_json: Json = False) -> None:
    """Let one person stand for another as well; the other id leads to it from then on."""
    with answering(as_json) as answer:
        open_ledger(ledger).join(person, other, _day(on), user_name(), reason)
        answer(f"{other} is {person} from now on.", {"person": person, "other": other})


@app.command()
def split(
    ledger: Folder,
    person: Person,
    records: Annotated[list[str], typer.Argument(help="Records that are of somebody else.", show_default=False)],
    reason: Reason,
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Give records of a person to a new person."""
    with answering(as_json) as answer:
        made = open_ledger(ledger).split(person, records, _day(on), user_name(), reason)
        answer(f"{len(records)} records of {person} are of {made} from now on.", {"person": made, "records": records})


@app.command()
def undo(
    ledger: Folder,
    number: Annotated[int, typer.Argument(help="The number of an entry.", show_default=False)],
    reason: Reason,
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Take back that persons were joined or split."""
    with answering(as_json) as answer:
        open_ledger(ledger).undo(number, _day(on), user_name(), reason)
        answer(f"Entry {number} is undone.", {"undone": number})


@app.command()
def suggestions(ledger: Folder, as_json: Json = False) -> None:
    """List the pairs of persons that a model asks to look at and that are still two, the heaviest first."""
    with answering(as_json) as answer:
        found = open_ledger(ledger).suggested()
        lines = [f"{one} {other} {weight:.1f} bits" for (one, other), weight in found.items()]
        answer("\n".join(lines), {"suggestions": [[one, other, weight] for (one, other), weight in found.items()]})


@app.command()
def persons(ledger: Folder, as_of: Day = None, as_json: Json = False) -> None:
    """Tell the person of each record, now or as it was judged on a day."""
    with answering(as_json) as answer:
        found = open_ledger(ledger).persons(as_of.date() if as_of else None).of_record
        answer("\n".join(["record,person", *(f"{one},{who}" for one, who in found.items())]), {"person": found})


@app.command()
def history(ledger: Folder, person: Person, as_json: Json = False) -> None:
    """List the entries that speak of a person."""
    with answering(as_json) as answer:
        known = open_ledger(ledger).entries()
        entries = [one for one in known if person in (one.judgement.person, one.judgement.other)]
        lines = [
            f"{one.number}  {one.judgement.at}  {one.judgement.kind}  {one.judgement.record or one.judgement.other}  "
            f"{one.judgement.by}: {one.judgement.reason}"
            for one in entries
        ]
        answer("\n".join(lines), {"entries": [as_record(one) for one in entries]})


def _day(on: datetime | None) -> date:
    return on.date() if on else date.today()

"""`schakel alike`: units that are likely one though their numbers differ; people decide."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from schakel.answering import answering
from schakel.identity.linking.judgements import as_record
from schakel.verbs.alike import decide, decisions, list_alike, undo

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Units that are likely one though their numbers differ; people decide.",
)

AllianceFolder = Annotated[Path, typer.Argument(help="The folder of the alliance.", show_default=False)]
UnitName = Annotated[str, typer.Argument(help="The kind of unit, such as signal.", show_default=False)]
UnitNumber = Annotated[str, typer.Argument(help="The number of a unit.", show_default=False)]
Reason = Annotated[str, typer.Option(help="Why: it stands in the ledger.", show_default=False)]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]


@app.command("list")
def alike_list(
    alliance: AllianceFolder,
    unit: UnitName,
    train: Annotated[bool, typer.Option("--train", help="Estimate the weights first, from equal numbers.")] = False,
    as_json: Json = False,
) -> None:
    """List the pairs that a person should look at, the heaviest first."""
    with answering(as_json) as answer:
        found = list_alike(alliance, unit, date.today(), train)
        lines = [
            f"{pair.one} {pair.other} {pair.weight:.1f} bits  "
            + ", ".join(f"{name}: {level}" for name, level in pair.levels.items())
            for pair in found
        ]
        answer("\n".join(lines) or "No pair is above the review threshold.", {"pairs": [asdict(one) for one in found]})


@app.command("same")
def alike_same(
    alliance: AllianceFolder, unit: UnitName, one: UnitNumber, other: UnitNumber, reason: Reason, on: Day = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Enter that two numbers are one unit: editions as of that day and later count it once."""
    _decide(alliance, unit, "same", one, other, reason, on, as_json)


@app.command("different")
def alike_different(
    alliance: AllianceFolder, unit: UnitName, one: UnitNumber, other: UnitNumber, reason: Reason, on: Day = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Enter that two numbers are two units: the list does not show them again."""
    _decide(alliance, unit, "different", one, other, reason, on, as_json)


def _decide(
    alliance: Path, unit: str, decision: str, one: str, other: str, reason: str, on: datetime | None, as_json: bool
) -> None:
    with answering(as_json) as answer:
        entry = decide(alliance, unit, decision, one, other, reason, _day(on))
        answer(f"Entry {entry}: {one} and {other} are {decision}.", {"entry": entry, "decision": decision})


@app.command("undo")
def alike_undo(
    alliance: AllianceFolder,
    unit: UnitName,
    number: Annotated[int, typer.Argument(help="The number of the entry.", show_default=False)],
    reason: Reason,
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Take back a decision; the entry stays, and another one says that it holds no more."""
    with answering(as_json) as answer:
        undo(alliance, unit, number, reason, _day(on))
        answer(f"Entry {number} is undone.", {"undone": number})


@app.command("history")
def alike_history(alliance: AllianceFolder, unit: UnitName, as_json: Json = False) -> None:
    """List what was decided, when, by whom and why."""
    with answering(as_json) as answer:
        entries = [as_record(one) for one in decisions(alliance, unit)]
        lines = [
            f"{one['number']}  {one['at']}  {one['kind']}  {one['person'] or one['undoes']} {one['other']}  "
            f"{one['by']}: {one['reason']}"
            for one in entries
        ]
        answer("\n".join(lines) or "Nothing was decided yet.", {"entries": entries})


def _day(moment: datetime | None) -> date:
    return moment.date() if moment else date.today()

"""`schakel alike`: likely duplicates with different numbers, which people decide about."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from schakel.cli.answering import AnswerPrinter, answering
from schakel.cli.judged_by import Reason, Until, from_to, judged_by, until_when
from schakel.cli.parameters import AllianceFolder, Day, Json, Wait
from schakel.cli.writing import writing
from schakel.identity.judging.duplicates import Duplicates, decisions, list_candidates, undo
from schakel.identity.who_is_who.judgements import UNDONE, ByPerson, as_record

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Review likely duplicates: units that have different numbers but may be one. People decide.",
)

UnitName = Annotated[str, typer.Argument(help="The kind of unit, such as signal.", show_default=False)]
UnitNumber = Annotated[str, typer.Argument(help="The number of a unit.", show_default=False)]


@app.command("list")
def alike_list(
    alliance: AllianceFolder,
    unit: UnitName,
    train: Annotated[
        bool, typer.Option("--train", help="Estimate the weights first, from units with equal numbers.")
    ] = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """List the pairs to review, strongest evidence first."""
    with answering(as_json) as answer, writing("alike list", wait, alliance):
        found = list_candidates(alliance, unit, date.today(), train)
        lines = [
            f"{pair.one} {pair.other} {pair.weight:.1f} bits  "
            + ", ".join(f"{name}: {level}" for name, level in pair.levels.items())
            for pair in found
        ]
        answer("\n".join(lines) or "No pair is above the review threshold.", {"pairs": [asdict(one) for one in found]})


@app.command("same")
def alike_same(
    alliance: AllianceFolder, unit: UnitName, one: UnitNumber, other: UnitNumber, reason: Reason, on: Day = None,
    until: Until = None, wait: Wait = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Record that two numbers are one unit; editions as of that day and later count it once."""
    with answering(as_json) as answer, writing("alike same", wait, alliance):
        _decide(answer, alliance, unit, "same", one, other, judged_by(reason, on, until))


@app.command("different")
def alike_different(
    alliance: AllianceFolder, unit: UnitName, one: UnitNumber, other: UnitNumber, reason: Reason, on: Day = None,
    until: Until = None, wait: Wait = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Record that two numbers are two units; the list no longer shows them."""
    with answering(as_json) as answer, writing("alike different", wait, alliance):
        _decide(answer, alliance, unit, "different", one, other, judged_by(reason, on, until))


def _decide(
    answer: AnswerPrinter, alliance: Path, unit: str, decision: str, one: str, other: str, by: ByPerson
) -> None:
    entry = Duplicates.open(alliance, unit).decide(decision, one, other, by)
    record = {"entry": entry, "decision": decision, "until": by.until}
    answer(f"Entry {entry}: {one} and {other} are {decision} {from_to(by)}.", record)


@app.command("undo")
def alike_undo(
    alliance: AllianceFolder,
    unit: UnitName,
    number: Annotated[int, typer.Argument(help="The number of the entry.", show_default=False)],
    reason: Reason,
    on: Day = None,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Undo a decision. Its entry stays; a new entry says that it no longer holds."""
    with answering(as_json) as answer, writing("alike undo", wait, alliance):
        undo(alliance, unit, number, judged_by(reason, on))
        answer(f"Entry {number} is undone.", {"undone": number})


@app.command("history")
def alike_history(alliance: AllianceFolder, unit: UnitName, as_json: Json = False) -> None:
    """List the decisions: what, when, by whom and why."""
    with answering(as_json) as answer:
        entries = decisions(alliance, unit)
        lines = [
            f"{entry.number}  {one.at}{until_when(one)}  {one.kind}  "
            f"{one.undoes if one.kind == UNDONE else one.person} {one.other}  {one.by}: {one.reason}"
            for entry in entries
            for one in [entry.judgement]
        ]
        said = {"entries": [as_record(entry) for entry in entries]}
        answer("\n".join(lines) or "Nothing was decided yet.", said)

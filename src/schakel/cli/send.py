"""`schakel send FILE`: a partner delivers to the desk of an alliance on another machine."""

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from schakel.cli.answering import answering, progress
from schakel.cli.deliveries import COVERS_FROM, COVERS_UNTIL
from schakel.cli.parameters import Day, InSpokenLanguage, Json, SpokenLanguage, day
from schakel.desk.sending import RemoteDesk
from schakel.desk.sending import send as send_to

TOKEN = "SCHAKEL_TOKEN"


def send(
    file: Annotated[Path, typer.Argument(help="The file to deliver.", show_default=False)],
    to: Annotated[str, typer.Option(help="The address of the desk, as https://desk.example.org.", show_default=False)],
    partner: Annotated[str, typer.Option(help="The partner that delivers.", show_default=False)],
    on: Day = None,
    covers_from: Annotated[datetime | None, COVERS_FROM] = None,
    covers_until: Annotated[datetime | None, COVERS_UNTIL] = None,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="The file holds invented data.")] = False,
    trial: Annotated[bool, typer.Option("--trial", help="Check the file, and keep nothing of it.")] = False,
    language: InSpokenLanguage = SpokenLanguage.ENGLISH,
    as_json: Json = False,
) -> None:
    """Deliver a file to a desk elsewhere, and print the result; put the token of the desk in SCHAKEL_TOKEN."""
    days = {"on": day(on), "covers-from": day(covers_from), "covers-until": day(covers_until)}
    about = {name: str(one) for name, one in days.items() if one}
    about |= {name: "true" for name, is_so in (("synthetic", synthetic), ("trial", trial)) if is_so}
    with answering(as_json, language) as answer, progress(as_json, language) as telling:
        desk = RemoteDesk(to, os.environ.get(TOKEN, ""), language)
        sent = send_to(desk, file, {"partner": partner, **about}, telling)
        answer(sent["told"], sent)
    if (sent["receipt"] or {}).get("refusal"):
        raise typer.Exit(1)

"""`schakel init` and `schakel check`: a new alliance, and one whose declarations are read and checked."""

from pathlib import Path
from typing import Annotated

import typer

from schakel.alliance.checking import check as check_alliance
from schakel.alliance.template import create
from schakel.cli.answering import answering
from schakel.cli.parameters import AllianceFolder, Json


def init(folder: Annotated[Path, typer.Argument(help="An empty or new folder.")], as_json: Json = False) -> None:
    """Make a new alliance from the template."""
    with answering(as_json) as answer:
        create(folder, folder.absolute().name)
        answer(f"{folder} is a new alliance; next: schakel check {folder}", {"folder": str(folder)})


def check(alliance: AllianceFolder, as_json: Json = False) -> None:
    """Read and check every declaration."""
    with answering(as_json) as answer:
        found = check_alliance(alliance)
        facts = {
            "alliance": found.name,
            "partners": len(found.partners),
            "indicators": len(found.indicators),
            "products": len(found.products),
            "faults": [],
        }
        answer(
            f"{found.name} is sound. Partners: {facts['partners']}, indicators: {facts['indicators']}, "
            f"products: {facts['products']}.",
            facts,
        )

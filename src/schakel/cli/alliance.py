"""`schakel init` and `schakel check`: create an alliance, and check the declarations of one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from schakel.alliance.sayable import needless_lines
from schakel.alliance.template import create
from schakel.cli.answering import answering
from schakel.cli.checking import check as check_alliance
from schakel.cli.parameters import AllianceFolder, Json
from schakel.model.retention import Retention


def init(folder: Annotated[Path, typer.Argument(help="An empty or new folder.")], as_json: Json = False) -> None:
    """Create an alliance from the template."""
    with answering(as_json) as answer:
        create(folder, folder.absolute().name)
        answer(f"{folder} is a new alliance; next: schakel check {folder}", {"folder": str(folder)})


def check(alliance: AllianceFolder, as_json: Json = False) -> None:
    """Check every declaration of an alliance, and report each fault with its file and line."""
    with answering(as_json) as answer:
        found = check_alliance(alliance)
        kept = {name: one.contract.retention for name, one in found.partners.items()}
        notes = [
            f"partners/{name}/mapping.csv:{line}: {sentence}"
            for name, partner in found.partners.items()
            for line, sentence in needless_lines(partner)
        ]
        notes += [
            f"The scheme `{name}` defines no concept, so pages show its labels alone."
            for name, scheme in found.schemes.items()
            if not any(concept.definition for concept in scheme.concepts)
        ]
        facts = {
            "alliance": found.name,
            "partners": len(found.partners),
            "indicators": len(found.indicators),
            "products": len(found.products),
            "retention": {name: str(one) for name, one in kept.items() if one},
            "notes": notes,
            "faults": [],
        }
        answer(
            f"{found.name} is sound. Partners: {facts['partners']}, indicators: {facts['indicators']}, "
            f"products: {facts['products']}.{_retention_text(kept)}" + "".join(f"\n{note}" for note in notes),
            facts,
        )


def _retention_text(kept: Mapping[str, Retention | None]) -> str:
    told = [f"\n  {name}: {one}{'' if one.verified else ' (not verified)'}" for name, one in kept.items() if one]
    without = [name for name, one in kept.items() if one is None]
    lines = ["\nRows are kept for:", *told] if told else []
    if without:
        lines.append(f"\nContracts that do not say how long rows are kept: {', '.join(without)}.")
    return "".join(lines)

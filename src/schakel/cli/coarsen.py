"""`schakel coarsen`: how much coarser classes would keep of a product's tables. Nothing is published."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from schakel import verbs
from schakel.cli.answering import answering, progress
from schakel.cli.kept_text import kept_lines
from schakel.cli.parameters import AllianceFolder, EditionName, Json, ProductName, Wait
from schakel.cli.writing import writing
from schakel.verbs.coarsening import CoarserTable


def coarsen(
    alliance: AllianceFolder,
    product: ProductName,
    edition: EditionName = "latest",
    profile: Annotated[str, typer.Option(help="A disclosure profile; by default that of the product.")] = "",
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Compare how much a product's tables would keep with coarser classes; not for publication, and logged."""
    with answering(as_json) as answer, progress(as_json) as telling, writing("coarsen", wait, alliance):
        found = verbs.coarsen(alliance, product, edition, profile, telling)
        tables = {
            name: ways
            for name, ways in found.items()
            if not ways or ways[0].classes or ways[0].kept.shown < ways[0].kept.cells
        }
        said = "\n\n".join(f"{name}\n{_said(ways)}" for name, ways in tables.items())
        rest = f"{len(found) - len(tables)} of {len(found)} tables hide nothing as they are."
        answer(f"{said}\n\n{rest}".strip(), {"tables": {name: _record(ways) for name, ways in found.items()}})


def _said(ways: tuple[CoarserTable, ...]) -> str:
    if not ways:
        return "can be protected neither as it is nor under coarser classes"
    return kept_lines([(_name(one), one.kept, one.information) for one in ways])


def _name(one: CoarserTable) -> str:
    """What would be declared."""
    return " and ".join(f"{each.name} {each.declared or 'left out'}" for each in one.classes)


def _record(ways: tuple[CoarserTable, ...]) -> list[dict[str, Any]]:
    return [
        {
            "classes": {each.name: each.declared or None for each in one.classes},
            **asdict(one.kept),
            "information": one.information,
        }
        for one in ways
    ]

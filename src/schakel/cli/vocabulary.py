"""`schakel vocabulary`: concept schemes and their editions."""

from pathlib import Path
from typing import Annotated

import typer

from schakel import verbs
from schakel.cli.answering import answering
from schakel.cli.parameters import Json
from schakel.vocabulary.difference import lines

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def vocabulary() -> None:
    """Compare two editions of a concept scheme."""


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(help="The scheme as it was, a Turtle file.", show_default=False)],
    after: Annotated[Path, typer.Argument(help="The scheme as it is, in the same alliance.", show_default=False)],
    language: Annotated[str, typer.Option(help="The language of the labels.")] = "en",
    as_json: Json = False,
) -> None:
    """Print what changed between two editions of a scheme, and which published series break."""
    with answering(as_json) as answer:
        found, broken = verbs.compare_schemes(before, after)
        changes = {
            "added": [concept.notation for concept in found.added],
            "removed": [concept.notation for concept in found.removed],
            "redefined": [change.after.notation for change in found.redefined],
            "moved": [change.after.notation for change in found.moved],
        }
        record = {**changes, "breaks": {series.indicator: series.concepts for series in broken}}
        answer("\n".join(lines(found, broken, language)), record)

"""`schakel epoch open`: draw once what answers all questions about an edition. Nothing is published."""

import typer

from schakel import verbs
from schakel.cli.answering import answering, progress
from schakel.cli.parameters import AllianceFolder, EditionName, Json, ProductName, Wait
from schakel.cli.writing import writing

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Open an edition for questions.")


@app.callback()
def _epoch() -> None:
    """Open an edition for questions."""


@app.command("open")
def open_(
    alliance: AllianceFolder,
    product: ProductName,
    edition: EditionName = "latest",
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Draw once what answers all questions about an edition that the product has published."""
    with answering(as_json) as answer, progress(as_json) as telling, writing("epoch open", wait, alliance):
        opened = verbs.open_epoch(alliance, product, edition, telling)
        said = [f"Opened the epoch of edition {opened.edition}: {opened.cells:,} cells of {product} can be asked for."]
        if opened.left_out:
            kinds = ", ".join(f"`{unit}`" for unit in opened.left_out)
            said.append(
                f"Nothing can be asked about {kinds}: true sums of them are or were published, or no table counts them "
                "by a dimension that can be asked for."
            )
        left_out = list(opened.left_out)
        answer(
            "\n".join(said),
            {"product": product, "edition": opened.edition, "cells": opened.cells, "left_out": left_out},
        )

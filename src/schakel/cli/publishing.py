"""`schakel publish` and `schakel report`: let a product leave the zone, as a release or as one document."""

from pathlib import Path
from typing import Annotated

import typer

from schakel import verbs
from schakel.cli.answering import answering, progress
from schakel.cli.parameters import Address, AllianceFolder, EditionName, Json, Out, Wait
from schakel.cli.releases import release_record
from schakel.cli.writing import writing


def publish(
    alliance: AllianceFolder,
    product: Annotated[str, typer.Argument(help="The product to publish.", show_default=False)],
    out: Out,
    edition: EditionName = "latest",
    note: Annotated[str, typer.Option(help="For a correction: what it corrects, in words for readers.")] = "",
    address: Address = "",
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Publish a product of an edition, protected: site, data and release.json. Earlier releases are kept."""
    with answering(as_json) as answer, progress(as_json) as telling, writing("publish", wait, alliance):
        release = verbs.publish(alliance, product, out, edition, telling, note, address)
        sentence = f"Released {product} of edition {release.edition} to {out}."
        if release.folder != out:
            sentence = (
                f"{product} of edition {release.edition} waits at the gate, in {release.folder}. Nothing was written "
                f"to {out}: one person approves it at the desk, and another releases it."
            )
        answer(sentence, release_record(release))


def report(
    alliance: AllianceFolder,
    product: Annotated[str, typer.Argument(help="The product to report on.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="The file to write: F.pdf or F.odt.", show_default=False)],
    language: Annotated[str, typer.Option(help="The language; by default the alliance's first.")] = "",
    edition: EditionName = "latest",
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Write a product of an edition as one document: an accessible PDF, or an OpenDocument text to edit."""
    with answering(as_json) as answer, progress(as_json) as telling, writing("report", wait, alliance):
        written = verbs.report(alliance, product, out, language, edition, telling)
        answer(f"Wrote the report on {product} to {written}.", {"report": str(written)})

"""`schakel dpia`: the facts for a data protection impact assessment, from the declarations of an alliance."""

from pathlib import Path
from typing import Annotated

import typer

from schakel import verbs
from schakel.cli.answering import answering
from schakel.cli.parameters import AllianceFolder, Json


def dpia(
    alliance: AllianceFolder,
    out: Annotated[
        Path | None,
        typer.Option(help="The file to write: F.md or F.odt; by default it is printed.", show_default=False),
    ] = None,
    language: Annotated[str, typer.Option(help="The language; by default the alliance's first.")] = "",
    as_json: Json = False,
) -> None:
    """Write the facts for a data protection impact assessment; what is not declared becomes a question."""
    with answering(as_json) as answer:
        written = verbs.dpia(alliance, out, language)
        if out:
            answer(f"Wrote the facts for an impact assessment to {out}.", {"assessment": str(out)})
        else:
            answer(written.decode(), {"assessment": written.decode()})

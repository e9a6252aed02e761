"""`schakel output-check REQUEST.yaml`: accept a research output, refuse it, or ask a person; keep a record of each."""

from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from schakel.cli.answering import answering
from schakel.cli.parameters import Json, Wait
from schakel.cli.writing import writing
from schakel.store.workspace import Workspace
from schakel_base.errors import DisclosureError, Fault
from schakel_protection.output import OutputJudgement, keep, read_request


class Decided(StrEnum):
    """What a person can decide."""

    ACCEPT = "accept"
    REFUSE = "refuse"


def output_check(
    request: Annotated[Path, typer.Argument(help="The request, as YAML.", show_default=False)],
    alliance: Annotated[Path, typer.Option(help="The folder of the alliance that keeps the record.")] = Path(),
    decide: Annotated[Decided | None, typer.Option(help="The decision of a person.", show_default=False)] = None,
    by: Annotated[str, typer.Option(help="Who decides.")] = "",
    because: Annotated[str, typer.Option(help="Why.")] = "",
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Check a research output by the checks for its kind; keep the request, the output and the decision."""
    with answering(as_json) as answer, writing("output-check", wait, alliance):
        # The folder is by default the one that somebody is in, so that a record could be kept where nobody looks.
        if not (alliance / "alliance.yaml").is_file():
            raise DisclosureError(Fault("this is not an alliance: it has no alliance.yaml", str(alliance)))
        asked, output = read_request(request)
        decided = OutputJudgement(decide.value) if decide else None
        folder = Workspace.of(alliance.absolute()).output_checks
        verdict = keep(folder, asked, output, datetime.now(UTC), decided, by, because)
        sentence = "\n".join([f"{output.name}: {verdict.judgement}", *(f"- {one}" for one in verdict.reasons)])
        answer(sentence, {"output": output.name, **asdict(verdict)})
    if verdict.judgement is not OutputJudgement.ACCEPT:
        raise typer.Exit(1)

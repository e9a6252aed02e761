"""`schakel compare`: why two figures differ, in the words and with the protection of what is published."""

from typing import Annotated

import typer

from schakel import verbs
from schakel.cli.answering import answering
from schakel.cli.parameters import AllianceFolder, Json
from schakel.publication.comparison_text import comparison_record, comparison_text


def compare(
    alliance: AllianceFolder,
    start: Annotated[str, typer.Argument(help="A figure: TABLE:dimension=category,... or a published one's id.")],
    end: Annotated[str, typer.Argument(help="The figure to compare it with.")],
    order: Annotated[str, typer.Option(help="The aspects to replace first, such as source,unit.")] = "",
    language: Annotated[str, typer.Option(help="The language of the answer.")] = "en",
    as_json: Json = False,
) -> None:
    """Explain why two figures differ, one definition at a time; every count is protected."""
    with answering(as_json) as answer:
        found = verbs.compare(alliance, start, end, [name.strip() for name in order.split(",") if name.strip()])
        answer(comparison_text(found, language), comparison_record(found, language))

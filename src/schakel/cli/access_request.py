"""`schakel access-request`: which partners hold the number of a person who asks, and until when."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from schakel import verbs
from schakel.cli.answering import answering
from schakel.cli.erasing import read_value
from schakel.cli.parameters import AllianceFolder, Json
from schakel.model.access import AccessAnswer, Holding

NUMBER = typer.Option("--number", help="A number of the person; - reads it from a line of standard input.")
PRODUCT = typer.Option("--product", help="The product that serves to answer access requests.", show_default=False)


def access_request(
    alliance: AllianceFolder, number: Annotated[str, NUMBER], product: Annotated[str, PRODUCT], as_json: Json = False
) -> None:
    """Answer a data subject access request: which partners hold a number, and until when (logged and counted)."""
    with answering(as_json) as answer:
        found = verbs.answer_access_request(alliance, read_value(number), product)
        answer("\n".join(_lines(found)), asdict(found))


def _lines(found: AccessAnswer) -> Iterator[str]:
    yield f"Request {found.request} under {found.product}. " + (
        f"Partners that hold something: {', '.join(found.holdings)}." if found.holdings else "Nobody holds this number."
    )
    for partner, holdings in found.holdings.items():
        yield ""
        yield partner
        yield from (f"  {line}" for one in holdings for line in _held(one))
        yield from (f"  used for {one.product}: {one.purpose.in_language('en')}" for one in found.purposes[partner])


def _held(one: Holding) -> Iterator[str]:
    yield f"delivery {one.delivery} of {one.delivered}: " + (
        f"rows {', '.join(map(str, one.rows))}" if one.rows else "no accepted row; the file as it arrived names it"
    )
    if one.rows:
        yield f"  columns: {', '.join(one.columns)}"
        yield f"  kept until {one.kept_until}" if one.kept_until else "  the contract does not say until when"

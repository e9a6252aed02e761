"""What the command line asks for every human judgement: the reason, the day it starts and the day it ends."""

from datetime import datetime
from typing import Annotated

import typer

from schakel.cli.parameters import day_or_today
from schakel.identity.who_is_who.judgements import ByPerson, Judgement
from schakel.store.access_log import user_name

Reason = Annotated[str, typer.Option(help="Why; kept in the ledger.", show_default=False)]
Until = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="The last day on which it holds; by default it has no end.", show_default=False
    ),
]


def judged_by(reason: str, on: datetime | None, until: datetime | None = None) -> ByPerson:
    """Return who judges: the user of this machine.

    Raises
    ------
    RequestError
        If no reason is given, or it would end before it begins.
    """
    return ByPerson(user_name(), day_or_today(on), reason, until.date() if until else None)


def from_to(by: ByPerson) -> str:
    """Return in words for how long a judgement holds."""
    return f"from {by.at} until {by.until}" if by.until else "from now on"


def until_when(judgement: Judgement) -> str:
    """Return in words when an entry ends, if it does."""
    return f" until {judgement.until}" if judgement.until else ""

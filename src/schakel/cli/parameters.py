"""Parameters that several commands take, each written once."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from schakel_base import clock


class Language(StrEnum):
    """The languages in which a command on your own files can answer."""

    ENGLISH = "en"
    DUTCH = "nl"


class SpokenLanguage(StrEnum):
    """The languages in which a command on an alliance can answer, as its desk does."""

    ENGLISH = "en"
    DUTCH = "nl"
    SPANISH = "es"


AllianceFolder = Annotated[Path, typer.Argument(help="The folder of the alliance.", show_default=False)]
ProductName = Annotated[str, typer.Argument(help="The product.", show_default=False)]
EditionName = Annotated[str, typer.Option(help="The edition, by name.")]
ReleaseFolder = Annotated[Path, typer.Argument(help="The folder of a release.", show_default=False)]
Out = Annotated[Path, typer.Option("--out", help="The folder to write the release to.", show_default=False)]
Address = Annotated[str, typer.Option(help="The web address of that folder, if not as declared.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default=False)]
InSpokenLanguage = Annotated[SpokenLanguage, typer.Option(help="The language of the receipt and of error messages.")]
InLanguage = Annotated[Language, typer.Option(help="The language of the answer.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait while another command works on this alliance.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]


def day(moment: datetime | None) -> date | None:
    """Return the day that was given, if one was."""
    return moment.date() if moment else None


def day_or_today(moment: datetime | None) -> date:
    """Return the day that was given, by default today."""
    return day(moment) or clock.today()

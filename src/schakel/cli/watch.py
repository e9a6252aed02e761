"""`schakel watch`: deliver what partners put into their folders, once or for as long as it runs."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from schakel import verbs
from schakel.cli.answering import AnswerPrinter, answering, beside, progress
from schakel.cli.parameters import AllianceFolder, Json
from schakel.cli.writing import writing
from schakel.intake.receipt_text import headline
from schakel.store.receipt_record import receipt_record
from schakel.verbs.watching import Watched
from schakel_base.errors import RequestError

FOLDER = typer.Argument(
    help="The folder with a folder for each partner: here, sftp://USER@HOST/FOLDER or s3://BUCKET/FOLDER. Without it, "
    "every place that a contract names.",
    show_default=False,
)


def watch(
    alliance: AllianceFolder,
    folder: Annotated[str, FOLDER] = "",
    every: Annotated[float, typer.Option(min=1, help="Seconds between two checks.")] = 60.0,
    settled: Annotated[float, typer.Option(min=0, help="Seconds for which a file must be unchanged.")] = 60.0,
    once: Annotated[bool, typer.Option("--once", help="Check once and stop, for use from cron.")] = False,
    as_json: Json = False,
) -> None:
    """Deliver new files in PARTNER/FILE, and write each receipt to PARTNER/receipts."""
    with answering(as_json) as answer:
        _look(alliance, folder, settled, answer)
        while not once:
            time.sleep(every)
            try:
                _look(alliance, folder, settled, answer)
            except RequestError as error:  # what was there at first will be again: a server that is started anew
                beside(str(error))


def _look(alliance: Path, folder: str, settled: float, answer: AnswerPrinter) -> None:
    with progress(answer.as_json) as telling, writing("watch", True, alliance):
        if folder:
            new: Iterable[Watched] = verbs.watch_once(alliance, folder, settled, telling)
        else:
            new = verbs.watch_declared(alliance, settled, telling)
        for one in new:
            said = headline(one.receipt) if one.receipt else one.fault
            record = receipt_record(one.receipt) if one.receipt else {"fault": one.fault}
            answer(f"{one.partner}: {said}", {"partner": one.partner, "file": one.file, **record})

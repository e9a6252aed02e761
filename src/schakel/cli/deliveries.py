"""`schakel deliver`, `schakel replay` and `schakel simulate`: partners' files, real or simulated."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from schakel import verbs
from schakel.cli.answering import answering, beside, counted, progress
from schakel.cli.parameters import AllianceFolder, Day, InSpokenLanguage, Json, SpokenLanguage, Wait, day
from schakel.cli.writing import writing
from schakel.intake.receipt_text import receipt_text
from schakel.model.delivery import Coverage, Receipt
from schakel.store.receipt_record import receipt_record
from schakel_base.errors import RequestError

COVERS_FROM = typer.Option(formats=["%Y-%m-%d"], help="The first day that the file covers completely.")
COVERS_UNTIL = typer.Option(formats=["%Y-%m-%d"], help="The last day that the file covers completely.")

FILES = typer.Argument(help="The file or files, as the partner sent them; without any, a database is read.")


def deliver(
    alliance: AllianceFolder,
    partner: Annotated[str, typer.Argument(help="The partner that delivers.", show_default=False)],
    files: Annotated[list[Path] | None, FILES] = None,
    on: Day = None,
    synthetic: Annotated[bool, typer.Option(help="The file holds invented data.")] = False,
    covers_from: Annotated[datetime | None, COVERS_FROM] = None,
    covers_until: Annotated[datetime | None, COVERS_UNTIL] = None,
    source: Annotated[str, typer.Option(help="Where the data come from, for readers.")] = "",
    server: Annotated[str, typer.Option(help="Without files: a server of the contract, if not the first.")] = "",
    layout: Annotated[str, typer.Option(help="The layout version of the files, if not the one of that day.")] = "",
    language: InSpokenLanguage = SpokenLanguage.ENGLISH,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Archive and check a partner's file, several files as one delivery, or rows of a database; give a receipt."""
    with (
        answering(as_json, language) as answer,
        progress(as_json, language) as telling,
        writing("deliver", wait, alliance),
    ):
        covers = _coverage(day(covers_from), day(covers_until))
        receipt = verbs.deliver(
            alliance, partner, files or (), day(on), synthetic, telling, covers, beside, source, server, layout
        )
        answer(_text(alliance, receipt, language), receipt_record(receipt))
    # After the receipt was printed, since its sender needs to read what is wrong with the file.
    if receipt.refusal:
        raise typer.Exit(1)


def _text(folder: Path, receipt: Receipt, language: str) -> str:
    if language == "en":
        return receipt_text(receipt)
    # Catalogues take long to load, and most receipts are read in English.
    from schakel.alliance import read
    from schakel.desk.languages import LOCALE
    from schakel.desk.web.receipt_words import ReceiptWords
    from schakel.publication.localisation import localise

    about = receipt.delivery
    partner = read(folder).partners[about.partner]
    return receipt_text(receipt, ReceiptWords(partner, about.file_name, localise(language, LOCALE)))


def _coverage(first: date | None, last: date | None) -> Coverage | None:
    if first is None and last is None:
        return None
    if first is None or last is None or last < first:
        raise RequestError("give both the first and the last day that the file covers, in this order")
    return Coverage(first, last)


def replay(
    alliance: AllianceFolder,
    delivery: Annotated[int, typer.Argument(help="The number of an earlier delivery.", show_default=False)],
    language: InSpokenLanguage = SpokenLanguage.ENGLISH,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Check the refused rows of an earlier delivery again, under today's contract."""
    with answering(as_json, language) as answer, writing("replay", wait, alliance):
        receipt = verbs.replay(alliance, delivery)
        answer(_text(alliance, receipt, language), receipt_record(receipt))


def simulate(
    alliance: AllianceFolder,
    out: Annotated[Path, typer.Option("--out", help="Where the deliveries are written.", show_default=False)],
    years: Annotated[str, typer.Option(help="The first and the last year, such as 2013-2019.")] = "",
    scale: Annotated[float, typer.Option(min=0, help="The share of the declared numbers to simulate; 1 is all.")] = 1.0,
    theme_only: Annotated[bool, typer.Option("--theme-only", help="Simulate the theme only.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="The seed; each gives a different world.")] = 1,
    as_json: Json = False,
) -> None:
    """Write the deliveries of an invented world, as the partners of an alliance would send them."""
    wanted = _years(years)
    with answering(as_json) as answer, progress(as_json) as telling:
        found = verbs.simulate(alliance, out, wanted, scale, theme_only, seed, telling)
        record = [{"partner": one.partner, "file": str(one.file), "delivered": str(one.delivered)} for one in found]
        answer(
            f"Wrote {counted(len(found), 'synthetic delivery')} to {out}.", {"synthetic": True, "deliveries": record}
        )


def _years(text: str) -> range | None:
    if not text:
        return None
    first, _, last = text.partition("-")
    if not (first.isdigit() and (last or first).isdigit()) or int(last or first) < int(first):
        # The line was typed wrongly and no data are at fault: exit code 2.
        raise typer.BadParameter(f"{text}: years are written as a first and a last one, such as 2013-2019")
    return range(int(first), int(last or first) + 1)

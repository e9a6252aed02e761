"""The verbs on the command line: a sentence or JSON out; exit code 0, 1 (data or declaration at fault) or 2 (usage)."""

import os
import sys
import traceback
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from schakel.answering import ERRORS
from schakel.answering import answering as _answering
from schakel.answering import progress as _progress
from schakel.handed_over import hand_over
from schakel.model.handing_on import HandOn
from schakel.processes import taking_over

if TYPE_CHECKING:
    from schakel.publication.content import Release

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A data alliance of the criminal-justice chain.",
)
vocabulary = typer.Typer(no_args_is_help=True, help="Concept schemes and their editions.")
app.add_typer(vocabulary, name="vocabulary")

AllianceFolder = Annotated[Path, typer.Argument(help="The folder of the alliance.", show_default=False)]
ProductName = Annotated[str, typer.Argument(help="The product.", show_default=False)]
Out = Annotated[Path, typer.Option("--out", help="Where the release is written.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default=False)]


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="An empty or new folder.")], as_json: Json = False) -> None:
    """Make a new alliance from the template."""
    from schakel.alliance.template import create

    with _answering(as_json) as answer:
        create(folder, folder.absolute().name)
        answer(f"{folder} is a new alliance; next: schakel check {folder}", {"folder": str(folder)})


@app.command()
def check(alliance: AllianceFolder, as_json: Json = False) -> None:
    """Read and check every declaration."""
    from schakel.alliance.checking import check as check_alliance

    with _answering(as_json) as answer:
        found = check_alliance(alliance)
        facts = {
            "alliance": found.name,
            "partners": len(found.partners),
            "indicators": len(found.indicators),
            "products": len(found.products),
            "faults": [],
        }
        answer(
            f"{found.name} is sound. Partners: {facts['partners']}, indicators: {facts['indicators']}, "
            f"products: {facts['products']}.",
            facts,
        )


@app.command()
def deliver(
    alliance: AllianceFolder,
    partner: Annotated[str, typer.Argument(help="The partner that delivers.", show_default=False)],
    file: Annotated[Path, typer.Argument(help="The file as the partner sent it.", show_default=False)],
    on: Day = None,
    synthetic: Annotated[bool, typer.Option(help="The file holds invented data.")] = False,
    as_json: Json = False,
) -> None:
    """Take in a partner's file and answer with its receipt."""
    from schakel import verbs
    from schakel.intake.receipt_text import receipt_text
    from schakel.store.receipt_record import receipt_record

    with _answering(as_json) as answer, _progress(as_json) as progress:
        receipt = verbs.deliver(alliance, partner, file, _day(on), synthetic, progress)
        answer(receipt_text(receipt), receipt_record(receipt))
    if receipt.refusal:
        raise typer.Exit(1)


@app.command()
def replay(
    alliance: AllianceFolder,
    delivery: Annotated[int, typer.Argument(help="The number of an earlier delivery.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Check the refused rows of an earlier delivery again, under the contract of today."""
    from schakel import verbs
    from schakel.intake.receipt_text import receipt_text
    from schakel.store.receipt_record import receipt_record

    with _answering(as_json) as answer:
        receipt = verbs.replay(alliance, delivery)
        answer(receipt_text(receipt), receipt_record(receipt))


@app.command()
def build(alliance: AllianceFolder, as_of: Day = None, as_json: Json = False) -> None:
    """Build an edition: all tables, unprotected, inside the secured zone."""
    from schakel import verbs

    with _answering(as_json) as answer, _progress(as_json) as progress:
        built = verbs.build(alliance, _day(as_of), progress)
        steps = [
            {"step": one.name, "rows": one.rows, "seconds": round(one.seconds, 3), "peak_mb": round(one.peak_memory)}
            for one in built.steps
        ]
        answer(
            f"Edition {built.edition.name}, from {len(built.edition.receipts)} deliveries.",
            {"edition": built.edition.name, "as_of": str(built.edition.as_of), "steps": steps},
        )


@app.command()
def publish(
    alliance: AllianceFolder,
    product: Annotated[str, typer.Argument(help="The product to publish.", show_default=False)],
    out: Out,
    edition: Annotated[str, typer.Option(help="The edition, by name.")] = "latest",
    note: Annotated[str, typer.Option(help="What a correction corrects, for readers.")] = "",
    as_json: Json = False,
) -> None:
    """Publish a product of an edition: site, data and release.json, protected. Earlier releases are kept."""
    from schakel import verbs

    with _answering(as_json) as answer, _progress(as_json) as progress:
        release = verbs.publish(alliance, product, out, edition, progress, note)
        answer(f"Released {product} of edition {release.edition} to {out}.", _released(release))


@app.command()
def report(
    alliance: AllianceFolder,
    product: Annotated[str, typer.Argument(help="The product to report on.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="Where it is written: F.pdf or F.odt.", show_default=False)],
    language: Annotated[str, typer.Option(help="The language, by default the first of the alliance.")] = "",
    edition: Annotated[str, typer.Option(help="The edition, by name.")] = "latest",
    as_json: Json = False,
) -> None:
    """Write a product of an edition as one document: an accessible PDF, or an OpenDocument text to edit."""
    from schakel import verbs

    with _answering(as_json) as answer, _progress(as_json) as progress:
        written = verbs.report(alliance, product, out, language, edition, progress)
        answer(f"Wrote the report on {product} to {written}.", {"report": str(written)})


_MOST_PROCESSES = 4  # each takes memory, and there is no more to hand on


@app.command()
def run(
    alliances: Annotated[list[Path], typer.Argument(help="The folders of one or more alliances.", show_default=False)],
    out: Out,
    as_of: Day = None,
    as_json: Json = False,
) -> None:
    """Deliver the files that come with each alliance, build, and publish its products."""
    with _answering(as_json) as answer, _progress(as_json) as progress, _taking_over(len(alliances)) as hand_on:
        from schakel import verbs  # only now, so that other processes import it at the same time

        releases = verbs.run(alliances, out, _day(as_of), progress, hand_on)
        lines = [f"Released edition {release.edition} to {release.folder}." for release in releases]
        lines.append(f"Next: schakel serve {out}")
        answer("\n".join(lines), {"releases": [_released(release) for release in releases]})


def _taking_over(alliances: int) -> AbstractContextManager[HandOn | None]:
    """Several alliances are worth the start of other processes."""
    return taking_over(min(os.cpu_count() or 1, _MOST_PROCESSES)) if alliances > 1 else nullcontext()


@app.command()
def simulate(
    alliance: AllianceFolder,
    out: Annotated[Path, typer.Option("--out", help="Where the deliveries are written.", show_default=False)],
    years: Annotated[str, typer.Option(help="The first and the last year, such as 2013-2019.")] = "",
    scale: Annotated[float, typer.Option(min=0, help="The share of the declared numbers; 1 is all.")] = 1.0,
    theme_only: Annotated[bool, typer.Option("--theme-only", help="Leave out all but the theme.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives another world.")] = 1,
    as_json: Json = False,
) -> None:
    """Write the deliveries of an invented world, as the partners of an alliance would send them."""
    from schakel import verbs

    wanted = _years(years)
    with _answering(as_json) as answer, _progress(as_json) as progress:
        found = verbs.simulate(alliance, out, wanted, scale, theme_only, seed, progress)
        record = [{"partner": one.partner, "file": str(one.file), "delivered": str(one.delivered)} for one in found]
        answer(f"Wrote {len(found)} synthetic deliveries to {out}.", {"synthetic": True, "deliveries": record})


@app.command()
def trace(
    alliance: AllianceFolder,
    edition: Annotated[str, typer.Argument(help="The edition, by name, or: latest.", show_default=False)],
    table: Annotated[str, typer.Argument(help="The name of the table.", show_default=False)],
    cell: Annotated[str, typer.Argument(help="dimension=category,... (others stand at their total)")] = "",
    purpose: Annotated[str, typer.Option(help="What for: it goes into the access log.")] = "",
    as_json: Json = False,
) -> None:
    """Show the claims, receipts and mapping lines behind a cell (inside the secured zone; logged)."""
    from schakel import verbs
    from schakel.verbs.trace_text import trace_text

    with _answering(as_json) as answer:
        found = verbs.trace(alliance, edition, table, _cell(cell), purpose)
        answer(trace_text(found), asdict(found))


@app.command()
def extract(
    alliance: AllianceFolder,
    product: ProductName,
    edition: Annotated[str, typer.Option(help="The edition, by name.")] = "latest",
    join: Annotated[str, typer.Option(help="Another product, with which this one may be joined.")] = "",
    as_json: Json = False,
) -> None:
    """Write what a product may know of single units, under its own pseudonyms (inside the secured zone; logged)."""
    from schakel import verbs

    with _answering(as_json) as answer:
        found = verbs.extract(alliance, product, edition, join)
        answer(f"Wrote {found.units:,} units under {found.label} to {found.folder}.", asdict(found))


@app.command()
def compare(
    alliance: AllianceFolder,
    start: Annotated[str, typer.Argument(help="A figure: TABLE:dimension=category,... or a published one's id.")],
    end: Annotated[str, typer.Argument(help="The figure that differs from it.")],
    order: Annotated[str, typer.Option(help="The aspects to replace first, such as source,unit.")] = "",
    language: Annotated[str, typer.Option(help="The language of the answer.")] = "en",
    as_json: Json = False,
) -> None:
    """Say why two figures differ, one definition at a time; every count is protected."""
    from schakel import verbs
    from schakel.publication.comparison_text import comparison_record, comparison_text

    with _answering(as_json) as answer:
        found = verbs.compare(alliance, start, end, [name.strip() for name in order.split(",") if name.strip()])
        answer(comparison_text(found, language), comparison_record(found, language))


@app.command()
def verify(
    release: Annotated[Path, typer.Argument(help="The folder of a release.", show_default=False)], as_json: Json = False
) -> None:
    """Hold every file of a release against the hashes with which it was released."""
    from schakel.publication.verification import verify as verify_release

    with _answering(as_json) as answer:
        found = verify_release(release)
        lines = [
            f"{one.edition}: {one.files} files as released; release.json has SHA-256 {one.manifest}" for one in found
        ]
        answer("\n".join(lines), {"releases": [asdict(one) for one in found]})


@app.command()
def serve(
    release: Annotated[Path, typer.Argument(help="The folder of a release.", show_default=False)],
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.")] = 8000,
) -> None:
    """Serve the site of a release on this machine alone."""
    from schakel.publication.serving import serve as serve_folder

    with _answering(False):
        serve_folder(release, port)


@vocabulary.command("diff")
def vocabulary_diff(
    before: Annotated[Path, typer.Argument(help="The scheme as it was, a Turtle file.", show_default=False)],
    after: Annotated[Path, typer.Argument(help="The scheme as it is, in the same alliance.", show_default=False)],
    language: Annotated[str, typer.Option(help="The language of the labels.")] = "en",
    as_json: Json = False,
) -> None:
    """Print what changed between two editions of a scheme, and which published series that breaks."""
    from schakel import verbs
    from schakel.vocabulary.difference import lines

    with _answering(as_json) as answer:
        found, broken = verbs.compare_schemes(before, after)
        changes = {
            "added": [concept.notation for concept in found.added],
            "removed": [concept.notation for concept in found.removed],
            "redefined": [change.after.notation for change in found.redefined],
            "moved": [change.after.notation for change in found.moved],
        }
        record = {**changes, "breaks": {series.indicator: series.concepts for series in broken}}
        answer("\n".join(lines(found, broken, language)), record)


hand_over(app)


def _released(release: "Release") -> dict[str, Any]:
    return {
        "folder": release.folder,
        "edition": release.edition,
        "as_of": release.as_of,
        "synthetic": release.synthetic,
        "files": {file.path: file.sha256 for file in release.files},
    }


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _years(text: str) -> range | None:
    if not text:
        return None
    first, _, last = text.partition("-")
    if not (first.isdigit() and (last or first).isdigit()) or int(last or first) < int(first):
        raise typer.BadParameter(f"{text}: years are written as a first and a last one, such as 2013-2019")
    return range(int(first), int(last or first) + 1)


def _cell(request: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in request.split(",") if part.strip()]
    if any(not equals for _, equals, _ in pairs):
        raise typer.BadParameter(f"{request}: a cell is written dimension=category,dimension=category")
    return {name.strip(): code.strip() for name, _, code in pairs}


def _print_without_values(error: BaseException | None, file: IO[str]) -> None:
    """Print where a defect happened, and what kind; not the message, which may quote a value of a delivery."""
    while error is not None:
        print(f"{type(error).__module__}.{type(error).__qualname__} (the message is left out)", file=file)
        traceback.print_tb(error.__traceback__, file=file)
        error = error.__cause__ or error.__context__


def main() -> None:
    """Run the command line; a defect of our own is said in a sentence too, its traceback kept in a file."""
    # Our matrices are small: threads of linear algebra would burn processor time by waiting for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except Exception as error:
        with NamedTemporaryFile("w", prefix="schakel-", suffix=".txt", delete=False) as file:
            _print_without_values(error, file)
        ERRORS.print(f"Schakel itself failed ({type(error).__name__}); the details are in {file.name}.", style="red")
        sys.exit(1)

"""Commands on editions, inside the secured zone: build one, trace its figures, extract units."""

from dataclasses import asdict
from typing import Annotated

import typer

from schakel import verbs
from schakel.cli.answering import answering, progress
from schakel.cli.parameters import AllianceFolder, Day, EditionName, Json, ProductName, Wait, day
from schakel.cli.steps_text import steps_record, steps_text
from schakel.cli.trace_text import trace_text
from schakel.cli.writing import writing


def build(
    alliance: AllianceFolder,
    as_of: Day = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show what each step took.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Build everything again, and reuse nothing.")] = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Build an edition: all tables, unprotected, inside the secured zone."""
    with answering(as_json) as answer, progress(as_json) as telling, writing("build", wait, alliance):
        built = verbs.build(alliance, day(as_of), telling, full)
        sentence = f"Edition {built.edition.name}, from {len(built.edition.receipts)} deliveries. {built.how}".rstrip()
        answer(
            f"{sentence}\n\n{steps_text(built.steps)}" if explain else sentence,
            {
                "edition": built.edition.name,
                "as_of": str(built.edition.as_of),
                "how": built.how,
                "steps": steps_record(built.steps, explain),
            },
        )


def trace(
    alliance: AllianceFolder,
    edition: Annotated[str, typer.Argument(help="The edition, by name, or: latest.", show_default=False)],
    table: Annotated[str, typer.Argument(help="The name of a table, or the address of a figure.", show_default=False)],
    cell: Annotated[str, typer.Argument(help="dimension=category,... (other dimensions: their total)")] = "",
    purpose: Annotated[str, typer.Option(help="The purpose, which goes into the access log.")] = "",
    as_json: Json = False,
) -> None:
    """Show the claims, receipts and mapping lines behind a cell (inside the secured zone; logged)."""
    with answering(as_json) as answer:
        found = verbs.trace(alliance, edition, table, _cell(cell), purpose)
        answer(trace_text(found), asdict(found))


def extract(
    alliance: AllianceFolder,
    product: ProductName,
    edition: EditionName = "latest",
    join: Annotated[str, typer.Option(help="Another product whose data may be joined with this one's.")] = "",
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Invented rows in the same columns.")] = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Write the single units that a product may see, with their codebook (inside the secured zone; logged)."""
    with answering(as_json) as answer, writing("extract", wait, alliance):
        found = (
            verbs.extract_synthetic(alliance, product) if synthetic else verbs.extract(alliance, product, edition, join)
        )
        answer(f"Wrote {found.units:,} units under {found.label} to {found.folder}, with a codebook.", asdict(found))


def _cell(request: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in request.split(",") if part.strip()]
    if any(not equals for _, equals, _ in pairs):
        raise typer.BadParameter(f"{request}: a cell is written dimension=category,dimension=category")
    return {name.strip(): code.strip() for name, _, code in pairs}

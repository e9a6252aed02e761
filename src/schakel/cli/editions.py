"""Commands on editions, inside the secured zone: build one, trace its figures, extract units."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Annotated, Any

import typer

from schakel import verbs
from schakel.cli.answering import answering, counted, progress
from schakel.cli.parameters import AllianceFolder, Day, EditionName, Json, ProductName, Wait, day
from schakel.cli.writing import writing
from schakel.model.claim import Claim
from schakel.store.engine import StepResult
from schakel.verbs.tracing import Trace

_HEAD = ("step", "rows", "kB", "CPU s", "wall s", "peak MB")


def _steps_text(steps: Sequence[StepResult]) -> str:
    """Return a table with a line for each step in the order in which they ran, and their sum."""
    lines = [(one.name, *_figures(one)) for one in steps]
    total = (
        "all steps",
        f"{sum(one.rows for one in steps):,}",
        f"{sum(one.size for one in steps) / 1e3:,.0f}",
        f"{sum(one.cpu for one in steps):.2f}",
        f"{sum(one.seconds for one in steps):.2f}",
        f"{max((one.peak_memory for one in steps), default=0):,.0f}",
    )
    return "\n".join(_aligned([_HEAD, *lines, total]))


def _figures(step: StepResult) -> tuple[str, ...]:
    return (
        f"{step.rows:,}",
        f"{step.size / 1e3:,.0f}",
        f"{step.cpu:.2f}",
        f"{step.seconds:.2f}",
        f"{step.peak_memory:,.0f}",
    )


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join([first.ljust(widths[0]), *(one.rjust(width) for one, width in zip(rest, widths[1:], strict=True))])
        for first, *rest in lines
    ]


def _steps_record(steps: Sequence[StepResult], with_sql: bool) -> list[dict[str, Any]]:
    """Return the same as a list of records, with the query of each step if that is asked for."""
    return [
        {
            "step": one.name,
            "rows": one.rows,
            "bytes": one.size,
            "seconds": round(one.seconds, 3),
            "cpu_seconds": round(one.cpu, 3),
            "peak_mb": round(one.peak_memory),
            **({"sql": one.sql} if with_sql else {}),
        }
        for one in steps
    ]


def _lines(trace: Trace) -> Iterator[str]:
    yield trace.summary
    cell = ", ".join(f"{name} = {code}" for name, code in trace.cell.items())
    yield f"{trace.table} of edition {trace.edition}, {cell}"
    for number, sha256 in sorted(trace.deliveries.items()):
        yield f"delivery {number}: SHA-256 {sha256}"
    said = {unit_id: list(claims) for unit_id, claims in groupby(trace.claims, key=lambda claim: claim.unit_id)}
    # Those that certainly count first: they are the lower bound, with the others they are the upper.
    for unit in sorted(trace.units, key=lambda unit: not unit.certain):
        yield f"{unit.unit_id} ({'certainly' if unit.certain else 'possibly'})"
        yield from (f"  {_claim(claim)}" for claim in said.get(unit.unit_id, ()))


def _claim(claim: Claim) -> str:
    line = f"mapping line {claim.mapping_line}" if claim.mapping_line else "no mapping line"
    if claim.mapping_line and claim.mapping_line < 0:
        line = "in the words of the scheme"
    return (
        f"{claim.partner}, delivery {claim.delivery}, row {claim.row}: {claim.column} = {claim.source_value!r} "
        f"-> {claim.attribute} {' or '.join(claim.concepts)} ({line})"
    )


def build(
    alliance: AllianceFolder,
    as_of: Day = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show what each step took.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Count everything again; take nothing from an earlier edition.")
    ] = False,
    wait: Wait = False,
    as_json: Json = False,
) -> None:
    """Build an edition: all tables, unprotected, inside the secured zone."""
    with answering(as_json) as answer, progress(as_json) as telling, writing("build", wait, alliance):
        built = verbs.build(alliance, day(as_of), telling, full)
        of = counted(len(built.edition.receipts), "delivery")
        sentence = f"Edition {built.edition.name}, from {of}. {built.how}".rstrip()
        sentence = "\n".join([sentence, *map(str, built.remarks)])
        answer(
            f"{sentence}\n\n{_steps_text(built.steps)}" if explain else sentence,
            {
                "edition": built.edition.name,
                "as_of": str(built.edition.as_of),
                "how": built.how,
                "remarks": [*map(str, built.remarks)],
                "steps": _steps_record(built.steps, explain),
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
        answer("\n".join(_lines(found)), asdict(found))


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

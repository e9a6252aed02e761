"""The verb `simulate` on the command line; the command line mounts it beside its other verbs."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from schakel.alliance import read
from schakel.model.errors import SchakelError
from schakel.simulation.files import WrittenDelivery
from schakel.simulation.simulate import simulate

_errors = Console(stderr=True)


def command(
    alliance: Annotated[Path, typer.Argument(help="The folder of the alliance.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Where the deliveries are written.", show_default=False)],
    years: Annotated[str, typer.Option(help="The first and the last year, such as 2013-2019.")] = "",
    scale: Annotated[float, typer.Option(min=0, help="The share of the declared numbers; 1 is all.")] = 1.0,
    theme_only: Annotated[bool, typer.Option("--theme-only", help="Leave out all but the theme.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives another world.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")] = False,
) -> None:
    """Write the deliveries of an invented world, as the partners of an alliance would send them."""
    wanted = years_between(years)
    try:
        found = _with_progress(alliance, out, wanted, scale, theme_only, seed, as_json)
    except SchakelError as error:
        for fault in error.faults:
            _errors.print(str(fault), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    print(json.dumps(_record(found)) if as_json else f"Wrote {len(found)} synthetic deliveries to {out}.")


def years_between(text: str) -> range | None:
    """Return the years that a text such as `2013-2019` or `2013` names, none for an empty one.

    Raises
    ------
    typer.BadParameter
        If it names none.
    """
    if not text:
        return None
    first, _, last = text.partition("-")
    if not (first.isdigit() and (last or first).isdigit()) or int(last or first) < int(first):
        raise typer.BadParameter(f"{text}: years are written as a first and a last one, such as 2013-2019")
    return range(int(first), int(last or first) + 1)


def _with_progress(
    alliance: Path, out: Path, years: range | None, scale: float, theme_only: bool, seed: int, quiet: bool
) -> list[WrittenDelivery]:
    columns = (TextColumn("{task.description:<12}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_errors, transient=True, disable=quiet or not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=1.0)
        return simulate(
            read(alliance),
            out,
            years,
            scale,
            theme_only,
            seed,
            lambda what, share: bar.update(task, description=what, completed=share),
        )


def _record(found: list[WrittenDelivery]) -> dict[str, list[dict[str, str]]]:
    rows = [{"partner": d.partner, "file": str(d.file), "delivered": d.delivered.isoformat()} for d in found]
    return {"deliveries": rows}

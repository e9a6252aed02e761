"""`schakel log`: who read what of the zones and for what; and whether that log is whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from schakel import verbs
from schakel.cli.answering import answering
from schakel.cli.parameters import AllianceFolder, Json

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Read the access log, and verify that it is intact.")


@app.command()
def verify(
    alliance: AllianceFolder,
    release: Annotated[
        list[Path] | None, typer.Option(help="A release that records how long the log was; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check that no record of the access log was changed or is missing."""
    with answering(as_json) as answer:
        number = verbs.verify_log(alliance, release or [])
        records = f"{number:,} record{'' if number == 1 else 's'}"
        answer(f"The access log is whole: {records}.", {"records": number})


@app.command()
def show(alliance: AllianceFolder, as_json: Json = False) -> None:
    """List every access: when, by whom, what was done, for which product and purpose."""
    with answering(as_json) as answer:
        found = verbs.accesses(alliance)
        answer("\n".join(map(_line, found)) or "Nobody has read anything yet.", {"accesses": found})


def _line(access: Mapping[str, Any]) -> str:
    known = ("at", "user", "action", "purpose", "product")
    first = [str(access[name]) for name in ("at", "user", "action")]
    asked = f"{access.get('product', '')}: {access['purpose']}"
    # What else was recorded differs by action: labels, editions, numbers.
    return "  ".join([*first, asked, *(f"{name}={value}" for name, value in access.items() if name not in known)])

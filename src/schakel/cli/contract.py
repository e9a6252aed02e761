"""`schakel contract`: the contract of a partner, drafted from a file that it sends, or written out in full."""

from pathlib import Path
from typing import Annotated

import typer

from schakel import verbs
from schakel.cli.answering import answering
from schakel.cli.parameters import AllianceFolder, Json
from schakel.intake.drafting import Draft

app = typer.Typer(add_completion=False, no_args_is_help=True)
OUT = typer.Option("--out", help="The folder of the partner: partners/NAME in the alliance.", show_default=False)
AGAINST = typer.Option(help="A concept scheme (Turtle): propose concepts for codes by its labels. May be repeated.")

_ONE_COLUMN = (
    "There is only one column. If values have a fixed place in the line, the format is fixed-width: declare its places."
)


@app.callback()
def contract() -> None:
    """Draft a contract and a mapping from a file; write a short contract out in full."""


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(help="A file as the partner sends it.", show_default=False)],
    out: Annotated[Path, OUT],
    against: Annotated[list[Path] | None, AGAINST] = None,
    sheet: Annotated[str, typer.Option(help="The sheet of a workbook.")] = "",
    rows: Annotated[str, typer.Option(help="The path to the rows, in JSON or XML.")] = "",
    as_json: Json = False,
) -> None:
    """Write contract.yaml and mapping.csv from a file: types, keys, dates, codes. Nothing is used until you say so."""
    with answering(as_json) as answer:
        found = verbs.draft_contract(file, out, against or [], sheet, rows)
        record = {
            "rows": found.rows,
            "columns": {one.name: one.type for one in found.columns},
            "keys": found.keys,
            "personal": [one.name for one in found.columns if one.personal],
            "codes": {one.name: len(one.codes) for one in found.columns if one.codes},
            "schemes": found.schemes,
        }
        answer(_text(found, out), record)


@app.command()
def full(
    alliance: AllianceFolder,
    partner: Annotated[str, typer.Argument(help="The name of the partner.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Print the contract of a partner as the Open Data Contract Standard has it."""
    with answering(as_json) as answer:
        found = verbs.contract_in_full(alliance, partner)
        answer(found.rstrip(), {"contract": found})


def _text(found: Draft, out: Path) -> str:
    codes = [one for one in found.columns if one.codes]
    key = " and ".join(found.keys[0]) if found.keys else "none, so a row is a unit by itself"
    return "\n".join(
        [
            f"Drafted {out}/contract.yaml and mapping.csv. Rows: {found.rows:,}, columns: {len(found.columns)}.",
            f"  key: {key}",
            f"  columns of codes: {len(codes)}, with {sum(len(one.codes) for one in codes):,} codes",
            f"  columns that look personal: {sum(one.personal for one in found.columns)}",
            *([_ONE_COLUMN] if len(found.columns) == 1 else []),
            "Fill in each ___, use what you need, and run schakel check.",
        ]
    )

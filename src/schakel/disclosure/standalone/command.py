"""`schakel protect TABLE.csv --spec SPEC.yaml`: the room on the command line, without an alliance."""

import csv
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from schakel.answering import answering
from schakel.disclosure.protect_data import ProtectedData, protect_data
from schakel.disclosure.standalone.coarsening import Proposal
from schakel.disclosure.standalone.csv_table import read_table
from schakel.disclosure.standalone.proposing import propose_for
from schakel.disclosure.standalone.specification import read_specification

app = typer.Typer(add_completion=False)


@app.command()
def protect_command(
    table: Annotated[Path, typer.Argument(help="The table, as CSV.", show_default=False)],
    spec: Annotated[Path, typer.Option("--spec", help="What to protect and how, as YAML.", show_default=False)],
    propose: Annotated[bool, typer.Option(help="Propose the smallest merge that passes.")] = False,
    secret: Annotated[Path | None, typer.Option(help="The secret of cell keys.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")] = False,
) -> None:
    """Protect a table, attack it, and print what may leave; or propose how to make it coarser."""
    with answering(as_json) as answer:
        asked = read_specification(spec)
        if propose:
            answer(*_told(propose_for(read_table(table), asked)))
        else:
            _print(protect_data(read_table(table), asked, _secret(secret)), as_json)


def _secret(file: Path | None) -> bytes:
    return file.read_bytes().strip() if file else b""


def _told(found: Proposal) -> tuple[str, dict[str, Any]]:
    """A proposal in a sentence, and for machines."""
    merges = [{"name": one.name, "dimension": one.variable, "merge": dict(one.coarser)} for one in found.merges]
    left = len(found.cube.equations)
    record = {"merges": merges, "cells_lost": found.cells_lost, "cells_left": left}
    if not merges:
        return "No cell fails a rule: the table can stay as it is.", record
    names = " and ".join(f"{one.name} ({one.variable})" for one in found.merges)
    return (
        f"Merge {names}: {found.cells_lost} of {found.cells_lost + left} cells are lost, and none fails a rule.",
        record,
    )


def as_record(protected: ProtectedData) -> dict[str, Any]:
    """Return what may leave as JSON: no count of it tells primary from secondary suppression."""
    columns = protected.as_columns()
    return {
        "profile": protected.profile,
        "sentence": protected.sentence,
        "dimensions": list(protected.dimensions),
        "cells": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
        "suppressed": protected.suppressed,
        "audited": protected.audited,
    }


def _print(protected: ProtectedData, as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_record(protected), ensure_ascii=False))
        return
    columns = protected.as_columns()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        [*codes, "" if value is None else f"{value:.15g}", status]
        for *codes, value, status in zip(*columns.values(), strict=True)
    )

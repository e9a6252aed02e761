"""`schakel protect TABLE.csv --spec SPEC.yaml`: the room on the command line, without an alliance."""

import csv
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from schakel.disclosure.protect_data import ProtectedData, protect_data
from schakel.disclosure.standalone.specification import read_specification
from schakel.model.errors import DisclosureError, Fault, SchakelError

app = typer.Typer(add_completion=False)


@app.command()
def protect_command(
    table: Annotated[Path, typer.Argument(help="The table, as CSV.", show_default=False)],
    spec: Annotated[Path, typer.Option("--spec", help="What to protect and how, as YAML.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")] = False,
) -> None:
    """Protect a table, attack it, and print what may leave."""
    try:
        protected = protect_data(read_table(table), read_specification(spec))
    except SchakelError as error:
        _say(error, as_json)
        raise typer.Exit(1) from None
    _print(protected, as_json)


def read_table(file: Path) -> dict[str, list[str]]:
    """Read a CSV file as columns.

    Raises
    ------
    DisclosureError
        If there is no such file, if it is no UTF-8, or if a line has too few or too many values.
    """
    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    except FileNotFoundError:
        raise DisclosureError(Fault("there is no such file", str(file))) from None
    except UnicodeDecodeError:
        raise DisclosureError(Fault("this is no text in UTF-8", str(file))) from None
    if len(rows) < 2:
        raise DisclosureError(Fault("the table has no rows", str(file)))
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise DisclosureError(
                Fault(f"this line has {len(row)} values, the header {len(rows[0])}", str(file), number)
            )
    return {name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}


def as_record(protected: ProtectedData) -> dict[str, Any]:
    """Return what may leave as JSON: no count of it tells primary from secondary suppression."""
    columns = protected.as_columns()
    return {
        "profile": protected.profile,
        "sentence": protected.sentence,
        "dimensions": list(protected.dimensions),
        "cells": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
        "suppressed": protected.suppressed,
        "audited": True,
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


def _say(error: SchakelError, as_json: bool) -> None:
    if as_json:
        faults = [{"file": fault.file, "line": fault.line, "sentence": fault.sentence} for fault in error.faults]
        print(json.dumps({"faults": faults}, ensure_ascii=False))
    else:
        for fault in error.faults:
            print(fault, file=sys.stderr)

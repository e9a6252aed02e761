"""`schakel protect TABLE.csv --spec SPEC.yaml`: protect your own tables, without an alliance."""

import csv
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from schakel.cli.answering import answering, progress
from schakel.cli.kept_text import kept_lines
from schakel.cli.parameters import Json
from schakel_base.csv_text import harmless
from schakel_base.errors import Fault, RequestError
from schakel_protection import ExposureError, protect_tables
from schakel_protection.protect_data import ExpectedWork, ProtectedData, expect_work
from schakel_protection.standalone import (
    GivenTable,
    Proposal,
    Specification,
    TableSet,
    propose,
    read_specification,
    read_table,
)
from schakel_protection.tables import name_of

REPORT = "report.json"


def protect(
    spec: Annotated[Path, typer.Option("--spec", help="What to protect and how, as YAML.", show_default=False)],
    table: Annotated[
        Path | None,
        typer.Argument(help="The table, as CSV, if the specification does not name it.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for the CSV files, if there are several tables.", show_default=False)
    ] = None,
    proposing: Annotated[
        bool, typer.Option("--propose", help="Compare how much coarser classes would keep; nothing is written.")
    ] = False,
    estimate: Annotated[bool, typer.Option("--estimate", help="Only estimate how long it takes.")] = False,
    statuses: Annotated[
        Path | None,
        typer.Option(
            help="A file for your own use, not to be published: which cells fail a rule, and which hide others.",
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="If nothing may leave, name the exposed cells; not to be published.")
    ] = False,
    secret: Annotated[Path | None, typer.Option(help="The secret for cell keys.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """Protect tables, attack them, and print or write what may be published; or propose coarser categories."""
    with answering(as_json) as answer:
        asked = read_specification(spec)
        if estimate:
            answer(*_expected(expect_work(asked, read_table(table) if table else None)))
            return
        if proposing:
            with progress(as_json) as telling:
                found = propose(*_only(table, asked), telling)
            said = kept_lines([(_name(one), one.kept, one.information) for one in found])
            answer(said, {"proposals": [_proposal_record(one) for one in found]})
            return
        if out:
            _refuse_overwriting(out, asked, table)
        # Before protecting, which may take minutes.
        elif asked.only is None and not as_json:
            raise RequestError("the specification holds several tables; --out names the folder for them")
        with progress(as_json) as telling, _explaining(explain):
            key = secret.read_bytes().strip() if secret else b""
            protected = protect_tables(asked, read_table(table) if table else None, key, telling)
        if statuses:
            _write_statuses(statuses, protected)
        if out:
            report = _write(out, protected)
            answer(_said(report), report)
        elif asked.only is None:
            tables = {name: {**as_record(one), "finest_cells": one.to_the_finest} for name, one in protected.items()}
            answer("", {"tables": tables})
        else:
            _print(protected[""], as_json)


@contextmanager
def _explaining(wanted: bool) -> Iterator[None]:
    """Name the cells for which nothing may leave, to whoever asks: that they are named tells of what is hidden."""
    try:
        yield
    except ExposureError as error:
        if wanted and error.cells:
            cells = "; ".join(name_of(key) for key in error.cells)
            typer.echo(f"Not to be published: these cells could be computed: {cells}", err=True)
        raise


def _only(table: Path | None, asked: TableSet) -> tuple[GivenTable, Specification]:
    """The one table for which merges are proposed, and what is asked of it."""
    if asked.only is None or table is None:
        raise RequestError("merges are proposed for one table")
    return read_table(table), asked.only


def _expected(work: ExpectedWork) -> tuple[str, dict[str, Any]]:
    time = f"{work.seconds / 60:.0f} minutes" if work.seconds >= 120 else f"{max(work.seconds, 1):.0f} seconds"
    said = f"{work.failing:,} of {work.cells:,} cells fail a rule; to hide and attack them takes about {time}."
    return said, asdict(work)


def _name(one: Proposal) -> str:
    return " and ".join(merge.name for merge in one.merges)


def _proposal_record(one: Proposal) -> dict[str, Any]:
    merges = [{"name": merge.name, "dimension": merge.variable, "merge": dict(merge.coarser)} for merge in one.merges]
    return {"merges": merges, **asdict(one.kept), "failing": one.failing, "information": one.information}


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
    else:
        _write_csv(protected, sys.stdout)


def _write_csv(protected: ProtectedData, file: TextIO) -> None:
    columns = protected.as_columns()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(map(harmless, columns))
    writer.writerows(
        # Fifteen digits are all that a float keeps, without the noise of the two after them.
        [*map(harmless, codes), "" if value is None else f"{value:.15g}", status]
        for *codes, value, status in zip(*columns.values(), strict=True)
    )


def _write_statuses(file: Path, protected: Mapping[str, ProtectedData]) -> None:
    """Write why each cell is suppressed, for nobody but the user of this machine who asked for it."""
    # With its rights from the first moment: a file that is closed off afterwards was open for a while.
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as written:
        writer = csv.writer(written, lineterminator="\n")
        for name, one in protected.items():
            writer.writerow([*(["table"] if name else []), *one.dimensions, "status"])
            for (codes, _), status in zip(one.cells, one.statuses, strict=True):
                writer.writerow([*([name] if name else []), *map(harmless, codes), status])


def _refuse_overwriting(out: Path, asked: TableSet, given: Path | None) -> None:
    """Refuse to overwrite the input, which holds what may not leave."""
    read = {file.resolve() for file in (given, *(one.file for one in asked.tables.values())) if file}
    for file in (_file(out, name).resolve() for name in asked.tables):
        # Of all files that are read, since one table of a set could be written over another.
        if file in read:
            raise RequestError(Fault("the output would overwrite the input", str(file)))


def _file(out: Path, name: str) -> Path:
    return out / f"{name or 'table'}.csv"


def _write(out: Path, protected: Mapping[str, ProtectedData]) -> dict[str, Any]:
    """Write every table as CSV, and the report on all of them; return the report."""
    out.mkdir(parents=True, exist_ok=True)
    for name, one in protected.items():
        with _file(out, name).open("w", encoding="utf-8", newline="") as file:
            _write_csv(one, file)
    report = {"tables": {name or "table": _reported(_file(out, name), one) for name, one in protected.items()}}
    # Last, so that a report speaks of files that are whole.
    (out / REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return report


def _reported(file: Path, protected: ProtectedData) -> dict[str, Any]:
    """One table in the report: all but its cells, and the hash of the file that holds them."""
    # Whether the attack on tables made of the same records went to their finest cells.
    record = {**as_record(protected), "finest_cells": protected.to_the_finest, "cells": len(protected.cells)}
    return {"file": file.name, "sha256": sha256(file.read_bytes()).hexdigest(), **record}


def _said(report: Mapping[str, Any]) -> str:
    """The report in lines, one for each table."""
    return "\n".join(
        f"{one['file']}: {one['suppressed']} of {one['cells']} cells are not shown; {_how_attacked(one)}."
        for one in report["tables"].values()
    )


def _how_attacked(one: Mapping[str, Any]) -> str:
    if not one["audited"]:
        return "not attacked"
    return "attacked" if one["finest_cells"] else "attacked through the cells that tables share alone"

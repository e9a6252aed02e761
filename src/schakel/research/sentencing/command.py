"""`schakel sentencing`: facts from judgments, demands by a guideline, and models of sentences, on the command line."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from schakel.model.errors import SchakelError
from schakel.research.sentencing import record
from schakel.research.sentencing.declarations import find
from schakel.research.sentencing.facts import Coded, code
from schakel.research.sentencing.files import read_judgments
from schakel.research.sentencing.rule_file import read_rules
from schakel.research.sentencing.rules import Rules

app = typer.Typer(add_completion=False, no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]


@app.callback()
def sentencing() -> None:
    """Read judgments, compute demands, and model sentences."""


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Judgments: XML, an Atom answer, CSV or JSON lines.")],
    rules: Annotated[Path | None, typer.Option(help="The rules, if not those of the alliance here.")] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="One row for each judgment.")] = False,
) -> None:
    """Read the facts in published judgments by rules: each with its place, its rule and its confidence."""
    with _sentences(as_json):
        declared = read_rules(rules or find("reading-rules.yaml", Path.cwd()))
        found = [code(judgment, declared) for file in files for judgment in read_judgments(file, declared.structure)]
    if as_json:
        typer.echo(json.dumps([record.as_record(one) for one in found], ensure_ascii=False, indent=1))
    elif as_csv:
        _write_rows(found, declared)
    else:
        typer.echo("\n".join(record.in_words(one) for one in found))


def _write_rows(found: list[Coded], rules: Rules) -> None:
    writer = csv.DictWriter(sys.stdout, ["ecli", "court", "decided", *rules.facts], lineterminator="\n")
    writer.writeheader()
    writer.writerows(record.as_rows(found, rules))


@contextmanager
def _sentences(as_json: bool) -> Iterator[None]:
    """Say what is at fault in sentences, and end with exit code 1."""
    try:
        yield
    except SchakelError as error:
        if as_json:
            faults = [{"file": one.file, "line": one.line, "sentence": one.sentence} for one in error.faults]
            typer.echo(json.dumps({"faults": faults}, ensure_ascii=False))
        else:
            typer.echo(str(error), err=True)
        raise typer.Exit(1) from None

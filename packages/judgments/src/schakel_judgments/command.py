"""`schakel sentencing`: facts from judgments, demands by a guideline, and models of sentences, on the command line."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from schakel_base.errors import RequestError, SchakelError
from schakel_judgments import adequacy_text
from schakel_judgments.adequacy import assess
from schakel_judgments.declarations import find
from schakel_judgments.files import read_judgments
from schakel_judgments.guidelines import guideline_text
from schakel_judgments.guidelines.guideline import demand, edition_in_force
from schakel_judgments.guidelines.guideline_file import (
    ORIENTATION_POINTS,
    find_edition,
    read_guidelines,
    read_orientation_points,
)
from schakel_judgments.guidelines.guideline_text import editions_in_words
from schakel_judgments.reading import record
from schakel_judgments.reading.facts import Coded, code
from schakel_judgments.reading.rule_file import read_rules
from schakel_judgments.reading.rules import Rules
from schakel_judgments.sources import SOURCES
from schakel_judgments.sources.client import Client
from schakel_judgments.sources.retry import RetryPolicy
from schakel_judgments.sources.source import Source
from schakel_judgments.thresholds import DESIGN_EFFECT, RATIO, SPREAD


class Language(StrEnum):
    """The languages of the words."""

    ENGLISH = "en"
    DUTCH = "nl"


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


@app.command()
def fetch(
    out: Annotated[Path, typer.Argument(help="The folder for the answers; a run goes on where the last one stopped.")],
    address: Annotated[str, typer.Option(help="Where the search service stands.")],
    ask: Annotated[list[str], typer.Option(help="A parameter of the search, as name=value; may be repeated.")],
    texts: Annotated[bool, typer.Option("--texts", help="Fetch the judgments too, not their summaries alone.")] = False,
    page: Annotated[int | None, typer.Option(min=1, help="Judgments in one answer; else the most.")] = None,
    pause: Annotated[float, typer.Option(min=0, help="Seconds between two requests.")] = 0.5,
    source: Annotated[str, typer.Option(help=f"Whose service it is: {', '.join(SOURCES)}.")] = next(iter(SOURCES)),
    as_json: AsJson = False,
) -> None:
    """Fetch published judgments from the search service that publishes them, one request at a time."""
    with _sentences(as_json):
        client = Client(_source(source), address, page, RetryPolicy(pause))
        found = client.fetch([_parameter(one) for one in ask], out, texts, _say)
    record = {
        "judgments": len(found.identifiers),
        "pages": [str(one) for one in found.pages],
        "texts": [str(one) for one in found.texts],
        "withdrawn": found.withdrawn,
    }
    said = f"{len(found.identifiers)} judgments in {len(found.pages)} answers, {len(found.texts)} texts."
    said += f" {found.withdrawn} are not published any more." if found.withdrawn else ""
    typer.echo(json.dumps(record) if as_json else said)


def _source(name: str) -> Source:
    if name not in SOURCES:
        raise RequestError(f"There is no source `{name}`; there are {', '.join(SOURCES)}.")
    return SOURCES[name]


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise RequestError(f"`{text}` is no parameter such as date=2021-01-01.")
    return name, value


def _say(what: str, _: float) -> None:
    """Say on a terminal what was fetched; in a pipe nothing."""
    if sys.stderr.isatty():
        typer.echo(what, err=True)


@app.command()
def guideline(
    form: Annotated[str, typer.Option(help="The form of exploitation, as an edition names it.")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the demand.")] = None,
    edition: Annotated[str, typer.Option(help="An edition by its name, in place of form and day.")] = "",
    period: Annotated[str, typer.Option(help="Months of exploitation of one victim, such as 3 or 7.5.")] = "0",
    victims: Annotated[int, typer.Option(min=1, help="How many victims, where the table counts them.")] = 1,
    circumstance: Annotated[list[str] | None, typer.Option("--with", help="A circumstance; may be repeated.")] = None,
    file: Annotated[Path | None, typer.Option("--guidelines", help="The file, if not the alliance's.")] = None,
    language: Annotated[Language, typer.Option(help="Language of the words.")] = Language.ENGLISH,
    as_json: AsJson = False,
) -> None:
    """Compute a demand by a guideline of the prosecution, step by step; without form or edition: list the editions."""
    with _sentences(as_json):
        source = file or find("guidelines.yaml", Path.cwd())
        editions = read_guidelines(source)
        if not form and not edition:
            typer.echo(editions_in_words(editions, language))
            return
        day = on.date() if on else date.today()
        chosen = find_edition(editions, edition) if edition else edition_in_force(editions, form, day)
        found = demand(chosen, _months(period), victims, circumstance or ())
        listed = source.with_name(ORIENTATION_POINTS)
        points = read_orientation_points(listed) if listed.is_file() else ()
        points = tuple(one for one in points if one.form == chosen.form and one.is_in_force(day))
    if as_json:
        typer.echo(json.dumps(guideline_text.as_record(found, points, language), ensure_ascii=False, indent=1))
    else:
        typer.echo(guideline_text.in_words(found, points, language))


@app.command()
def adequacy(
    cells: Annotated[list[int], typer.Argument(min=0, help="Sentences without and with a factor; for two, all four.")],
    ratio: Annotated[float, typer.Option(min=1.01, help="The ratio of lengths that must be detectable.")] = RATIO,
    spread: Annotated[float, typer.Option(min=0.01, help="Standard deviation of the log of the length.")] = SPREAD,
    design_effect: Annotated[float, typer.Option(min=1, help="Resemblance within an investigation.")] = DESIGN_EFFECT,
    per_year: Annotated[float | None, typer.Option(min=0.1, help="Sentences that are added each year.")] = None,
    language: Annotated[Language, typer.Option(help="Language of the words.")] = Language.ENGLISH,
    as_json: AsJson = False,
) -> None:
    """Say whether so many sentences suffice for the effect of a factor, before any model is fitted."""
    with _sentences(as_json):
        if len(cells) not in (2, 4):
            raise RequestError(f"{len(cells)} numbers: there are two cells for one factor, and four for two.")
        factors = ["factor"] if len(cells) == 2 else ["factor", "factor"]
        found = assess(factors, cells, ratio, spread, design_effect, per_year)
    typer.echo(json.dumps(adequacy_text.as_record(found)) if as_json else adequacy_text.in_words(found, language))


@app.command()
def model(
    table: Annotated[Path, typer.Argument(help="Sentences, one in a row, as CSV.")],
    spec: Annotated[Path, typer.Option("--spec", help="Which columns are what, as YAML.")],
    as_json: AsJson = False,
) -> None:
    """Model whether there is custody, and how long, with everything that must stand beside such a model."""
    with _sentences(as_json):
        from schakel_judgments.models import model as models  # takes statsmodels along, as no other command does
        from schakel_judgments.models import model_data, model_text

        specification = model_data.read_specification(spec)
        found = models.model(model_data.read_sentences(table, specification), specification)
    typer.echo(json.dumps(model_text.as_record(found), indent=1) if as_json else model_text.in_words(found))


def _months(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise RequestError(f"`{text}` is no number of months, such as 3 or 7.5.") from None


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

"""`schakel sentencing`: facts from judgments, demands by a guideline, and models of sentences."""

import csv
import sys
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from schakel.cli.answering import answering, beside
from schakel.cli.parameters import InLanguage, Json, Language, day_or_today
from schakel_base.errors import DeliveryError, Fault, RequestError
from schakel_base.progress import Told
from schakel_judgments import Coded, Rules, adequacy_text, assess, code, gather_judgments, read_rules
from schakel_judgments.files import GatheredJudgments
from schakel_judgments.guidelines import (
    demand,
    edition_in_force,
    find_edition,
    guideline_text,
    read_guidelines,
    read_orientation_points,
)
from schakel_judgments.guidelines.guideline_file import ORIENTATION_POINTS
from schakel_judgments.reading import record
from schakel_judgments.sources import SOURCES, Client, RetryPolicy, Source
from schakel_judgments.thresholds import DESIGN_EFFECT, RATIO, SPREAD

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def sentencing() -> None:
    """Extract facts from judgments, compute demands, and model sentences."""


@app.command()
def read(
    files: Annotated[
        list[Path], typer.Argument(help="Judgments: XML, an Atom answer, CSV or JSON lines; or folders of these.")
    ],
    rules: Annotated[Path | None, typer.Option(help="The reading rules, as YAML.")] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="One row for each judgment.")] = False,
) -> None:
    """Extract facts from published judgments by rules, each with its place, its rule and its confidence."""
    with answering(as_json) as answer:
        declared = read_rules(_required(rules, "--rules", "reading-rules.yaml"))
        gathered = gather_judgments(files, declared.structure)
        if not gathered.judgments:
            raise DeliveryError(gathered.faults or (Fault("There is no judgment in these files."),))
        found = [code(judgment, declared) for judgment in gathered.judgments]
        if as_csv and not as_json:
            _write_rows(found, declared)
        else:
            said = "\n".join(record.in_words(one, declared) for one in found)
            answer(said, [record.as_record(one, declared) for one in found])
        _say_what_is_left(gathered)


def _say_what_is_left(gathered: GatheredJudgments) -> None:
    """Tell, beside the answer, what came twice and what could not be read; that is exit code 1."""
    if gathered.repeated:
        beside(f"Judgments that came more than once: {gathered.repeated}; the fullest text of each was read.")
    for fault in gathered.faults:
        beside(str(fault))
    if gathered.faults:
        raise typer.Exit(1)


@app.command()
def fetch(
    out: Annotated[Path, typer.Argument(help="The folder to write to; a run continues where the last one stopped.")],
    address: Annotated[str, typer.Option(help="The address of the search service.")],
    ask: Annotated[list[str], typer.Option(help="A parameter of the search, as name=value; may be repeated.")],
    texts: Annotated[
        bool, typer.Option("--texts", help="Fetch the full judgments too, not only their summaries.")
    ] = False,
    page: Annotated[
        int | None, typer.Option(min=1, help="Judgments per answer; by default as many as allowed.")
    ] = None,
    pause: Annotated[float, typer.Option(min=0, help="Seconds to wait between requests.")] = 0.5,
    source: Annotated[str, typer.Option(help=f"The publisher of the service: {', '.join(SOURCES)}.")] = next(
        iter(SOURCES)
    ),
    as_json: Json = False,
) -> None:
    """Download published judgments from the publisher's search service, one request at a time."""
    with answering(as_json) as answer:
        client = Client(_source(source), address, page, RetryPolicy(pause))
        found = client.fetch([_parameter(one) for one in ask], out, texts, _say)
        record = {
            "judgments": len(found.identifiers),
            "pages": list(found.pages),
            "texts": list(found.texts),
            "withdrawn": found.withdrawn,
        }
        said = f"{len(found.identifiers)} judgments in {len(found.pages)} answers, {len(found.texts)} texts."
        said += f" {found.withdrawn} are not published any more." if found.withdrawn else ""
        answer(said, record)


def _source(name: str) -> Source:
    if name not in SOURCES:
        raise RequestError(f"There is no source `{name}`; there are {', '.join(SOURCES)}.")
    return SOURCES[name]


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise RequestError(f"`{text}` is not a parameter such as date=2021-01-01.")
    return name, value


def _say(what: Told, _: float) -> None:
    """Report progress on a terminal, and nothing in a pipe."""
    if sys.stderr.isatty():
        typer.echo(str(what), err=True)


@app.command()
def guideline(
    guidelines: Annotated[Path | None, typer.Option(help="The editions of the guideline, as YAML.")] = None,
    form: Annotated[str, typer.Option(help="The form of exploitation, as an edition names it.")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the demand.")] = None,
    edition: Annotated[str, typer.Option(help="The name of an edition, instead of a form and a day.")] = "",
    period: Annotated[
        list[str] | None,
        typer.Option(help="The months that a victim was exploited, such as 3 or 7.5; repeat it if victims differ."),
    ] = None,
    victims: Annotated[int | None, typer.Option(min=1, help="The number of victims.")] = None,
    circumstance: Annotated[list[str] | None, typer.Option("--with", help="A circumstance; may be repeated.")] = None,
    language: InLanguage = Language.ENGLISH,
    as_json: Json = False,
) -> None:
    """Compute a demand from a prosecution guideline, step by step. Without a form or edition, list the editions."""
    with answering(as_json) as answer:
        file = _required(guidelines, "--guidelines", "guidelines.yaml")
        editions = read_guidelines(file)
        if not form and not edition:
            typer.echo(guideline_text.editions_in_words(editions, language))
            return
        day = day_or_today(on)
        chosen = find_edition(editions, edition, form, on and day) if edition else edition_in_force(editions, form, day)
        found = demand(chosen, [_months(one) for one in period or ()], victims, circumstance or ())
        listed = file.with_name(ORIENTATION_POINTS)
        # Orientation points of judges bind nobody and are not part of a guideline; they are shown where they are
        # declared.
        points = read_orientation_points(listed) if listed.is_file() else ()
        points = tuple(one for one in points if one.form == chosen.form and one.is_in_force(day))
        answer(guideline_text.in_words(found, points, language), guideline_text.as_record(found, points, language))


@app.command()
def adequacy(
    cells: Annotated[
        list[int],
        typer.Argument(min=0, help="Number of sentences without and with a factor; for two factors, all four."),
    ],
    ratio: Annotated[float, typer.Option(min=1.01, help="The ratio between lengths that must be detectable.")] = RATIO,
    spread: Annotated[float, typer.Option(min=0.01, help="The standard deviation of the log length.")] = SPREAD,
    design_effect: Annotated[
        float, typer.Option(min=1, help="The design effect of investigations with several convicts.")
    ] = DESIGN_EFFECT,
    per_year: Annotated[float | None, typer.Option(min=0.1, help="How many sentences are added each year.")] = None,
    language: InLanguage = Language.ENGLISH,
    as_json: Json = False,
) -> None:
    """Check whether there are enough sentences to measure the effect of a factor, before fitting a model."""
    with answering(as_json) as answer:
        # One count for each combination of present and absent.
        if len(cells) not in (2, 4):
            raise RequestError(f"{len(cells)} numbers: there are two cells for one factor, and four for two.")
        factors = ["factor"] if len(cells) == 2 else ["factor", "factor"]
        found = assess(factors, cells, ratio, spread, design_effect, per_year)
        answer(adequacy_text.in_words(found, language), adequacy_text.as_record(found))


@app.command()
def model(
    table: Annotated[Path, typer.Argument(help="Sentences as CSV, one per row.")],
    spec: Annotated[Path, typer.Option("--spec", help="What each column means, as YAML.")],
    as_json: Json = False,
) -> None:
    """Model whether a sentence is custodial and how long it is, with the required caveats."""
    with answering(as_json) as answer:
        # Takes statsmodels along, as no other command does.
        from schakel_judgments.models import fit_model, model_text, read_sentences, read_specification

        specification = read_specification(spec)
        found = fit_model(read_sentences(table, specification), specification)
        answer(model_text.in_words(found), model_text.as_record(found))


def _months(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise RequestError(f"`{text}` is not a number of months, such as 3 or 7.5.") from None


def _required(file: Path | None, option: str, name: str) -> Path:
    """Return the file of an option; these commands read nothing of an alliance by themselves."""
    if file is None:
        raise RequestError(f"name a file with {option}; an alliance has it as sentencing/{name}")
    return file


def _write_rows(found: list[Coded], rules: Rules) -> None:
    writer = csv.DictWriter(sys.stdout, ["ecli", "court", "decided", *rules.facts], lineterminator="\n")
    writer.writeheader()
    writer.writerows(record.as_rows(found, rules))

"""`schakel recidivism FILE`: measure how many reoffend, how often and how soon, or refuse and say why."""

from pathlib import Path
from typing import Annotated

import typer

from schakel.cli.answering import answering, progress
from schakel.cli.parameters import Json
from schakel_recidivism.cohort_file import read_cohort
from schakel_recidivism.cohort_record import as_record as cohort_record
from schakel_recidivism.cohort_words import as_words as cohort_words
from schakel_recidivism.file_answer import answer_files
from schakel_recidivism.models import MODELS
from schakel_recidivism.survival_answer import SurvivalRequest, answer_survival
from schakel_recidivism.survival_data import SurvivalColumns


def recidivism(
    file: Annotated[Path, typer.Argument(help="Follow-ups, one row for each person; with --cohort: cases.")],
    cohort: Annotated[Path | None, typer.Option(help="The definition of a cohort, as YAML.")] = None,
    persons: Annotated[Path | None, typer.Option(help="Persons: who died or emigrated, and when.")] = None,
    stays: Annotated[Path | None, typer.Option(help="Stays in custody: person, began, ended.")] = None,
    as_json: Json = False,
    time: Annotated[str, typer.Option(help="The column with the time to the event or the end of observation.")] = "",
    event: Annotated[str, typer.Option(help="The column with 1 for an event, 0 for none.")] = "",
    event_is: Annotated[str, typer.Option("--event-is", help="The value of that column that means an event.")] = "",
    censored: Annotated[str, typer.Option(help="The column with 0 for an event, 1 for none.")] = "",
    cause: Annotated[str, typer.Option(help="The column that names the cause, if causes compete.")] = "",
    of_interest: Annotated[str, typer.Option(help="The cause that the test and the models are about.")] = "",
    entry: Annotated[str, typer.Option(help="The column with the time at which observation started.")] = "",
    by: Annotated[str, typer.Option(help="Columns to split by, comma-separated.")] = "",
    at: Annotated[str, typer.Option(help="Times to show, comma-separated; with --cohort: days.")] = "",
    model: Annotated[str, typer.Option(help=f"Models, comma-separated: {', '.join(MODELS)}.")] = "",
    covariates: Annotated[str, typer.Option(help="Covariates of the models, comma-separated.")] = "",
    strata: Annotated[
        str, typer.Option(help="Columns that stratify the Cox model: each value has its own baseline.")
    ] = "",
    compare: Annotated[
        str, typer.Option(help="The column with the cohorts to compare, adjusted for the covariates.")
    ] = "",
    level: Annotated[float, typer.Option(min=0.5, max=0.999, help="The level of the intervals.")] = 0.95,
) -> None:
    """Measure the recidivism of a declared cohort, or of follow-ups: curves, a test between strata, models."""
    columns = SurvivalColumns(time, event, censored, cause, entry, _names(by), event_is)
    request = SurvivalRequest(
        columns, _times(at), _names(model), _names(covariates), of_interest, level, compare, _names(strata)
    )
    with answering(as_json) as answer, progress(as_json) as telling:
        if cohort:
            of_cohort = answer_files(read_cohort(cohort), file, persons, stays, level, telling)
            answer(cohort_words(of_cohort, request.at), cohort_record(of_cohort, request.at))
        else:
            found = answer_survival(file, request, telling)
            answer(found.as_words(), found.as_record())


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _times(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in _names(text))
    except ValueError:
        raise typer.BadParameter(f"{text}: times are numbers with commas between them, such as 26,52") from None

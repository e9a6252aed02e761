"""`schakel prevalence TABLE.csv`: estimate the size of a hidden population, or refuse and say why."""

from pathlib import Path
from typing import Annotated

import typer

from schakel.cli.answering import answering, beside
from schakel.cli.parameters import InLanguage, Json, Language
from schakel_base.errors import RequestError
from schakel_prevalence import counted_assess, methods, stratified_assess
from schakel_prevalence.assess import SizeAssessment, assess
from schakel_prevalence.bootstrap import REPLICATES, SEED
from schakel_prevalence.counted import CountTable
from schakel_prevalence.ledger import NOTHING_DECLARED, AssumptionLedger, read_ledger
from schakel_prevalence.methods import Settings
from schakel_prevalence.plots import write_plots
from schakel_prevalence.reading import WHOLE_TABLE, read_source
from schakel_prevalence.record import Record, as_record
from schakel_prevalence.registered import Registrations
from schakel_prevalence.report import in_words
from schakel_prevalence.strata import StratifiedTable
from schakel_prevalence.table import CaptureTable

METHOD_HELP = (
    f"For lists: {', '.join(methods.NAMES)}. For lists with covariates: {', '.join(stratified_assess.METHODS)}. "
    f"For repeated counts: {', '.join(counted_assess.METHODS)}."
)


def prevalence(
    table: Annotated[Path, typer.Argument(help="Capture histories (wide or long) or repeated counts, as CSV.")],
    as_json: Json = False,
    method: Annotated[str, typer.Option(help=METHOD_HELP)] = "",
    assumptions: Annotated[Path | None, typer.Option(help="The ledger of assumptions, as YAML.")] = None,
    order: Annotated[
        int | None, typer.Option(min=1, help="The largest number of lists that may interact, for bic and aic.")
    ] = None,
    model: Annotated[str, typer.Option(help="The interactions of the method `fixed`, as A:B,B:C.")] = "",
    by: Annotated[str, typer.Option(help="A column to split the table by.")] = "",
    count: Annotated[str, typer.Option(help="The column with the number of persons, if not `count`.")] = "",
    covariates: Annotated[
        str | None, typer.Option(help="Covariates, comma-separated; default: all of repeated counts, none of lists.")
    ] = None,
    numbers: Annotated[str, typer.Option(help="Covariates that are numbers, such as an age, comma-separated.")] = "",
    replicates: Annotated[
        int, typer.Option(min=100, help="The number of resampled tables behind an interval.")
    ] = REPLICATES,
    level: Annotated[float, typer.Option(min=0.5, max=0.999, help="The level of the intervals.")] = 0.95,
    seed: Annotated[int, typer.Option(help="The seed of the resampling.")] = SEED,
    language: InLanguage = Language.ENGLISH,
    plots: Annotated[Path | None, typer.Option(help="A folder for diagnostic plots.")] = None,
) -> None:
    """Estimate the size of a hidden population, or refuse and say why."""
    # Without the option all columns are covariates; with an empty one none is.
    chosen = None if covariates is None else [name for name in covariates.split(",") if name]
    with answering(as_json) as answer:
        settings = Settings(
            method=method or ("fixed" if model and not (covariates or numbers) else ""),
            order=order,
            model=tuple(part for part in model.split(",") if part),
            level=level,
            replicates=replicates,
            seed=seed,
        )
        ledger = read_ledger(assumptions) if assumptions else NOTHING_DECLARED
        source = read_source(table, by, chosen, count, [name for name in numbers.split(",") if name])
        found = {
            stratum: _assess(part, settings, ledger, source.registrations[stratum])
            for stratum, part in source.tables.items()
        }
        for stratum in write_plots(found, plots) if plots else ():
            beside(f"No plots{f' of {stratum}' if stratum else ''}: no model was fitted, so there is nothing to draw.")
        answer(_in_words(found, language), _record(found))


def _assess(
    table: CaptureTable | CountTable | StratifiedTable,
    settings: Settings,
    ledger: AssumptionLedger,
    registrations: Registrations,
) -> SizeAssessment:
    if isinstance(table, CountTable):
        return counted_assess.assess_counts(table, settings.method or "poisson", ledger, settings.level)
    if settings.method in counted_assess.METHODS:
        raise RequestError(f"The method {settings.method} takes repeated counts in one source, not lists.")
    if isinstance(table, StratifiedTable):
        return stratified_assess.assess_strata(table, settings, ledger)
    if settings.method in stratified_assess.METHODS:
        raise RequestError(f"The method {settings.method} takes persons with covariates; name these with --covariates.")
    if ledger.reached:
        raise RequestError("'reaches only' speaks of covariates; name these with --covariates.")
    return assess(table, settings, ledger, registrations)


def _record(found: dict[str, SizeAssessment]) -> Record:
    records = {stratum: as_record(assessment) for stratum, assessment in found.items()}
    # One table is answered by itself, as if there were no strata.
    return records.get(WHOLE_TABLE, {"strata": records})


def _in_words(found: dict[str, SizeAssessment], language: str) -> str:
    parts = [f"{name}\n\n" * bool(name) + in_words(one, language) for name, one in found.items()]
    return "\n".join(parts).rstrip()

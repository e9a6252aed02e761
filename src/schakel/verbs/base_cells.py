"""The base cells of indicators, counted from the tables of units: what several indicators ask is counted together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from schakel.indicators.counting import CountSteps, count_steps
from schakel.model.alliance import Alliance
from schakel.model.indicator import Indicator
from schakel.store.engine import Input, RunStep, StepResult
from schakel.store.engine import run_step as here
from schakel.store.sealed import Folder, on_disk
from schakel_base.database import Step
from schakel_base.progress import Progress, silent


def counts_of(indicators: Iterable[Indicator], alliance: Alliance) -> list[CountSteps]:
    """Return what counts indicators, together by kind of unit."""
    by_unit: dict[str, list[Indicator]] = {}
    for one in indicators:
        by_unit.setdefault(one.unit, []).append(one)
    return [count_steps(unit, those, alliance) for unit, those in by_unit.items()]


def count_cells(
    run: RunStep,
    counts: Sequence[CountSteps],
    tables: Mapping[str, Input],
    folder: Folder,
    progress: Progress = silent,
) -> list[StepResult]:
    """Count the base cells of each indicator into a file of its name, and return what each step took.

    Parameters
    ----------
    run
        Runs the steps that read tables of units; sums of their counts are made here, since these are few rows.
    """
    results = list[StepResult]()
    work = [(one, step, name) for one in counts for step, name in _steps_of(one)]
    for number, (one, step, name) in enumerate(work):
        progress(step.name.replace("_", " "), number / len(work))
        answers = {table: folder / f"{table}.parquet" for table in _tables_of(one)}
        by = here if answers.keys() >= set(step.inputs) else run
        results.append(by(step, {**tables, **answers}, folder / f"{name}.parquet"))
    for table in (table for one in counts for table in _tables_of(one)):
        on_disk(folder / f"{table}.parquet").unlink()
    return results


def _steps_of(counts: CountSteps) -> Iterator[tuple[Step, str]]:
    """All steps, each after those that it reads, with the name of its file."""
    yield from ((step, step.name) for step in counts.answers)
    yield from ((step, name) for name, step in counts.steps.items())


def _tables_of(counts: CountSteps) -> list[str]:
    """The tables that are there only until the base cells are counted from them."""
    return [step.name for step in counts.answers]

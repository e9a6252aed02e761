"""From a declared cohort to its answer: the measures and the verdict of each stratum, for each kind of recidivism."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schakel.model.errors import DeliveryError, Fault
from schakel.model.progress import Progress, silent
from schakel.model.recidivism import Clock, Cohort, Kind
from schakel.research.recidivism.case_files import CaseFiles
from schakel.research.recidivism.following import Followed, follow
from schakel.research.recidivism.intervals import LEVEL
from schakel.research.recidivism.measures import Measures, measure
from schakel.research.recidivism.verdict import RecidivismVerdict, judge
from schakel.store.engine import connect


@dataclass(frozen=True, eq=False)
class Stratum:
    """The measures of a stratum and the verdict on them."""

    measures: Measures
    verdict: RecidivismVerdict


@dataclass(frozen=True, eq=False)
class KindAnswer:
    """What was found of one kind of recidivism, by stratum."""

    kind: Kind
    followed: Followed
    strata: dict[str, Stratum]


@dataclass(frozen=True, eq=False)
class CohortAnswer:
    """What was found of a cohort."""

    cohort: Cohort
    kinds: tuple[KindAnswer, ...]


def answer_files(
    cohort: Cohort,
    cases: Path,
    persons: Path | None = None,
    stays: Path | None = None,
    level: float = LEVEL,
    progress: Progress = silent,
) -> CohortAnswer:
    """Follow a cohort through files of one's own.

    Raises
    ------
    DeliveryError
        If a file cannot be read, or nobody in it belongs to the cohort.
    """
    with connect({}) as connection:
        files = CaseFiles(connection, cohort, cases, persons, stays)
        found = answer(connection, cohort, files.make_cases, level, progress)
    if not any(one.strata for one in found.kinds):
        sentence = "Nobody in this file has an index case and was followed."
        raise DeliveryError(Fault(sentence, str(cases)))
    return found


def answer(
    connection: duckdb.DuckDBPyConnection,
    cohort: Cohort,
    make_cases: Callable[[Kind], None],
    level: float = LEVEL,
    progress: Progress = silent,
) -> CohortAnswer:
    """Follow a cohort through the tables `persons` and `stays` of a connection, and `cases` as made for each kind."""
    kinds = []
    for number, kind in enumerate(cohort.kinds):
        progress(f"recidivism {kind.name}", number / len(cohort.kinds))
        make_cases(kind)
        followed = follow(connection, cohort)
        measured = {name: measure(followed, name, cohort.years, level) for name in followed.risk[Clock.CALENDAR]}
        strata = {name: Stratum(one, judge(one, cohort)) for name, one in measured.items()}
        kinds.append(KindAnswer(kind, followed, strata))
    return CohortAnswer(cohort, tuple(kinds))

"""From a declared cohort to its answer: the measures and the verdict of each stratum, for each kind of recidivism."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import duckdb

from schakel_base.errors import Fault
from schakel_base.progress import Progress, silent
from schakel_recidivism.cohort import Clock, Cohort, LinkageRange, RecidivismKind
from schakel_recidivism.curves import Curve, aalen_johansen
from schakel_recidivism.following import NEW_CASE, Followed, days_of, follow
from schakel_recidivism.intervals import LEVEL
from schakel_recidivism.measures import Measures, measure
from schakel_recidivism.thresholds import JUMP_RATIO, JUMP_STANDARD_ERRORS
from schakel_recidivism.verdict import RecidivismVerdict, judge


@dataclass(frozen=True, eq=False)
class StratumAnswer:
    """The measures of a stratum, the verdict on them, and what other linkages of persons make of the main one."""

    measures: Measures
    verdict: RecidivismVerdict
    linkage: LinkageRange | None = None


@dataclass(frozen=True)
class Jump:
    """Two successive cohorts whose shares by a time are too far apart for a trend."""

    before: str
    after: str
    share_before: float
    share_after: float
    standard_errors: float


@dataclass(frozen=True, eq=False)
class KindAnswer:
    """What was found of one kind of recidivism, by stratum."""

    kind: RecidivismKind
    followed: Followed
    strata: dict[str, StratumAnswer]


@dataclass(frozen=True, eq=False)
class CohortAnswer:
    """What was found of a cohort."""

    cohort: Cohort
    kinds: tuple[KindAnswer, ...]


def answer(
    connection: duckdb.DuckDBPyConnection,
    cohort: Cohort,
    make_cases: Callable[[RecidivismKind], None],
    level: float = LEVEL,
    progress: Progress = silent,
) -> CohortAnswer:
    """Follow a cohort through the tables `persons` and `stays` of a connection, and `cases` as made for each kind.

    Parameters
    ----------
    level
        The confidence level of all intervals, between 0 and 1.
    """
    kinds = []
    for number, kind in enumerate(cohort.kinds):
        progress(Fault("recidivism {name}", fields={"name": kind.name}), number / len(cohort.kinds))
        make_cases(kind)
        followed = follow(connection, cohort)
        measured = {name: measure(followed, name, cohort.years, level) for name in followed.risk[Clock.CALENDAR]}
        strata = {name: StratumAnswer(one, judge(one, cohort)) for name, one in measured.items()}
        kinds.append(KindAnswer(kind, followed, strata))
    return CohortAnswer(cohort, tuple(kinds))


def jumps_of(one: KindAnswer, cohort: Cohort) -> tuple[Jump, ...]:
    """Return the jumps between the cohorts of successive years, by the last year of follow-up that all have."""
    if not cohort.by_year:
        return ()
    # Names with a comma are parts of a year's cohort; years are compared as a whole.
    tables = {name: risk for name, risk in one.followed.risk[Clock.CALENDAR].items() if ", " not in name}
    curves = {name: aalen_johansen(risk, NEW_CASE) for name, risk in tables.items()}
    known = (days_of(year) for year in range(cohort.years, 0, -1))
    last = next((day for day in known if all(curve.at(day) is not None for curve in curves.values())), None)
    return () if last is None else jumps(curves, last)


def jumps(curves: Mapping[str, Curve], time: float) -> tuple[Jump, ...]:
    """Return the jumps between successive cohorts, named in an order that sorts (years): too large for a trend.

    Usually the recording changed: such was a jump from 9% to 17% between two years that elsewhere was told as a trend.

    Returns
    -------
    The pairs that differ by `JUMP_STANDARD_ERRORS` and by `JUMP_RATIO` or more.
    """
    found = []
    for before, after in pairwise(sorted(curves)):
        jump = _jump(before, after, curves, time)
        if jump is not None:
            found.append(jump)
    return tuple(found)


def _jump(before: str, after: str, curves: Mapping[str, Curve], time: float) -> Jump | None:
    first, second = curves[before].at(time), curves[after].at(time)
    errors = [curves[name].error_at(time) for name in (before, after)]
    if first is None or second is None or None in errors:
        return None
    error = math.hypot(*(one for one in errors if one is not None))
    low, high = sorted((first, second))
    if not error or high < JUMP_RATIO * low:
        return None
    distance = (high - low) / error
    return Jump(before, after, first, second, distance) if distance >= JUMP_STANDARD_ERRORS else None

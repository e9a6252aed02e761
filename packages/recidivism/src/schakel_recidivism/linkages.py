"""The uncertainty of links: the same question under a strict and a loose linkage, next to the usual one.

A strict linkage misses new cases of persons whom it holds for two; a loose one gives persons the cases of others.
Between the two lies what a threshold decides. The truth need not lie there: what no threshold links, both of them miss.
"""

from dataclasses import replace
from typing import Protocol

import duckdb

from schakel_base.progress import Progress, silent
from schakel_recidivism.answering import CohortAnswer, KindAnswer, StratumAnswer, answer
from schakel_recidivism.cohort import Clock, Cohort, LinkageRange, RecidivismKind
from schakel_recidivism.intervals import LEVEL
from schakel_recidivism.verdict import judge


class CaseSource(Protocol):
    """Makes the tables that a cohort is followed in; at first as the usual linkage has it."""

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """Where it makes them."""

    def link(self, linkage: str) -> None:
        """Make `persons` and `stays` again, as another linkage of persons has it."""

    def make_cases(self, kind: RecidivismKind) -> None:
        """Make `cases`, with what counts for one kind of recidivism."""


def answer_cohort(
    cohort: Cohort,
    source: CaseSource,
    linkages: tuple[str, str] | None = None,
    level: float = LEVEL,
    progress: Progress = silent,
) -> CohortAnswer:
    """Follow a cohort in the tables of a source, and again under a strict and a loose linkage if there are two.

    Parameters
    ----------
    linkages
        What the source calls the strict and the loose linkage; without them no range is known.
    level
        The confidence level of all intervals, between 0 and 1.

    Returns
    -------
    The measures and the verdict for each kind of recidivism and each stratum.
    """
    # The usual linkage comes first: making the tables again for another replaces those that it reads.
    found = answer(source.connection, cohort, source.make_cases, level, progress)
    if linkages is None:
        return found
    others = []
    for linkage in linkages:
        source.link(linkage)
        others.append(answer(source.connection, cohort, source.make_cases, level, progress))
    return with_ranges(found, *others)


def with_ranges(linked: CohortAnswer, strict: CohortAnswer, loose: CohortAnswer) -> CohortAnswer:
    """Return an answer in which each stratum has its range over the three linkages, and is judged with it."""
    by_kind = zip(linked.kinds, strict.kinds, loose.kinds, strict=True)
    return replace(linked, kinds=tuple(_kind(*three, linked.cohort) for three in by_kind))


def _kind(linked: KindAnswer, strict: KindAnswer, loose: KindAnswer, cohort: Cohort) -> KindAnswer:
    strata = {}
    for name, stratum in linked.strata.items():
        found = _range(stratum, strict.strata.get(name), loose.strata.get(name))
        strata[name] = StratumAnswer(stratum.measures, judge(stratum.measures, cohort, found), found)
    return replace(linked, strata=strata)


def _range(linked: StratumAnswer, strict: StratumAnswer | None, loose: StratumAnswer | None) -> LinkageRange | None:
    """Return the range, or None where one of the linkages follows nobody so long."""
    shares = [_share(stratum) for stratum in (strict, linked, loose)]
    known = [share for share in shares if share is not None]
    return LinkageRange(*known) if len(known) == len(shares) else None


def _share(stratum: StratumAnswer | None) -> float | None:
    return stratum.measures.years[Clock.CALENDAR][-1].prevalence.value if stratum else None

"""Links of persons are uncertain: the same question, asked of a strict and of a loose linkage beside the usual one.

A strict linkage misses new cases of persons whom it holds for two; a loose one gives persons the cases of others.
Between the two lies what a threshold decides. The truth need not lie there: what no threshold links, both of them miss.
"""

from dataclasses import replace

from schakel_recidivism.answering import CohortAnswer, KindAnswer, StratumAnswer
from schakel_recidivism.cohort import Clock, Cohort, LinkageRange
from schakel_recidivism.verdict import judge


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

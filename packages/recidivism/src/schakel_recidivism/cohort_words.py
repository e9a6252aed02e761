"""The answer on a cohort as plain text: the definition first, then each kind of recidivism, stratum by stratum."""

from collections.abc import Iterator

from schakel_base.verdict import Refusal
from schakel_recidivism.answering import CohortAnswer, KindAnswer, StratumAnswer, jumps_of
from schakel_recidivism.cohort import Clock, Cohort
from schakel_recidivism.definition import definition_words, kind_words
from schakel_recidivism.measures import Measured


def as_words(answer: CohortAnswer) -> str:
    """Return the answer as plain text."""
    lines = [*definition_words(answer.cohort), ""]
    for one in answer.kinds:
        lines += _kind(one, answer.cohort)
    return "\n".join(lines).rstrip()


def _kind(one: KindAnswer, cohort: Cohort) -> Iterator[str]:
    yield kind_words(one.kind)
    others = ", ".join(f"{matters:,} {reason}" for reason, matters in one.followed.left_out.items())
    yield f"  Other cases of these persons: {others or 'none'}"
    for name, stratum in one.strata.items():
        yield f"  {name or 'All'}: " + _headline(stratum)
        yield from (f"    {line}" for line in _lines(stratum))
    for jump in jumps_of(one, cohort):
        yield (
            f"  From {jump.before} to {jump.after} the share jumps from {jump.share_before:.1%} to "
            f"{jump.share_after:.1%}, {jump.standard_errors:.1f} standard errors: a break in the recording? No trend."
        )
    yield ""


def _headline(stratum: StratumAnswer) -> str:
    measures = stratum.measures
    return f"{measures.persons:,} persons followed, {measures.with_new_case:,} with a new case"


def _lines(stratum: StratumAnswer) -> Iterator[str]:
    verdict, measures = stratum.verdict, stratum.measures
    if isinstance(verdict, Refusal):
        yield "Refusal: no reliable share can be given."
        yield from (f"- {reason.in_language('en')}" for reason in verdict.reasons)
        yield from (f"- needed: {text.in_language('en')}" for text in verdict.needed)
        return
    yield f"{type(verdict).__name__}: {_percent(Measured(verdict.value, verdict.interval))}"
    if stratum.linkage:
        yield f"linked strictly {stratum.linkage.strict:.1%}, linked loosely {stratum.linkage.loose:.1%}"
    for clock, years in measures.years.items():
        shares = ", ".join(f"year {one.year} {_percent(one.prevalence)}" for one in years)
        yield f"with a new case, {clock}: {shares}"
    chances = ", ".join(f"year {one.year} {_percent(one.conditional)}" for one in measures.years[Clock.CALENDAR])
    yield f"of those without one until then: {chances}"
    if measures.rate.value is not None:
        yield f"new cases per person-year at liberty: {measures.rate.value:.3f}"
    if measures.share_with_half is not None:
        yield f"half of the new cases are those of {measures.share_with_half:.1%} of the persons"


def _percent(one: Measured) -> str:
    if one.value is None or one.interval is None:
        return "not observed"
    return f"{one.value:.1%} ({one.interval.lower:.1%} to {one.interval.upper:.1%})"

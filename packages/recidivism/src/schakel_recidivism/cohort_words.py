"""The answer on a cohort as plain text: the answer first, the definition, then each kind of it, stratum by stratum."""

from collections.abc import Callable, Iterator, Sequence

from schakel_base.verdict import Estimate, EstimateWithCaution, Outcome, Refusal
from schakel_recidivism.answering import CohortAnswer, KindAnswer, StratumAnswer, jumps_of
from schakel_recidivism.cohort import Clock, Cohort
from schakel_recidivism.definition import definition_words, kind_words, years_long
from schakel_recidivism.measures import ByDay, Measured, Measures, Year
from schakel_recidivism.verdict import linkage_bounds

VERDICTS = {Estimate: "Estimate", EstimateWithCaution: "Estimate, with caution", Refusal: "Refusal"}
"""What verdicts are called."""


def as_words(answer: CohortAnswer, days: Sequence[float] = ()) -> str:
    """Return the answer as plain text, also at some days after the start of each clock."""
    answers = [_answer(one) for one in answer.kinds]
    lines = [*answers, "", *definition_words(answer.cohort), ""]
    for one in answer.kinds:
        lines += _kind(one, answer.cohort, days)
    return "\n".join(lines).rstrip()


def _answer(one: KindAnswer) -> str:
    """Return what was found of all persons together, in one sentence."""
    verdict, measures = one.strata[""].verdict, one.strata[""].measures
    if isinstance(verdict, Refusal):
        return f"{one.kind.name}: no reliable share can be given of the {measures.persons:,} persons who were followed."
    years = measures.years[Clock.CALENDAR][-1].year
    caution = ", with caution" if isinstance(verdict, EstimateWithCaution) else ""
    share = _percent(Measured(verdict.value, verdict.interval))
    return f"{one.kind.name}: {share} have a new case within {years_long(years)}{caution}."


def _kind(one: KindAnswer, cohort: Cohort, days: Sequence[float]) -> Iterator[str]:
    yield kind_words(one.kind)
    others = ", ".join(f"{matters:,} {reason}" for reason, matters in one.followed.left_out.items())
    yield f"  Other cases of these persons: {others or 'none'}"
    for name, stratum in one.strata.items():
        yield f"  {name or 'All'}: " + _headline(stratum)
        yield from (f"    {line}" for line in _lines(stratum, cohort, days))
    for jump in jumps_of(one, cohort):
        yield (
            f"  From {jump.before} to {jump.after} the share jumps from {jump.share_before:.1%} to "
            f"{jump.share_after:.1%}, {jump.standard_errors:.1f} standard errors: a break in the recording? No trend."
        )
    yield ""


def _headline(stratum: StratumAnswer) -> str:
    measures = stratum.measures
    years = measures.years[Clock.CALENDAR][-1].year
    return (
        f"{measures.persons:,} persons followed, {measures.with_new_case:,} with a new case within {years_long(years)}"
    )


def _lines(stratum: StratumAnswer, cohort: Cohort, days: Sequence[float]) -> Iterator[str]:
    verdict, measures = stratum.verdict, stratum.measures
    if isinstance(verdict, Refusal):
        yield "Refusal: no reliable share can be given."
        yield from (f"- {reason.in_language('en')}" for reason in verdict.reasons)
        yield from (f"- needed: {text.in_language('en')}" for text in verdict.needed)
        return
    yield f"{VERDICTS[type(verdict)]}: {_percent(Measured(verdict.value, verdict.interval))}"
    yield from (f"- {gate.sentence.in_language('en')}" for gate in verdict.gates if gate.outcome is Outcome.CAUTION)
    if cohort.missed_links or cohort.false_links:
        bounds = linkage_bounds(verdict.interval, cohort)
        yield f"at the worst of the declared errors of linkage: {bounds.lower:.1%} to {bounds.upper:.1%}"
    yield from _by_years(measures)
    for day in days:
        yield from (f"by day {day:g}, {clock}: {_by_day(measures.by_day(clock, day))}" for clock in Clock)
    if measures.rate.value is not None:
        yield f"new cases per person-year at liberty: {measures.rate.value:.3f}"
    if measures.share_with_half is not None:
        yield f"half of the new cases are those of {measures.share_with_half:.1%} of the persons"


def _by_years(measures: Measures) -> Iterator[str]:
    for clock, years in measures.years.items():
        shares = _by_year(years, lambda one: one.prevalence)
        yield f"with a new case, while death and emigration compete, {clock}: {shares}"
    calendar = measures.years[Clock.CALENDAR]
    shares = _by_year(calendar, lambda one: one.if_nobody_left)
    yield f"with a new case, if nobody died or left, {Clock.CALENDAR}: {shares}"
    shares = _by_year(calendar, lambda one: one.conditional)
    yield f"in the year, of those without one until then, if nobody died or left: {shares}"
    if measures.earlier:
        yield "persons by earlier cases: " + ", ".join(f"{name}: {some:,}" for name, some in measures.earlier.items())
        shares = _by_year(calendar, lambda one: one.corrected)
        yield f"with a new case, had all had as many earlier cases as the cohort together: {shares}"
    for clock, years in measures.years.items():
        numbers = ", ".join(f"year {one.year} {_number(one.frequency)}" for one in years)
        yield f"new cases per person, {clock}: {numbers}"


def _by_year(years: Sequence[Year], measure: Callable[[Year], Measured]) -> str:
    return ", ".join(f"year {one.year} {_percent(measure(one))}" for one in years)


def _by_day(found: ByDay) -> str:
    return f"{_percent(found.prevalence)} with a new case, {_number(found.frequency)} new cases per person"


def _number(one: Measured) -> str:
    if one.value is None:
        return "not observed"
    return f"{one.value:.3f}" + (f" ({one.interval.lower:.3f} to {one.interval.upper:.3f})" if one.interval else "")


def _percent(one: Measured) -> str:
    if one.value is None or one.interval is None:
        return "not observed"
    return f"{one.value:.1%} ({one.interval.lower:.1%} to {one.interval.upper:.1%})"

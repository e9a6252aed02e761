"""Enough cases or not: the share who reoffend by the last year as an estimate, or a refusal, by declared rules.

"Too few cases for a split" is thereby computed for each part, and turns when the data grow.
"""

import math
from collections.abc import Iterator

from schakel_base.text import Text, say
from schakel_base.verdict import Basis, Estimate, EstimateWithCaution, Gate, Interval, Outcome, Refusal
from schakel_recidivism.cohort import Clock, Cohort, Enough, LinkageRange
from schakel_recidivism.definition import years_long
from schakel_recidivism.measures import Measures, Year

FOLLOW_UP, PERSONS, EVENTS, WIDTH = "follow-up", "persons", "events", "half width"
LINKAGE, RANGE = "linkage", "linkage range"

RecidivismVerdict = Estimate | EstimateWithCaution | Refusal


def judge(measures: Measures, cohort: Cohort, linkage: LinkageRange | None = None) -> RecidivismVerdict:
    """Return the verdict on the share with a new case by the last year of a cohort, on the calendar.

    Parameters
    ----------
    linkage
        The share under three linkages of persons, where that was measured.

    Returns
    -------
    A refusal if one gate stops it, with the number of persons that would do; an estimate with caution if errors of
    linkage are declared or measured; else an estimate.
    """
    last = measures.years[Clock.CALENDAR][-1]
    found = last.prevalence
    gates = tuple(_gates(measures, last, cohort))
    outcomes = {gate.outcome for gate in gates}
    if Outcome.STOP in outcomes or found.value is None or found.interval is None:
        return Refusal(gates, tuple(_needed(measures, last, cohort.enough)))
    if linkage is not None:
        # A range never makes an estimate sure: a case under an alias is missed by every threshold.
        return EstimateWithCaution(found.value, found.interval, (*gates, _of_range(linkage)))
    made = EstimateWithCaution if Outcome.CAUTION in outcomes else Estimate
    return made(found.value, found.interval, gates)


def linkage_bounds(interval: Interval, cohort: Cohort) -> Interval:
    """Return the worst that the declared linkage errors can do to the interval of a share.

    Missed links hide new cases: if all of them hid a person's only one, so many more reoffended. False links add them:
    if all of them did, so many fewer did.
    """
    lower = interval.lower * (1 - cohort.false_links)
    return Interval(
        lower, min(1.0, interval.upper / (1 - cohort.missed_links)), interval.level, "worst case of linkage"
    )


def _gates(measures: Measures, last: Year, cohort: Cohort) -> Iterator[Gate]:
    enough, found = cohort.enough, last.prevalence
    yield _follow_up(last)
    yield _at_least(PERSONS, measures.persons, enough.persons, _PERSONS)
    yield _at_least(EVENTS, measures.with_new_case, enough.events, _EVENTS)
    if found.interval is not None:
        half = (found.interval.upper - found.interval.lower) / 2
        passed = half <= enough.half_width
        sentence = say(
            "The interval reaches {half} points to either side; {most} are allowed.",
            "Het interval reikt {half} procentpunt naar weerszijden; {most} is toegestaan.",
            half=round(100 * half, 1),
            most=100 * enough.half_width,
        )
        yield Gate(
            WIDTH, Outcome.PASS if passed else Outcome.STOP, sentence, half, f"at most {100 * enough.half_width:g}%"
        )
    if cohort.missed_links or cohort.false_links:
        yield _linkage(cohort)


_PERSONS = ("Persons followed: {n}; needed: {least}.", "Gevolgde personen: {n}; nodig: {least}.")
_EVENTS = ("Persons with a new case: {n}; needed: {least}.", "Personen met een nieuwe zaak: {n}; nodig: {least}.")


def _follow_up(last: Year) -> Gate:
    # A curve can go on to the end with nobody under it: once the last person had a new case it stays where it is.
    years, long, reached = last.year, years_long(last.year), last.at_risk > 0
    sentence = (
        say("Persons were followed for {long}.", "Personen zijn {years} jaar gevolgd.", years=years, long=long)
        if reached
        else say(
            "Nobody without a new case has been followed for {long}.",
            "Niemand zonder nieuwe zaak is {years} jaar gevolgd.",
            years=years,
            long=long,
        )
    )
    return Gate(FOLLOW_UP, Outcome.PASS if reached else Outcome.STOP, sentence, None, long)


def _at_least(name: str, number: int, least: int, words: tuple[str, str]) -> Gate:
    outcome = Outcome.PASS if number >= least else Outcome.STOP
    return Gate(name, outcome, say(*words, n=number, least=least), float(number), f"at least {least}")


def _linkage(cohort: Cohort) -> Gate:
    sentence = say(
        "Of the links {missed}% may be missed and {false}% may be false; the bounds say what that can do at worst.",
        "Van de koppelingen kan {missed}% gemist zijn en {false}% onterecht; de grenzen zeggen wat dat hooguit doet.",
        missed=100 * cohort.missed_links,
        false=100 * cohort.false_links,
    )
    return Gate(LINKAGE, Outcome.CAUTION, sentence, None, "", Basis.DECLARED)


def _of_range(linkage: LinkageRange) -> Gate:
    sentence = say(
        "With stricter linkage the share is {strict}%, with looser linkage {loose}%; neither is a limit of the true "
        "share.",
        "Bij strengere koppeling is het aandeel {strict}%, bij ruimere {loose}%; geen van beide is een grens van het "
        "werkelijke aandeel.",
        strict=round(100 * linkage.strict, 1),
        loose=round(100 * linkage.loose, 1),
    )
    return Gate(RANGE, Outcome.CAUTION, sentence, linkage.upper - linkage.lower, "")


def _needed(measures: Measures, last: Year, enough: Enough) -> Iterator[Text]:
    """How many persons it would take, if they reoffended as these did."""
    found = last.prevalence
    factors = [enough.persons / max(measures.persons, 1)]
    if measures.with_new_case:
        factors.append(enough.events / measures.with_new_case)
    if found.interval is not None:
        # The width of an interval falls with the root of the number of persons.
        factors.append(((found.interval.upper - found.interval.lower) / 2 / enough.half_width) ** 2)
    factor = max(factors)
    if factor > 1 and measures.with_new_case:
        yield say(
            "About {n} persons, if they reoffend as these did.",
            "Ongeveer {n} personen, als zij recidiveren zoals deze.",
            n=_two_digits(factor * measures.persons),
        )
    if not last.at_risk:
        yield say("A longer follow-up.", "Een langere follow-up.")


def _two_digits(number: float) -> int:
    """Round up to two digits: more would feign a precision that is not there."""
    scale = 10 ** max(0, int(math.log10(number)) - 1)
    return int(math.ceil(number / scale) * scale)

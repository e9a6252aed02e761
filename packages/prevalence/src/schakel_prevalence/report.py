"""An assessment in words, English or Dutch: what was asked, assumed and found, what failed, what would be needed."""

from collections.abc import Iterator

from schakel_base.text import Text, say
from schakel_base.verdict import BoundOnly, Direction, EstimateWithCaution, Interval, Outcome, RangeOnly, Refusal
from schakel_prevalence.assess import SizeAssessment
from schakel_prevalence.ledger import Assumption, AssumptionLedger, AssumptionStatus, TargetPopulation
from schakel_prevalence.span import KIND

TARGETS = {
    TargetPopulation.PRESENT: say("the persons present at a date", "de personen die op een datum aanwezig zijn"),
    TargetPopulation.EVER_PRESENT: say(
        "all persons ever present in the period", "alle personen die ooit in de periode aanwezig waren"
    ),
    None: say("a population that was not named", "een populatie die niet is benoemd"),
}
HEADINGS = {
    Outcome.STOP: say("What prevents an estimate", "Wat in de weg staat"),
    Outcome.CAUTION: say("With caution", "Met voorbehoud"),
    Outcome.PASS: say("What held", "Wat standhield"),
}
FOUND = say("What was noticed in the table", "Wat aan de tabel opviel")
NEEDED = say("What would be needed", "Wat nodig zou zijn")


def in_words(assessment: SizeAssessment, language: str = "en") -> str:
    """Return an assessment as paragraphs of plain text: the question, the answer, each gate, and what would be needed.

    Parameters
    ----------
    assessment
        What `assess` returns.
    language
        The tag of the language: `en` or `nl`.
    """
    return "\n".join(_lines(assessment, language)) + "\n"


def _lines(assessment: SizeAssessment, language: str) -> Iterator[str]:
    yield _question(assessment).in_language(language)
    yield ""
    yield answer(assessment).in_language(language)
    for outcome, heading in HEADINGS.items():
        yield from _section(heading, [g.sentence for g in assessment.gates if g.outcome is outcome], language)
    yield from _section(FOUND, [*(f.sentence for f in assessment.findings), *assessment.remarks], language)
    yield from _section(NEEDED, list(getattr(assessment.verdict, "needed", ())), language)


def _section(heading: Text, sentences: list[Text], language: str) -> Iterator[str]:
    if sentences:
        yield ""
        yield heading.in_language(language) + ":"
        yield from (f"- {sentence.in_language(language)}" for sentence in sentences)


def _question(assessment: SizeAssessment) -> Text:
    target = TARGETS[assessment.ledger.target]
    return say(
        "Asked: the size of {en}. Method: {method}, model {model}. Seen: {n} persons{version}.",
        "Gevraagd: de omvang van {nl}. Methode: {method}, model {model}. Gezien: {n} personen{version}.",
        en=target.in_language("en"),
        nl=target.in_language("nl"),
        method=assessment.result.method,
        model=assessment.result.model or "-",
        n=assessment.result.observed,
        version=f" (table {assessment.fingerprint})" if assessment.fingerprint else "",
    )


def answer(assessment: SizeAssessment) -> Text:
    """Return the verdict in one or two sentences."""
    verdict = assessment.verdict
    if isinstance(verdict, Refusal):
        return _refusal(round(assessment.result.observed), assessment.ledger)
    if isinstance(verdict, BoundOnly):
        return _bound(verdict)
    if isinstance(verdict, RangeOnly):
        return _range(verdict.interval)
    return _number(verdict.value, verdict.interval, isinstance(verdict, EstimateWithCaution))


def _refusal(seen: int, ledger: AssumptionLedger) -> Text:
    """Who was seen in the period need not have been present at the date, so of that target nothing is certain.

    Nor is it where persons may have been linked wrongly: who is counted double makes the number seen too large.
    """
    if ledger.target is TargetPopulation.PRESENT:
        return say(
            "Refusal: no reliable estimate can be given. {n} were seen in the period; how many of them were present at "
            "the date is not known.",
            "Weigering: een betrouwbare schatting is niet te geven. In de periode zijn er {n} gezien; hoeveel daarvan "
            "er op de datum waren, is niet bekend.",
            n=seen,
        )
    linked = ledger.declarations.get(Assumption.LINKAGE)
    if linked is None or linked.status is not AssumptionStatus.HOLDS:
        return say(
            "Refusal: no reliable estimate can be given. {n} were seen, fewer if some of them were counted double.",
            "Weigering: een betrouwbare schatting is niet te geven. Er zijn er {n} gezien, minder als sommigen dubbel "
            "geteld zijn.",
            n=seen,
        )
    return say(
        "Refusal: no reliable estimate can be given. Certain is only that there are at least {n}.",
        "Weigering: een betrouwbare schatting is niet te geven. Zeker is alleen dat het er ten minste {n} zijn.",
        n=seen,
    )


def _range(interval: Interval) -> Text:
    return say(
        "Range only: there are {low} to {high}. No number in it is likelier than another.",
        "Alleen een bereik: het zijn er {low} tot {high}. Geen getal daarin is waarschijnlijker dan een ander.",
        low=round(interval.lower),
        high=round(interval.upper),
    )


def _bound(verdict: BoundOnly) -> Text:
    least = verdict.direction is Direction.AT_LEAST
    return say(
        "Bound only: there are {en} {n}. No estimate can be given.",
        "Alleen een grens: het zijn er {nl} {n}. Een schatting is niet te geven.",
        en="at least" if least else "at most",
        nl="ten minste" if least else "ten hoogste",
        n=round(verdict.bound),
    )


def _number(value: float, interval: Interval, cautious: bool) -> Text:
    if interval.kind == KIND:
        return say(
            "{en}: {n}. Allowing for what the lists cannot show: {low} to {high}.",
            "{nl}: {n}. Rekening houdend met wat de lijsten niet laten zien: {low} tot {high}.",
            en="Estimate with caution" if cautious else "Estimate",
            nl="Schatting met voorbehoud" if cautious else "Schatting",
            n=round(value),
            low=round(interval.lower),
            high=round(interval.upper),
        )
    return say(
        "{en}: {n}, {level}% interval {low} to {high} ({kind}).",
        "{nl}: {n}, {level}%-interval {low} tot {high} ({kind}).",
        en="Estimate with caution" if cautious else "Estimate",
        nl="Schatting met voorbehoud" if cautious else "Schatting",
        n=round(value),
        level=round(100 * interval.level),
        low=round(interval.lower),
        high=round(interval.upper),
        kind=interval.kind,
    )

"""An assessment in words, English or Dutch: the answer first, then why, what would be needed, and how it was computed.

Whole persons would promise what a range does not hold, so its limits are rounded outwards to two digits; as they were
computed they stand with the reasons.
"""

from collections.abc import Iterator
from dataclasses import replace

from schakel_base.text import Text, say
from schakel_base.verdict import (
    Basis,
    BoundOnly,
    Direction,
    EstimateWithCaution,
    Gate,
    Interval,
    Outcome,
    RangeOnly,
    Refusal,
    rounded_down,
    rounded_up,
)
from schakel_prevalence.assess import SizeAssessment
from schakel_prevalence.assumption_gates import LABELS
from schakel_prevalence.ledger import Assumption, AssumptionStatus, TargetPopulation
from schakel_prevalence.span import IN_WORDS, KIND

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
ALLOWED_FOR = say(
    "Nobody said whether this holds; the range allows for it only up to its limits",
    "Niemand heeft gezegd of dit klopt; het bereik houdt er alleen binnen zijn grenzen rekening mee",
)
NOT_ALLOWED_FOR = say(
    "Nobody said whether this holds, and nothing allows for it",
    "Niemand heeft gezegd of dit klopt, en niets houdt er rekening mee",
)
NOT_SAID = say("What was not said", "Wat niet is gezegd")
COMPUTED = say("How it was computed", "Hoe het berekend is")
OUTSIDE = say(
    "This allows for {down} times as few or {up} times as many persons unseen as the lists suggest, and for no more. "
    "Outside it lie people whom no list can reach, and a registration that makes the next one four times as likely, or "
    "a quarter as likely.",
    "Dit houdt er rekening mee dat er {omlaag} maal zo weinig of {omhoog} maal zo veel personen ongezien zijn als de "
    "lijsten doen vermoeden, en niet met meer. Erbuiten vallen mensen die geen lijst bereikt, en een registratie die "
    "een volgende vier maal zo waarschijnlijk maakt, of een kwart zo waarschijnlijk.",
    **IN_WORDS,
)
"""What no range allows for, as the calibration shows."""
AMONG_PAIRS = say(
    "lists depend on each other among persons whom nobody saw as they do among those who were seen",
    "lijsten hangen onder personen die niemand zag, van elkaar af zoals onder wie gezien is",
)
ASSUMED = {
    "independence": say(
        "being on one list says nothing about being on another", "op de ene lijst staan zegt niets van de andere"
    ),
    "lincoln-petersen": say(
        "being on one list says nothing about being on the other", "op de ene lijst staan zegt niets van de andere"
    ),
    "chapman": say(
        "being on one list says nothing about being on the other", "op de ene lijst staan zegt niets van de andere"
    ),
    "strata": say(
        "within strata, lists depend on each other among persons whom nobody saw as they do among those who were seen",
        "binnen strata hangen lijsten onder personen die niemand zag, van elkaar af zoals onder wie gezien is",
    ),
    "doubly-robust": say(
        "among persons with equal covariates, being on one list says nothing about being on the other",
        "van personen met gelijke kenmerken zegt op de ene lijst staan niets van de andere",
    ),
    "latent-classes": say(
        "lists are independent within classes of persons that nobody observed",
        "lijsten zijn onafhankelijk binnen klassen van personen die niemand waarnam",
    ),
}
"""What identifies the number unseen, by method; of the others it is what pairs of lists show."""


def in_words(assessment: SizeAssessment, language: str = "en") -> str:
    """Return an assessment as paragraphs of plain text: the answer, the question, each gate, what would be needed.

    Parameters
    ----------
    assessment
        What `assess` returns.
    language
        The tag of the language: `en` or `nl`.
    """
    return "\n".join(_lines(assessment, language)) + "\n"


def _lines(assessment: SizeAssessment, language: str) -> Iterator[str]:
    yield answer(assessment).in_language(language)
    if says_how_many(assessment):
        yield OUTSIDE.in_language(language)
    yield ""
    yield _question(assessment).in_language(language)
    unsaid = _unsaid(assessment)
    for outcome, heading in HEADINGS.items():
        own = [gate.sentence for gate in assessment.gates if gate.outcome is outcome and gate not in unsaid]
        yield from _section(heading, own, language)
    yield from _section(_unsaid_heading(assessment), [_held(gate) for gate in unsaid], language)
    yield from _section(FOUND, [*(f.sentence for f in assessment.findings), *assessment.remarks], language)
    yield from _section(NEEDED, list(getattr(assessment.verdict, "needed", ())), language)
    yield from _section(NOT_SAID, list(assessment.asked), language)
    yield from _section(COMPUTED, list(_computed(assessment)), language)


def _section(heading: Text, sentences: list[Text], language: str) -> Iterator[str]:
    if sentences:
        yield ""
        yield heading.in_language(language) + ":"
        yield from (f"- {sentence.in_language(language)}" for sentence in sentences)


def _unsaid(assessment: SizeAssessment) -> list[Gate]:
    """The gates that ask for caution on assumptions that are declared unknown or not at all."""
    lines = assessment.ledger.declarations.values()
    said = {one.assumption for one in lines if one.reason or one.status is not AssumptionStatus.UNKNOWN}
    declared = (gate for gate in assessment.gates if gate.basis is Basis.DECLARED)
    return [gate for gate in declared if gate.outcome is Outcome.CAUTION and gate.name not in said]


def _unsaid_heading(assessment: SizeAssessment) -> Text:
    return NOT_ALLOWED_FOR if assessment.evidence is None else ALLOWED_FOR


def _held(gate: Gate) -> Text:
    english, dutch = LABELS[Assumption(gate.name)]
    return say(english, f"dat {dutch}")


def _question(assessment: SizeAssessment) -> Text:
    target = TARGETS[assessment.ledger.target]
    corrected = assessment.ledger.missed_links or assessment.ledger.false_links
    return say(
        "Asked: the size of {en}. Persons seen{corrected}: {n}.",
        "Gevraagd: de omvang van {nl}. Personen gezien{gecorrigeerd}: {n}.",
        corrected=", as corrected for errors of linkage" if corrected else "",
        gecorrigeerd=", na correctie voor koppelfouten" if corrected else "",
        en=target.in_language("en"),
        nl=target.in_language("nl"),
        n=assessment.result.observed,
    )


def _computed(assessment: SizeAssessment) -> Iterator[Text]:
    result = assessment.result
    yield say(
        "Method: {method}, model {model}{table}.",
        "Methode: {method}, model {model}{tabel}.",
        method=result.method,
        model=result.model or "-",
        table=f" (table {assessment.fingerprint})" if assessment.fingerprint else "",
        tabel=f" (tabel {assessment.fingerprint})" if assessment.fingerprint else "",
    )
    if assessment.evidence is not None:
        assumed = ASSUMED.get(result.method, AMONG_PAIRS)
        yield say(
            "What identifies its figure is an assumption: {en}.",
            "Wat het cijfer daarvan vastlegt, is een aanname: {nl}.",
            en=assumed.in_language("en"),
            nl=assumed.in_language("nl"),
        )


def says_how_many(assessment: SizeAssessment) -> bool:
    """Whether the verdict on lists has a limit or a figure."""
    return assessment.evidence is not None and not isinstance(assessment.verdict, Refusal)


def answer(assessment: SizeAssessment) -> Text:
    """Return the verdict in one or two sentences."""
    verdict = assessment.verdict
    if isinstance(verdict, Refusal):
        return _refusal(assessment)
    if isinstance(verdict, BoundOnly):
        return _bound(verdict, assessment.result.observed)
    interval = outwards(verdict.interval, assessment.result.observed)
    if isinstance(verdict, RangeOnly):
        return _range(interval)
    return _number(verdict.value, interval, isinstance(verdict, EstimateWithCaution))


def outwards(interval: Interval, observed: float) -> Interval:
    """Return a range with its limits rounded outwards to two digits, never below the persons seen."""
    if interval.kind != KIND:
        return interval
    return replace(interval, lower=max(rounded_down(interval.lower), observed), upper=rounded_up(interval.upper))


def _refusal(assessment: SizeAssessment) -> Text:
    """Who was seen in the period need not have been present at the date, so of that target nothing is certain.

    Nor is it where persons may have been linked wrongly: whoever is counted twice makes the number seen too large.
    """
    seen, floor = round(assessment.result.observed), assessment.floor
    if assessment.ledger.target is TargetPopulation.PRESENT:
        return say(
            "Refusal: no reliable estimate can be given. Persons seen in the period: {n}; how many of them were "
            "present at the date is not known.",
            "Weigering: een betrouwbare schatting is niet te geven. In de periode geziene personen: {n}; hoeveel "
            "daarvan er op de datum waren, is niet bekend.",
            n=seen,
        )
    if floor is None:
        return say(
            "Refusal: no reliable estimate can be given. Persons seen: {n}, fewer if some of them were counted twice.",
            "Weigering: een betrouwbare schatting is niet te geven. Personen gezien: {n}, minder als sommigen dubbel "
            "geteld zijn.",
            n=seen,
        )
    return say(
        "Refusal: no reliable estimate can be given. Certain is only the least number of persons, {n}: {en}.",
        "Weigering: een betrouwbare schatting is niet te geven. Zeker is alleen het kleinste aantal personen, {n}: "
        "{nl}.",
        n=floor.persons,
        en=floor.reason.in_language("en"),
        nl=floor.reason.in_language("nl"),
    )


def _range(interval: Interval) -> Text:
    return say(
        "Range only: there are {low} to {high} persons. No number in it is likelier than another.",
        "Alleen een bereik: het zijn {low} tot {high} personen. Geen getal daarin is waarschijnlijker dan een ander.",
        low=round(interval.lower),
        high=round(interval.upper),
    )


def _bound(verdict: BoundOnly, observed: float) -> Text:
    least = verdict.direction is Direction.AT_LEAST
    bound = max(rounded_down(verdict.bound), observed) if least else rounded_up(verdict.bound)
    return say(
        "Bound only: there are {en} {n} persons, unless those seen once are far {en_again} to be seen again. No "
        "estimate can be given.",
        "Alleen een grens: het zijn {nl} {n} personen, tenzij wie eenmaal gezien is, veel {nl_again} opnieuw gezien "
        "wordt. Een schatting is niet te geven.",
        en="at least" if least else "at most",
        nl="ten minste" if least else "ten hoogste",
        en_again="less likely" if least else "likelier",
        nl_again="minder vaak" if least else "vaker",
        n=round(bound),
    )


def _number(value: float, interval: Interval, cautious: bool) -> Text:
    if interval.kind == KIND:
        return say(
            "{en}: {n} persons. Allowing for what the lists cannot show: {low} to {high}.",
            "{nl}: {n} personen. Rekening houdend met wat de lijsten niet laten zien: {low} tot {high}.",
            en="Estimate with caution" if cautious else "Estimate",
            nl="Schatting met voorbehoud" if cautious else "Schatting",
            n=round(value),
            low=round(interval.lower),
            high=round(interval.upper),
        )
    return say(
        "{en}: {n} persons, {level}% interval {low} to {high} ({kind}).",
        "{nl}: {n} personen, {level}%-interval {low} tot {high} ({kind}).",
        en="Estimate with caution" if cautious else "Estimate",
        nl="Schatting met voorbehoud" if cautious else "Schatting",
        n=round(value),
        level=round(100 * interval.level),
        low=round(interval.lower),
        high=round(interval.upper),
        kind=interval.kind,
    )

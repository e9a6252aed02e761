"""One gate per assumption of the ledger, tested on dates where there are any.

Declared to hold: go on. Declared not to hold: stop, with the side on which the truth then lies where that is known.
Unknown, or not declared at all, which is the same: the range allows for it, and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from schakel_base.text import NOTHING, Text, say
from schakel_base.verdict import BETWEEN_GROUPS, IN_ORDER, Basis, Direction, Gate, Outcome
from schakel_prevalence import dated, ordered, thresholds
from schakel_prevalence.dated import NO_GROUPS, AssumptionTest
from schakel_prevalence.lattice import Integers
from schakel_prevalence.ledger import (
    Assumption,
    AssumptionLedger,
    AssumptionStatus,
    Declaration,
    TargetPopulation,
    direction_of,
)
from schakel_prevalence.registered import Registrations, as_occasions
from schakel_prevalence.table import CaptureTable

LABELS = {
    Assumption.CLOSED: ("nobody comes or goes in the period", "er in de periode niemand bij komt of weggaat"),
    Assumption.VISIBILITY: ("all persons are equally visible", "alle personen even zichtbaar zijn"),
    Assumption.INDEPENDENCE: (
        "being on one list says nothing about being on another",
        "op de ene lijst staan niets zegt over de andere",
    ),
    Assumption.REGISTRATION: (
        "a registration makes the next one no more or less likely",
        "een registratie een volgende niet meer of minder waarschijnlijk maakt",
    ),
    Assumption.LINKAGE: ("persons are linked without error", "personen zonder fout gekoppeld zijn"),
    Assumption.STATIONARITY: ("registering goes on at an even pace", "er in een gelijk tempo geregistreerd wordt"),
}
"""What each assumption says, in English and in Dutch."""

CONTRARIES = {
    Assumption.CLOSED: ("people come or go in the period", "er in de periode personen bij komen of weggaan"),
    Assumption.VISIBILITY: (
        "some persons are more visible than others",
        "sommige personen zichtbaarder zijn dan andere",
    ),
    Assumption.INDEPENDENCE: (
        "being on one list makes being on another more or less likely",
        "op de ene lijst staan de kans op de andere vergroot of verkleint",
    ),
    Assumption.REGISTRATION: (
        "a registration makes the next one more or less likely",
        "een registratie een volgende meer of minder waarschijnlijk maakt",
    ),
    Assumption.LINKAGE: ("persons are linked with errors", "personen met fouten gekoppeld zijn"),
    Assumption.STATIONARITY: (
        "registering does not go on at an even pace",
        "er niet in een gelijk tempo geregistreerd wordt",
    ),
}
"""What is so where an assumption does not hold: its denial in words of its own, not "it is not so that" before it."""


def tested(
    table: CaptureTable, order: Sequence[str], registrations: Registrations, groups: Integers
) -> dict[Assumption, AssumptionTest]:
    """Test what can be tested: on dates where there are any, and on the order of the lists where that is known."""
    tests = measured(registrations, groups) if len(registrations) else {}
    if order and not (Assumption.CLOSED in tests and tests[Assumption.CLOSED].contradicts):
        tests |= _turnover_in_order(table, order, registrations.inflation)
    return tests


def _turnover_in_order(table: CaptureTable, order: Sequence[str], inflation: float) -> dict[Assumption, AssumptionTest]:
    # Where the order shows nothing people may come and go all the same: in small tables it misses one in four.
    factor = ordered.lag(table, order, inflation)
    return {} if factor is None else {Assumption.CLOSED: AssumptionTest(factor, 0.0, IN_ORDER)}


def measured(registrations: Registrations, groups: Integers = NO_GROUPS) -> dict[Assumption, AssumptionTest]:
    """Test on dates what can be tested there; what follows from an earlier registration has a date of no meaning.

    Between the `groups` of persons, a number for each below 0 where it has none, visibility is compared as well.
    """
    response = ordered.behavioural_response(as_occasions(registrations), registrations.inflation)
    fresh = registrations.where(~registrations.follows)
    tests: dict[Assumption, AssumptionTest] = {}
    if len(fresh):
        tests = {
            Assumption.CLOSED: dated.turnover(fresh),
            Assumption.VISIBILITY: dated.visibility(fresh),
            Assumption.STATIONARITY: dated.stationarity(fresh),
        }
        periods = as_occasions(fresh)
        if not tests[Assumption.CLOSED].contradicts:
            tests |= _turnover_in_order(periods, periods.lists, fresh.inflation)
    if (groups >= 0).any():
        tests[Assumption.VISIBILITY] = _clearer(
            dated.visibility(fresh if len(fresh) else registrations), dated.visibility_of_groups(registrations, groups)
        )
    if "odds_factor" in response.details:
        factor, probability = (float(response.details[name]) for name in ("odds_factor", "probability"))
        most = thresholds.LARGEST_FACTOR  # where people also come and go the factor is hardly identified
        tests[Assumption.REGISTRATION] = AssumptionTest(min(max(factor, 1 / most), most), probability)
    return tests


def _clearer(*tests: AssumptionTest) -> AssumptionTest:
    """Return the test that contradicts most, with the probability that any of them does so by chance."""
    clearest = min(tests, key=lambda test: test.probability)
    return replace(clearest, probability=min(1.0, len(tests) * clearest.probability))


def gates(ledger: AssumptionLedger, tests: Mapping[Assumption, AssumptionTest], lists: int = 3) -> tuple[Gate, ...]:
    """Return one gate per assumption; with fewer than three lists nothing allows for dependence between them.

    Of repeated counts in one source (`lists` is 1) there is no range that allows for what is unknown.
    """
    unknown = UNKNOWN if lists > 1 else UNKNOWN_OF_COUNTS
    made = {assumption: _gate(assumption, ledger, tests.get(assumption), unknown) for assumption in Assumption}
    if lists < 3 and made[Assumption.INDEPENDENCE].outcome is not Outcome.PASS:
        sentence = _sentence(Assumption.INDEPENDENCE, TWO_LISTS)
        made[Assumption.INDEPENDENCE] = Gate(str(Assumption.INDEPENDENCE), Outcome.STOP, sentence)
    return tuple(made.values())


def _gate(
    assumption: Assumption, ledger: AssumptionLedger, test: AssumptionTest | None, unknown: tuple[str, str]
) -> Gate:
    declared = ledger.declarations.get(assumption)
    # Dates go before words: what they contradict stops, whatever was declared.
    if test is not None and test.contradicts:
        return _contradicted(assumption, test, ledger.target)
    if declared is None or declared.status is AssumptionStatus.UNKNOWN:
        return _unknown(assumption, declared.reason if declared else NOTHING, ledger.target, test, unknown)
    if declared.status is AssumptionStatus.HOLDS:
        return _declared(assumption, Outcome.PASS, HOLDS, declared.reason)
    # Log-linear models allow for lists that depend on each other; that alone is no reason to stop.
    outcome = Outcome.CAUTION if assumption is Assumption.INDEPENDENCE else Outcome.STOP
    return _declared(assumption, outcome, VIOLATED if test is None else NOT_SHOWN, declared.reason)


def _unknown(
    assumption: Assumption,
    reason: Text,
    target: TargetPopulation | None,
    test: AssumptionTest | None,
    words: tuple[str, str],
) -> Gate:
    """What nobody vouches for: the range allows for it, except for people who come and go before the date asked for.

    Said or not said makes no difference: an empty ledger knows no more than one that says so.
    """
    if test is not None:
        return Gate(str(assumption), Outcome.CAUTION, _sentence(assumption, NOT_CONTRADICTED), test.statistic)
    if assumption is Assumption.CLOSED and target is TargetPopulation.PRESENT:
        return _declared(assumption, Outcome.STOP, UNKNOWN_AND_NEEDED, reason)
    return _declared(assumption, Outcome.CAUTION, words, reason)


def _declared(assumption: Assumption, outcome: Outcome, words: tuple[str, str], reason: Text = NOTHING) -> Gate:
    return Gate(str(assumption), outcome, _sentence(assumption, words, reason), basis=Basis.DECLARED)


def _contradicted(assumption: Assumption, test: AssumptionTest, target: TargetPopulation | None) -> Gate:
    limit = "better by BIC" if test.of == IN_ORDER else f"probable under {thresholds.TEST_LEVEL:g}"
    # Of all who were ever there the range holds where people come and go: the calibration says so.
    is_allowed_for = assumption is Assumption.CLOSED and target is TargetPopulation.EVER_PRESENT
    outcome = Outcome.CAUTION if is_allowed_for else Outcome.STOP
    return Gate(str(assumption), outcome, _measured(assumption, test), test.statistic, f"{outcome} if {limit}{test.of}")


UNKNOWN = (
    "It is unknown whether {what}; the range allows for that only up to its limits. {reason}",
    "Het is onbekend of {what}; het bereik houdt er alleen binnen zijn grenzen rekening mee. {reason}",
)
UNKNOWN_OF_COUNTS = (
    "It is unknown whether {what}; nothing allows for that. {reason}",
    "Het is onbekend of {what}; niets houdt daar rekening mee. {reason}",
)
UNKNOWN_AND_NEEDED = (
    "It is unknown whether {what}, and that counts as no. {reason}",
    "Het is onbekend of {what}, en dat telt als nee. {reason}",
)
VIOLATED = ("It was declared that {contrary}. {reason}", "Verklaard is dat {contrary}. {reason}")
TWO_LISTS = (
    "Two lists cannot show whether {what}; with two, it must be declared and argued.",
    "Twee lijsten kunnen niet tonen of {what}; met twee moet het verklaard en beargumenteerd zijn.",
)
HOLDS = ("It was declared that {what}: {reason}.", "Verklaard is dat {what}: {reason}.")
NOT_CONTRADICTED = (
    "It is unknown whether {what}; the dates do not contradict it.",
    "Het is onbekend of {what}; de datums weerspreken het niet.",
)
CONTRADICTED = (
    "The dates contradict that {what}: {measure} (probability at most {p}).",
    "De datums weerspreken dat {what}: {measure} (kans ten hoogste {p}).",
)
NOT_SHOWN = (
    "It was declared that {contrary}. {reason}. The registrations by themselves do not show it.",
    "Verklaard is dat {contrary}. {reason}. De registraties zelf laten het niet zien.",
)
CONTRADICTED_IN_ORDER = (
    "The order contradicts that {what}: {measure}.",
    "De volgorde weerspreekt dat {what}: {measure}.",
)
IN_STEPS = (
    "by each step in time from the first to the last list or period of a person, {s} times as many are seen",
    "per stap in de tijd van de eerste tot de laatste lijst of periode van een persoon zijn er {s} maal zoveel gezien",
)
GROUPS = (
    "the share of persons on several lists differs between groups by a factor of {s}",
    "het deel van de personen dat op meer lijsten staat, verschilt tussen groepen met een factor {s}",
)
MEASURES = {
    Assumption.CLOSED: (
        "the gaps between registrations of one person are {s} times as long as chance would make them",
        "de registraties van één persoon liggen {s} maal zo ver uiteen als het toeval wil",
    ),
    Assumption.VISIBILITY: (
        "the number of registrations per person varies {s} times as much as chance would make it",
        "registraties per persoon zijn {s} maal zo gespreid als het toeval wil",
    ),
    Assumption.REGISTRATION: (
        "a registration multiplies the odds of the next by about {s}",
        "een registratie vermenigvuldigt de kans (odds) op de volgende met ongeveer {s}",
    ),
    Assumption.STATIONARITY: (
        "the busiest period has {s} times the registrations of the quietest",
        "de drukste periode telt {s} maal de registraties van de stilste",
    ),
}


def _sentence(assumption: Assumption, template: tuple[str, str], reason: Text = NOTHING) -> Text:
    filled = []
    both = zip(("en", "nl"), template, LABELS[assumption], CONTRARIES[assumption], strict=True)
    for language, words, what, contrary in both:
        said = {"{what}": what, "{contrary}": contrary, "{reason}": reason.in_language(language).rstrip(".")}
        sentence = words
        for name, one in said.items():
            sentence = sentence.replace(name, one)
        filled.append(sentence.replace(". . ", ". ").rstrip(" .") + ".")
    return say(*(text.replace("{", "{{").replace("}", "}}") for text in filled))


def _measured(assumption: Assumption, test: AssumptionTest) -> Text:
    measures = {BETWEEN_GROUPS: GROUPS, IN_ORDER: IN_STEPS}.get(test.of) or MEASURES[assumption]
    said = CONTRADICTED_IN_ORDER if test.of == IN_ORDER else CONTRADICTED
    english, dutch = (
        words.replace("{what}", what).replace("{measure}", measure)
        for words, what, measure in zip(said, LABELS[assumption], measures, strict=True)
    )
    return say(english, dutch, s=test.statistic, p=max(test.probability, 0.01))


def truth_lies(
    stopped: Sequence[Gate], ledger: AssumptionLedger, tests: Mapping[Assumption, AssumptionTest]
) -> Direction | None:
    """Return the side on which the truth lies if all assumptions that stopped agree on it, else None."""
    sides = {_side(Assumption(gate.name), ledger, tests) for gate in stopped}
    # Two biases in opposite directions leave no side, since nobody knows which of them is larger.
    return sides.pop() if len(sides) == 1 else None


def _side(
    assumption: Assumption, ledger: AssumptionLedger, tests: Mapping[Assumption, AssumptionTest]
) -> Direction | None:
    declared: Declaration | None = ledger.declarations.get(assumption)
    if declared is not None and declared.direction is not None:
        return declared.direction
    if assumption is Assumption.REGISTRATION and assumption in tests:
        return Direction.AT_LEAST if tests[assumption].statistic > 1 else Direction.AT_MOST
    return direction_of(assumption, ledger.target)

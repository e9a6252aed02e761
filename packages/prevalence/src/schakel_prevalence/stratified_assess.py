"""A verdict on lists by kind of person: the same gates, and one more way to identify the number unseen.

Within strata by covariates persons are more alike, so the models assume less. What they say joins the range, which it
can only widen: the calibration holds for tables with covariates as for those without. Where a list reaches only some
strata the ways that know no strata are out, and the range is that of the models within strata alone. Where covariates
are numbers hardly anybody shares a stratum: then two lists that are independent given these join the range instead.
"""

from collections.abc import Callable
from dataclasses import replace

from schakel_base.errors import RequestError
from schakel_base.text import say
from schakel_base.verdict import Interval, Outcome
from schakel_prevalence import assumption_gates
from schakel_prevalence.assess import SizeAssessment, assess, decide
from schakel_prevalence.doubly_robust import METHOD as DOUBLY_ROBUST
from schakel_prevalence.doubly_robust import of_strata
from schakel_prevalence.evidence import Evidence
from schakel_prevalence.existence import Existence
from schakel_prevalence.gates import GATES
from schakel_prevalence.ledger import NOTHING_DECLARED, AssumptionLedger
from schakel_prevalence.linkage_error import said_corrected, without_link_errors
from schakel_prevalence.methods import Replicated, Settings
from schakel_prevalence.open_numbers import of_registrations
from schakel_prevalence.registered import Registrations
from schakel_prevalence.result import SizeEstimate
from schakel_prevalence.span import PlausibleRange
from schakel_prevalence.strata import IDENTIFIED, StratifiedTable, within_strata
from schakel_prevalence.strata import METHOD as STRATA

METHODS: dict[str, Callable[[StratifiedTable, Settings], SizeEstimate]] = {
    STRATA: lambda table, settings: within_strata(table, settings.level),
    DOUBLY_ROBUST: of_strata,
}
"""Methods that take covariates of persons on lists, by name."""
PAIR = "two lists, independent given covariates"
"""How what the doubly robust method identifies is called among the ways to the range."""
NOT_CORRECTED = "Lists are corrected for errors of linkage stratum by stratum, and numbers make no strata."
ONE_WAY = say(
    "Some lists reach only some strata, so the range rests on models within strata alone; the calibration does not "
    "cover such tables.",
    "Sommige lijsten bereiken maar een deel van de strata; het bereik rust daarom alleen op modellen binnen strata. De "
    "kalibratie gaat niet over zulke tabellen.",
)


def assess_strata(
    table: StratifiedTable, settings: Settings | None = None, ledger: AssumptionLedger = NOTHING_DECLARED
) -> SizeAssessment:
    """Estimate the size of a population from lists of persons with covariates.

    Parameters
    ----------
    table
        The strata.
    settings
        The method, a key of `METHODS`, and the level. By default models within strata; with numbers `doubly-robust`.
    ledger
        What is declared, the strata that a list reaches included.

    Returns
    -------
    The verdict with every gate.

    Raises
    ------
    RequestError
        If the table counts nobody, the method does not take the covariates, the ledger names what the table does not
        have, or it declares errors of linkage beside covariates that are numbers.
    """
    settings = settings or Settings()
    name = settings.method or (DOUBLY_ROBUST if table.numbers else STRATA)
    _check(name, table, ledger)
    whole = assess(table.whole, settings.of_the_whole, ledger)
    corrected = table.mapped(lambda one: without_link_errors(one, ledger)).reaching(ledger.reached)
    result = METHODS[name](corrected, settings)
    within = (PAIR, result) if table.numbers else (IDENTIFIED, within_strata(corrected, settings.level))
    evidence = _with_strata(whole.evidence, result, *within, is_alone=bool(ledger.reached))
    asked = tuple(make(evidence) for make in GATES.values())
    assumptions = tuple(gate for gate in whole.gates if gate.name not in GATES)
    side = assumption_gates.truth_lies([one for one in assumptions if one.outcome is Outcome.STOP], ledger, {})
    verdict = decide(evidence, asked, assumptions, side)
    remarks = (*said_corrected(table.whole, corrected.whole), *((ONE_WAY,) if ledger.reached else ()))
    return replace(whole, verdict=verdict, result=result, families={}, remarks=remarks, evidence=evidence)


def given_numbers(evidence: Evidence, registrations: Registrations, settings: Settings) -> Evidence:
    """Return what lists show, joined by two of them that are independent given numbers of the registered persons.

    Parameters
    ----------
    evidence
        What the lists show without covariates.
    registrations
        With numbers of persons.
    settings
        Whose `model` names the two lists.

    Raises
    ------
    RequestError
        If it is not clear which two lists are meant, or the lists were corrected for errors of linkage.
    """
    if evidence.table.observed != len(registrations.numbers):
        raise RequestError(NOT_CORRECTED)
    result = of_registrations(registrations, settings)
    return _with_strata(evidence, result, PAIR, result, is_alone=False)


def _check(name: str, table: StratifiedTable, ledger: AssumptionLedger) -> None:
    """Refuse a method or an error of linkage that does not go with the covariates."""
    if name not in METHODS:
        raise RequestError(f"The method {name} takes no covariates; {' and '.join(METHODS)} do.")
    if table.numbers and name != DOUBLY_ROBUST:
        raise RequestError(f"The method {name} takes categories; with numbers the method is {DOUBLY_ROBUST}.")
    if table.numbers and (ledger.missed_links or ledger.false_links):
        raise RequestError(NOT_CORRECTED)


def _with_strata(
    evidence: Evidence | None, result: SizeEstimate, name: str, within: SizeEstimate, *, is_alone: bool
) -> Evidence:
    """Return the evidence with the figure given covariates, and what identifies the number unseen given these."""
    assert evidence is not None, "lists have evidence"
    others = evidence.span.intervals if evidence.span and not is_alone else {}
    own: dict[str, Interval] = {}
    # Where the whole table carries no figure, its parts carry none either.
    if evidence.span and within.existence is Existence.EXISTS:
        own = {name: within.intervals[0]}
    span = PlausibleRange(result.observed, {**others, **own}) if others or own else None
    return replace(evidence, outcome=Replicated(result), span=span)

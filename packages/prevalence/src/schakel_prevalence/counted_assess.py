"""From repeated counts in one source to a verdict.

One source cannot be held against others, so the families of distributions are compared with each other: a population
with differing visibility looks Poisson to one of them and geometric to another. Chao's estimator is asked for as what
it is, a lower bound.
"""

from collections.abc import Callable

from schakel_base.errors import RequestError
from schakel_base.text import NOTHING, say
from schakel_base.verdict import BoundOnly, Direction, EstimateWithCaution, Gate, Outcome, Refusal, Verdict
from schakel_base.verdict import Estimate as PlainEstimate
from schakel_prevalence import assumption_gates, thresholds
from schakel_prevalence.assess import SizeAssessment
from schakel_prevalence.counted import CountTable
from schakel_prevalence.existence import Existence
from schakel_prevalence.gates import described, judge, why_none
from schakel_prevalence.ledger import NOTHING_DECLARED, Assumption, AssumptionLedger
from schakel_prevalence.lower_bounds import chao, zelterman
from schakel_prevalence.needed import OF_COUNTS, needed
from schakel_prevalence.result import SizeEstimate
from schakel_prevalence.truncated import FAMILIES, Family, truncated


def _by(family: Family) -> Callable[[CountTable], SizeEstimate]:
    return lambda table: truncated(table, family)


METHODS: dict[str, Callable[[CountTable], SizeEstimate]] = {
    **{name.replace(" ", "-"): _by(family) for name, family in FAMILIES.items()},
    "chao": chao,
    "zelterman": zelterman,
}
COMPARED = ("poisson", "geometric", "negative-binomial", "one-inflated-poisson")


def assess_counts(
    table: CountTable, method: str = "poisson", ledger: AssumptionLedger = NOTHING_DECLARED, level: float = 0.95
) -> SizeAssessment:
    """Estimate a population from how often its members were registered, or refuse to.

    Parameters
    ----------
    table
        The counts, with covariates if there are any.
    method
        One of `METHODS`. With `chao` the answer is a lower bound at best.
    ledger
        What is declared of the assumptions.
    level
        That of the interval.

    Returns
    -------
    The verdict with every gate.

    Raises
    ------
    RequestError
        If there is no such method.
    """
    if method not in METHODS:
        raise RequestError(f"There is no method {method!r} for repeated counts; known: {', '.join(METHODS)}.")
    result = METHODS[method](table).at_level(level)
    families = {name: METHODS[name](table) for name in COMPARED}
    bound = chao(table)
    asked = [_existence(result), _information(table)]
    if method != "chao":
        asked += [_methods(families), _heterogeneity(result, bound)]
    # In one source there are no lists to depend on each other.
    assumptions = tuple(g for g in assumption_gates.gates(ledger, {}, lists=1) if g.name != Assumption.INDEPENDENCE)
    stopped = [gate for gate in assumptions if gate.outcome is Outcome.STOP]
    verdict = _decide(result, tuple(asked), assumptions, assumption_gates.truth_lies(stopped, ledger, {}))
    return SizeAssessment(_at_least(verdict) if method == "chao" else verdict, result, ledger, families)


def _decide(
    result: SizeEstimate, asked: tuple[Gate, ...], assumptions: tuple[Gate, ...], side: Direction | None
) -> Verdict:
    """Turn gates into a verdict: the data must pass; assumptions that fail on one known side leave a bound."""
    every = asked + assumptions
    lacking, interval = needed(every, OF_COUNTS), result.intervals[0] if result.intervals else None
    # A gate on the data says that the number itself is unsound, so it cannot serve as a bound either.
    if result.population is None or interval is None or any(gate.outcome is Outcome.STOP for gate in asked):
        return Refusal(every, lacking)
    if any(gate.outcome is Outcome.STOP for gate in assumptions):
        if side is None:
            return Refusal(every, lacking)
        return BoundOnly(side, interval.lower if side is Direction.AT_LEAST else interval.upper, every, lacking)
    cautious = any(gate.outcome is Outcome.CAUTION for gate in every)
    return (EstimateWithCaution if cautious else PlainEstimate)(result.population, interval, every)


def _at_least(verdict: Verdict) -> Verdict:
    """Return Chao's estimate as a lower bound."""
    if isinstance(verdict, PlainEstimate | EstimateWithCaution):
        return BoundOnly(Direction.AT_LEAST, verdict.interval.lower, verdict.gates)
    return verdict


def _existence(result: SizeEstimate) -> Gate:
    exists = result.existence is Existence.EXISTS
    fitted = say("The distribution can be fitted.", "De verdeling laat zich schatten.")
    sentence = fitted if exists else why_none(result.existence)
    return Gate("existence", Outcome.PASS if exists else Outcome.STOP, sentence, threshold="an estimate must exist")


def _information(table: CountTable) -> Gate:
    again = table.observed - table.times(1)
    sentence = say(
        "{n} of {all} persons were registered more than once.",
        "{n} van {all} personen zijn vaker dan eens geregistreerd.",
        n=again,
        all=table.observed,
    )
    least = thresholds.FEWEST_SHARED.stop or 0
    return Gate(
        "information", Outcome.STOP if again < least else Outcome.PASS, sentence, again, f"stop under {least:g}"
    )


def _methods(families: dict[str, SizeEstimate]) -> Gate:
    found = [result.population for result in families.values() if result.population is not None]
    silent = ", ".join(name for name, result in families.items() if result.population is None)
    ratio = max(found) / min(found) if found else float("inf")
    nothing = say("No distribution gives an estimate.", "Geen verdeling geeft een schatting.")
    sentence = (
        nothing
        if not found
        else say(
            "The distributions give from {low} to {high} persons{en}.",
            "De verdelingen geven van {low} tot {high} personen{nl}.",
            low=min(found),
            high=max(found),
            en=f"; without an estimate: {silent}" if silent else "",
            nl=f"; zonder schatting: {silent}" if silent else "",
        )
    )
    return Gate("methods", judge(ratio, thresholds.METHODS), sentence, ratio, described(thresholds.METHODS))


def _heterogeneity(result: SizeEstimate, bound: SizeEstimate) -> Gate:
    if bound.population is None:
        return Gate("heterogeneity", Outcome.NOT_RUN, NOTHING)
    # Chao's bound holds whatever visibility does, so an estimate below it shows that visibility differs.
    below = result.population is not None and result.population < bound.population
    sentence = say(
        "Chao's lower bound, which holds whoever is seen more easily, is {bound} persons{en}.",
        "Chao's ondergrens, die geldt wie er ook gemakkelijker gezien wordt, is {bound} personen{nl}.",
        bound=bound.population,
        en="; the estimate lies below it" if below else "",
        nl="; de schatting ligt eronder" if below else "",
    )
    return Gate("heterogeneity", Outcome.CAUTION if below else Outcome.PASS, sentence, threshold="not below the bound")

"""The gates behind a verdict on a table of lists: each is one function of the evidence, and gives one sentence.

Gates run in two rounds. If the estimate does not exist, or too few persons are on two lists, nothing else is
computed: a number that should not exist must not appear in a comparison either.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from schakel_base.text import Text, say
from schakel_base.verdict import Gate, Outcome
from schakel_prevalence import thresholds
from schakel_prevalence.evidence import Evidence, Neighbour
from schakel_prevalence.existence import Existence
from schakel_prevalence.intervals import at_edge
from schakel_prevalence.thresholds import Threshold

GateMaker = Callable[[Evidence], Gate]


def judge(value: float, threshold: Threshold) -> Outcome:
    """Hold a statistic that should be small against its threshold.

    Parameters
    ----------
    value
        The statistic; one that is not a number stops.
    threshold
        What it must not exceed; a limit of None never does.
    """
    # Written as `not <=`, since every comparison with nan is false and nan must not pass.
    if threshold.stop is not None and not value <= threshold.stop:
        return Outcome.STOP
    if threshold.caution is not None and not value <= threshold.caution:
        return Outcome.CAUTION
    return Outcome.PASS


def described(threshold: Threshold) -> str:
    """Return a threshold in words for the record."""
    parts = [f"{name} over {value:g}" for name, value in vars(threshold).items() if value is not None]
    return ", ".join(parts)


def not_run(name: str) -> Gate:
    """Return a gate that was not asked because an earlier one stopped."""
    return Gate(
        name, Outcome.NOT_RUN, say("Not asked: an earlier gate stopped.", "Niet gevraagd: een eerdere poort sloot.")
    )


def _ratio(values: Iterable[float | None]) -> tuple[float, float, float]:
    # What has no estimate is told by the gate of existence; here it would make every ratio infinite.
    known = [value for value in values if value is not None and np.isfinite(value)]
    if not known:
        # Nothing differs where there is nothing to compare.
        return 1.0, float("nan"), float("nan")
    return max(known) / min(known), min(known), max(known)


def existence(evidence: Evidence) -> Gate:
    """The start, the chosen model and nearly all replicates must have a maximum likelihood estimate."""
    result, replicates = evidence.result, evidence.outcome.replicates
    if evidence.start is not Existence.EXISTS or result.existence is not Existence.EXISTS:
        status = evidence.start if evidence.start is not Existence.EXISTS else result.existence
        sentence = say(
            "No estimate: for the chosen model it is the case that: {status}.",
            "Geen schatting: voor het gekozen model geldt: {status}.",
            status=str(status),
        )
        return Gate("existence", Outcome.STOP, sentence, threshold="an estimate must exist")
    share = replicates.share_without if replicates else float(result.details.get("share_without", 0.0))
    sentence = say(
        "The estimate exists; it does not in {share}% of the resampled tables or averaged models.",
        "De schatting bestaat; in {share}% van de getrokken tabellen of gemiddelde modellen niet.",
        share=100 * share,
    )
    limit = thresholds.SHARE_WITHOUT_ESTIMATE
    return Gate("existence", judge(share, limit), sentence, share, described(limit))


def information(evidence: Evidence) -> Gate:
    """Enough persons on two lists, and an interval that is not so wide that it says nothing."""
    shared, least = evidence.table.on_several, thresholds.FEWEST_SHARED.stop or 0
    if shared < least:
        sentence = say(
            "Only {n} persons are on two lists or more; at least {least} are needed.",
            "Maar {n} personen staan op twee of meer lijsten; ten minste {least} zijn nodig.",
            n=shared,
            least=least,
        )
        return Gate("information", Outcome.STOP, sentence, shared, f"stop under {least:g}")
    ratio = _interval_ratio(evidence)
    sentence = say(
        "{n} persons are on two lists or more, {empty} pairs of lists share nobody; "
        "the upper limit is {ratio} times the lower.",
        "{n} personen staan op twee of meer lijsten, {empty} paren van lijsten delen niemand; "
        "de bovengrens is {ratio} maal de ondergrens.",
        n=shared,
        empty=len(evidence.table.empty_pairs),
        ratio=ratio,
    )
    limit = thresholds.INTERVAL_RATIO
    return Gate("information", judge(ratio, limit), sentence, ratio, described(limit))


def _interval_ratio(evidence: Evidence) -> float:
    intervals = evidence.result.intervals
    # The threshold was chosen for the percentile interval; the bias correction of the other has a gate of its own.
    chosen = next((i for i in intervals if i.kind == "percentile"), intervals[0] if intervals else None)
    return chosen.upper / chosen.lower if chosen else 1.0


def model_spread(evidence: Evidence) -> Gate:
    """Models that fit about equally well must say about the same."""
    ratio, low, high = _ratio(evidence.close.tolist())
    sentence = say(
        "The {n} models within six points of BIC of the best range from {low} to {high}.",
        "De {n} modellen binnen zes BIC-punten van het beste lopen van {low} tot {high}.",
        n=len(evidence.close),
        low=low,
        high=high,
    )
    return Gate(
        "model spread", judge(ratio, thresholds.MODEL_SPREAD), sentence, ratio, described(thresholds.MODEL_SPREAD)
    )


def path(evidence: Evidence) -> Gate:
    """The threshold of the selection, and the order of the interactions, must not decide the answer."""
    along, low, high = _ratio(evidence.path.values())
    between, *_ = _ratio(evidence.orders)
    sentence = say(
        "Along the thresholds of the selection the answer ranges from {low} to {high}; "
        "allowing three lists to interact moves the best model by a factor {between}.",
        "Langs de drempels van de selectie loopt de uitkomst van {low} tot {high}; "
        "interacties van drie lijsten toelaten verschuift het beste model met een factor {between}.",
        low=low,
        high=high,
        between=between if evidence.orders else "-",
    )
    ratio = max(along, between)
    return Gate("path", judge(ratio, thresholds.PATH), sentence, ratio, described(thresholds.PATH))


def methods(evidence: Evidence) -> Gate:
    """Five families of methods must agree; those without an estimate are named and left out."""
    found = {name: result.population for name, result in evidence.families.items() if result.population is not None}
    silent = sorted(set(evidence.families) - set(found))
    ratio, low, high = _ratio(found.values())
    sentence = say(
        "{n} families of methods range from {low} to {high}; without an estimate: {silent}.",
        "{n} families van methoden lopen van {low} tot {high}; zonder schatting: {silent}.",
        n=len(found),
        low=low,
        high=high,
        silent=", ".join(silent) or "-",
    )
    return Gate("methods", judge(ratio, thresholds.METHODS), sentence, ratio, described(thresholds.METHODS))


def lists(evidence: Evidence) -> Gate:
    """Merging two lists, or leaving one out beyond what chance explains, must not move the answer."""
    value = evidence.result.population or float("nan")
    # Every list that is left out changes the answer somewhat: only what its interval cannot explain counts.
    dropped = (d for d in evidence.dropped if _apart(d, evidence))
    moved = [n for n in (*evidence.merged, *dropped) if n.population]
    if not moved:
        sentence = say("Too few lists to leave one out.", "Te weinig lijsten om er een weg te laten.")
        return Gate("lists", Outcome.PASS, sentence, 1.0, described(thresholds.LISTS))
    worst = max(moved, key=lambda n: _change(n.population, value))
    ratio = _change(worst.population, value)
    sentence = say(
        "The largest change comes from {which}: {n} instead of {value}.",
        "De grootste verandering komt van {which}: {n} in plaats van {value}.",
        which=" + ".join(worst.lists) if len(worst.lists) > 1 else f"-{worst.lists[0]}",
        n=worst.population or 0,
        value=value,
    )
    return Gate("lists", judge(ratio, thresholds.LISTS), sentence, ratio, described(thresholds.LISTS))


def _apart(neighbour: Neighbour, evidence: Evidence) -> bool:
    """Whether the interval without a list and the interval with it have nothing in common."""
    without, whole = neighbour.interval, evidence.result.intervals
    return bool(without and whole and (without.lower > whole[0].upper or without.upper < whole[0].lower))


def _change(population: float | None, value: float) -> float:
    # As a factor either way: half as many is as large a change as twice as many.
    return max(population / value, value / population) if population else 1.0


AT_EDGE = (
    "The bias correction z0 is {bias}; a limit is read at the edge of the {n} replicates.",
    "De biascorrectie z0 is {bias}; een grens is aan de rand van de {n} herhalingen afgelezen.",
)
NOT_AT_EDGE = (
    "The bias correction z0 is {bias}; no limit is read at the edge of the {n} replicates.",
    "De biascorrectie z0 is {bias}; geen grens is aan de rand van de {n} herhalingen afgelezen.",
)


def bootstrap(evidence: Evidence) -> Gate:
    """A large bias correction, or a limit read at the edge of the replicates, makes the interval unsure."""
    replicates = evidence.outcome.replicates
    if replicates is None:
        sentence = say("This method does not resample.", "Deze methode trekt geen steekproeven.")
        return Gate("bootstrap", Outcome.PASS, sentence)
    bias = abs(replicates.bias)
    edge = any(at_edge(i, len(replicates.usable)) for i in evidence.result.intervals)
    english, dutch = AT_EDGE if edge else NOT_AT_EDGE
    sentence = say(english, dutch, bias=bias, n=len(replicates.resampled))
    # A limit at the edge is the smallest or largest replicate: with more of them it would have moved.
    outcome = Outcome.CAUTION if edge else judge(bias, thresholds.BIAS)
    return Gate("bootstrap", outcome, sentence, bias, described(thresholds.BIAS))


def internal_consistency(evidence: Evidence) -> Gate:
    """Each list is a population of known size: the others must find it."""
    asked = [k for k in evidence.known if k.lower is not None and k.upper is not None]
    missed = [k for k in asked if not (k.lower or 0) <= k.size <= (k.upper or 0)]
    if not asked:
        sentence = say("No list can be estimated from the others.", "Geen lijst kan uit de andere worden geschat.")
        return Gate("internal consistency", Outcome.CAUTION, sentence)
    share = len(missed) / len(asked)
    # Misses by chance fall on both sides; all on one side say that the lists bias each other in the same way.
    one_sided = len(missed) > 1 and len({k.size > (k.upper or 0) for k in missed}) == 1
    sentence = say(
        "Of {n} lists taken as a population of known size, {share}% are recovered; missed: {missed}.",
        "Van {n} lijsten als populatie van bekende omvang wordt {share}% teruggevonden; gemist: {missed}.",
        n=len(asked),
        share=round(100 - 100 * share),
        missed=", ".join(k.name for k in missed) or "-",
    )
    limit = thresholds.KNOWN_MISSED
    outcome = judge(share, limit)
    # It adds caution, and takes nothing from a stop.
    if outcome is Outcome.PASS and one_sided:
        outcome = Outcome.CAUTION
    return Gate("internal consistency", outcome, sentence, share, f"{described(limit)}, caution if all on one side")


def heterogeneity(evidence: Evidence) -> Gate:
    """An estimate below Chao's lower bound is probably too low."""
    bound, value = evidence.lower_bound, evidence.result.population or float("nan")
    if bound is None:
        return Gate("heterogeneity", Outcome.PASS, say("There is no lower bound.", "Er is geen ondergrens."))
    sentence = say(
        "Chao's lower bound for lists (Mth) is {bound}; the estimate is {value}.",
        "Chao's ondergrens voor lijsten (Mth) is {bound}; de schatting is {value}.",
        bound=bound,
        value=value,
    )
    below, limit = max(0.0, 1 - value / bound), thresholds.BELOW_BOUND
    return Gate("heterogeneity", judge(below, limit), sentence, below, described(limit))


def sampler(evidence: Evidence) -> Gate:
    """Chains must agree, and the end of a grid must not set the limit."""
    details = evidence.result.details
    grid = float(details.get("grid_doubled", 1.0))
    sentence: Text = say(
        "Doubling the grid moves the upper limit by a factor {grid}; R-hat {r_hat}.",
        "Een tweemaal zo lang raster verschuift de bovengrens met een factor {grid}; R-hat {r_hat}.",
        grid=grid,
        r_hat=details.get("r_hat", "-"),
    )
    return Gate("sampler", judge(grid, thresholds.SAMPLER_GRID), sentence, grid, described(thresholds.SAMPLER_GRID))


def together(asked: Sequence[Gate]) -> Gate:
    """Many cautions at once are as good as a stop."""
    cautious = [gate.name for gate in asked if gate.outcome is Outcome.CAUTION]
    sentence = say(
        "{n} gates on the data ask for caution: {names}.",
        "{n} poorten op de gegevens vragen om voorbehoud: {names}.",
        n=len(cautious),
        names=", ".join(cautious) or "-",
    )
    limit = thresholds.CAUTIONS
    return Gate(TOGETHER, judge(len(cautious), limit), sentence, len(cautious), described(limit))


TOGETHER = "cautions together"
FIRST: dict[str, GateMaker] = {"existence": existence, "information": information}
LATER: dict[str, GateMaker] = {
    "model spread": model_spread,
    "path": path,
    "methods": methods,
    "lists": lists,
    "bootstrap": bootstrap,
    "internal consistency": internal_consistency,
    "heterogeneity": heterogeneity,
    "sampler": sampler,
}

"""The gates behind a verdict on a table of lists: each is one function of the evidence, and gives one sentence.

What data cannot show is not asked of them. Methods that agree say nothing of a registration that changes the odds of
the next: they agree on half the truth as they do on the truth. And a list that is left out takes its own dependence
along. So the gates ask whether there is an estimate, what carries it, and how wide the range is that allows for the
rest.
"""

from collections.abc import Callable

from schakel_base.text import NOTHING, Text, say
from schakel_base.verdict import Gate, Outcome
from schakel_prevalence import thresholds
from schakel_prevalence.evidence import Evidence
from schakel_prevalence.existence import Existence
from schakel_prevalence.span import IN_WORDS, LOWER_BOUND
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


NO_ESTIMATE = {
    Existence.NO_ESTIMATE: ("the lists overlap too little for it", "de lijsten overlappen er te weinig voor"),
    Existence.NOT_IDENTIFIABLE: (
        "it has more to estimate than the lists can tell apart",
        "het heeft meer te schatten dan de lijsten kunnen onderscheiden",
    ),
    Existence.NOT_ESTIMABLE: (
        "its most likely number is below those seen, or has no end",
        "het waarschijnlijkste aantal ligt onder wie gezien is, of heeft geen einde",
    ),
    Existence.NOT_CONVERGED: ("its computation came to no end", "de berekening kwam niet tot een einde"),
}


def why_none(status: Existence) -> Text:
    """Return why a model gives no estimate, in words."""
    english, dutch = NO_ESTIMATE[status]
    return say(f"The chosen model gives no estimate: {english}.", f"Het gekozen model geeft geen schatting: {dutch}.")


def existence(evidence: Evidence) -> Gate:
    """The start, the chosen model and nearly all replicates must have a maximum likelihood estimate."""
    result, replicates = evidence.result, evidence.outcome.replicates
    status = result.existence if evidence.start is Existence.EXISTS else evidence.start
    if status is not Existence.EXISTS:
        return Gate("existence", Outcome.STOP, why_none(status), threshold="an estimate must exist")
    share = replicates.share_without if replicates else float(result.details.get("share_without", 0.0))
    sentence = say(
        "The chosen model can be fitted, as can {share}% of those averaged, or chosen in tables drawn at random.",
        "Het gekozen model laat zich schatten, net als {share}% van de gemiddelde, of in getrokken tabellen "
        "gekozen, modellen.",
        share=100 * (1 - share),
    )
    limit = thresholds.SHARE_WITHOUT_ESTIMATE
    return Gate("existence", judge(share, limit), sentence, share, described(limit))


def information(evidence: Evidence) -> Gate:
    """Enough persons on two lists."""
    shared, limit = evidence.table.on_several, thresholds.FEWEST_SHARED
    sentence = say(
        "Persons on two lists or more: {n}; an estimate needs at least {least}.",
        "Personen op twee of meer lijsten: {n}; voor een schatting zijn er ten minste {least} nodig.",
        n=shared,
        least=limit.stop or 0,
    )
    outcome = Outcome.STOP if shared < (limit.stop or 0) else Outcome.PASS
    return Gate("information", outcome, sentence, shared, f"stop under {limit.stop:g}")


def width(evidence: Evidence) -> Gate:
    """The range must be narrow enough for what is said: an estimate, a range, or a bound alone."""
    span, limit = evidence.span, thresholds.RANGE_RATIO
    if span is None:
        sentence = say("The lists give no range.", "De lijsten geven geen bereik.")
        return Gate("range", Outcome.STOP, sentence, threshold=described(limit))
    low, high = (min(one.lower for one in span.intervals.values()), max(one.upper for one in span.intervals.values()))
    sentence = say(
        "Ways to count those whom nobody saw: {ways}. Together they give {low} to {high} persons, seen and unseen. "
        "With {down} times as few or {up} times as many unseen as that, there are {lower} to {upper}: the upper limit "
        "is {ratio} times the lower.",
        "Manieren om te tellen wie niemand zag: {ways}. Samen geven zij {low} tot {high} personen, gezien en ongezien. "
        "Met {omlaag} maal zo weinig of {omhoog} maal zo veel ongezienen als dat, zijn het er {lower} tot {upper}: de "
        "bovengrens is {ratio} maal de ondergrens.",
        ways=len(span.intervals),
        low=round(low),
        high=round(high),
        **IN_WORDS,
        lower=round(span.interval.lower),
        upper=round(span.interval.upper),
        ratio=span.ratio,
    )
    return Gate("range", judge(span.ratio, limit), sentence, span.ratio, described(limit))


def figure(evidence: Evidence) -> Gate:
    """The figure of the method must be one that an identification bears out, and not below its own lower bound.

    A method can pass over a dependence that everybody sees: its figure then rests on what the table contradicts.
    """
    value, span, limit = evidence.result.population, evidence.span, thresholds.RANGE_RATIO
    # Where the range is too wide for any figure, there is none to look at.
    if value is None or span is None or judge(span.ratio, limit) is not Outcome.PASS:
        return Gate("figure", Outcome.NOT_RUN, NOTHING)
    least = span.intervals[LOWER_BOUND].lower if LOWER_BOUND in span.intervals else 0.0
    ways = [one for name, one in span.intervals.items() if name != LOWER_BOUND]
    if ways and not any(one.lower <= value <= one.upper for one in ways):
        low, high = min(one.lower for one in ways), max(one.upper for one in ways)
        words = say(*ELSEWHERE, n=round(value), least=round(low), most=round(high))
        return Gate("figure", Outcome.CAUTION, words, threshold=FITS)
    if value < least:
        return Gate("figure", Outcome.CAUTION, say(*BELOW, n=round(value), least=round(least)), threshold=FITS)
    return Gate("figure", Outcome.PASS, say(*BORNE_OUT), threshold=FITS)


FITS = "within the interval of a way to count, and not below that of the lower bound"
BORNE_OUT = (
    "The method itself gives a figure that fits what these ways give.",
    "De methode zelf geeft een cijfer dat past bij wat deze manieren geven.",
)
ELSEWHERE = (
    "The method itself gives {n} persons, where models that fit the table give {least} to {most}; so its figure is no "
    "estimate.",
    "De methode zelf geeft {n} personen, waar modellen die bij de tabel passen er {least} tot {most} geven; haar "
    "cijfer is dus geen schatting.",
)
BELOW = (
    "The method itself gives {n} persons, which is below the lower bound of {least}; so its figure is no estimate.",
    "De methode zelf geeft {n} personen, minder dan de ondergrens van {least}; haar cijfer is dus geen schatting.",
)


def sampler(evidence: Evidence) -> Gate:
    """Chains must agree, and the end of a grid must not set the limit."""
    details = evidence.result.details
    if not details.keys() & {"grid_doubled", "r_hat"}:
        return Gate("sampler", Outcome.NOT_RUN, NOTHING)
    grid = float(details.get("grid_doubled", 1.0))
    sentence: Text = say(
        "Doubling the grid moves the upper limit by a factor {grid}; R-hat {r_hat}.",
        "Een tweemaal zo lang raster verschuift de bovengrens met een factor {grid}; R-hat {r_hat}.",
        grid=grid,
        r_hat=details.get("r_hat", "-"),
    )
    return Gate("sampler", judge(grid, thresholds.SAMPLER_GRID), sentence, grid, described(thresholds.SAMPLER_GRID))


GATES: dict[str, GateMaker] = {
    "existence": existence,
    "information": information,
    "range": width,
    "figure": figure,
    "sampler": sampler,
}

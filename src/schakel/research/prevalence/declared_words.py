"""The declaration of a hidden population in words: the question, the assumptions, and what is unknown."""

from collections.abc import Iterator

from schakel.model.blocks import NamedFact
from schakel.model.sentence import Capital, Joined, Percent, Sentence, Value
from schakel.research.prevalence.question import Covariates, PrevalenceQuestion
from schakel.research.words import Words

say = Words("schakel.research.prevalence")

ASSUMPTIONS = {
    "closed population": say("nobody comes or goes (closed population)"),
    "equal visibility": say("everyone is equally visible"),
    "independence": say("being on one list says nothing about being on another (independence)"),
    "registration effect": say("a registration makes the next no more or less likely"),
    "perfect linkage": say("everyone is linked without error"),
    "stationarity": say("registering goes on at an even pace (stationarity)"),
}
STATUSES = {"holds because": say("holds"), "does not hold": say("does not hold"), "unknown": say("unknown")}
METHODS: dict[str, Value] = {
    "stepwise": say("a model built up step by step (stepwise)"),
    "bic": say("the model that fits best for its size (BIC)"),
    "aic": say("the model that is expected to predict best (AIC)"),
    "decomposable": say("an average over many models (decomposable)"),
    "thresholding": say("a model of the strong links between lists alone (thresholding)"),
    "latent-classes": say("a model of kinds of persons that nobody observed (latent classes)"),
}
"""What methods are to who does not compute them; others have a name that says enough."""
TARGETS = {
    "present at a date": say("those present at a date"),
    "ever present in the period": say("all who were ever present in the period"),
}


def assumed(question: PrevalenceQuestion) -> Iterator[NamedFact]:
    """Yield what is said about each assumption; of what nobody declared, that it is unknown."""
    declared = {one.name: one for one in question.assumptions}
    for name, label in ASSUMPTIONS.items():
        one = declared.get(name)
        said = (one.reason, STATUSES[one.status]) if one else (say("Nobody said."), STATUSES["unknown"])
        yield NamedFact(Capital(label), *said)
    if question.covariates.pair:
        yield NamedFact(_independent(question), _where_open(question), say("assumed"))


def _independent(question: PrevalenceQuestion) -> Sentence:
    """What a pair of lists is taken to be, given what describes who is on them."""
    labels = {one.name: one.label for one in question.lists}
    first, second = (labels.get(name, name) for name in question.covariates.pair)
    return say(
        "Among persons with the same {columns}, being on the list {first} says nothing about being on {second}",
        columns=_columns(question.covariates),
        first=first,
        second=second,
    )


def _where_open(question: PrevalenceQuestion) -> Value:
    rests = say("One of the ways to count those whom nobody saw rests on this (a doubly robust estimate).")
    if not question.covariates.units:
        return rests
    open_numbers = say(
        "Where a number is unknown, or could be several, the range covers all possible values; a single figure is "
        "given only if that matters less than chance."
    )
    return Joined((rests, open_numbers), " ")


def not_said(question: PrevalenceQuestion) -> Iterator[Sentence]:
    """Yield what nobody told, and would decide whether more can be said; of the chain order and dates are known."""
    if question.table and not question.order:
        yield say("In what order of time the lists were kept: it can show that people come and go.")
    if question.table:
        yield say(
            "On what dates persons were registered: dates test whether people come and go, whether everyone is "
            "equally visible, and whether a registration changes the odds of the next."
        )
    linked_well = any(one.name == "perfect linkage" and one.status == "holds because" for one in question.assumptions)
    if question.missed_links is None and not linked_well:
        yield say(
            "What share of the links was missed: a person who is wrongly left unlinked counts twice, and then fewer "
            "were seen."
        )
    elif question.missed_links is not None and question.false_links is None:
        yield say("What share of the links joins two persons: none is assumed.")


def facts(question: PrevalenceQuestion) -> Iterator[NamedFact]:
    """Yield what is asked, for which lists and days, and how it is computed."""
    yield NamedFact(say("Population"), TARGETS[question.target])
    if question.lists:
        yield NamedFact(say("Lists"), Joined(tuple(one.label for one in question.lists), "; "))
    if when := period(question):
        yield NamedFact(say("Period"), when)
    if question.is_corrected:
        yield NamedFact(
            say("Errors of linkage"),
            say(
                "corrected for {missed} of the links missed and {false} of them false",
                missed=Percent(question.missed_links or 0.0),
                false=Percent(question.false_links or 0.0),
            ),
        )
    if question.covariates != Covariates():
        yield NamedFact(say("Characteristics of the persons"), _given(question.covariates))
    yield NamedFact(say("Computing"), _computing(question))


def _computing(question: PrevalenceQuestion) -> Joined:
    resampled = say("{number} tables drawn at random, to measure what chance may do", number=question.replicates)
    names = Joined(tuple(METHODS.get(name, name) for name in question.methods))
    compared = say("methods compared: {methods}", methods=names)
    return Joined((resampled, *((compared,) if question.methods else ())), "; ")


def protection(question: PrevalenceQuestion) -> Value:
    """Return how those on the lists are protected."""
    if question.table:
        return say("The table is published, so its counts are given as they are.")
    refusal = say(
        "If an estimate is refused, the only figures given are how many persons are on which lists, and ratios where "
        "the lists have seen enough."
    )
    judged = say(
        "The verdict is based on lists drawn at random from the real ones, with a multiple of five persons on each "
        "combination of lists. So it does not reveal how many there really are, and its range allows for the effect "
        "of the drawing."
    )
    drawn = say("How many are on which lists was drawn, in steps of five: added up it can differ from the number seen.")
    if not question.covariates.units:
        return Joined((refusal, judged, drawn), " ")
    by_number = say(
        "For each value of the numbers it is a multiple of five as well, and no table of them is published."
    )
    return Joined((refusal, judged, drawn, by_number), " ")


def period(question: PrevalenceQuestion) -> Sentence | None:
    """Return from when until when, where the question says so."""
    if not question.lists or question.first_day == question.first_day.min:
        return None
    return say("{first} to {last}", first=question.first_day, last=question.last_day)


def _columns(described: Covariates) -> Joined:
    return Joined((*described.categories, *described.numbers, *(one.label for one in described.units)))


def _given(described: Covariates) -> Value:
    columns = _columns(described)
    return columns if described.pair else say("{columns}; models within the categories", columns=columns)

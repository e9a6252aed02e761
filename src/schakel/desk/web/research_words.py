"""Words for kinds of output, facts about them, and verdicts, in the language of the visit."""

import re
from collections.abc import Callable

from schakel.publication.localisation import Localisation


def kind(name: str, language: Localisation) -> str:
    """Return what a kind of output is called."""
    say = language.say
    return {
        "regression": say("regression"),
        "survival curve": say("survival curve"),
        "prevalence estimate": say("estimate of a hidden population"),
        "prevalence estimate without its table": say("estimate of a hidden population, without its table"),
        "plot": say("plot"),
        "table": say("table"),
    }.get(name, name)


def fact(name: str, language: Localisation) -> str:
    """Return what a fact about an output says."""
    say = language.say
    return {
        "degrees_of_freedom": say("Residual degrees of freedom"),
        "parameters": say("Parameters"),
        "observations": say("Observations"),
        "smallest_cell": say("Units in the smallest cell above 0"),
        "smallest_at_risk": say("Fewest units at risk"),
        "smallest_events_per_step": say("Fewest events in a step"),
        "smallest_overlap": say("Persons in the smallest overlap of lists"),
        "observed": say("Persons observed"),
        "shows_observations": say("It shows single observations"),
        "shows_extremes": say("It shows a minimum or a maximum"),
    }.get(name, name)


def reason(kept: str, language: Localisation) -> tuple[str, str]:
    """Return why an output did not pass a check, with the language that it is said in.

    What was kept is the name of the check and its sentence in English, with the number that was the least then.
    """
    name, _, sentence = kept.partition(": ")
    missing = sentence.removeprefix(_MISSING)
    if missing != sentence:
        facts = ", ".join(fact(one, language) for one in missing.split(" and "))
        return language.say("Not said: {facts}", facts=facts), language.language
    least = re.search(r"\d+", sentence)
    said = _not_passed(language.say, least[0] if least else "").get(name)
    return (said, language.language) if said else (kept, "en")


_MISSING = "the request does not say "


def _not_passed(say: Callable[..., str], least: str) -> dict[str, str]:
    """What each check says that does not pass (`schakel_protection.output`)."""
    return {
        "degrees of freedom": say("The model has fewer than {number} residual degrees of freedom.", number=least),
        "saturated model": say("The model has as many parameters as observations, so it prints the data."),
        "smallest cell": say("The smallest cell holds fewer than {number} units.", number=least),
        "number at risk": say("A step of the curve rests on fewer than {number} units at risk.", number=least),
        "steps of single events": say("A step of the curve shows the moment of a single event."),
        "persons observed": say("The estimate rests on fewer than {number} persons observed.", number=least),
        "overlap of lists": say(
            "An overlap of lists that the estimate prints holds fewer than {number} persons.", number=least
        ),
        "single observations": say("The plot shows single observations, as a residual plot does."),
        "extremes": say("It shows a minimum or a maximum, which is often one person."),
    }


def judgement(name: str, language: Localisation) -> str:
    """Return what becomes of an output."""
    say = language.say
    return {
        "accept": say("may leave"),
        "refuse": say("may not leave"),
        "needs a person": say("a person must look"),
    }[name]

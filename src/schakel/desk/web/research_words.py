"""Words for kinds of output, facts about them, and verdicts, in the language of the visit."""

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


def judgement(name: str, language: Localisation) -> str:
    """Return what becomes of an output."""
    say = language.say
    return {
        "accept": say("may leave"),
        "refuse": say("may not leave"),
        "needs a person": say("a person must look"),
    }[name]

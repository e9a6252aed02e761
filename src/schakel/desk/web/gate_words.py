"""The gate's words for states and decisions, in the language of the visit."""

from schakel.desk.gate_case import GateStage
from schakel.publication.localisation import Localisation


def stage(name: str, language: Localisation) -> str:
    """Return how far a release at the gate is."""
    say = language.say
    return {
        GateStage.WAITING: say("waits for a verdict"),
        GateStage.BLOCKED: say("refused by somebody"),
        GateStage.RETURNED: say("has a table that was returned"),
        GateStage.APPROVED: say("approved, waits to be released"),
        GateStage.LEAVING: say("is being released"),
        GateStage.RELEASED: say("released"),
        GateStage.FAILED: say("could not be placed"),
        GateStage.RETRACTING: say("is being withdrawn"),
        GateStage.NOT_RETRACTED: say("could not be withdrawn; readers still see it"),
        GateStage.RETRACTED: say("withdrawn"),
    }[GateStage(name)]


def verdict(name: str, language: Localisation) -> str:
    """Return what somebody decided."""
    say = language.say
    return {"approve": say("Approved"), "refuse": say("Refused"), "undecided": say("Undecided")}[name]


def choice(name: str, language: Localisation) -> str:
    """Return what somebody can decide."""
    say = language.say
    return {"approve": say("I approve it"), "refuse": say("I refuse it"), "undecided": say("I do not know yet")}[name]


def table_verdict(name: str, language: Localisation) -> str:
    """Return what somebody decided on a table."""
    say = language.say
    return {"accept": say("Accepted"), "return": say("Returned")}[name]

"""The desk's words in the language of the visit: for what is kept by a name, for jobs, and for what checks say."""

from collections.abc import Callable, Mapping
from functools import partial

from schakel.desk.forms import Objection
from schakel.desk.gate_case import GateStage
from schakel.desk.jobs import Job
from schakel.desk.web.mistakes import as_sentences, fault
from schakel.identity.who_is_who.judgements import APART, CONFIRMED, DOUBTED, JOINED, REFUTED, UNDECIDED
from schakel.model.mapping import Match
from schakel.publication.localisation import Localisation, capital
from schakel_base.errors import Fault, message

WORDS: Mapping[str, Mapping[str, str]] = {
    "role": {
        "supplier": message("supplier"),
        "signal-officer": message("signal officer"),
        "municipal-officer": message("municipal officer"),
        "clerk": message("clerk"),
        "steward": message("steward"),
        "statistician": message("statistician"),
        "releaser": message("releaser"),
        "researcher": message("researcher"),
        "privacy-officer": message("privacy officer"),
        "auditor": message("auditor"),
        "administrator": message("administrator"),
    },
    "scope": {
        "deliver": message("deliver files"),
        "receipts": message("read receipts and refused rows"),
        "feed": message("follow a feed of what was delivered"),
    },
    "match_title": {
        Match.EXACT: message("the same"),
        Match.BROAD: message("the value is somewhere under the concept"),
        Match.NARROW: message("the value covers the concept and more"),
        Match.NONE: message("it cannot be mapped"),
    },
    "state": {
        "waiting": message("waiting"),
        "running": message("running"),
        "cancelling": message("stopping"),
        "done": message("done"),
        "failed": message("failed"),
        "cancelled": message("stopped"),
    },
    "status": {
        "new": message("not read yet"),
        "read": message("read"),
        "taken-up": message("taken up"),
        "handed-on": message("handed on"),
        "followed-up": message("answered"),
        "closed": message("closed"),
        "received": message("received"),
        "in-hand": message("in hand"),
        "done": message("done"),
    },
    "step": {
        "read": message("Read"),
        "take-up": message("Take up"),
        "hand-on": message("Hand on"),
        "follow-up": message("Note the answer"),
        "close": message("Close"),
        "reopen": message("Open again"),
    },
    "stage": {
        GateStage.WAITING: message("waits for a verdict"),
        GateStage.BLOCKED: message("refused by somebody"),
        GateStage.RETURNED: message("has a table that was returned"),
        GateStage.APPROVED: message("approved, waits to be released"),
        GateStage.LEAVING: message("is being released"),
        GateStage.RELEASED: message("released"),
        GateStage.FAILED: message("could not be placed"),
        GateStage.RETRACTING: message("is being withdrawn"),
        GateStage.NOT_RETRACTED: message("could not be withdrawn; readers still see it"),
        GateStage.RETRACTED: message("withdrawn"),
    },
    "verdict": {
        "approve": message("Approved"),
        "refuse": message("Refused"),
        "undecided": message("Undecided"),
    },
    "choice": {
        "approve": message("I approve it"),
        "refuse": message("I refuse it"),
        "undecided": message("I do not know yet"),
    },
    "table_verdict": {
        "accept": message("Accepted"),
        "return": message("Returned"),
    },
    "kind": {
        "regression": message("regression"),
        "survival curve": message("survival curve"),
        "prevalence estimate": message("estimate of a hidden population"),
        "prevalence estimate without its table": message("estimate of a hidden population, without its table"),
        "plot": message("plot"),
        "table": message("table"),
    },
    "fact": {
        "degrees_of_freedom": message("Residual degrees of freedom"),
        "parameters": message("Parameters"),
        "observations": message("Observations"),
        "smallest_cell": message("Units in the smallest cell above 0"),
        "smallest_at_risk": message("Fewest units at risk"),
        "smallest_events_per_step": message("Fewest events in a step"),
        "smallest_overlap": message("Persons in the smallest overlap of lists"),
        "observed": message("Persons observed"),
        "shows_observations": message("It shows single observations"),
        "shows_extremes": message("It shows a minimum or a maximum"),
    },
    "judgement": {
        "accept": message("may leave"),
        "refuse": message("may not leave"),
        "needs a person": message("a person must look"),
    },
    "decision": {
        JOINED: message("They are one person"),
        APART: message("They are two persons"),
        DOUBTED: message("I cannot tell"),
        CONFIRMED: message("They are one person"),
        REFUTED: message("They are two persons"),
        UNDECIDED: message("I cannot tell"),
    },
    "rule": {
        "numbers": message("two different numbers of the same kind"),
        "generations": message("births twelve years or more apart"),
        "vague": message("both have the same year of birth, without a day or on 1 January"),
        "sources": message("two records of a source that holds nobody twice"),
        "twins": message("the same surname and date of birth, another first name"),
    },
}
"""What is kept by a name, by kind: a role, how far a job is, what somebody decided."""


def word(kind: str, name: str, language: Localisation) -> str:
    """Return what something is called that is kept by a name; one that is new here by its own name."""
    return language.say(WORDS[kind].get(name, name))


def words_in(language: Localisation) -> Mapping[str, Callable[[str], str]]:
    """Return for each kind of name what says it, for a page to call."""
    return {kind: partial(word, kind, language=language) for kind in WORDS}


def job_title(job: Job, language: Localisation) -> str:
    """Return what a job does; one of a kind that is new here by its number."""
    say, asked = language.say, job.arguments
    return {
        "deliver": say("Checking {file}", file=asked.get("file", "")),
        "try": say("Trying {file}", file=asked.get("file", "")),
        "replay": say("Checking refused rows of delivery {number} again", number=asked.get("delivery", "")),
        "withdraw": say("Withdrawing"),
        "build": say("Building an edition"),
        "simulate": say("Delivering invented files"),
        "twin": say("Writing the synthetic twin"),
        "extract": say("Writing an extract"),
        "publish": say("Making a release"),
        "release": say("Releasing"),
        "retract": say("Withdrawing a release"),
        "epoch": say("Opening an edition for questions"),
        "answer": say("Answering a question"),
    }.get(job.kind, say("Job {number}", number=job.number))


def doing(job: Job, language: Localisation) -> str:
    """Return what a job is doing; for something without words in the catalogues, that it is busy."""
    what, *left = job.said or (Fault(job.told),)
    known = language.language == "en" or what.message in language.messages
    first = capital(fault(what, language)).removesuffix(".") if known else language.say("At work")
    return ", ".join([first, *(language.say(one.message, **one.fields) for one in left)])


def told(job: Job, language: Localisation) -> list[tuple[str, str]]:
    """Return the sentences in which a job ended, each with the language that it is in."""
    said = [(fault(one, language), one.message in language.messages) for one in job.said]
    known = said or [(line, False) for line in job.told.splitlines()]
    return [(sentence, language.language if is_translated else "en") for sentence, is_translated in known]


def objection(found: Objection, language: Localisation) -> str:
    """Return what the checks say about an answer to the person who gave it."""
    say, rule = language.say, found.rule
    if rule is None:
        return fault(found.said, language)
    if rule.sentence:
        return language.text(rule.sentence)
    return {
        "required": say("Answer this question."),
        "missing": say("This question has no answer."),
        "type": say("Write this in another way: a day as 2026-01-31, a number in digits."),
        "values": say("Choose one of the answers."),
        "pattern": say("This does not have the required form."),
        "range": say("This is lower or higher than can be."),
        "length": say("This is shorter or longer than can be."),
    }.get(rule.kind, as_sentences(found.said.sentence))


def title(status: int, language: Localisation) -> str:
    """Return what a page that answers with a fault is called."""
    say = language.say
    return {
        403: say("Not allowed"),
        404: say("Not found"),
        429: say("Too many requests"),
        500: say("Something went wrong here"),
        503: say("Not available now"),
    }.get(status, say("That did not work"))

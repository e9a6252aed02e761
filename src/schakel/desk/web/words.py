"""The desk's words for roles, scopes and states, in the language of the visit."""

from schakel.desk.forms import Objection
from schakel.desk.jobs import Job
from schakel.desk.web.mistakes import as_sentences, fault
from schakel.model.mapping import Match
from schakel.publication.localisation import Localisation, capital
from schakel_base.errors import Fault


def role(name: str, language: Localisation) -> str:
    """Return what a role is called; one that is new here by its own name."""
    say = language.say
    return {
        "supplier": say("supplier"),
        "signal-officer": say("signal officer"),
        "municipal-officer": say("municipal officer"),
        "clerk": say("clerk"),
        "steward": say("steward"),
        "statistician": say("statistician"),
        "releaser": say("releaser"),
        "researcher": say("researcher"),
        "privacy-officer": say("privacy officer"),
        "auditor": say("auditor"),
        "administrator": say("administrator"),
    }.get(name, name)


def scope(name: str, language: Localisation) -> str:
    """Return what a scope of a token allows."""
    say = language.say
    return {
        "deliver": say("deliver files"),
        "receipts": say("read receipts and refused rows"),
        "feed": say("follow a feed of what was delivered"),
    }.get(name, name)


def match_title(match: Match, language: Localisation) -> str:
    """Return how well a value and a concept fit."""
    say = language.say
    return {
        Match.EXACT: say("the same"),
        Match.BROAD: say("the value is somewhere under the concept"),
        Match.NARROW: say("the value covers the concept and more"),
        Match.NONE: say("it cannot be mapped"),
    }[match]


def state(name: str, language: Localisation) -> str:
    """Return how far a job is."""
    say = language.say
    return {
        "waiting": say("waiting"),
        "running": say("running"),
        "cancelling": say("stopping"),
        "done": say("done"),
        "failed": say("failed"),
        "cancelled": say("stopped"),
    }[name]


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


def status(name: str, language: Localisation) -> str:
    """Return what a status is called, as somebody sees it."""
    say = language.say
    return {
        "new": say("not read yet"),
        "read": say("read"),
        "taken-up": say("taken up"),
        "handed-on": say("handed on"),
        "followed-up": say("answered"),
        "closed": say("closed"),
        "received": say("received"),
        "in-hand": say("in hand"),
        "done": say("done"),
    }[name]


def step(name: str, language: Localisation) -> str:
    """Return what is done with something that arrived."""
    say = language.say
    return {
        "read": say("Read"),
        "take-up": say("Take up"),
        "hand-on": say("Hand on"),
        "follow-up": say("Note the answer"),
        "close": say("Close"),
        "reopen": say("Open again"),
    }[name]


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

"""What the desk calls its roles, scopes and states, and what it says of mistakes, in the language of the visit."""

from schakel.desk.forms import Objection
from schakel.desk.jobs import Job
from schakel.desk.responses import LONGEST
from schakel.desk.secrets import SHORTEST_PASSWORD
from schakel.desk.uploads import MOST
from schakel.model.mapping import Match
from schakel.publication.localisation import Localisation


def role(name: str, language: Localisation) -> str:
    """Return what a role is called; one that is new here by its own name."""
    say = language.say
    return {
        "supplier": say("supplier"),
        "signal-officer": say("signal officer"),
        "municipal-officer": say("municipal officer"),
        "clerk": say("clerk"),
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
        Match.BROAD: say("the value lies somewhere under the concept"),
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
        "twin": say("Writing the invented twin"),
        "extract": say("Writing an extract"),
        "publish": say("Making a release"),
        "release": say("Releasing"),
        "retract": say("Withdrawing a release"),
        "epoch": say("Opening an edition for questions"),
        "answer": say("Answering a question"),
    }.get(job.kind, say("Job {number}", number=job.number))


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
    """Return what the checks say of an answer, to whoever gave it."""
    say, rule = language.say, found.rule
    if rule is None:
        return fault(found.sentence, language)
    if rule.sentence:
        return language.text(rule.sentence)
    return {
        "required": say("Answer this question."),
        "missing": say("This question has no answer."),
        "type": say("Write this in another way: a day as 2026-01-31, a number in digits."),
        "values": say("Choose one of the answers."),
        "pattern": say("This does not have the form that is asked for."),
        "range": say("This is lower or higher than can be."),
        "length": say("This is shorter or longer than can be."),
    }.get(rule.kind, _as_a_sentence(found.sentence))


def title(status: int, language: Localisation) -> str:
    """Return what a page that answers with a fault is called."""
    say = language.say
    return {
        403: say("Not allowed"),
        404: say("Not found"),
        429: say("Too many attempts"),
        500: say("Something went wrong here"),
        503: say("Not available now"),
    }.get(status, say("That did not work"))


def fault(sentence: str, language: Localisation) -> str:
    """Return a sentence about a mistake in this language, where it is one of the desk's own; others are English."""
    say = language.say
    return {
        "there is no such page for you": say("There is no such page for you."),
        "too many attempts; wait a quarter of an hour and try again": say(
            "Too many attempts. Wait a quarter of an hour and try again."
        ),
        "the address, the password or the code is not right": say(
            "The address, the password or the code is not right."
        ),
        "the passkey was not accepted; try again": say("The passkey was not accepted. Try again."),
        "give a reason, say that you are sure, and fill in all of a key or none of it": say(
            "Give a reason, say that you are sure, and fill in all of a key or none of it."
        ),
        f"{MOST} files of this partner are on their way already; finish or drop one of them first": say(
            "{number} files of this partner are on their way already. Finish or drop one of them first.", number=MOST
        ),
        "give a concept, or the match `none` without one; and a reason": say(
            "Give a concept, or say that it cannot be mapped and give none; and give a reason."
        ),
        "choose a file to send": say("Choose a file to send."),
        "the file is empty": say("The file is empty."),
        f"choose a password of at least {SHORTEST_PASSWORD} characters": say(
            "Choose a password of at least {number} characters.", number=SHORTEST_PASSWORD
        ),
        "this code does not belong to the secret; is the clock of the telephone right?": say(
            "This code does not belong to the secret. Is the clock of the telephone right?"
        ),
        "give a name and an e-mail address": say("Give a name and an e-mail address."),
        "no role waits to be confirmed here": say("No role waits to be confirmed here."),
        "a role that takes two administrators is confirmed by another one": say(
            "A role that takes two administrators is confirmed by another one."
        ),
        "say what you need the extract for": say("Say what you need the extract for."),
        "who asks for an extract does not approve it": say("Who asks for an extract does not approve it."),
        "who made an output does not judge it": say("Who made an output does not judge it."),
        "this was decided already": say("This was decided already."),
        "this extract was downloaded already; ask for another one": say(
            "This extract was downloaded already. Ask for another one."
        ),
        "this extract is not ready": say("This extract is not ready."),
        "choose what kind of output it is": say("Choose what kind of output it is."),
        "choose a file, and say what it is for": say("Choose a file, and say what it is for."),
        "this is larger than 1 MB: bring an output, and no data": say(
            "This is larger than 1 MB. Bring an output, and no data."
        ),
        "who made a release does not judge it": say("Who made a release does not judge it."),
        "who made a release does not release it": say("Who made a release does not release it."),
        "another one approves a release before you release it": say(
            "Another one approves a release before you release it."
        ),
        "somebody refuses this release; it leaves when nobody does": say(
            "Somebody refuses this release. It leaves when nobody does."
        ),
        "this release has left; nothing is decided on it any more": say(
            "This release has left. Nothing is decided on it any more."
        ),
        "only a release that has left can be withdrawn": say("Only a release that has left can be withdrawn."),
        "say why: the reason is kept with what you decide": say("Say why. The reason is kept with what you decide."),
        "say for readers why the release is withdrawn": say("Say for readers why the release is withdrawn."),
        "choose what you decide": say("Choose what you decide."),
        "choose what is to be released": say("Choose what is to be released."),
        "this edition was made again since; decide on the newer release": say(
            "This edition was made again since. Decide on the newer release."
        ),
        "its files are not those that were made; what was decided counts no more, and it must be made again": say(
            "Its files are not those that were made. What was decided counts no more, and it must be made again."
        ),
        "another release was placed or withdrawn since this was made; it must be made again": say(
            "Another release was placed or withdrawn since this was made. It must be made again."
        ),
        "what you filled in is too long for this form": say("What you filled in is too long for this form."),
        "say what the answer is for": say("Say what the answer is for."),
        "give a reason": say("Give a reason."),
        "somebody else judges your question": say("Somebody else judges your question."),
        "this question was decided otherwise meanwhile": say("This question was decided otherwise meanwhile."),
        "the form arrived damaged; send it again": say("The form arrived damaged. Send it again."),
        "another administrator ends your account, so that one is always left": say(
            "Another administrator ends your account, so that one is always left."
        ),
        "give both the first and the last day that the file covers, in this order": say(
            "Give both the first and the last day that the file covers, in this order."
        ),
        "this form was sent already; correct it to change an answer": say(
            "This form was sent already. Correct it to change an answer."
        ),
        "somebody else did something with this meanwhile; look at it again": say(
            "Somebody else did something with this meanwhile. Look at it again."
        ),
        "say to whom it is handed on, and by which day they answer": say(
            "Say to whom it is handed on, and by which day they answer."
        ),
        "a judgement has a reason": say("Give a reason."),
        "say what you need the values for": say("Say what you need the values for."),
        "no row in force is about one of these two": say("No row in force is about one of these two."),
        "somebody else writes into this alliance now; try again in a moment": say(
            "Somebody else writes into this alliance now. Try again in a moment."
        ),
        "this form was not sent yet; change its answers": say("This form was not sent yet. Change its answers."),
        f"an answer has at most {LONGEST} characters": say(
            "An answer has at most {number} characters.", number=LONGEST
        ),
        "a file cannot be delivered on a day that is still to come": say(
            "A file cannot be delivered on a day that is still to come."
        ),
    }.get(sentence, _as_a_sentence(sentence))


def _as_a_sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")

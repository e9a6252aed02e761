"""What the desk says of a mistake, in the language of the visit: each sentence once, found by how it was raised.

An error is raised as one sentence without a capital, its parts after semicolons; readers get sentences with capitals.
"""

import re

from schakel.desk.responses import LONGEST
from schakel.desk.secrets import SHORTEST_PASSWORD
from schakel.desk.uploads import MOST
from schakel.publication.localisation import Localisation


def message(text: str) -> str:
    """Mark a text as one that catalogues translate; it is said elsewhere."""
    return text


def _as_raised(text: str) -> str:
    joined = re.sub(r"\. ([A-Z])", lambda found: f"; {found[1].lower()}", text.removesuffix("."))
    return joined[:1].lower() + joined[1:]


_SAID = {
    _as_raised(text): text
    for text in (
        message("There is no such page for you."),
        message("Too many attempts. Wait a quarter of an hour and try again."),
        message("The address, the password or the code is not right."),
        message("The passkey was not accepted. Try again."),
        message("Give a reason, say that you are sure, and fill in all of a key or none of it."),
        message("Choose a file to send."),
        message("The file is empty."),
        message("This code does not belong to the secret. Is the clock of the telephone right?"),
        message("Give a name and an e-mail address."),
        message("No role waits to be confirmed here."),
        message("A role that takes two administrators is confirmed by another one."),
        message("Say what you need the extract for."),
        message("Who asks for an extract does not approve it."),
        message("Who made an output does not judge it."),
        message("This was decided already."),
        message("This extract was downloaded already. Ask for another one."),
        message("This extract is not ready."),
        message("Choose what kind of output it is."),
        message("Choose a file, and say what it is for."),
        message("Who made a release does not judge it."),
        message("Who made a release does not release it."),
        message("Another one approves a release before you release it."),
        message("Somebody refuses this release. It leaves when nobody does."),
        message("This release has left. Nothing is decided on it any more."),
        message("Only a release that has left can be withdrawn."),
        message("Say for readers why the release is withdrawn."),
        message("Choose what you decide."),
        message("Choose what is to be released."),
        message("This edition was made again since. Decide on the newer release."),
        message("Its files are not those that were made. What was decided counts no more, and it must be made again."),
        message("Another release was placed or withdrawn since this was made. It must be made again."),
        message("What you filled in is too long for this form."),
        message("Say what the answer is for."),
        message("Give a reason."),
        message("Somebody else judges your question."),
        message("This question was decided otherwise meanwhile."),
        message("The form arrived damaged. Send it again."),
        message("Another administrator ends your account, so that one is always left."),
        message("Give both the first and the last day that the file covers, in this order."),
        message("This form was sent already. Correct it to change an answer."),
        message("Somebody else did something with this meanwhile. Look at it again."),
        message("Say to whom it is handed on, and by which day they answer."),
        message("Say what you need the values for."),
        message("No row in force is about one of these two."),
        message("Somebody else writes into this alliance now. Try again in a moment."),
        message("This form was not sent yet. Change its answers."),
        message("A file cannot be delivered on a day that is still to come."),
    )
} | {
    "give a concept, or the match `none` without one; and a reason": message(
        "Give a concept, or say that it cannot be mapped and give none; and give a reason."
    ),
    "this is larger than 1 MB: bring an output, and no data": message(
        "This is larger than 1 MB. Bring an output, and no data."
    ),
    "say why: the reason is kept with what you decide": message("Say why. The reason is kept with what you decide."),
    "a judgement has a reason": message("Give a reason."),
}


def fault(sentence: str, language: Localisation) -> str:
    """Return a sentence about a mistake in this language, where it is one of the desk's own; others are English."""
    return _with_a_number(language).get(sentence) or language.say(_SAID.get(sentence, as_a_sentence(sentence)))


def _with_a_number(language: Localisation) -> dict[str, str]:
    say = language.say
    return {
        f"{MOST} files of this partner are on their way already; finish or drop one of them first": say(
            "{number} files of this partner are on their way already. Finish or drop one of them first.", number=MOST
        ),
        f"choose a password of at least {SHORTEST_PASSWORD} characters": say(
            "Choose a password of at least {number} characters.", number=SHORTEST_PASSWORD
        ),
        f"an answer has at most {LONGEST} characters": say(
            "An answer has at most {number} characters.", number=LONGEST
        ),
    }


def as_a_sentence(text: str) -> str:
    """Return a sentence with its capital and its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")

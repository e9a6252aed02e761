"""Why an output of research did not pass a check, in the language of the visit."""

import re
from collections.abc import Mapping

from schakel.desk.web.words import word
from schakel.publication.localisation import Localisation
from schakel_base.errors import message

_MISSING = "the request does not say "
_NOT_PASSED: Mapping[str, str] = {
    "degrees of freedom": message("The model has fewer than {number} residual degrees of freedom."),
    "saturated model": message("The model has as many parameters as observations, so it prints the data."),
    "smallest cell": message("The smallest cell holds fewer than {number} units."),
    "number at risk": message("A step of the curve rests on fewer than {number} units at risk."),
    "steps of single events": message("A step of the curve shows the moment of a single event."),
    "persons observed": message("The estimate rests on fewer than {number} persons observed."),
    "overlap of lists": message("An overlap of lists that the estimate prints holds fewer than {number} persons."),
    "single observations": message("The plot shows single observations, as a residual plot does."),
    "extremes": message("It shows a minimum or a maximum, which is often one person."),
}
"""What each check says that does not pass (`schakel_protection.output`)."""


def reason(kept: str, language: Localisation) -> tuple[str, str]:
    """Return why an output did not pass a check, with the language that it is said in.

    What was kept is the name of the check and its sentence in English, with the number that was the least then.
    """
    name, _, sentence = kept.partition(": ")
    missing = sentence.removeprefix(_MISSING)
    if missing != sentence:
        facts = ", ".join(word("fact", one, language) for one in missing.split(" and "))
        return language.say("Not said: {facts}", facts=facts), language.language
    least = re.search(r"\d+", sentence)
    if name not in _NOT_PASSED:
        return kept, "en"
    return language.say(_NOT_PASSED[name], number=least[0] if least else ""), language.language

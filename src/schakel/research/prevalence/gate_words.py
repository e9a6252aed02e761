"""The public sentence about a gate, without counts and without figures that a refusal withholds.

Gates speak of persons on lists and of rival estimates in their own sentences; these stay inside. A ratio may be said
where the lists have seen enough persons, to one decimal.
"""

import re

from schakel.model.sentence import Form, Ref, Sentence
from schakel.research.words import Words
from schakel_base.text import Text
from schakel_base.verdict import BETWEEN_GROUPS, IN_ORDER, Basis, Gate, Outcome

say = Words("schakel.research.prevalence")

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
"""What speaks of the statistic, and is left out where that may not be said."""

_LOWER = ", lower"
"""How the key ends of the words on a registration that makes the next one less likely."""

WORDS: dict[str, Sentence] = {
    "existence": say(
        "For these lists, or for too many tables drawn from them to measure chance, there is no estimate."
    ),
    "information": say("The lists share too few persons for an estimate."),
    "range": say("What the lists cannot show leaves a wide range[[: the upper limit is {s} times the lower]]."),
    "figure": say("The figure of the method does not fit what the lists show, so it is no estimate."),
    "sampler": say("The answer depends on how the computer draws at random."),
    "independence": say(
        "Two lists cannot show whether being on one makes being on the other likelier; that must be declared."
    ),
    "closed population": say(
        "People come and go: new registrations of one person lie closer together in time than chance would explain[[: "
        "the gaps are {s} times as long]]."
    ),
    f"closed population{IN_ORDER}": say(
        "People come and go: the further apart in time, the fewer persons are seen twice[[, by a factor of {s} with "
        "each step]]."
    ),
    "equal visibility": say(
        "Not everyone is equally visible: the number of registrations per person varies more than chance would "
        "explain[[, {s} times as much]]."
    ),
    f"equal visibility{BETWEEN_GROUPS}": say(
        "Not everyone is equally visible: the share of persons on several lists differs between the parts[[ by a "
        "factor of {s}]]."
    ),
    "registration effect": say(
        "People who have been registered are more easily registered again: a registration raises the odds of the "
        "next[[ by a factor of {s}]]."
    ),
    f"registration effect{_LOWER}": say(
        "People who have been registered are less easily registered again: a registration lowers the odds of the "
        "next[[ to {s} times what they were]]."
    ),
    "stationarity": say(
        "Registrations are spread unevenly over the period[[, {s} times as many in the busiest part as in "
        "the quietest]]."
    ),
}
"""What is said about each gate: what stands in double brackets speaks of what it measured."""


def key_of(gate: Gate) -> str:
    """Return the key of the words of a gate."""
    compared = (end for end in (BETWEEN_GROUPS, IN_ORDER) if gate.threshold.endswith(end))
    return gate.name + next(compared, "")


def public_sentence(gate: Gate, statistic: str) -> Sentence:
    """Return what may be said about a gate; `statistic` is the name of what it measured, if it measured anything."""
    if gate.basis is Basis.DECLARED or (gate.outcome is Outcome.CAUTION and not gate.threshold):
        return Sentence(gate.sentence)  # declared, or not contradicted: no figure is in it
    spoken = WORDS[key_of(gate) + _side(gate)].text.by_language
    bare = Sentence(Text({language: _OPTIONAL.sub("", words) for language, words in spoken.items()}))
    if not statistic or not _OPTIONAL.search(spoken["en"]):
        return bare
    whole = Text({language: _OPTIONAL.sub(r"\1", words) for language, words in spoken.items()})
    return Sentence(whole, {"s": Ref(statistic, Form.DECIMAL)}, bare)


def _side(gate: Gate) -> str:
    """A registration can make the next one more or less likely, and a reader must know which."""
    is_lower = gate.name == "registration effect" and gate.statistic is not None and gate.statistic < 1
    return _LOWER if is_lower else ""

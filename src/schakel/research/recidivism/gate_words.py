"""The public sentence about a gate of a recidivism verdict: the rule, and no counts."""

from functools import reduce

from schakel.model.sentence import Form, Ref, Sentence
from schakel.research.recidivism.question import RecidivismPart
from schakel.research.words import Words
from schakel_base.text import Text
from schakel_base.verdict import Basis, Gate

say = Words("schakel.research.recidivism")


LINKAGES = "linkage range"

GATES: dict[str, tuple[str, str]] = {
    "follow-up": (
        "Nobody without a new case has been followed for so many years.",
        "Niemand zonder nieuwe zaak is zoveel jaren gevolgd.",
    ),
    "persons": (
        "Fewer persons could be followed than the rule asks for ({threshold}).",
        "Er konden minder personen gevolgd worden dan de regel vraagt ({threshold}).",
    ),
    "events": (
        "Fewer persons have a new case than the rule asks for ({threshold}).",
        "Minder personen hebben een nieuwe zaak dan de regel vraagt ({threshold}).",
    ),
    "half width": (
        "The interval is wider than the rule allows ({threshold} percentage points to either side).",
        "Het interval is breder dan de regel toestaat ({threshold} procentpunt naar weerszijden).",
    ),
}
"""What is said about a gate: the rule, and nothing that was counted."""
THRESHOLDS = {"at least": "ten minste", "at most": "ten hoogste"}


def public_sentence(gate: Gate, part: RecidivismPart) -> Sentence:
    """Return what may be said about a gate: what is declared as it is, else the rule and nothing that was counted."""
    if gate.name == LINKAGES:
        return _of_linkages(part)
    if gate.basis is Basis.DECLARED:
        return Sentence(gate.sentence)
    return said_rule(gate.name, gate.threshold)


def said_rule(name: str, threshold: str) -> Sentence:
    """Return what is said about a rule that is not met, with its threshold."""
    english, dutch = GATES[name]
    return Sentence(
        Text({"en": english.format(threshold=threshold), "nl": dutch.format(threshold=_in_dutch(threshold))})
    )


def _in_dutch(threshold: str) -> str:
    return reduce(lambda said, pair: said.replace(*pair), THRESHOLDS.items(), threshold).replace(".", ",")


def _of_linkages(part: RecidivismPart) -> Sentence:
    """What other linkages make of the share, as coarsely as the share itself is said."""
    vaguely = say("Other linkages of persons give other shares.")
    if part.linkage is None:
        return vaguely
    return say(
        "Linked strictly the share is {strict}, linked loosely {loose}; the truth need not lie between them.",
        otherwise=vaguely,
        strict=Ref(f"{part.kind}/{part.code}/strict", Form.SHARE),
        loose=Ref(f"{part.kind}/{part.code}/loose", Form.SHARE),
    )

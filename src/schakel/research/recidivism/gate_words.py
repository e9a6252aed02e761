"""The public sentence about a gate of a recidivism verdict: the rule, and no counts."""

from schakel.model.sentence import Form, Ref, Sentence
from schakel.research.recidivism.question import RecidivismPart
from schakel.research.words import Words
from schakel_base.verdict import Basis, Gate

say = Words("schakel.research.recidivism")

LINKAGES = "linkage range"
JUDGED = {"follow-up": say("Nobody without a new case has been followed for so many years.")}
"""What the chain decides; whether there is enough for a share is judged by the figures (`followed`)."""


def public_sentence(gate: Gate, part: RecidivismPart) -> Sentence:
    """Return what may be said about a gate: what is declared as it is, else the rule and nothing that was counted."""
    if gate.name == LINKAGES:
        return _of_linkages(part)
    if gate.basis is Basis.DECLARED:
        return Sentence(gate.sentence)
    return JUDGED[gate.name]


def _of_linkages(part: RecidivismPart) -> Sentence:
    """What other linkages make of the share, as coarsely as the share itself is said."""
    vaguely = say("Other linkages of persons give other shares.")
    if part.linkage is None:
        return vaguely
    return say(
        "With stricter linkage the share is {strict}, with looser linkage {loose}; the true share need not lie between "
        "them.",
        otherwise=vaguely,
        strict=Ref(f"{part.kind}/{part.code}/strict", Form.SHARE),
        loose=Ref(f"{part.kind}/{part.code}/loose", Form.SHARE),
    )

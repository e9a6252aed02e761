"""Concepts are proposed for codes by their labels: equal but for case, accents and signs, or nearly so.

A proposal is no mapping: it has no reviewer, and `check` accepts no line without one that a claim rests on.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from schakel.model.concept import ConceptScheme

NEARLY = 0.85
LEAST_SHARE = 1 / 3
"""Of the codes of a column so many must have a label in a scheme before any is proposed: one word proves nothing."""


@dataclass(frozen=True)
class ProposedConcept:
    """A concept that a code may stand for, and why."""

    notation: str
    reason: str


def propose(codes: Sequence[str], schemes: Iterable[ConceptScheme]) -> tuple[str, Mapping[str, ProposedConcept]]:
    """Return the scheme that has labels for most of some codes, and what it proposes for each; none has no name."""
    found = {scheme.name: _proposals(codes, scheme) for scheme in schemes}
    best = max(sorted(found), key=lambda name: len(found[name]), default="")
    if not best or len(found[best]) < LEAST_SHARE * len(codes):
        return "", {}
    return best, found[best]


def _proposals(codes: Sequence[str], scheme: ConceptScheme) -> dict[str, ProposedConcept]:
    by_label = {
        folded(label): concept
        for concept in scheme.concepts
        for label in (*concept.label.by_language.values(), concept.notation)
    }
    found = {}
    for code in codes:
        nearest = get_close_matches(folded(code), sorted(by_label), n=1, cutoff=NEARLY)
        if nearest:
            how = "proposed by label" if nearest[0] == folded(code) else f"proposed: nearly the label `{nearest[0]}`"
            found[code] = ProposedConcept(by_label[nearest[0]].notation, how)
    return found


def folded(text: str) -> str:
    """Return a text without case, accents and signs."""
    plain = "".join(one for one in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in plain).split())

"""What kinds of question have in common: words, the labels of parts, and the concepts of an attribute as a mask."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from schakel.model.alliance import Alliance
from schakel.model.sentence import say
from schakel_base.text import Text

ALL_TOGETHER = say(
    "All together",
    "Alles samen",
    "Todo junto",
)
FOR_EACH_PART = say(
    "For each part",
    "Per deel",
    "Por partes",
)
WITH_CAUTION = say(
    "With caution",
    "Met voorbehoud",
    "Con cautela",
)
UNKNOWN = "–"
"""What stands in a table where nothing is known."""


def part_labels(attribute: str, show: Sequence[str], alliance: Alliance) -> dict[str, Text]:
    """Return what the parts of an answer are called: the concepts in `show` of an attribute."""
    concepts = alliance.scheme_of(attribute).by_notation if show else {}
    return {notation: concepts[notation].label for notation in show}


def mask_of(alliance: Alliance, attribute: str, concepts: Sequence[str]) -> int:
    """Return concepts of an attribute as a mask of the leaves that they cover."""
    scheme = alliance.scheme_of(attribute)
    return reduce(or_, (scheme.leaves_of(concept).mask for concept in concepts), 0)

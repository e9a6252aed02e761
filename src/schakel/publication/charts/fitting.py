"""Fitting labels: where to break their lines, and how far apart the labels of an axis must be.

A line ends at a space, after a hyphen, or at a soft hyphen that a declared label has; a word is never broken elsewhere.
"""

import math
import re
from collections.abc import Iterator, Sequence

from schakel_base.drawing import BOLD_CHARACTER, CHARACTER

SOFT_HYPHEN = "\u00ad"
_DIGIT = 6.8  # the width of a character at 12 units
_APART = 8  # between the labels of an axis


def lines_of(words: str, room: int) -> list[str]:
    """Return the lines of a label, each of at most `room` characters or one part that cannot be broken."""
    lines, line = [], ""
    for gap, part in _parts(words):
        longer = line + gap.replace(SOFT_HYPHEN, "") + part
        if line and len(longer) > room:
            lines.append(line + gap.strip().replace(SOFT_HYPHEN, "-"))
            line = part
        else:
            line = longer
    return [*lines, line]


def lines_beside(figure: str, label: str, width: float, least: int = 12) -> list[str]:
    """Return the lines of a label of some width, with a bold figure at the end of the first of them.

    Each line has room for `least` characters at least, however wide the figure is.
    """
    room = (width - BOLD_CHARACTER * len(figure)) / CHARACTER - 1
    return lines_of(label, max(int(room), least))


def _parts(words: str) -> Iterator[tuple[str, str]]:
    """The parts between which a line may end, each with what comes before it if the line does not end there."""
    before = ""
    for word in words.split():
        for soft in word.split(SOFT_HYPHEN):
            for part in re.split(r"(?<=\w-)(?=\w)", soft):
                yield before, part
                before = ""
            before = SOFT_HYPHEN
        before = " "


def width_of(words: str) -> float:
    """Return about how wide a label of an axis is, rather too wide than too narrow."""
    # By a fixed width: whoever draws here cannot measure the fonts of the reader.
    return len(words) * _DIGIT


def labelled(labels: Sequence[str], step: float) -> int:
    """Return how many places of an axis a label needs, so that none touches the next."""
    widest = max(map(width_of, labels), default=0.0)
    return max(math.ceil((widest + _APART) / step), 1)

"""What spares a search: a pattern is tried only where words that it needs occur, and looked for once in a text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

_PIECE = 3
"""The characters of a word by which it is looked up: most words that no text holds are never searched for."""


def alternatives(text: str) -> list[str]:
    """Split a pattern at each `|` that is outside of parentheses and brackets: it occurs where any of these does."""
    pieces, depth, in_brackets, begin = [], 0, False, 0
    for found in re.finditer(r"\\.|[\[\]()|]", text, re.DOTALL):
        sign = found[0]
        in_brackets = sign == "[" or (in_brackets and sign != "]")
        depth += 0 if in_brackets else (sign == "(") - (sign == ")")
        if sign == "|" and not depth and not in_brackets:
            pieces.append(text[begin : found.start()])
            begin = found.end()
    return [*pieces, text[begin:]]


def occurs(patterns: Iterable[re.Pattern[str]], text: str, known: dict[str, bool]) -> bool:
    """Whether one of the patterns occurs in a text; what is `known` of the same text is not searched for again."""
    for pattern in patterns:
        if pattern.pattern not in known:
            known[pattern.pattern] = bool(pattern.search(text))
        if known[pattern.pattern]:
            return True
    return False


@dataclass(frozen=True)
class WordIndex:
    """Words in lower case, each under three characters of it that few others of them have."""

    words: Mapping[str, Sequence[str]]
    short: Sequence[str]

    @classmethod
    def of(cls, words: Iterable[str]) -> "WordIndex":
        """Make the index of some words."""
        once = sorted(set(words))
        shared = Counter(piece for word in once for piece in _pieces(word))
        index: dict[str, list[str]] = defaultdict(list)
        for word in once:
            if pieces := _pieces(word):
                index[min(sorted(pieces), key=shared.__getitem__)].append(word)
        return cls(index, [word for word in once if len(word) < _PIECE])

    def in_text(self, lowered: str) -> set[str]:
        """Return the words that occur in a text in lower case, also within other words."""
        likely = chain(self.short, *(self.words[piece] for piece in self.words.keys() & _pieces(lowered)))
        return {word for word in likely if word in lowered}


def _pieces(text: str) -> set[str]:
    return set(map("".join, zip(text, text[1:], text[2:], strict=False)))

"""Patterns of a file of rules: compiled when a text first needs them, and tried only where words they need occur."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from schakel_base.errors import DeclarationError, Fault

_PIECE = 3
"""The characters of a word by which it is looked up: most words that no text holds are never searched for."""


@dataclass(frozen=True, eq=False)
class Pattern:
    """A regular expression, small and capital letters alike, with the place that declares it.

    Two of the same text are two: what is known of one in a text is looked up by itself, not by its length.
    """

    text: str
    file: str = ""
    line: int | None = None

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself; half of a file of rules is never needed for a hundred judgments.

        Raises
        ------
        DeclarationError
            If it is none, with its line.
        """
        try:
            # Patterns come from a file, so whatever Python says of them is a fault of that file.
            return re.compile(self.text, re.IGNORECASE)
        except (re.error, OverflowError, RecursionError) as error:
            raise DeclarationError([Fault(f"This pattern cannot be read: {error}.", self.file, self.line)]) from error


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


def occurs(patterns: Iterable[Pattern], text: str, known: dict[Pattern, bool]) -> bool:
    """Whether one of the patterns occurs in a text; what is `known` of the same text is not searched for again."""
    for pattern in patterns:
        if pattern not in known:
            known[pattern] = bool(pattern.compiled.search(text))
        if known[pattern]:
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

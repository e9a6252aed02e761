"""Makers may not check their own output: two names that may be one person's count as one person.

Names are typed by people: `A. Researcher`, `Researcher, Anna` and `a.researcher@example.org` may be one person. Whoever
cannot be told apart from a maker of the output does not decide on it; full names tell two persons apart.
"""

import re
import unicodedata
from itertools import permutations

_MOST_WORDS = 5  # joined in any order, as the part of an address before the @ may be


def may_be_one_person(one: str, other: str) -> bool:
    """Whether two names or e-mail addresses may be of one person.

    They may, if each word of the shorter name is a word of the longer one or its initial, whatever the order, the
    capitals, the accents and the marks between words; or if one is the words or initials of the other joined, as in
    an address. A name without letters and digits may be anybody's.
    """
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    return _each_has_a_match(shorter, longer) or _is_joined(shorter, longer)


def _words(name: str) -> list[str]:
    """The words of a name, or of what stands before the @ of an address that says no name beside it."""
    said = re.sub(r"<[^<>]*>", " ", name) if re.search(r"\w.*<", name) else name
    plain = unicodedata.normalize("NFKD", re.sub(r"@\S*", " ", said)).casefold()
    return re.findall(r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark)))


def _each_has_a_match(shorter: list[str], longer: list[str]) -> bool:
    left = list(longer)
    for word in sorted(shorter, key=len, reverse=True):
        initials = (other for other in left if 1 in (len(word), len(other)) and other[0] == word[0])
        found = word if word in left else next(initials, None)
        if found is None:
            return False
        left.remove(found)
    return True


def _is_joined(shorter: list[str], longer: list[str]) -> bool:
    """Whether a name of one word is the words of the other, or their initials and the rest, written as one."""
    if len(shorter) != 1 or len(longer) > _MOST_WORDS:
        return False
    return any(
        shorter[0] == "".join([*(word[0] for word in words[:initials]), *words[initials:]])
        for words in permutations(longer)
        for initials in range(len(longer))
    )

"""Concept sets in queries: bit masks over the leaves of a scheme, in as many columns as needed.

A column holds 63 leaves, so most schemes have one. What is done bit by bit is done column by column; whether a set is
empty, or inside another, is asked of all its columns together.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from schakel.model.alliance import Alliance
from schakel.model.concept import ConceptSet
from schakel_base.database import quote_name

Mask: TypeAlias = tuple[str, ...]
"""The expressions of a mask in SQL, one for each word of 63 bits, the lowest first."""


SURE = "sure"
"""The name of a mask of the concepts that something certainly is, broader ones included."""


def mask_columns(name: str, words: int) -> tuple[str, ...]:
    """Return the columns of a mask of a number of words; the first has the name of the mask."""
    return (name, *(f"word {number} of {name}" for number in range(2, words + 1)))


def most_words(alliance: Alliance) -> int:
    """Return how many words the longest mask of an alliance has: columns of a table about several attributes."""
    return max((alliance.scheme_of(attribute).words for attribute in alliance.attributes), default=1)


def most_sure_words(alliance: Alliance) -> int:
    """Return the same of the longest mask of concepts, broader ones included, of attributes with many values."""
    many = (name for name, attribute in alliance.attributes.items() if attribute.many)
    return max((alliance.scheme_of(attribute).sure_words for attribute in many), default=0)


def columns_in(source: str, names: Iterable[str]) -> Mask:
    """Return the mask in some columns of a table."""
    return tuple(f"{source}.{quote_name(name)}" for name in names)


def literal(concepts: ConceptSet) -> Mask:
    """Return a set of concepts as a mask."""
    return tuple(map(str, concepts.words))


def or_else(mask: Mask, other: Mask) -> Mask:
    """Return a mask, or where it is unknown another one."""
    return tuple(f"coalesce({one}, {instead})" for one, instead in zip(mask, other, strict=True))


def chosen(condition: str, mask: Mask, other: Mask) -> Mask:
    """Return one mask where a condition holds, and else the other."""
    return tuple(f"(CASE WHEN {condition} THEN {one} ELSE {two} END)" for one, two in zip(mask, other, strict=True))


def common(mask: Mask, concepts: ConceptSet) -> Mask:
    """Return what a mask has in common with a set of concepts."""
    return tuple(f"({one} & {word})" for one, word in zip(mask, concepts.words, strict=True))


def is_empty(mask: Mask) -> str:
    """Return whether a mask has no concept; unknown where the mask is."""
    return _all([f"{one} = 0" for one in mask])


def lies_in(mask: Mask, concepts: ConceptSet) -> str:
    """Return whether a mask has no concept but some."""
    return misses(mask, ~concepts)


def meets(mask: Mask, concepts: ConceptSet) -> str:
    """Return whether a mask has any of some concepts."""
    return f"NOT {misses(mask, concepts)}"


def misses(mask: Mask, concepts: ConceptSet) -> str:
    """Return whether a mask has none of some concepts."""
    return is_empty(common(mask, concepts))


def is_one(mask: Mask) -> str:
    """Return whether a mask has exactly one concept."""
    # DuckDB counts bits in a type that ends at 127, which the sum of two words can pass.
    return f"({' + '.join(f'CAST(bit_count({one}) AS INTEGER)' for one in mask)} = 1)"


def together(mask: Mask) -> Mask:
    """Return what the masks of several rows have in common, or, if they contradict each other, what any allows."""
    every, some = (tuple(f"{of}({one})" for one in mask) for of in ("bit_and", "bit_or"))
    return chosen(is_empty(every), some, every)


def _all(conditions: Sequence[str]) -> str:
    return f"({' AND '.join(conditions)})"

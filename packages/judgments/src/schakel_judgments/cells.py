"""Sentences counted in the cells of a factor: without it and with it; of two factors, in all four combinations."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from schakel_judgments.reading.facts import Coded

ABSENT = ("no", None)
"""What a fact says where a sentence is without the factor: that it is not so, or nothing."""


class Presence(Protocol):
    """When a sentence is with a factor: by what a fact says about it.

    A fact that can only be said to be so (`minor_victim`) counts as absent where the text is silent. With a `value`, or
    a number that is `at_least` so much, a silent text is in no cell: it has the factor or another, and does not say.
    """

    @property
    def fact(self) -> str:
        """The name of the fact."""

    @property
    def value(self) -> str:
        """The value that makes a sentence one with the factor; empty where any does."""

    @property
    def at_least(self) -> int | None:
        """The least number that does."""


def count_cells(sentences: Iterable[Coded], facts: Sequence[str | Presence]) -> tuple[int, ...]:
    """Count the sentences in each cell, as `assess` takes them.

    Parameters
    ----------
    sentences
        Judgments in which a sentence was read.
    facts
        One fact, or two: by name, or as what of a fact makes a sentence one with the factor.

    Returns
    -------
    Sentences without and with the fact; for two without both, with the first, with the second, with both. A sentence
    of which one of the facts is unclear is in none.
    """
    counts = [0] * 2 ** len(facts)
    for one in sentences:
        # A fact that is unclear was mentioned, so the sentence is neither with it nor without it.
        has = [_is_with(one, fact) for fact in facts]
        if None not in has:
            counts[sum(2**place for place, present in enumerate(has) if present)] += 1
    return tuple(counts)


def _is_with(coded: Coded, factor: str | Presence) -> bool | None:
    """Whether a sentence has a factor; None where its text leaves that open."""
    name = factor if isinstance(factor, str) else factor.fact
    found = coded.facts.get(name)
    if found is not None and found.is_unclear:
        return None
    if isinstance(factor, str) or (not factor.value and factor.at_least is None):
        return coded.value(name) not in ABSENT
    if found is None:
        return None
    least = factor.at_least
    if least is not None:
        return all(isinstance(one, Decimal) and one >= least for one in found.values)
    return factor.value in found.values

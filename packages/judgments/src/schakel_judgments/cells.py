"""Sentences counted in the cells of a factor: without it and with it; of two factors, in all four combinations."""

from collections.abc import Iterable, Sequence

from schakel_judgments.reading.facts import Coded

ABSENT = ("no", None)
"""What a fact says where a sentence is without the factor: that it is not so, or nothing."""


def count_cells(sentences: Iterable[Coded], facts: Sequence[str]) -> tuple[int, ...]:
    """Count the sentences in each cell, as `assess` takes them.

    Parameters
    ----------
    sentences
        Judgments in which a sentence was read.
    facts
        The name of one fact, or of two.

    Returns
    -------
    Sentences without and with the fact; for two without both, with the first, with the second, with both. A sentence
    of which one of the facts is unclear is in none.
    """
    counts = [0] * 2 ** len(facts)
    for one in sentences:
        # A fact that is unclear was mentioned, so the sentence is neither with it nor without it.
        if not any(name in one.facts and one.facts[name].is_unclear for name in facts):
            has = [one.value(name) not in ABSENT for name in facts]
            counts[sum(2**place for place, present in enumerate(has) if present)] += 1
    return tuple(counts)

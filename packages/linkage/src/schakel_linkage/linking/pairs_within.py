"""The pairs of different records of one person; of very many of one person those of the first."""

from collections.abc import Iterator

import numpy as np

from schakel_linkage.arrays import Integers
from schakel_linkage.calibration import MOST_FOR_DENSITY
from schakel_linkage.linking.blocking import NO_BLOCK, pairs


def pairs_within(person: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Give the pairs of variants of one person, some at a time; of very many of one person those of the first.

    Parameters
    ----------
    person
        The person of each variant, below 0 where it has none; shape (variants,).

    Yields
    ------
    tuple of integer arrays
        The positions of both variants of each pair; shape (pairs,).
    """
    person = of_few(person)
    return pairs([np.where(person >= 0, person.astype(np.uint64) << np.uint64(1) | np.uint64(1), NO_BLOCK)])


def of_few(person: Integers) -> Integers:
    """Give nobody what comes after the first variants of a person."""
    order = np.argsort(person, kind="stable")
    laid = person[order]
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(laid, laid)
    return np.where(rank < MOST_FOR_DENSITY, person, -1)

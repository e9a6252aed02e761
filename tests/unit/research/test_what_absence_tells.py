"""That sets of lists are not shown tells nobody who knows the size of each list how many persons are on which.

The referee tries all tables: how many are on exactly which lists, so that each list has its size.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

import numpy as np
import pytest
from numpy.typing import NDArray

from schakel.research.prevalence.drawn_lists import BASE
from schakel.research.prevalence.known_to_partners import FEWEST_LISTS, fewest_possible

Lists = tuple[str, ...]


def sets_of(sizes: Mapping[str, int]) -> list[Lists]:
    return [one for n in range(1, len(sizes) + 1) for one in combinations(sorted(sizes), n)]


def tables(sizes: Mapping[str, int], seen: int) -> NDArray[np.int64]:
    """How many are on exactly each set of lists, one row for each way to make up the lists; about `seen` in all."""
    several = [one for one in sets_of(sizes) if len(one) > 1]
    shared = np.array(list(product(*(range(min(sizes[name] for name in one) + 1) for one in several))))
    alone = [sizes[name] - shared[:, [name in one for one in several]].sum(axis=1) for name in sorted(sizes)]
    every = np.column_stack([*alone, shared])
    return every[(every >= 0).all(axis=1) & (abs(every.sum(axis=1) - seen) < BASE)]


def numbers(rows: NDArray[np.int64]) -> list[int]:
    return [len(np.unique(column)) for column in rows.T]


def is_shown(sets: Sequence[Lists], drawn: Sequence[int], possible: NDArray[np.int64], fewest_lists: int) -> bool:
    """Whether sets may be shown: enough lists, and of each set that was drawn enough numbers."""
    there = [place for place, number in enumerate(drawn) if number]
    names = {name for place in there for name in sets[place]}
    spread = possible.max(axis=0) - possible.min(axis=0) + 1
    return len(names) >= fewest_lists and all(spread[place] >= BASE for place in there)


def left_by_absence(sizes: Mapping[str, int], seen: int, fewest_lists: int) -> list[int]:
    """How many numbers each set can be of for whoever knows the lists, and that their sets are not shown."""
    every, sets = tables(sizes, seen), sets_of(sizes)
    hidden = np.zeros(len(every), bool)
    for drawn in product(*(range(0, most + BASE, BASE) for most in every.max(axis=0))):
        leading = (abs(every - drawn) < BASE).all(axis=1)
        if leading.any() and not is_shown(sets, drawn, every[leading], fewest_lists):
            hidden |= leading
    return numbers(every[hidden])


TWO = {"court": 5, "police": 20}


def test_of_two_lists_absence_would_tell_so_that_they_are_never_shown() -> None:
    assert numbers(tables(TWO, 22)) == [6, 6, 6]
    assert left_by_absence(TWO, 22, 2) == [4, 4, 4]
    assert left_by_absence(TWO, 22, FEWEST_LISTS) == [6, 6, 6]
    assert fewest_possible([(("court",), 5), (("police",), 20), (("court", "police"), 5)], TWO, 26) == 0


@pytest.mark.parametrize(("sizes", "seen"), [((0, 5, 20), 22), ((1, 5, 12), 14), ((3, 8, 8), 14), ((6, 6, 6), 15)])
def test_of_three_lists_absence_leaves_as_many_numbers_as_there_were(sizes: tuple[int, ...], seen: int) -> None:
    lists = dict(zip(("court", "police", "prison"), sizes, strict=True))
    before, after = numbers(tables(lists, seen)), left_by_absence(lists, seen, FEWEST_LISTS)
    assert [min(one, BASE) for one in after] == [min(one, BASE) for one in before]

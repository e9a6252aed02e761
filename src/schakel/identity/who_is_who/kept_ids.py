"""Which id a person keeps when records are grouped again: the one that most of its records had.

Every id goes to one group at most, and every group has one. The largest overlap chooses first; of equal ones the elder
id, and then the group that holds the elder record.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from schakel.identity.arrays import Codes, Flags, Integers

Age = Callable[[Integers], Integers]


@dataclass(frozen=True)
class Overlaps:
    """How many records each old person and each new one have in common, where they have any.

    Parameters
    ----------
    old, new, size, first
        The two persons, the number of records, and the place of the first of these.
    """

    old: Integers
    new: Integers
    size: Integers
    first: Integers

    @classmethod
    def of(cls, old: Codes, new: Codes) -> "Overlaps":
        """Return those of records whose two persons are both given."""
        # Old and new in one integer: a sort of numbers, where a sort of pairs would take several times as long.
        cells, first, size = np.unique(old.astype(np.int64) << 32 | new, return_index=True, return_counts=True)
        return cls(cells >> 32, cells & 0xFFFFFFFF, size.astype(np.int64), first.astype(np.int64))

    def old_alone(self) -> Flags:
        """Tell where an old person has records in common with one new person only."""
        return _alone(self.old)

    def new_alone(self) -> Flags:
        """Tell where a new person has records in common with one old person only."""
        return _alone(self.new)


@dataclass(frozen=True)
class KeptIds:
    """Where ids go on.

    Parameters
    ----------
    of_new
        For each new person the old one whose id it keeps; below 0 where it needs an id of its own.
    leads_to
        For each old person whose id nobody keeps, the new person that has most of its records; else below 0.
    """

    of_new: Integers
    leads_to: Integers


def keep_ids(overlaps: Overlaps, fixed: int, olds: int, news: int, age: Age) -> KeptIds:
    """Return where ids go on.

    Parameters
    ----------
    fixed
        So many persons, the first, are the same before and after whatever the overlaps say.
    age
        Tells of old persons how old their ids are: the lower, the elder. It is asked where it matters.

    Returns
    -------
    KeptIds
        Every id goes to one person at most; those that nobody keeps lead to where most of their records are.
    """
    of_new = np.full(news, -1, dtype=np.int64)
    of_new[:fixed] = np.arange(fixed)
    free = (overlaps.old >= fixed) & (overlaps.new >= fixed)
    # Most persons do not change: only the others have to be put in order and gone through one by one.
    sure = free & overlaps.old_alone() & overlaps.new_alone()
    of_new[overlaps.new[sure]] = overlaps.old[sure]
    for old, new in _by_overlap(overlaps, np.flatnonzero(free & ~sure), age):
        of_new[new] = old
    gone = np.ones(olds, dtype=np.bool_)
    gone[of_new[of_new >= 0]] = False
    return KeptIds(of_new, np.where(gone, _most(overlaps, olds), -1))


def _by_overlap(overlaps: Overlaps, chosen: Integers, age: Age) -> list[tuple[int, int]]:
    """Return which old person goes on as which new one, the largest overlap first and each of them once."""
    ages = age(overlaps.old[chosen]) if len(chosen) else chosen
    order = chosen[np.lexsort((overlaps.first[chosen], ages, -overlaps.size[chosen]))]
    olds, news = dict[int, int](), set[int]()
    for old, new in zip(overlaps.old[order].tolist(), overlaps.new[order].tolist(), strict=True):
        # Greedy: the largest overlap decides by itself, whatever a matching of all of them would gain.
        if old not in olds and new not in news:
            olds[old] = new
            news.add(new)
    return list(olds.items())


def _most(overlaps: Overlaps, olds: int) -> Integers:
    """Return for each old person the new one that has most of its records, of equal ones the first of them."""
    order = np.lexsort((overlaps.first, -overlaps.size, overlaps.old))
    old, place = np.unique(overlaps.old[order], return_index=True)
    found = np.full(olds, -1, dtype=np.int64)
    found[old] = overlaps.new[order][place]
    return found


def _alone(person: Integers) -> Flags:
    found: Flags = np.bincount(person)[person] == 1
    return found

"""Capture histories and model terms share one index: a set of lists, written as the bits of an integer.

A history is the set of lists that a person is on; a term of a log-linear model is the set of lists that interact.
A term applies to every history that contains it. The two sums that everything here is made of are therefore sums
over supersets (the sufficient statistic of a term) and over subsets (the linear predictor of a history), and both
take one pass per list, for any number of tables at once.

The order of the lists in a `Lattice` depends on the counts alone, so that no answer can depend on the order or the
names of the columns in a file.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from schakel_prevalence.table import CaptureTable

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

REFINEMENTS = 4


def superset_sums(values: Floats) -> Floats:
    """Return, for every set on the last axis, the sum of `values` over all sets that contain it.

    Parameters
    ----------
    values
        Shape (..., 2**lists).

    Notes
    -----
    The fast zeta transform: one pass per list where a loop over pairs of sets would take 4**lists.
    """
    sums = values.copy()
    size = sums.shape[-1]
    for bit in range(size.bit_length() - 1):
        pairs = sums.reshape(*sums.shape[:-1], size >> (bit + 1), 2, 1 << bit)
        pairs[..., 0, :] += pairs[..., 1, :]
    return sums


def subset_sums(values: Floats) -> Floats:
    """Return, for every set on the last axis, the sum of `values` over all sets that it contains."""
    sums = values.copy()
    size = sums.shape[-1]
    for bit in range(size.bit_length() - 1):
        pairs = sums.reshape(*sums.shape[:-1], size >> (bit + 1), 2, 1 << bit)
        pairs[..., 1, :] += pairs[..., 0, :]
    return sums


@dataclass(frozen=True, eq=False)
class Lattice:
    """One table as numbers: `counts[h]` persons with history h; `possible[h]` whether h can be observed at all."""

    lists: tuple[str, ...]
    counts: Floats
    possible: Flags
    apart: tuple[int, ...] = ()

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, table: CaptureTable) -> "Lattice":
        """Bring a table into the order that depends on its counts alone, without its empty lists."""
        table = table.without_empty_lists()
        # Resampling draws along this order, so one seed gives one answer whatever the columns are called.
        order = canonical_order(table)
        place = {old: new for new, old in enumerate(order)}
        counts = np.zeros(1 << len(order))
        for history, count in table.counts.items():
            counts[_moved(history, place)] = count
        position = {table.lists[old]: new for new, old in enumerate(order)}
        apart = tuple(sorted(1 << position[a] | 1 << position[b] for a, b in table.cannot_share))
        return cls(tuple(table.lists[old] for old in order), counts, _possible(len(counts), apart), apart)

    @property
    def size(self) -> int:
        """The number of sets of lists, the empty one included."""
        return len(self.counts)

    @property
    def observed(self) -> float:
        """The number of persons on at least one list."""
        return float(self.counts.sum())

    @cached_property
    def fingerprint(self) -> str:
        """Tells versions of a table apart, whatever the lists are called and in whatever order they stand."""
        return sha256(self.counts.tobytes() + repr(self.apart).encode()).hexdigest()[:12]

    @cached_property
    def totals(self) -> Floats:
        """For every set of lists, the number of persons who are on all of them."""
        return superset_sums(self.counts)

    @cached_property
    def main_terms(self) -> tuple[int, ...]:
        """The intercept and one term per list."""
        return (0, *(1 << i for i in range(len(self.lists))))

    @cached_property
    def pairs(self) -> tuple[int, ...]:
        """All pairs of lists that can share people."""
        return tuple(t for t in range(self.size) if t.bit_count() == 2 and t not in self.apart)

    def name(self, term: int) -> str:
        """Return a term as the names of its lists, in alphabetical order."""
        return ":".join(sorted(name for i, name in enumerate(self.lists) if term >> i & 1))


def _moved(history: int, place: dict[int, int]) -> int:
    return sum(1 << new for old, new in place.items() if history >> old & 1)


def _possible(size: int, apart: tuple[int, ...]) -> Flags:
    histories = np.arange(size)
    possible = histories > 0
    for pair in apart:
        possible &= (histories & pair) != pair
    return possible


def canonical_order(table: CaptureTable) -> list[int]:
    """Return the positions of the lists in an order that permuting or renaming them cannot change.

    Lists are distinguished by the counts of the histories that they are in, then by what is known about the lists that
    they share those with, a few times over (colour refinement). Lists that remain equal are interchangeable.
    """
    apart = [(table.lists.index(a), table.lists.index(b)) for a, b in table.cannot_share]
    ranks = [0] * len(table.lists)
    for _ in range(REFINEMENTS):
        keys = [_description(i, table, ranks, apart) for i in range(len(table.lists))]
        places = {key: place for place, key in enumerate(sorted(set(keys)))}
        ranks = [places[key] for key in keys]
    return sorted(range(len(ranks)), key=lambda i: ranks[i])


def _description(i: int, table: CaptureTable, ranks: list[int], apart: list[tuple[int, int]]) -> tuple[object, ...]:
    shared = sorted(
        (count, tuple(sorted(ranks[j] for j in range(len(ranks)) if history >> j & 1)))
        for history, count in table.counts.items()
        if history >> i & 1
    )
    separate = sorted(ranks[b if a == i else a] for a, b in apart if i in (a, b))
    return (ranks[i], sum(count for count, _ in shared), tuple(shared), tuple(separate))

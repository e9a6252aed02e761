"""Empty combinations near the leaves: units can be drawn into them, and readers never learn which exist.

A small count can be drawn as other numbers only where units come in from elsewhere and nearly all else stays as it is.
So two leaves that are alike exchange what they say of one dimension: one of the two new combinations is in the small
count, and what a table asks of only that dimension, of only others, or of both leaves alike, stays as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pyarrow as pa

from schakel.indicators.atoms import ALWAYS, Columns, Numbers, numbered
from schakel.indicators.counting import COUNT
from schakel.indicators.kind import Flags

SMALL = 9
"""Units of a small count: no more than its figure may be off."""
_TIMES = 4  # that leaves exchange for each small count, while there are fewer exchanges than leaves
_LOOKED_AT = 400  # leaves, for the one that is most alike


def with_beside(leaves: pa.Table, columns: Columns, seed: int) -> tuple[pa.Table, Numbers]:
    """Return leaves and combinations beside them, with no units, and among which of these units can be exchanged.

    Parameters
    ----------
    leaves
        What is known of each, and `n` units; each other than the others.
    columns
        Which of its columns each dimension asks, and every table.
    seed
        The secret of the lot.

    Returns
    -------
    tuple
        The leaves, those beside them last; and places of shape (k, 4): the last two say what the first two say,
        put together in another way.
    """
    found = list(_exchanges(leaves, columns, np.random.default_rng(seed)))
    pairs = np.array([pair for pair, _ in found], np.int64).reshape(-1, 2)
    asked = [set(columns[name]) for _, name in found]
    # From which leaf each column of a leaf, and of both new combinations, is.
    sources = {
        name: _sources(len(leaves), pairs, np.array([name in one for one in asked], bool))
        for name in leaves.column_names
    }
    said = np.array([numbered(leaves, [name])[source] for name, source in sources.items() if name != COUNT])
    _, first, same = np.unique(said, axis=1, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.argsort(order)[same.ravel()]
    beside = first[order][len(leaves) :]
    new = leaves.from_pydict({name: leaves[name].take(pa.array(source[beside])) for name, source in sources.items()})
    nobody = pa.array(np.zeros(len(beside)), leaves[COUNT].type)
    new = new.set_column(new.column_names.index(COUNT), COUNT, nobody)
    combined = place[len(leaves) :].reshape(2, -1).T
    return pa.concat_tables([leaves, new]), np.hstack([pairs, combined])


def _sources(leaves: int, pairs: Numbers, moved: Flags) -> Numbers:
    """From which leaf a column is: of each leaf, then of each that takes it from another if it is moved, and back."""
    one, other = pairs.T
    return np.concatenate([np.arange(leaves), np.where(moved, other, one), np.where(moved, one, other)])


def _exchanges(
    leaves: pa.Table, columns: Columns, random: np.random.Generator
) -> Iterator[tuple[tuple[int, int], str]]:
    """Two leaves and the dimension that they exchange: for small counts, and others until half of all leaves do."""
    says = {name: numbered(leaves, asked) for name, asked in columns.items()}
    always, codes = says.pop(ALWAYS), np.array(list(says.values()))
    units, done = leaves[COUNT].to_numpy(), 0
    found = [one for pair in _crossed(columns) for one in _counts(says, always, units, pair)]
    for number in _in_turn(np.array([is_small for *_, is_small in found], bool), len(leaves), random):
        (one, other), population, (first, second), _ = found[number]
        of_first, of_second = says[one] == first, says[other] == second
        inside = always == population
        here, there = (np.flatnonzero(inside & one) for one in (of_first & ~of_second, of_second & ~of_first))
        if len(here) and len(there) and done < len(leaves):
            done += 1
            leaf = int(random.choice(here))
            yield (leaf, _most_alike(codes, leaf, there, random)), other


def _crossed(columns: Columns) -> Iterator[tuple[str, str]]:
    """The pairs of dimensions that ask no column both."""
    for one, other in combinations([name for name in columns if name != ALWAYS], 2):
        if not set(columns[one]) & set(columns[other]):
            yield one, other


def _counts(
    says: Mapping[str, Numbers], always: Numbers, units: Numbers, pair: tuple[str, str]
) -> Iterator[tuple[tuple[str, str], int, tuple[int, int], bool]]:
    """Every count of two dimensions, of leaves that are in the same populations, and whether it is small."""
    three, place = np.unique(np.array([always, *(says[name] for name in pair)]), axis=1, return_inverse=True)
    counted = np.bincount(place.ravel(), units, three.shape[1])
    for (population, first, second), count in zip(three.T.tolist(), counted.tolist(), strict=True):
        yield pair, population, (first, second), count <= SMALL


def _in_turn(small: Flags, leaves: int, random: np.random.Generator) -> Sequence[int]:
    """The places of counts for which leaves exchange: small ones some times, each in its turn, then some others."""
    first = [random.permutation(np.flatnonzero(small)) for _ in range(_TIMES)]
    others = random.permutation(np.flatnonzero(~small))[: max(leaves // 2 - sum(map(len, first)), 0)]
    return [int(one) for one in np.concatenate([*first, others])]


def _most_alike(codes: Numbers, leaf: int, among: Numbers, random: np.random.Generator) -> int:
    """The leaf that says the same as another one of most dimensions; of those alike one by lot."""
    looked_at = among if len(among) <= _LOOKED_AT else random.choice(among, _LOOKED_AT, replace=False)
    differs = (codes[:, looked_at] != codes[:, [leaf]]).sum(axis=0)
    return int(looked_at[np.argmin(differs + random.random(len(looked_at)))])

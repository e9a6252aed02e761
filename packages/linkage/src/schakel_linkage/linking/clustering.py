"""From pairs to persons, without runaway groups: chains of weak evidence are cut where they are weakest.

Connected components join whatever touches. Three things keep that in bounds: pairs that cannot be one person join
nothing; a weak pair that no third record supports is a bridge, and is cut; and in a group that still holds two valid
numbers, or two generations, the pairs are joined again from the heaviest down, and none that would contradict.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Flags, Integers
from schakel_linkage.calibration import BRIDGE_MARGIN, GENERATION, SMALLEST_WITH_BRIDGES
from schakel_linkage.components import components, share_a_neighbour
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.rules import birth_year, forbidden, numbers_of


@dataclass(frozen=True)
class Groups:
    """The person of each variant; how many pairs rules forbade, how many bridges and contradicting groups were cut."""

    person: Integers
    forbidden: int
    bridges: int
    contradicting: int


def group(pairs: Pairs, model: LinkModel, existing: Integers | None = None) -> Groups:
    """Return which variants are one person.

    Parameters
    ----------
    pairs
        With their weights, prior included.
    model
        Its thresholds, and the rules that forbid.
    existing
        The number of the person that a variant has already, below 0 where it has none; two of them are never joined.

    Returns
    -------
    The number of the person of each variant, from 0, and what was forbidden and cut on the way.
    """
    heavy = pairs.weight >= model.thresholds.join
    # Forbidden before components are made: one impossible pair would otherwise join everything on both its sides.
    banned = heavy & forbidden(pairs, model)
    kept = np.flatnonzero(heavy & ~banned)
    person = components(pairs.left[kept], pairs.right[kept], len(pairs.variants))
    # A chain of lookalikes has nothing but weak links; true records of one person support each other in triangles.
    bridges = _bridges(pairs, kept, person, model.thresholds.join + BRIDGE_MARGIN)
    if len(bridges):
        kept = np.setdiff1d(kept, bridges, assume_unique=True)
        person = parted(person, pairs, kept, bridges)
    facts = _facts(pairs, model, existing)
    contradicting = _contradicting(person, facts)
    person = _joined_again(pairs, kept, person, contradicting, facts)
    return Groups(person, int(np.count_nonzero(banned)), len(bridges), int(np.count_nonzero(contradicting)))


def parted(person: Integers, pairs: Pairs, kept: Integers, bridges: Integers) -> Integers:
    """Return the persons once bridges are cut: only those that had one come apart."""
    had_one = np.zeros(int(person.max()) + 1, dtype=np.bool_)
    had_one[person[pairs.left[bridges]]] = True
    nodes = np.flatnonzero(had_one[person])
    place = np.zeros(len(person), dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    edges = kept[had_one[person[pairs.left[kept]]]]
    found = person.copy()
    found[nodes] = len(had_one) + components(place[pairs.left[edges]], place[pairs.right[edges]], len(nodes))
    return numbered(found)


def numbered(values: Integers) -> Integers:
    """Number different values that are not below 0 from 0 on, in their order."""
    occurs = np.zeros(int(values.max(initial=-1)) + 1, dtype=np.int64)
    occurs[values] = 1
    found: Integers = np.cumsum(occurs)[values] - 1
    return found


def _bridges(pairs: Pairs, kept: Integers, person: Integers, heavy_enough: float) -> Integers:
    """Return the weak pairs in larger groups whose two sides have no neighbour in common."""
    size = np.bincount(person)[person[pairs.left[kept]]]
    within = kept[size >= SMALLEST_WITH_BRIDGES]
    weak = within[pairs.weight[within] < heavy_enough]
    if not len(weak):
        return weak
    left, right = pairs.left[within], pairs.right[within]
    supported = share_a_neighbour(pairs.left[weak], pairs.right[weak], left, right, len(pairs.variants))
    return weak[~supported]


@dataclass(frozen=True)
class _Facts:
    """What a person has one of: unique numbers, by variant, and a year of birth (none where no rule asks for it).

    `source` is where a variant is from, of which a person has one variant at most; below 0 where that is not known.
    """

    numbers: list[npt.NDArray[np.int32]]
    year: npt.NDArray[np.int32] | None
    source: npt.NDArray[np.int32] | None


def _facts(pairs: Pairs, model: LinkModel, existing: Integers | None) -> _Facts:
    numbers = numbers_of(pairs, model) if "numbers" in model.cannot_link else []
    if existing is not None:
        numbers = [*numbers, existing.astype(np.int32)]
    source = pairs.variants.columns[f"{model.source}_value"] if model.source else None
    return _Facts(numbers, birth_year(pairs, model) if "generations" in model.cannot_link else None, source)


def _contradicting(person: Integers, facts: _Facts) -> Flags:
    """Tell which persons have two numbers of a kind, two generations, or two records of one source."""
    found = np.zeros(int(person.max(initial=-1)) + 1, dtype=np.bool_)
    for number in facts.numbers:
        known = np.flatnonzero(number >= 0)
        found[person[known][_off_one(person[known], number[known]) > 0]] = True
    if facts.year is not None:
        known = np.flatnonzero(facts.year >= 0)
        far = np.zeros(len(found), dtype=np.bool_)
        # Two years a generation apart are at least half of one from any third: a cheap test first, exact for the few
        # left.
        far[person[known][_off_one(person[known], facts.year[known]) >= GENERATION / 2]] = True
        known = known[far[person[known]]]
        first, last = np.full(len(found), 9999), np.full(len(found), 0)
        np.minimum.at(first, person[known], facts.year[known])
        np.maximum.at(last, person[known], facts.year[known])
        found |= last - first >= GENERATION
    if facts.source is not None:
        known = np.flatnonzero(facts.source >= 0)
        each, times = np.unique(person[known] << 32 | facts.source[known], return_counts=True)
        found[each[times > 1] >> 32] = True
    return found


def _off_one(person: Integers, value: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return how far each value is from that of one member of the same person."""
    of_one = np.zeros(int(person.max(initial=-1)) + 1, dtype=value.dtype)
    of_one[person] = value
    off: npt.NDArray[np.int32] = np.abs(value - of_one[person])
    return off


def _joined_again(pairs: Pairs, kept: Integers, person: Integers, contradicting: Flags, facts: _Facts) -> Integers:
    """Join the variants of contradicting persons again, by their heaviest pairs first, and none that contradict."""
    again = contradicting[person]
    if not again.any():
        return person
    chosen = kept[again[pairs.left[kept]]]
    # The heaviest evidence is settled first, so that a contradiction is resolved against the lighter side. Pairs that
    # weigh the same follow each other by their places, in whatever order they were found.
    chosen = chosen[np.lexsort((pairs.right[chosen], pairs.left[chosen], -pairs.weight[chosen]))]
    forest = _Forest(facts)
    for one, other in zip(pairs.left[chosen].tolist(), pairs.right[chosen].tolist(), strict=True):
        forest.join(one, other)
    nodes = np.flatnonzero(again)
    roots = np.array([forest.root(node) for node in nodes.tolist()])
    found = person.copy()
    found[nodes] = len(contradicting) + roots
    return numbered(found)


class _Forest:
    """Groups that grow by joining, each with the numbers, the years and the sources of its members."""

    def __init__(self, facts: _Facts) -> None:
        self._facts = facts
        self._above: dict[int, int] = {}
        self._numbers: dict[int, list[int]] = {}
        self._years: dict[int, tuple[int, int]] = {}
        self._sources: dict[int, frozenset[int]] = {}

    def root(self, node: int) -> int:
        """Return the node that represents the group of a node."""
        if node not in self._above:
            self._above[node] = node
            self._numbers[node] = [int(number[node]) for number in self._facts.numbers]
            year = -1 if self._facts.year is None else int(self._facts.year[node])
            self._years[node] = (year, year) if year >= 0 else (9999, 0)
            source = -1 if self._facts.source is None else int(self._facts.source[node])
            self._sources[node] = frozenset([source] if source >= 0 else [])
        while self._above[node] != node:
            self._above[node] = self._above[self._above[node]]
            node = self._above[node]
        return node

    def join(self, one: int, other: int) -> None:
        """Join the groups of two nodes, unless that would contradict."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return
        numbers = list(zip(self._numbers[one], self._numbers[other], strict=True))
        years = (min(self._years[one][0], self._years[other][0]), max(self._years[one][1], self._years[other][1]))
        if any(a >= 0 and b >= 0 and a != b for a, b in numbers) or years[1] - years[0] >= GENERATION:
            return
        if self._sources[one] & self._sources[other]:
            return
        self._above[other] = one
        self._sources[one] |= self._sources[other]
        self._numbers[one] = [max(pair) for pair in numbers]
        self._years[one] = years

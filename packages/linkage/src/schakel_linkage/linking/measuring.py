"""How well known persons are linked, measured without the truth: by numbers, by names alone, and by links as likely.

What names find is held against numbers, as if nobody had written these. Then links by name are drawn again and again,
each as often as such links are right among those that a number can check: so many persons there could be as well. At
one end nobody is linked by name, at the other every pair worth a look.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from schakel_linkage.arrays import Flags, Floats, Integers
from schakel_linkage.calibration import FEWEST_CHECKED
from schakel_linkage.components import components
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import Columns
from schakel_linkage.linking.evidence import KnownRecords
from schakel_linkage.linking.links_by_name import LinkedByNames, link_by_names
from schakel_linkage.linking.pairing import pairs_among
from schakel_linkage.linking.rules import forbidden

COUNTED, ALL_JOINED, LOW, HIGH, NUMBERS = "counted", "all-joined", "draws-low", "draws-high", "numbers-alone"
DRAWS, BAND = 200, (2.5, 97.5)
_STEPS = 2.0  # bits: so wide are the steps of weight by which the chance of being right is given
_SEED = 1


@dataclass(frozen=True)
class MeasuredLinkage:
    """What can be told of a linkage without the truth.

    Parameters
    ----------
    by_numbers
        The group of each record that shared numbers make; shape (records,).
    by_names
        The records linked while all numbers were hidden.
    persons
        By reading of the links by name, the persons that there are in each source, and in all together.
    doubts
        How many numbers have two years of birth, how many are of two persons, and how many persons hang together
        loosely.
    """

    by_numbers: Integers
    by_names: LinkedByNames
    persons: Mapping[str, Integers]
    doubts: Mapping[str, int]


def measure_linkage(known: KnownRecords, who: Integers, source: Integers) -> MeasuredLinkage:
    """Measure a linkage of records.

    Parameters
    ----------
    who
        The number of the person of each record, from 0; shape (records,).
    source
        The number of the source of each record, from 0; shape (records,).
    """
    model = known.model
    by_names, numbered = link_by_names(known.records, model), known.grouped_by_numbers()
    edges = _Edges.of(known, _Chances.of(by_names, model.thresholds.review), numbered)
    persons = _persons(edges, len(by_names.right), who, numbered, source)
    return MeasuredLinkage(numbered, by_names, persons, _doubts(known, who))


def _doubts(known: KnownRecords, who: Integers) -> dict[str, int]:
    born = next((f"{one.name}_year" for one in known.model.attributes if one.kind == "date"), "")
    years = known.records.parts[born].astype(np.int64) if born else who * 0
    numbers = known.records.unique_numbers(known.model)
    return {
        "two-birth-years": sum(_with_several(number, years) for number in numbers),
        "two-persons": sum(_with_several(number, who) for number in numbers),
        "loose-persons": len(known.loose_persons(who)),
    }


def _with_several(number: Integers, said: Integers) -> int:
    """Count the numbers with several different statements."""
    known = (number >= 0) & (said >= 0)
    each = np.unique(number[known] << 32 | said[known]) >> 32
    return int(np.count_nonzero(np.unique(each, return_counts=True)[1] > 1))


@dataclass(frozen=True)
class _Chances:
    """How often links by name are right, by steps of some bits from the floor on."""

    right: Floats
    floor: float

    @classmethod
    def of(cls, checked: LinkedByNames, floor: float) -> "_Chances":
        step = np.maximum((checked.weight - floor) // _STEPS, 0).astype(np.int64)
        size = int(step.max(initial=0)) + 1
        # Half a pair of each kind is added: no step is taken to be always right or always wrong (Jeffreys).
        share = (np.bincount(step[checked.right], minlength=size) + 0.5) / (np.bincount(step, minlength=size) + 1)
        # Few pairs fall into the upper steps, so their shares jump about; more evidence cannot make a link less likely.
        return cls(np.maximum.accumulate(share), floor)

    def at(self, weight: Floats) -> Floats:
        """Return how often links of such weights are right."""
        # Weights beyond those that a number could check count as the heaviest that one could.
        step = np.clip(((weight - self.floor) // _STEPS).astype(np.int64), 0, len(self.right) - 1)
        found: Floats = self.right[step]
        return found


@dataclass(frozen=True)
class _Edges:
    """The links by name between groups that numbers make, and how likely each is.

    No rule forbids them, and no number has fully settled whether they are right.
    """

    left: Integers
    right: Integers
    chance: Floats

    @classmethod
    def of(cls, known: KnownRecords, chances: _Chances, numbered: Integers) -> "_Edges":
        model, variants = known.model, known.variants
        pairs = pairs_among(variants, known.records.texts, model, asked=_lacking_a_number(variants.columns, model))
        possible, group = ~forbidden(pairs, model), numbered[pairs.variants.first]
        # Records that say the same are one variant whatever numbers tell: that link by name is as sure as the heaviest.
        same = group[pairs.variants.of_record]
        left, right = np.append(group[pairs.left[possible]], same), np.append(group[pairs.right[possible]], numbered)
        chance = np.append(chances.at(pairs.weight[possible]), np.full(len(same), chances.right[-1]))
        return cls._one_each(left, right, chance)

    @classmethod
    def _one_each(cls, left: Integers, right: Integers, chance: Floats) -> "_Edges":
        """Keep between two groups the likeliest edge alone: they are one or they are not."""
        one, other = np.minimum(left, right), np.maximum(left, right)
        order = np.lexsort((-chance, other, one))
        order = order[one[order] != other[order]]
        _, first = np.unique(one[order] << 32 | other[order], return_index=True)
        kept = order[first]
        return cls(one[kept], other[kept], chance[kept])


def _lacking_a_number(variants: Columns, model: LinkModel) -> Flags:
    """Tell which variants may have a link by name: two with the same numbers are one already, two with others two."""
    numbers = [variants[f"{one.name}_value"] for one in model.attributes if one.unique]
    if "numbers" not in model.cannot_link:
        return np.ones(len(next(iter(variants.values()))), dtype=np.bool_)
    found: Flags = np.any([number < 0 for number in numbers], axis=0)
    return found


def _persons(edges: _Edges, checked: int, who: Integers, numbered: Integers, source: Integers) -> dict[str, Integers]:
    """Count the persons of each source, and of all together, under every reading of the links by name.

    There is no range without enough pairs that a number checks, nor where it lies beside what was counted: then links
    are made by other weights than those that were checked.
    """
    groups = _Groups.of(edges, _in_sources(numbered, source))
    # The same draws in every build, so that a figure differs between editions by the data alone.
    luck = uniform(len(edges.chance), DRAWS)
    # `nearest` gives a count that was drawn; interpolated ones need not be whole.
    low, high = np.percentile([groups.persons(one < edges.chance) for one in luck], BAND, axis=0, method="nearest")
    counted = _counted(_in_sources(who, source))
    readings = {
        COUNTED: counted,
        ALL_JOINED: groups.persons(edges.chance >= 0),
        NUMBERS: groups.persons(edges.chance < 0),
    }
    if checked >= FEWEST_CHECKED and not _beside(low[-1], counted[-1], high[-1]):
        readings |= {LOW: low, HIGH: high}
    return readings


def _beside(low: int, counted: int, high: int) -> bool:
    """Tell whether a count lies further outside a range than that is wide, and than chance explains."""
    return bool(max(low - counted, counted - high) > max(high - low, 2))


def _in_sources(person: Integers, source: Integers) -> Flags:
    """Return who is where: a row for each person, a column for each source and one for all."""
    found = np.zeros((int(person.max(initial=-1)) + 1, int(source.max(initial=-1)) + 2), dtype=np.bool_)
    found[person, source] = True
    found[person, -1] = True
    return found


def _counted(in_sources: Flags) -> Integers:
    found: Integers = np.count_nonzero(in_sources, axis=0)
    return found


@dataclass(frozen=True)
class _Groups:
    """The groups that numbers make, those that no edge touches counted once for all.

    Of the `size` others, group `standing[n]` is in source `at[n]`.
    """

    edges: _Edges
    size: int
    standing: Integers
    at: Integers
    untouched: Integers

    @classmethod
    def of(cls, edges: _Edges, in_sources: Flags) -> "_Groups":
        touched, place = np.unique(np.concatenate([edges.left, edges.right]), return_inverse=True)
        left, right = np.split(place, 2)
        others = _counted(in_sources) - _counted(in_sources[touched])
        standing, at = np.nonzero(in_sources[touched])
        return cls(_Edges(left, right, edges.chance), len(touched), standing, at, others)

    def persons(self, kept: Flags) -> Integers:
        """Count the persons that the groups make with some of the edges."""
        person = components(self.edges.left[kept], self.edges.right[kept], self.size)
        joined = np.zeros((int(person.max(initial=-1)) + 1, len(self.untouched)), dtype=np.bool_)
        joined[person[self.standing], self.at] = True
        return self.untouched + _counted(joined)


def uniform(size: int, times: int = 1) -> Iterator[Floats]:
    """Give as many numbers in [0, 1) some times, the same for ever: NumPy promises that of the words of a generator.

    Those of one time are held at once: all draws together would take 1,600 bytes for each link.

    Yields
    ------
    float array
        Shape (size,).
    """
    words = np.random.PCG64(_SEED)
    for _ in range(times):
        # The upper 53 bits of a word, as many as a float holds.
        yield np.asarray(words.random_raw(size) >> np.uint64(11), dtype=np.float64) * 2.0**-53

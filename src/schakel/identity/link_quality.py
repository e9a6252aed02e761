"""How well the persons of an alliance are linked, measured without the truth, in counts that are protected like all
others.

It measures three things. Of the persons whom two partners have both, how many meet on a number and how many on a name.
Of the pairs of records that a number shows to be one person, how many names alone would have found, and how many they
would have joined wrongly: that is the recall and the precision of linking by names. And what the figures would be under
other links that are as likely: links by name are drawn again and again, each as often as such links are right among
those that a number can check; at one end nobody is linked by name, at the other every pair worth a look.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.identity.clustered_share import interval
from schakel.identity.meeting import shared_persons
from schakel.identity.membership import group_members
from schakel.model.persons import PersonGroup
from schakel_linkage import LinkModel, StandardisedRecords
from schakel_linkage.linking import (
    KnownRecords,
    components,
    grouped_by_numbers,
    link_by_names,
    links_by_name,
    loose_persons,
)

FOUND, MISSED, WRONG = "found", "missed", "wrong"
LEAST, MOST = "least", "most"
"""Between these many missed or wrong pairs lies the truth in nineteen of twenty."""
COUNTED, ALL_JOINED, LOW, HIGH, NUMBERS = "counted", "all-joined", "draws-low", "draws-high", "numbers-alone"
DRAWS, BAND = 200, (2.5, 97.5)
FEWEST_CHECKED = 100
"""Pairs that a number can check: fewer leave a share of one half with a standard error above 5 percentage points, and
no range is drawn from them."""
NAMES = ("name", "text")
_STEPS = 2.0  # bits: so wide are the steps of weight by which the chance of being right is given
_SEED = 1

Integers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class LinkQuality:
    """What was measured of a linkage, as tables of counts.

    Parameters
    ----------
    shared
        `groups`, `partners`, `by_number`, `persons`: how many persons are in the same groups, are at the same
        partners, and meet on a number at the same pairs of them (written as `a b`).
    hidden
        `group`, `outcome`, `pairs`: pairs of records, while all numbers were hidden; of those missed and wrong
        also how many are within the 95% interval (`missed-least`, `missed-most`).
    figures
        `partner` (empty: all together), `reading`, `persons`.
    doubts
        `doubt`, `number`: numbers with two years of birth, numbers of two persons, pairs for people to judge,
        persons that hang together loosely.
    """

    shared: pa.Table
    hidden: pa.Table
    figures: pa.Table
    doubts: pa.Table


def link_quality(
    records: pa.Table,
    standard: StandardisedRecords,
    model: LinkModel,
    who: Integers,
    known: Callable[[], KnownRecords],
    groups: Sequence[PersonGroup],
    for_review: int = 0,
) -> LinkQuality:
    """Measure a linkage of records, as written and as standardised; `who` is the person of each, from 0.

    Parameters
    ----------
    known
        Gives the records, laid ready under the model: not before they are needed.

    Returns
    -------
    LinkQuality
        Four tables of counts of persons and of pairs of records; none of them is protected yet.
    """
    numbered = grouped_by_numbers(standard, model)
    members = {one.name: group_members(records, one, who) for one in groups}
    partner = records["partner"].combine_chunks().dictionary_encode()
    places = np.asarray(partner.indices, dtype=np.int64)
    names = partner.dictionary.to_pylist()
    hidden = _Hidden.of(standard, model)
    edges = _Edges.of(laid := known(), hidden, numbered)
    return LinkQuality(
        shared_persons(who, numbered, places, names, members),
        _table(("group", "outcome", "pairs"), hidden.counted(members)),
        _table(("partner", "reading", "persons"), _figures(edges, hidden.checked, who, numbered, places, names)),
        _doubts(standard, laid, who, for_review),
    )


def _table(columns: Sequence[str], rows: Iterable[tuple[str, str, int]]) -> pa.Table:
    listed = list(rows)
    kinds = (pa.string(), pa.string(), pa.int64())
    return pa.table({name: pa.array([row[n] for row in listed], kinds[n]) for n, name in enumerate(columns)})


def _doubts(records: StandardisedRecords, known: KnownRecords, who: Integers, for_review: int) -> pa.Table:
    born = next((f"{one.name}_year" for one in known.model.attributes if one.kind == "date"), "")
    years = records.parts[born].astype(np.int64) if born else who * 0
    numbers = records.unique_numbers(known.model)
    found = {
        "two-birth-years": sum(_with_several(number, years) for number in numbers),
        "two-persons": sum(_with_several(number, who) for number in numbers),
        "for-review": for_review,
        "loose-persons": len(loose_persons(known, who)),
    }
    return pa.table({"doubt": list(found), "number": pa.array(found.values(), pa.int64())})


def _with_several(number: Integers, said: Integers) -> int:
    """Count the numbers with several different statements."""
    known = (number >= 0) & (said >= 0)
    each = np.unique(number[known] << 32 | said[known]) >> 32
    return int(np.count_nonzero(np.unique(each, return_counts=True)[1] > 1))


@dataclass(frozen=True)
class _Hidden:
    """The records linked again while all numbers were hidden, and the number that each has in truth."""

    person: Integers
    number: Integers
    named: Flags
    right: Shares
    floor: float
    checked: int

    @classmethod
    def of(cls, records: StandardisedRecords, model: LinkModel) -> "_Hidden":
        found = link_by_names(records, model)
        right = _calibrated(found.weight, found.right, model.thresholds.review)
        named = [records.parts[f"{one.name}_value"] >= 0 for one in model.attributes if one.kind in NAMES]
        return cls(found.person, found.number, np.any(named, axis=0), right, model.thresholds.review, len(found.right))

    def chance(self, weight: Shares) -> Shares:
        """Return how often links of such weights are right."""
        # Weights beyond those that a number could check count as the heaviest that one could.
        step = np.clip(((weight - self.floor) // _STEPS).astype(np.int64), 0, len(self.right) - 1)
        found: Shares = self.right[step]
        return found

    def counted(self, members: Mapping[str, Flags]) -> Iterable[tuple[str, str, int]]:
        """Count pairs of records with a name and a number: found, missed, joined though their numbers differ."""
        for name, inside in {"": np.ones(len(self.number), dtype=np.bool_), **members}.items():
            chosen = np.flatnonzero(inside & self.named & (self.number >= 0))
            person, number = self.person[chosen], self.number[chosen]
            yield name, FOUND, int(_pairs(number, person)[0].sum())
            for outcome, groups, others in ((MISSED, number, person), (WRONG, person, number)):
                both, all_of_them = _pairs(groups, others)
                yield from ((name, said, pairs) for said, pairs in _with_interval(outcome, both, all_of_them))


def _pairs(groups: Integers, others: Integers) -> tuple[Integers, Integers]:
    """Return for each group the pairs in it that are of one of the others too, and all pairs in it."""
    place = np.unique(groups, return_inverse=True)[1]
    cells, sizes = np.unique(place << 32 | others, return_counts=True)
    both = np.zeros(int(place.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(both, cells >> 32, sizes * (sizes - 1) // 2)
    every = np.bincount(place, minlength=len(both)).astype(np.int64)
    return both, every * (every - 1) // 2


def _with_interval(outcome: str, both: Integers, all_of_them: Integers) -> Iterable[tuple[str, int]]:
    """Return how many of all pairs are not of both, and between which numbers that lies in nineteen of twenty."""
    total, (low, high) = int(all_of_them.sum()), interval(both, all_of_them)
    yield outcome, total - int(both.sum())
    yield f"{outcome}-{LEAST}", floor((1 - high) * total)
    yield f"{outcome}-{MOST}", ceil((1 - low) * total)


def _calibrated(weight: Shares, right: Flags, floor: float) -> Shares:
    """Return how often links of a weight are right, by steps of some bits from the floor on; heavier is never worse."""
    step = np.maximum((weight - floor) // _STEPS, 0).astype(np.int64)
    size = int(step.max(initial=0)) + 1
    # Half a pair of each kind is added: no step is taken to be always right or always wrong (Jeffreys).
    share = (np.bincount(step[right], minlength=size) + 0.5) / (np.bincount(step, minlength=size) + 1)
    # Few pairs fall into the upper steps, so their shares jump about; more evidence cannot make a link less likely.
    found: Shares = np.maximum.accumulate(share)
    return found


@dataclass(frozen=True)
class _Edges:
    """The links by name that could be made between groups of records that numbers make, and how likely each is."""

    left: Integers
    right: Integers
    chance: Shares

    @classmethod
    def of(cls, known: KnownRecords, hidden: _Hidden, numbered: Integers) -> "_Edges":
        links = links_by_name(known)
        # Records that say the same are one variant whatever numbers tell: that link by name is as sure as the heaviest.
        same = numbered[links.of_record]
        left, right = (np.concatenate([numbered[a], b]) for a, b in ((links.left, same), (links.right, numbered)))
        chance = np.concatenate([hidden.chance(links.weight), np.full(len(same), hidden.right[-1])])
        return cls._one_each(left, right, chance)

    @classmethod
    def _one_each(cls, left: Integers, right: Integers, chance: Shares) -> "_Edges":
        """Keep between two groups the likeliest edge alone: they are one or they are not."""
        one, other = np.minimum(left, right), np.maximum(left, right)
        order = np.lexsort((-chance, other, one))
        order = order[one[order] != other[order]]
        _, first = np.unique(one[order] << 32 | other[order], return_index=True)
        kept = order[first]
        return cls(one[kept], other[kept], chance[kept])


def _figures(
    edges: _Edges, checked: int, who: Integers, numbered: Integers, places: Integers, names: Sequence[str]
) -> Iterable[tuple[str, str, int]]:
    """Count the persons of each partner, and of all together, under every reading of the links by name.

    There is no range without enough pairs that a number checks, nor where it lies beside what was counted: then links
    are made by other weights than those that were checked.
    """
    groups = _Groups.of(edges, _at_partners(numbered, places, len(names)))
    # The same draws in every build, so that a figure differs between editions by the data alone.
    luck = uniform(len(edges.chance), DRAWS)
    # `nearest` gives a count that was drawn; interpolated ones need not be whole.
    low, high = np.percentile([groups.persons(one < edges.chance) for one in luck], BAND, axis=0, method="nearest")
    counted = _counted(_at_partners(who, places, len(names)))
    readings = {
        COUNTED: counted,
        ALL_JOINED: groups.persons(edges.chance >= 0),
        NUMBERS: groups.persons(edges.chance < 0),
    }
    if checked >= FEWEST_CHECKED and not _beside(low[-1], counted[-1], high[-1]):
        readings |= {LOW: low, HIGH: high}
    for place, partner in enumerate([*names, ""]):
        yield from ((partner, reading, int(counts[place])) for reading, counts in readings.items())


def _beside(low: int, counted: int, high: int) -> bool:
    """Tell whether a count lies further outside a range than that is wide, and than chance explains."""
    return bool(max(low - counted, counted - high) > max(high - low, 2))


def _at_partners(person: Integers, places: Integers, partners: int) -> Flags:
    """Return who is where: a row for each person, a column for each partner and one for all."""
    found = np.zeros((int(person.max(initial=-1)) + 1, partners + 1), dtype=np.bool_)
    found[person, places] = True
    found[person, partners] = True
    return found


def _counted(at_partners: Flags) -> Integers:
    found: Integers = np.count_nonzero(at_partners, axis=0)
    return found


@dataclass(frozen=True)
class _Groups:
    """The groups that numbers make, those that no edge touches counted once for all.

    Of the `size` others, group `standing[n]` is at partner `at[n]`.
    """

    edges: _Edges
    size: int
    standing: Integers
    at: Integers
    untouched: Integers

    @classmethod
    def of(cls, edges: _Edges, at_partners: Flags) -> "_Groups":
        touched, place = np.unique(np.concatenate([edges.left, edges.right]), return_inverse=True)
        left, right = np.split(place, 2)
        others = _counted(at_partners) - _counted(at_partners[touched])
        standing, at = np.nonzero(at_partners[touched])
        return cls(_Edges(left, right, edges.chance), len(touched), standing, at, others)

    def persons(self, kept: Flags) -> Integers:
        """Count the persons that the groups make with some of the edges."""
        person = components(self.edges.left[kept], self.edges.right[kept], self.size)
        joined = np.zeros((int(person.max(initial=-1)) + 1, len(self.untouched)), dtype=np.bool_)
        joined[person[self.standing], self.at] = True
        return self.untouched + _counted(joined)


def uniform(size: int, times: int = 1) -> Iterator[Shares]:
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

"""The distributions over categories that published counts allow: the most even one, and those with all they can in few.

A group is a published count with the counts that it is made of: a total of its categories, a category of narrower ones.
So a unit that can be in either of two categories is in one of them, where their counts alone would put it in both or
in neither. Of units of which it is known that they are in one category shown (broad or narrow) these are all
distributions that there are; of units with other sets of categories they are more.

An index of diversity is concave in the shares, so it is least at a corner of what is allowed. Of parts with as many
units the least diverse one is the best choice whatever the others are; so corners are joined part by part, and few
are kept. It is largest where, for a number of units, all counts are as near to one level as their groups allow: water
that is poured into connected vessels. This is the *least majorised* distribution, and largest for every such index
(Marshall, Olkin and Arnold 2011, Inequalities, chapter 5).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schakel.model.figure import Figure

Counts = NDArray[np.float64]
Measure = Callable[[Counts], float]
"""An index of diversity of counts; they add up to more than 0."""

MOST_CORNERS = 2**18
"""So many are looked at for a group, about; with more, the least index is bounded from below."""
MOST_SIZES = 256
"""So many numbers of units are tried in turn; among more the largest index is searched for, of counts not all whole."""
STEPS = 60  # of a search that leaves two thirds each time: one part in 10**10
_HAIR = 1e-9


@dataclass(frozen=True)
class CountedGroup:
    """A count between two bounds, and the groups that it is made of: none for a finest category.

    Its bounds can be met by its parts, and lie within theirs.
    """

    least: float
    most: float
    parts: tuple["CountedGroup", ...] = ()


def grouped(counts: Sequence[Figure], wholes: Iterable[tuple[Figure, Sequence[int]]]) -> CountedGroup:
    """Return all categories as one group.

    Parameters
    ----------
    counts
        What is published of each finest category; they do not overlap.
    wholes
        Counts of broader ones, each with the places of those that make it up. One that is not published, or that
        crosses a smaller one, says nothing.
    """
    found = [(frozenset([place]), CountedGroup(*_ends(count))) for place, count in enumerate(counts)]
    for figure, places in sorted(wholes, key=lambda whole: len(whole[1])):
        inside = [one for one in found if one[0] <= {*places}]
        if not figure.mark and frozenset[int]().union(*(one for one, _ in inside)) == {*places}:
            whole = frozenset(places), _group([group for _, group in inside], *_ends(figure))
            found = [one for one in found if one not in inside] + [whole]
    return _group([group for _, group in found])


def _ends(figure: Figure) -> tuple[float, float]:
    return figure.lower or 0.0, figure.upper or 0.0


def _group(parts: Sequence[CountedGroup], least: float = 0.0, most: float = math.inf) -> CountedGroup:
    low, high = sum(part.least for part in parts), sum(part.most for part in parts)
    # Counts that are rounded apart need not add up: then the parts decide.
    return CountedGroup(min(max(least, low), high), max(min(most, high), low), tuple(parts))


# -- the least diverse ----------------------------------------------------------------------------------------------


class _Corner(NamedTuple):
    """Counts of some categories at ends of their bounds; one of them may be `free` still, and stands as 0 until then.

    Parameters
    ----------
    free
        Its place, or -1.
    room
        What the free one may be.
    """

    counts: tuple[float, ...]
    free: int = -1
    room: tuple[float, float] = (0.0, 0.0)


def least_diverse(group: CountedGroup, measure: Measure) -> Counts:
    """Return the counts at which an index is least, or if there are too many to look at, some at which it is lower."""
    try:
        corners = [corner.counts for corner in _corners(group, measure) if corner.free < 0]
    except _TooManyError:
        return _as_uneven_as_any(group)
    return min((np.array(one) for one in corners), key=measure)


def _as_uneven_as_any(group: CountedGroup) -> Counts:
    """Counts whose largest one, two, three and so on hold as large a share as they can in any distribution, or larger.

    Such counts majorise them all, so an index that is concave in the shares is nowhere lower.
    """
    ends = np.array([(part.least, part.most) for part in _finest(group)])
    least, most = np.sort(ends[:, 0]), np.sort(ends[:, 1])[::-1]
    others = np.append(np.cumsum(least)[:-1][::-1], 0.0)
    shares = np.minimum(np.minimum(np.cumsum(most) / group.least, 1.0), 1.0 - others / group.most)
    return np.asarray(np.diff(shares, prepend=0.0) * group.least)


def _finest(group: CountedGroup) -> list[CountedGroup]:
    return [finest for part in group.parts for finest in _finest(part)] if group.parts else [group]


class _TooManyError(Exception):
    """There are more corners than are looked at."""


def _corners(group: CountedGroup, measure: Measure) -> list[_Corner]:
    if not group.parts:
        return list(_within(group, _Corner((0.0,), 0, (group.least, group.most))))
    found = [_Corner(())]
    for part in group.parts:
        ends = _corners(part, measure)
        if len(found) * len(ends) * len(group.parts) > MOST_CORNERS:
            raise _TooManyError
        joined = (_joined(one, end) for one in found for end in ends if one.free < 0 or end.free < 0)
        found = _best(joined, measure)
    return _best((left for one in found for left in _within(group, one)), measure)


def _joined(one: _Corner, other: _Corner) -> _Corner:
    if other.free < 0:
        return one._replace(counts=one.counts + other.counts)
    return _Corner(one.counts + other.counts, len(one.counts) + other.free, other.room)


def _within(group: CountedGroup, corner: _Corner) -> Iterator[_Corner]:
    """A corner of the parts as corners of their group: with the free count at either end of its room, or free still."""
    fixed = sum(corner.counts)
    if corner.free < 0:
        if group.least <= fixed <= group.most:
            yield corner
        return
    low, high = max(corner.room[0], group.least - fixed), min(corner.room[1], group.most - fixed)
    if low <= high:
        before, after = corner.counts[: corner.free], corner.counts[corner.free + 1 :]
        yield from (_Corner((*before, end, *after)) for end in sorted({low, high}))
    if low < high:
        yield corner._replace(room=(low, high))


def _best(corners: Iterable[_Corner], measure: Measure) -> list[_Corner]:
    """Of corners that fit the same places the least diverse one."""
    found: dict[tuple[float, bool, tuple[float, float]], _Corner] = {}
    for corner in corners:
        # Which of them is free makes no difference, only what it may be.
        fits = (sum(corner.counts), corner.free < 0, corner.room)
        other = found.get(fits)
        # With no units yet there is one way only.
        if other is None or (fits[0] and measure(np.array(corner.counts)) < measure(np.array(other.counts))):
            found[fits] = corner
    return list(found.values())


# -- the most diverse -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Vessel:
    """How much is in a group at each level of the water: straight between the levels, and constant beyond them."""

    levels: Counts
    amounts: Counts
    parts: tuple["_Vessel", ...] = ()

    def holds(self, level: float | Counts) -> Counts:
        """How much is in it at some levels."""
        return np.asarray(np.interp(level, self.levels, self.amounts))


def most_diverse(group: CountedGroup, measure: Measure) -> Counts:
    """Return the counts at which an index is largest; whole, unless the number of units is very unclear."""
    vessel = _vessel(group)
    if group.most - group.least <= MOST_SIZES:
        sizes = np.arange(group.least, group.most + 1)
        return max((np.array(_poured(vessel, units, whole=True)) for units in sizes), key=measure)

    def at(units: float) -> Counts:
        return np.array(_poured(vessel, units))

    low, high = group.least, group.most
    # Of counts that need not be whole the index has one top in the number of units, and is level nowhere else.
    for _ in range(STEPS):
        third = (high - low) / 3
        if measure(at(low + third)) < measure(at(high - third)):
            low += third
        else:
            high -= third
    return max(map(at, (group.least, low, high, group.most)), key=measure)


def _vessel(group: CountedGroup) -> _Vessel:
    if not group.parts:
        ends = np.unique([group.least, group.most])
        return _Vessel(ends, ends)
    parts = tuple(map(_vessel, group.parts))
    levels = np.unique(np.concatenate([part.levels for part in parts]))
    # The levels at which the group itself stops to rise are ends as well.
    levels = np.unique([*levels, *np.interp([group.least, group.most], _amounts(parts, levels), levels)])
    return _Vessel(levels, np.clip(_amounts(parts, levels), group.least, group.most), parts)


def _amounts(parts: Iterable[_Vessel], levels: Counts) -> Counts:
    return np.asarray(np.sum([part.holds(levels) for part in parts], axis=0))


def _poured(vessel: _Vessel, units: float, whole: bool = False) -> list[float]:
    """The counts of the finest categories of a group that holds some units."""
    if not vessel.parts:
        return [units]
    levels = np.unique(np.concatenate([part.levels for part in vessel.parts]))
    level = float(np.interp(units, _amounts(vessel.parts, levels), levels))
    amounts = np.array([part.holds(level) for part in vessel.parts])
    shared = _in_whole(amounts, units) if whole else amounts
    return [
        count
        for part, amount in zip(vessel.parts, shared.tolist(), strict=True)
        for count in _poured(part, amount, whole)
    ]


def _in_whole(amounts: Counts, units: float) -> Counts:
    """Amounts that add up to whole units, each rounded up or down: between two whole levels a unit adds the same."""
    rounded: Counts = np.floor(amounts + _HAIR)
    broken = np.flatnonzero(amounts - rounded > _HAIR)
    rounded[broken[: round(units - rounded.sum())]] += 1
    return rounded

"""Marks: seven bytes per row, each equal if a part of the row is equal, and eight flags.

Which marks of two words are equal, and which flags one of them has set, is the *pattern* of a pair: a number so small
that whatever follows from it is kept in a table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Flags, Floats, Integers
from schakel_linkage.link_model.levels import FLAGS, Columns, Marks, Part
from schakel_linkage.linking.hashing import one_byte
from schakel_linkage.linking.scales import WeightScale

MARKS, MOST_FLAGS = 7, 8

Patterns = npt.NDArray[np.uint16]
Words = npt.NDArray[np.uint64]


def _turned(part: Part) -> Integers:
    """The same for a day and month as for these two swapped."""
    month, day = part("month").astype(np.int64), part("day").astype(np.int64)
    return (month + day) * 10000 + month * day


def _both_names(part: Part) -> Integers:
    return part("value").astype(np.int64) + part("other_value")


_MADE_OF_PARTS: Mapping[str, Callable[[Part], Integers]] = {"turned": _turned, "both_names": _both_names}
"""Marks that are no part themselves."""


@dataclass(frozen=True)
class MarkedComparison:
    """A comparison, and the marks and flags that its levels ask for."""

    scale: WeightScale
    marks: tuple[str, ...]
    flags: tuple[str, ...]

    @classmethod
    def of(cls, scale: WeightScale) -> "MarkedComparison":
        """Ask each level what it needs."""
        asked = dict[str, None]()

        def mark(name: str) -> Flags:
            asked[name] = None
            return np.zeros(1, dtype=np.bool_)

        for condition in scale.conditions:
            if condition.needs is not None:
                condition.needs(mark)
        return cls(
            scale,
            tuple(name for name in asked if name not in FLAGS),
            ("unknown", *(name for name in asked if name in FLAGS)),
        )

    def most(self, mark: Marks, of_text: bool) -> Floats:
        """Return what pairs whose marks are known can weigh at most, without rarity; with their texts or not."""
        found = np.full(len(mark("unknown")), self.scale.weights[self.scale.otherwise])
        for condition, weight in zip(self.scale.conditions, self.scale.weights, strict=False):
            if of_text or not condition.of_text:
                possible = True if condition.needs is None else condition.needs(mark)
                found = np.where(possible, np.maximum(found, weight), found)
        return np.where(mark("unknown"), 0.0, found)


@dataclass(frozen=True)
class MarkLayout:
    """The comparisons of one word."""

    compared: tuple[MarkedComparison, ...] = ()

    def fits(self, one: MarkedComparison) -> bool:
        """Tell whether another comparison fits in."""
        more = (*self.compared, one)
        return sum(len(each.marks) for each in more) <= MARKS and sum(len(each.flags) for each in more) <= MOST_FLAGS

    def places(self, one: MarkedComparison) -> dict[str, int]:
        """Return the bit of each mark and flag of a comparison in the pattern of a pair; one between them is unused."""
        before = self.compared[: self.compared.index(one)]
        mark, flag = sum(len(each.marks) for each in before), sum(len(each.flags) for each in before)
        marks = {name: mark + n for n, name in enumerate(one.marks)}
        return marks | {name: MARKS + 1 + flag + n for n, name in enumerate(one.flags)}

    def most(self, one: MarkedComparison, of_text: bool = True) -> Floats:
        """Return what a comparison can weigh at most, by the pattern of a pair."""
        return one.most(self._marks(one), of_text)

    def first_holds(self, one: MarkedComparison) -> Flags:
        """Tell for which patterns the first level of a comparison may hold, at which rarity counts."""
        needs, mark = one.scale.conditions[0].needs, self._marks(one)
        return ~mark("unknown") & (True if needs is None else needs(mark))

    def silent(self, one: MarkedComparison) -> Flags:
        """Tell for which patterns one side says nothing of a comparison."""
        return self._marks(one)("unknown")

    def words(self, columns: Columns) -> Words:
        """Return the word of each row."""
        found = np.zeros(len(next(iter(columns.values()))), dtype=np.uint64)
        for each in self.compared:
            found |= _codes(each, columns, self.places(each))
        return found

    def _marks(self, one: MarkedComparison) -> Marks:
        places = self.places(one)
        pattern = np.arange(1 << MARKS + 1 + sum(len(each.flags) for each in self.compared))
        return lambda name: (pattern >> places[name] & 1) > 0


def layouts(compared: Iterable[MarkedComparison]) -> list[MarkLayout]:
    """Put as many comparisons into each word as fit."""
    found = [MarkLayout()]
    for one in compared:
        if not found[-1].fits(one):
            found.append(MarkLayout())
        found[-1] = MarkLayout((*found[-1].compared, one))
    return found


def patterns(words: Words, left: Integers, right: Integers) -> Patterns:
    """Return which marks of pairs of rows are equal, and behind these which flags are set."""
    one, other = words[left], words[right]
    # Eight comparisons in one: bytes that are equal give 0 under exclusive or.
    equal = np.packbits((one ^ other).view(np.uint8) == 0, bitorder="little")
    return ((one | other) >> np.uint64(8 * MARKS)).astype(np.uint16) << np.uint16(MARKS + 1) | equal


def _codes(compared: MarkedComparison, columns: Columns, places: Mapping[str, int]) -> Words:
    """Return the bytes and flags of one comparison, each in its place."""
    part = _part(compared.scale, columns)
    found = (part("value") < 0).astype(np.uint64) << np.uint64(8 * MARKS + places["unknown"] - MARKS - 1)
    for name in compared.flags[1:]:
        found |= part(name).astype(np.uint64) << np.uint64(8 * MARKS + places[name] - MARKS - 1)
    for name in compared.marks:
        value = _MADE_OF_PARTS[name](part) if name in _MADE_OF_PARTS else part(name)
        found |= one_byte(value).astype(np.uint64) << np.uint64(8 * places[name])
    return found


def _part(scale: WeightScale, columns: Columns) -> Part:
    def part(name: str) -> npt.NDArray[np.int32]:
        comparison = scale.comparison
        attribute = comparison.swapped_with if name.startswith("other_") else comparison.attribute
        return columns[f"{attribute}_{name.removeprefix('other_')}"]

    return part

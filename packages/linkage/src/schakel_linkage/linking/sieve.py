"""The sieve: one word of each record shows that most pairs in a block cannot match, without comparing them.

The marks of two words say what a pair can weigh at most, and the letters of two texts how alike these can be. Different
values can have an equal mark, and different texts the same letters, so the sieve lets pairs through that are too light;
it never holds back one that reaches the floor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel_linkage.arrays import Flags, Floats, Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import Columns
from schakel_linkage.linking.hashing import AT_ONCE
from schakel_linkage.linking.letters import letters_of_codes, most_by_letters, together
from schakel_linkage.linking.marks import MarkedComparison, MarkLayout, Patterns, Words, layouts, patterns
from schakel_linkage.linking.scales import WeightScale

STEPS_OF_A_BIT = 16
"""Weights are kept in so many steps of a bit, rounded up: numbers of two bytes."""
HEAVIEST = 500.0
"""Nothing weighs more bits, or less: many such weights still add up to a number of two bytes."""

Steps = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Sieve:
    """Drops pairs of rows that cannot reach a floor, which is in steps of a bit."""

    words: "tuple[_Word, ...]"
    texts: "tuple[_Text, ...]"
    floor: int

    @classmethod
    def of(cls, model: LinkModel, columns: Columns, texts: pa.Array, floor: float) -> "Sieve":
        """Return the sieve of rows for pairs that weigh at least `floor` bits, without the prior."""
        scales = [WeightScale.of(model, comparison) for comparison in model.comparisons]
        # Codes before texts and heavy attributes first, so that most pairs fall below the floor at the first word.
        order = sorted(scales, key=lambda scale: (scale.has_text, -scale.weights.max()))
        laid_out = layouts([MarkedComparison.of(scale) for scale in order])
        words = [_Word.of(layout, model, columns, laid_out[place + 1 :]) for place, layout in enumerate(laid_out)]
        looked_at = [
            _Text.of(place, layout, each, columns, texts)
            for place, layout in enumerate(laid_out)
            for each in layout.compared
            if each.scale.has_text
        ]
        return cls(tuple(words), tuple(looked_at), int(np.floor(max(floor, -HEAVIEST) * STEPS_OF_A_BIT)))

    def passing(self, left: Integers, right: Integers) -> Integers:
        """Return the places of the pairs that may reach the floor."""
        kept, weight = np.arange(len(left)), np.zeros(len(left), dtype=np.int16)
        seen = list[Patterns]()
        for word in self.words:
            one, other = left[kept], right[kept]
            seen.append(patterns(word.words, one, other))
            weight = weight + word.weight(seen[-1], one)
            most = weight + np.minimum(word.still[one], word.still[other]) if word.more_to_come else weight
            may = np.flatnonzero(most >= self.floor)
            kept, weight, seen = kept[may], weight[may], [pattern[may] for pattern in seen]
        for text in self.texts:
            weight = weight - text.too_much(seen[text.word], left[kept], right[kept])
            may = np.flatnonzero(weight >= self.floor)
            kept, weight, seen = kept[may], weight[may], [pattern[may] for pattern in seen]
        return kept


@dataclass(frozen=True)
class _Word:
    """One word of each row, what may still be added to it, and the most that each pattern weighs.

    Beside each rarity stands for which patterns it counts.
    """

    words: Words
    still: Steps
    table: Steps
    rarities: tuple[tuple[Steps, Steps], ...]

    @classmethod
    def of(cls, layout: MarkLayout, model: LinkModel, columns: Columns, later: Sequence[MarkLayout]) -> "_Word":
        rarities = [
            (_counts(layout, each, model).astype(np.int16), _in_parts(columns, partial(_rarity, each.scale, model)))
            for each in layout.compared
            if each.scale.comparison.frequency
        ]
        still = _in_parts(columns, lambda part: _steps(_still(later, model, part)))
        table = sum(_steps(_most_by_marks(layout, each, model)) for each in layout.compared)
        words = _in_parts(columns, layout.words)
        return cls(words, still, np.asarray(table, dtype=np.int16), tuple(rarities))

    @cached_property
    def more_to_come(self) -> bool:
        """Whether anything may still be added."""
        return bool(self.still.any())

    def weight(self, pattern: Patterns, left: Integers) -> Steps:
        """Return what pairs of rows can weigh at most in this word."""
        found = self.table[pattern]
        for counts, rarity in self.rarities:
            found += rarity[left] * counts[pattern]
        return found


@dataclass(frozen=True)
class _Text:
    """The letters of each row; and what pairs weigh at most by marks alone, how much more by texts, and by letters."""

    word: int
    letters: Words
    by_marks: Steps
    by_texts: Steps
    by_letters: Steps

    @classmethod
    def of(
        cls, word: int, layout: MarkLayout, compared: MarkedComparison, columns: Columns, texts: pa.Array
    ) -> "_Text":
        letters = letters_of_codes(texts, columns[f"{compared.scale.comparison.attribute}_value"])
        by_all, by_marks = (_steps(layout.most(compared, of_text)) for of_text in (True, False))
        return cls(word, letters, by_marks, by_all - by_marks, _steps(most_by_letters(compared.scale)))

    def too_much(self, pattern: Patterns, left: Integers, right: Integers) -> Steps:
        """Return how much less pairs weigh than their marks say, as their letters show."""
        found = self.by_texts[pattern]
        unsure = np.flatnonzero(found)
        seen = self.by_letters[together(self.letters[left[unsure]], self.letters[right[unsure]])]
        found[unsure] -= np.clip(seen - self.by_marks[pattern[unsure]], 0, None)
        return found


def _counts(layout: MarkLayout, compared: MarkedComparison, model: LinkModel) -> Flags:
    """Tell for which patterns rarity counts: where the first level may hold, and where an origin may be presumed."""
    first = layout.first_holds(compared)
    return first | layout.silent(compared) if compared.scale.comparison.attribute == model.origin else first


def _most_by_marks(layout: MarkLayout, compared: MarkedComparison, model: LinkModel) -> Floats:
    """Return what each pattern weighs at most without rarity; a presumed origin weighs as one that is the same."""
    most = layout.most(compared)
    if compared.scale.comparison.attribute != model.origin:
        return most
    return np.where(layout.silent(compared), compared.scale.weights[0], most)


def _rarity(scale: WeightScale, model: LinkModel, columns: Columns) -> Steps:
    """Return what equal marks add: the rarity of the value, or what another level weighs if the values differ."""
    others = scale.weights[1 : scale.unknown].max()
    if scale.comparison.attribute == model.origin:
        others = max(others, 0.0)
    return _steps(np.maximum(columns[f"{scale.comparison.attribute}_rarity"], others - scale.weights[0]))


def _most(scale: WeightScale, model: LinkModel, columns: Columns) -> Floats:
    """Return the most that a comparison can add to any pair of each row; what is unknown adds at most an origin."""
    name = scale.comparison.attribute
    most = np.full(len(columns[f"{name}_value"]), scale.weights.max())
    if scale.comparison.frequency:
        most = np.maximum(most, scale.weights[0] + columns[f"{name}_rarity"])
    most = np.maximum(most, 0)
    return most if name == model.origin else np.where(columns[f"{name}_value"] >= 0, most, 0)


def _still(later: Sequence[MarkLayout], model: LinkModel, columns: Columns) -> Floats:
    """Return the most that later words can add to any pair of each row."""
    found = np.zeros(len(next(iter(columns.values()))))
    for layout in reversed(later):
        found = found + sum(_most(each.scale, model, columns) for each in layout.compared)
    return found


def _in_parts(columns: Columns, made: Callable[[Columns], npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Make a column of many rows some at a time: what is worked with on the way would be several times as long."""
    size = len(next(iter(columns.values())))
    starts = range(0, max(size, 1), AT_ONCE)
    parts = [{name: column[one : one + AT_ONCE] for name, column in columns.items()} for one in starts]
    return np.concatenate([made(part) for part in parts])


def _steps(weights: Floats) -> Steps:
    # Rounded up: the sieve may let a pair through that is too light, and must never drop one that is heavy enough.
    return np.ceil(np.clip(weights, -HEAVIEST, HEAVIEST) * STEPS_OF_A_BIT).astype(np.int16)

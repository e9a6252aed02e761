"""The weights of many pairs at once, in arrays.

The weights are those of Splink for the same model: the same conditions, the same adjustment for frequent values. First
each attribute gets the first level that its codes show, and the most that a look at the texts could still make of it;
pairs that cannot reach the floor end there. For the others each two different texts are compared once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel.identity.linking.declared import Attribute, Comparison, Level, LinkModel
from schakel.identity.linking.levels import OTHERWISE, Columns, Part
from schakel.identity.linking.narrowing import narrowed

Integers = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int8]
STEPS_OF_A_BIT = 16
"""What could still be added to a weight is kept in so many steps of a bit, rounded up: numbers of two bytes."""
WORTH_DROPPING = 0.95
TOO_MUCH = 0.01


def level_of(model: LinkModel, comparison: Comparison, level: str) -> Level:
    """Return what training gave for a level."""
    assert model.trained is not None, "a model is trained before it weighs"
    return model.trained.levels[comparison.attribute][level]


def self_weight(model: LinkModel, columns: Columns) -> Weights:
    """Return what each row would weigh beside another that says the same: what is known of a person, in bits."""
    total = np.zeros(len(next(iter(columns.values()))))
    for comparison in model.comparisons:
        same = np.full(len(total), level_of(model, comparison, "same").weight)
        if comparison.frequency:
            same += columns[f"{comparison.attribute}_rarity"]
        if "same and vague" in comparison.levels:
            vague = columns[f"{comparison.attribute}_vague"]
            same = np.where(vague, level_of(model, comparison, "same and vague").weight, same)
        total += np.where(columns[f"{comparison.attribute}_value"] >= 0, same, 0)
    return total


@dataclass(frozen=True)
class Weighed:
    """Pairs of rows, their weight in bits, and the place of each level; shape of `levels` (comparisons, pairs)."""

    left: Integers
    right: Integers
    weight: Weights
    levels: Levels


@dataclass(frozen=True)
class Scorer:
    """Weighs pairs of the rows of `columns` under a trained model; `texts` are what codes stand for."""

    model: LinkModel
    columns: Columns
    texts: pa.Array
    connection: duckdb.DuckDBPyConnection

    def weigh(self, pairs: Iterable[tuple[Integers, Integers]], floor: float) -> "Weighed":
        """Return the pairs that weigh at least `floor` bits, without the prior."""
        scales = [_Scale.of(self.model, comparison) for comparison in self.model.comparisons]
        steps = self._steps(scales)
        parts = [self._by_codes(steps, left, right, floor) for left, right in pairs]
        if not parts:
            return Weighed(np.empty(0, int), np.empty(0, int), np.empty(0), np.empty((len(scales), 0), np.int8))
        left, right, shown = (np.concatenate([part[place] for part in parts], axis=-1) for place in range(3))
        total = np.zeros(len(left))
        for levels, scale in zip(shown, scales, strict=True):
            total += scale.most[levels]
            self._add_rarity(scale, levels, left, total)
        kept = np.flatnonzero(total >= floor)
        left, right, total, shown = left[kept], right[kept], total[kept], shown[:, kept]
        for number, scale in enumerate(scales):
            if scale.has_text:
                self._look_at_texts(scale, shown[number], left, right, total)
                kept = np.flatnonzero(total >= floor)
                left, right, total, shown = left[kept], right[kept], total[kept], shown[:, kept]
        return Weighed(left, right, total, shown)

    def _steps(self, scales: "list[_Scale]") -> "list[_Step]":
        """Put the comparisons first that look at codes alone, and could add most; say what later ones could add."""
        order = sorted(range(len(scales)), key=lambda place: (scales[place].has_text, -scales[place].weights.max()))
        still = np.zeros(len(next(iter(self.columns.values()))))
        steps = list[_Step]()
        for place in reversed(order):
            steps.append(_Step(place, scales[place], np.ceil(still * STEPS_OF_A_BIT).astype(np.int16)))
            still = still + self._most(scales[place])
        return steps[::-1]

    def _most(self, scale: "_Scale") -> Weights:
        """Return the most that a comparison can add to any pair of each row; what is unknown adds nothing."""
        attribute = scale.comparison.attribute
        most = np.full(len(self.columns[f"{attribute}_value"]), scale.weights.max())
        if scale.comparison.frequency:
            most = np.maximum(most, scale.weights[0] + self.columns[f"{attribute}_rarity"])
        return np.where(self.columns[f"{attribute}_value"] >= 0, most, 0)

    def _by_codes(
        self, steps: "list[_Step]", left: Integers, right: Integers, floor: float
    ) -> tuple[Integers, Integers, Levels]:
        """Keep the pairs that can still reach the floor, with the levels that their codes show.

        What they can weigh at most is added up in short numbers, a little too much rather than too little.
        """
        shown, highest = dict[int, Levels](), np.full(len(left), TOO_MUCH, dtype=np.float32)
        for step in steps:
            shown[step.place], most = self._shown(step.scale, left, right)
            highest += most
            self._add_rarity(step.scale, shown[step.place], left, highest)
            still = np.minimum(step.still[left], step.still[right])
            kept = np.flatnonzero(still >= (floor - highest) * STEPS_OF_A_BIT)
            if len(kept) < WORTH_DROPPING * len(left) or step is steps[-1]:
                left, right, highest = left[kept], right[kept], highest[kept]
                shown = {place: levels[kept] for place, levels in shown.items()}
        return left, right, np.stack([shown[place] for place in range(len(steps))])

    def _add_rarity(self, scale: "_Scale", shown: Levels, left: Integers, total: npt.NDArray[Any]) -> None:
        """Let the same rare value weigh more than the same frequent one."""
        if scale.comparison.frequency:
            same = np.flatnonzero(shown == 0)
            total[same] += self.columns[f"{scale.comparison.attribute}_rarity"][left[same]]

    def _shown(self, scale: "_Scale", left: Integers, right: Integers) -> tuple[Levels, npt.NDArray[np.float32]]:
        """Return for each pair the first level that its codes show, and the most that it can then weigh.

        The last place is that of what is not known.
        """
        sides = (self._part(scale.comparison, left), self._part(scale.comparison, right))
        found = np.full(len(left), scale.otherwise, dtype=np.int8)
        most = np.full(len(left), scale.most[scale.otherwise], dtype=np.float32)
        for place in reversed(range(scale.otherwise)):
            holds = scale.conditions[place].holds
            if holds is not None:
                here = holds(*sides)
                np.copyto(found, place, where=here)
                np.copyto(most, scale.most[place], where=here)
        nothing = (sides[0]("value") < 0) | (sides[1]("value") < 0)
        np.copyto(found, scale.unknown, where=nothing)
        np.copyto(most, 0.0, where=nothing)
        return found, most

    def _part(self, comparison: Comparison, rows: Integers) -> Part:
        taken: dict[str, npt.NDArray[Any]] = {}

        def part(name: str) -> npt.NDArray[Any]:
            if name not in taken:
                other = name.startswith("other_")
                attribute = comparison.swapped_with if other else comparison.attribute
                taken[name] = self._narrow[f"{attribute}_{name.removeprefix('other_')}"][rows]
            return taken[name]

        return part

    @cached_property
    def _narrow(self) -> Columns:
        return narrowed(self.columns, self.model)

    def _look_at_texts(self, scale: "_Scale", shown: Levels, left: Integers, right: Integers, total: Weights) -> None:
        """Put what the texts say in the place of the most that they could say, in `shown` and `total`."""
        unsure = np.flatnonzero((shown > scale.first_of_text) & (shown < scale.unknown))
        codes = self.columns[f"{scale.comparison.attribute}_value"]
        one, other = codes[left[unsure]].astype(np.int64), codes[right[unsure]].astype(np.int64)
        pairs, index = np.unique(np.minimum(one, other) << 32 | np.maximum(one, other), return_inverse=True)
        found = np.minimum(shown[unsure], self._levels_of_texts(scale, pairs)[index])
        total[unsure] += scale.weights[found] - scale.most[shown[unsure]]
        shown[unsure] = found

    def _levels_of_texts(self, scale: "_Scale", pairs: Integers) -> Levels:
        if not len(pairs):
            return np.empty(0, dtype=np.int8)
        sides = {"l": self.texts.take(pa.array(pairs >> 32)), "r": self.texts.take(pa.array(pairs & 0xFFFFFFFF))}
        self.connection.register("text_pairs", pa.table({**sides, "place": np.arange(len(pairs))}))
        cases = " ".join(
            f"WHEN {condition.sql.replace('l.text', 'l').replace('r.text', 'r')} THEN {place}"
            for place, condition in enumerate(scale.conditions)
            if condition.of_text
        )
        levels = self.connection.sql(
            f"SELECT (CASE {cases} ELSE {scale.otherwise} END)::TINYINT AS level FROM text_pairs ORDER BY place"
        ).to_arrow_table()
        found: Levels = levels["level"].to_numpy()
        return found


@dataclass(frozen=True)
class _Step:
    """The comparison at one place of the model, and what those after it could still add to any pair of each row."""

    place: int
    scale: "_Scale"
    still: npt.NDArray[np.int16]


@dataclass(frozen=True)
class _Scale:
    """The levels of one comparison by their place: first those declared, then otherwise, then unknown."""

    comparison: Comparison
    attribute: Attribute
    weights: Weights
    most: Weights

    @classmethod
    def of(cls, model: LinkModel, comparison: Comparison) -> "_Scale":
        attribute = model.attribute(comparison.attribute)
        levels = (*comparison.levels, OTHERWISE)
        weights = np.array([*(level_of(model, comparison, level).weight for level in levels), 0.0])
        most = weights.copy()
        best = -np.inf
        for place, level in enumerate(levels):
            most[place] = max(weights[place], best)
            if level != OTHERWISE and attribute.rules.levels[level].of_text:
                best = max(best, weights[place])
        return cls(comparison, attribute, weights, most)

    @property
    def conditions(self) -> list[Any]:
        return [self.attribute.rules.levels[level] for level in self.comparison.levels]

    @property
    def otherwise(self) -> int:
        return len(self.comparison.levels)

    @property
    def unknown(self) -> int:
        return self.otherwise + 1

    @property
    def has_text(self) -> bool:
        return any(condition.of_text for condition in self.conditions)

    @property
    def first_of_text(self) -> int:
        places = [place for place, condition in enumerate(self.conditions) if condition.of_text]
        return min(places, default=self.unknown)

"""The weights of many pairs at once, in arrays.

The weights are those of Splink for the same model: the same conditions, the same adjustment for frequent values. Pairs
that the sieve lets through get the first level that their codes show, and the most that a look at the texts could still
make of it; those that cannot reach the floor end there. For the others each two different texts are compared once.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel_linkage.arrays import Codes, Flags, Floats, Integers
from schakel_linkage.link_model.declared import AttributeComparison, LinkModel, prior_of
from schakel_linkage.link_model.levels import OTHERWISE, Columns, Part
from schakel_linkage.linking.blocking import Blocks, pairs
from schakel_linkage.linking.letters import letters_of_codes, most_by_letters, together
from schakel_linkage.linking.origins import presumed, shared_origin
from schakel_linkage.linking.scales import WeightScale, level_of
from schakel_linkage.linking.sieve import Sieve

Levels = npt.NDArray[np.int8]
_Shown: TypeAlias = tuple[Integers, Integers, Floats, Levels]
"""Pairs, the most that they can weigh, and the levels that their codes show."""


def self_weight(model: LinkModel, columns: Columns) -> Floats:
    """Return what each row would weigh beside another that says the same: what is known about a person, in bits."""
    rows, itself = np.arange(len(next(iter(columns.values())))), _with_itself(model, columns)
    total = -less_by_cases(model, columns, itself, rows, rows) - less_by_origin(model, columns, itself, rows, rows)
    for comparison in model.comparisons:
        same = np.full(len(total), level_of(model, comparison, "same").weight)
        if comparison.frequency:
            same += columns[f"{comparison.attribute}_rarity"]
        if "same and vague" in comparison.levels:
            vague = columns[f"{comparison.attribute}_vague"]
            same = np.where(vague, level_of(model, comparison, "same and vague").weight, same)
        silent = np.maximum(same, 0) if comparison.attribute == model.origin else 0
        total += np.where(columns[f"{comparison.attribute}_value"] >= 0, same, silent)
    return total


def added_by_rarity(
    model: LinkModel, columns: Columns, comparison: AttributeComparison, levels: Levels, left: Integers, right: Integers
) -> Floats:
    """Return what pairs at some levels of a comparison weigh more, or less, because of what is frequent."""
    found = np.zeros(len(left))
    if not comparison.frequency:
        return found
    rarity, same = columns[f"{comparison.attribute}_rarity"], np.flatnonzero(levels == 0)
    # Among people of one origin a name can be rarer than among those of the other; the more frequent is the safer.
    found[same] = np.minimum(rarity[left[same]], rarity[right[same]])
    if comparison.attribute == model.origin:
        origin, silent = columns[presumed(model)], np.flatnonzero(levels == len(comparison.levels) + 1)
        silent = silent[origin[left[silent]] == origin[right[silent]]]
        found[silent] = shared_origin(model, rarity[left[silent]])
    return found


def less_by_origin(model: LinkModel, columns: Columns, levels: Levels, left: Integers, right: Integers) -> Floats:
    """Return what a rare origin adds too much where no name is the same; in bits, none below 0; shape (pairs,).

    How often strangers of one origin have the same name is counted, and weighs against the rarity of that origin. How
    often their names are nearly alike is not: beside such names an origin weighs no more than a usual one.
    """
    found = np.zeros(len(left))
    counted = [
        at
        for one, at in zip(model.comparisons, levels, strict=True)
        if one.frequency and one.attribute != model.origin and model.attribute(one.attribute).kind != "date"
    ]
    if model.origin and counted:
        origin = model.comparison(model.origin)
        at, strange = levels[model.comparisons.index(origin)], np.flatnonzero(np.all(np.array(counted) > 0, axis=0))
        pairs = at[strange], left[strange], right[strange]
        usual = np.where(pairs[0] == 0, 0.0, max(level_of(model, origin, "same").weight, 0.0))
        found[strange] = np.maximum(added_by_rarity(model, columns, origin, *pairs) - usual, 0)
    return found


def rarity_of(
    model: LinkModel, columns: Columns, place: int, levels: Levels, left: Integers, right: Integers
) -> Floats:
    """Return what rare values of the comparison at `place` add; less of an origin, where no name is the same."""
    comparison = model.comparisons[place]
    added = added_by_rarity(model, columns, comparison, levels[place], left, right)
    if comparison.attribute != model.origin:
        return added
    return added - less_by_origin(model, columns, levels, left, right)


def less_by_cases(model: LinkModel, columns: Columns, levels: Levels, left: Integers, right: Integers) -> Floats:
    """Return how much less pairs weigh for one person, because two persons of one case agree as much; in bits."""
    trained = model.weights
    if not trained.companions:
        return np.zeros(len(left))
    found = np.full(len(left), prior_of(trained.companions, trained.records))
    for place, (comparison, at) in enumerate(zip(model.comparisons, levels, strict=True)):
        known = [level_of(model, comparison, level) for level in (*comparison.levels, OTHERWISE)]
        if known[0].g is not None:
            found += np.array([*(one.of_case for one in known), 0.0])[at]
            found += rarity_of(model, columns, place, levels, left, right)
    # The chance of one person against that of strangers becomes one against that of either kind of two persons.
    less: Floats = np.logaddexp2(0.0, found)
    return less


def _with_itself(model: LinkModel, columns: Columns) -> Levels:
    """Return at which level each row agrees with another that says the same."""
    found = np.zeros((len(model.comparisons), len(next(iter(columns.values())))), dtype=np.int8)
    for at, one in zip(found, model.comparisons, strict=True):
        if "same and vague" in one.levels:
            at[columns[f"{one.attribute}_vague"]] = one.levels.index("same and vague")
        at[columns[f"{one.attribute}_value"] < 0] = len(one.levels) + 1
    return found


@dataclass(frozen=True)
class Weighed:
    """Pairs of rows, their weight in bits, and the place of each level; shape of `levels` (comparisons, pairs)."""

    left: Integers
    right: Integers
    weight: Floats
    levels: Levels


@dataclass(frozen=True)
class Scorer:
    """Weighs pairs of the rows of `columns` under a trained model; `texts` are what codes stand for."""

    model: LinkModel
    columns: Columns
    texts: pa.Array

    def weigh_blocked(self, blocks: Sequence[Blocks], floor: float, new: Flags | None = None) -> "Weighed":
        """Return the pairs that share a block and weigh at least `floor` bits, without the prior; see `pairs`."""
        return self.weigh(pairs(blocks, new, Sieve.of(self.model, self.columns, self.texts, floor)), floor)

    def weigh(self, pairs: Iterable[tuple[Integers, Integers]], floor: float) -> "Weighed":
        """Return the pairs that weigh at least `floor` bits, without the prior."""
        scales = [WeightScale.of(self.model, comparison) for comparison in self.model.comparisons]
        parts = [self._by_codes(scales, left, right, floor) for left, right in pairs]
        if not parts:
            return Weighed(np.empty(0, int), np.empty(0, int), np.empty(0), np.empty((len(scales), 0), np.int8))
        left, right, total, shown = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
        for place, scale in enumerate(scales):
            if scale.has_text:
                self._look_at_texts(scale, shown[place], left, right, total)
                kept = np.flatnonzero(total >= floor)
                left, right, total, shown = left[kept], right[kept], total[kept], shown[:, kept]
        # It only falls, so whatever was dropped on the way was too light.
        total = total - less_by_origin(self.model, self.columns, shown, left, right)
        total = total - less_by_cases(self.model, self.columns, shown, left, right)
        kept = np.flatnonzero(total >= floor)
        return Weighed(left[kept], right[kept], total[kept], shown[:, kept])

    def _by_codes(self, scales: list[WeightScale], left: Integers, right: Integers, floor: float) -> _Shown:
        """Keep the pairs that can reach the floor by the levels that their codes show, with the most they can weigh."""
        levels, total = np.empty((len(scales), len(left)), dtype=np.int8), np.zeros(len(left))
        for shown, scale in zip(levels, scales, strict=True):
            shown[:] = self._level(scale, left, right)
            total += scale.most[shown]
            total += added_by_rarity(self.model, self.columns, scale.comparison, shown, left, right)
        kept = np.flatnonzero(total >= floor)
        return left[kept], right[kept], total[kept], levels[:, kept]

    def _level(self, scale: WeightScale, left: Integers, right: Integers) -> Levels:
        """Return the place of the first level that the codes of each pair show; the last place is for the unknown."""
        one, other = self._part(scale.comparison, left), self._part(scale.comparison, right)
        found = np.full(len(left), scale.otherwise, dtype=np.int8)
        # From the last level to the first, so that the first that holds is the one written last.
        for place in reversed(range(scale.otherwise)):
            holds = scale.conditions[place].holds
            if holds is not None:
                np.copyto(found, place, where=holds(one, other))
        np.copyto(found, scale.unknown, where=(one("value") < 0) | (other("value") < 0))
        return found

    def _part(self, comparison: AttributeComparison, rows: Integers) -> Part:
        taken: dict[str, npt.NDArray[Any]] = {}

        def part(name: str) -> npt.NDArray[Any]:
            if name not in taken:
                other = name.startswith("other_")
                attribute = comparison.swapped_with if other else comparison.attribute
                taken[name] = self.columns[f"{attribute}_{name.removeprefix('other_')}"][rows]
            return taken[name]

        return part

    def _look_at_texts(self, scale: WeightScale, shown: Levels, left: Integers, right: Integers, total: Floats) -> None:
        """Put what the texts say in the place of the most that they could say, in `shown` and `total`."""
        unsure = np.flatnonzero((shown > scale.first_of_text) & (shown < scale.unknown))
        before = shown[unsure]
        codes = self.columns[f"{scale.comparison.attribute}_value"]
        one, other = codes[left[unsure]], codes[right[unsure]]
        alike = np.flatnonzero(self._may_be_alike(scale, one, other))
        # Frequent names recur in many pairs; each two different texts are compared once.
        pairs, index = _different_pairs(one[alike], other[alike])
        shown[unsure[alike]] = np.minimum(before[alike], self._levels_of_texts(scale, pairs)[index])
        total[unsure] += scale.weights[shown[unsure]] - scale.most[before]

    def _may_be_alike(self, scale: WeightScale, one: Codes, other: Codes) -> Flags:
        """Mark the texts whose letters allow a level at which texts are alike; most of random ones allow none."""
        letters = letters_of_codes(self.texts, np.concatenate([one, other]))
        may: Flags = most_by_letters(scale)[together(letters[: len(one)], letters[len(one) :])] > -np.inf
        return may

    def _levels_of_texts(self, scale: WeightScale, pairs: Integers) -> Levels:
        if not len(pairs):
            return np.empty(0, dtype=np.int8)
        left, right = (self.texts.take(pa.array(side)) for side in (pairs >> 32, pairs & 0xFFFFFFFF))
        conditions = {place: one.text_sql for place, one in enumerate(scale.conditions) if one.of_text}
        return first_levels(left, right, conditions, scale.otherwise)


def _different_pairs(one: Codes, other: Codes) -> tuple[Integers, Integers]:
    """Return different pairs of codes, each pair one number, and which each pair is; their order says nothing."""
    numbers = np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other)
    pairs, index = np.unique(numbers, return_inverse=True)
    return pairs, index


def first_levels(left: pa.Array, right: pa.Array, conditions: Mapping[int, str], otherwise: int) -> Levels:
    """Return for each pair of texts the level of the first condition that holds.

    Parameters
    ----------
    left, right
        Texts, none of them null; shape (pairs,).
    conditions
        Conditions over `l.text` and `r.text` in DuckDB's dialect, by the number of their level.
    otherwise
        The level of pairs for which none holds.
    """
    cases = " ".join(f"WHEN {_on_sides(condition)} THEN {level}" for level, condition in conditions.items())
    with closing(_instance().cursor()) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.register("text_pairs", pa.table({"l": left, "r": right, "place": np.arange(len(left))}))
        levels = connection.sql(
            f"SELECT (CASE {cases} ELSE {otherwise} END)::TINYINT AS level FROM text_pairs ORDER BY place"
        ).to_arrow_table()
    found: Levels = levels["level"].to_numpy()
    return found


def _on_sides(condition: str) -> str:
    return condition.replace("l.text", "l").replace("r.text", "r")


@cache
def _instance() -> duckdb.DuckDBPyConnection:
    instance = duckdb.connect(":memory:")
    # Names must not reach a disk, and nothing in a text may make the engine read a file.
    for setting in ("temp_directory = ''", "enable_external_access = false"):
        instance.execute(f"SET {setting}")
    return instance

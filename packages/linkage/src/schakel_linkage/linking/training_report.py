"""The results of training in numbers, for people who decide whether to link by the model.

Nothing in it is written of anybody: levels, weights and counts of pairs. Precision and recall are those that the
weights promise. They hold as far as the attributes are independent; a clerical sample or hidden numbers measure them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from schakel_linkage.arrays import Flags, Floats
from schakel_linkage.calibration import ADVISABLE, FAINT
from schakel_linkage.link_model.declared import LevelProbabilities, LinkModel
from schakel_linkage.link_model.levels import OTHERWISE
from schakel_linkage.linking.blocking import CutRule, block_of, in_words
from schakel_linkage.linking.chances import Chances
from schakel_linkage.linking.evidence import KnownRecords, PairEvidence
from schakel_linkage.linking.pairing import Pairs, find_pairs
from schakel_linkage.linking.scales import level_of
from schakel_linkage.records.standardising import StandardisedRecords

_FIRST, _LAST = int(FAINT), 40
"""In bits: pairs that weigh less are not looked at, and those that weigh more are told with the last."""


@dataclass(frozen=True)
class PairsAtWeight:
    """How many pairs of different records weigh from a number of bits to one more, and how many would be one person."""

    bits: int
    pairs: int
    one_person: float


@dataclass(frozen=True)
class PromisedAt:
    """What joining from a threshold promises: shares from 0 to 1."""

    threshold: float
    precision: float
    recall: float


@dataclass(frozen=True)
class RuleYield:
    """What a blocking rule gives.

    Parameters
    ----------
    rule
        As it is declared.
    matches
        The pairs that weigh enough to be joined, and share it.
    alone
        Those of them that no other rule gives.
    share_of_others
        Of the matches that other rules give, the share that this one gives too; None where they give none.
    """

    rule: str
    matches: int
    alone: int
    share_of_others: float | None


@dataclass(frozen=True)
class TrainingReport:
    """What training learnt.

    Parameters
    ----------
    attributes
        The levels of each attribute, with `m`, `u` and, where training found cases, `g`.
    missed
        The share of matches that all rules together would miss, if each found them independently of the others.
    example
        The evidence of the pair that weighs closest to the threshold; None where there are no pairs.
    """

    records: int
    variants: int
    matches: float
    companions: float
    join: float
    attributes: Mapping[str, Mapping[str, LevelProbabilities]]
    weights: tuple[PairsAtWeight, ...]
    curve: tuple[PromisedAt, ...]
    rules: tuple[RuleYield, ...]
    missed: float
    cut: tuple[CutRule, ...]
    example: PairEvidence | None


def training_report(records: StandardisedRecords, model: LinkModel) -> TrainingReport:
    """Tell what a trained model makes of the records that it was trained on."""
    pairs = find_pairs(records, model, floor=FAINT)
    sizes = pairs.variants.sizes
    amounts = (sizes[pairs.left] * sizes[pairs.right]).astype(float)
    chance = Chances.of(pairs, model).at(pairs.weight)
    joined = pairs.weight >= model.thresholds.join
    rules = _shared(pairs, model, joined)
    return TrainingReport(
        len(records),
        len(pairs.variants),
        model.weights.matches,
        model.weights.companions,
        model.thresholds.join,
        {
            one.attribute: {level: level_of(model, one, level) for level in (*one.levels, OTHERWISE)}
            for one in model.comparisons
        },
        tuple(_at_weights(pairs.weight, chance)),
        tuple(_curve(pairs.weight, chance * amounts, amounts, model.thresholds.join)),
        tuple(_yields(model, rules)),
        _missed(rules),
        pairs.cut,
        _example(pairs, model, records),
    )


def _at_weights(weight: Floats, chance: Floats) -> Iterator[PairsAtWeight]:
    step = np.clip(np.floor(weight), _FIRST, _LAST).astype(np.int64) - _FIRST
    pairs, one = np.bincount(step), np.bincount(step, chance)
    for place in np.flatnonzero(pairs).tolist():
        yield PairsAtWeight(place + _FIRST, int(pairs[place]), float(one[place]))


def _curve(weight: Floats, promise: Floats, amounts: Floats, join: float) -> Iterator[PromisedAt]:
    """Give what each threshold promises, that of the model among them, as far as there are pairs that weigh so much."""
    every = max(float(promise.sum()), 1e-12)
    for threshold in sorted({*np.arange(-6.0, 20.5, 1.0).tolist(), *ADVISABLE, join}):
        joined = weight >= threshold
        if joined.any():
            kept = float(promise[joined].sum())
            yield PromisedAt(threshold, kept / float(amounts[joined].sum()), kept / every)


def _shared(pairs: Pairs, model: LinkModel, joined: Flags) -> Flags:
    """Return for each rule which of the joined pairs share it; shape (rules, joined pairs)."""
    blocks = (block_of(pairs.variants.columns, rule) for rule in model.blocking)
    left, right = pairs.left[joined], pairs.right[joined]
    return np.array([(block[left] == block[right]) & (block[left] > 0) for block in blocks], dtype=np.bool_)


def _yields(model: LinkModel, shared: Flags) -> Iterator[RuleYield]:
    times = shared.sum(axis=0)
    for rule, mine in zip(model.blocking, shared, strict=True):
        by_others = times - mine > 0
        both = int(np.count_nonzero(mine & by_others))
        share = both / int(np.count_nonzero(by_others)) if by_others.any() else None
        yield RuleYield(in_words(rule), int(np.count_nonzero(mine)), int(np.count_nonzero(mine & ~by_others)), share)


def _missed(shared: Flags) -> float:
    """Return which share of matches no rule gives, by what each misses of those of the others."""
    times = shared.sum(axis=0)
    missed = 1.0
    for mine in shared:
        by_others = times - mine > 0
        # Of one rule alone nothing can be told.
        missed *= 1 - float(mine[by_others].mean()) if by_others.any() else 1.0
    return missed if len(shared) > 1 and shared.size else 0.0


def _example(pairs: Pairs, model: LinkModel, records: StandardisedRecords) -> PairEvidence | None:
    if not len(pairs.left):
        return None
    known = KnownRecords(records, model, pairs.variants)
    place = int(np.argmin(np.abs(pairs.weight - model.thresholds.join)))
    first = pairs.variants.first
    return known.evidence(int(first[pairs.left[place]]), int(first[pairs.right[place]]))

"""How often records of two persons agree by chance: `u`, from random pairs of records.

Of two records drawn at random hardly ever both are of one person, so the share of random pairs at a level is its `u`
(Fellegi and Sunter, A theory for record linkage, 1969; so estimated by Splink's `estimate_u_using_random_sampling`).
Splink pairs all records of a sample with each other; pairs that are drawn one by one seldom share a record, so that as
many of them tell more. Where records make no more pairs than are wanted, all of them are looked at.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeAlias

import numpy as np

from schakel_linkage.arrays import Integers
from schakel_linkage.link_model.declared import LevelProbabilities, LinkModel, Trained
from schakel_linkage.link_model.levels import OTHERWISE
from schakel_linkage.linking.scoring import Scorer
from schakel_linkage.records.standardising import StandardisedRecords

SEED = 1
AT_ONCE = 1 << 18
"""So many pairs are compared at once; what they take is a hundred bytes each."""

PairsOfRows: TypeAlias = tuple[Integers, Integers]
Shares: TypeAlias = Mapping[str, Mapping[str, float]]
"""Shares of pairs by attribute and level."""


def drawn_pairs(records: int, pairs: int) -> PairsOfRows:
    """Draw pairs of positions of records, the same every time; some are a record with itself."""
    left, right = np.random.default_rng(SEED).integers(0, max(records, 1), (2, pairs if records else 0))
    return left, right


def pairs_at_random(records: int, most: int) -> PairsOfRows:
    """Return all pairs of some records where there are no more than are wanted; else so many are drawn."""
    # All pairs are half the square. Drawn with repetition, the three pairs of three records would seem many.
    return np.triu_indices(records, 1) if records**2 <= 2 * most else drawn_pairs(records, most)


def random_shares(records: StandardisedRecords, model: LinkModel, most: int) -> Shares:
    """Return which share of random pairs of two records is at each level: an estimate of `u`.

    Parameters
    ----------
    model
        Its attributes and comparisons count; it need not be trained.
    most
        So many pairs are drawn, or all are taken if there are no more.
    """
    left, right = pairs_at_random(len(records), most)
    # A record drawn with itself agrees in everything and is no pair.
    two = left != right
    return shares_at_levels(records, model, left[two], right[two])


def shares_at_levels(
    records: StandardisedRecords, model: LinkModel, left: Integers, right: Integers, steadying: float = 0.0
) -> Shares:
    """Return which share of pairs of records is at each level, of those where both are known.

    Parameters
    ----------
    left, right
        Positions of records; shape (pairs,).
    steadying
        So many pairs are added to each level.
    """
    shares = {}
    for comparison, counts in zip(model.comparisons, _counts(records, model, left, right), strict=True):
        steadied = counts + steadying
        of_each = (steadied / max(steadied.sum(), 1.0)).tolist()
        shares[comparison.attribute] = dict(zip((*comparison.levels, OTHERWISE), of_each, strict=True))
    return shares


def _counts(records: StandardisedRecords, model: LinkModel, left: Integers, right: Integers) -> list[Integers]:
    """Return for each comparison how many pairs are at each of its levels; otherwise comes last."""
    scorer = Scorer(_weightless(model), records.parts, records.texts)
    found = [np.zeros(len(one.levels) + 1, dtype=np.int64) for one in model.comparisons]
    for start in range(0, len(left), AT_ONCE):
        pairs = left[start : start + AT_ONCE], right[start : start + AT_ONCE]
        for counts, places in zip(found, scorer.weigh([pairs], -np.inf).levels, strict=True):
            counts += np.bincount(places, minlength=len(counts) + 1)[: len(counts)]
    return found


def _weightless(model: LinkModel) -> LinkModel:
    """Return the model with weights of nothing, so that every pair is kept and only its levels count."""
    comparisons = tuple(replace(one, frequency=False) for one in model.comparisons)
    even = {one.attribute: dict.fromkeys((*one.levels, OTHERWISE), LevelProbabilities(0.5, 0.5)) for one in comparisons}
    return replace(model, comparisons=comparisons, origin="", trained=Trained(date.min, "", 0, 1.0, even))

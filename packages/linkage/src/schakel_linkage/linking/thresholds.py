"""The advised threshold for joining, if a model declares none: where the groups have the best expected F1.

Each pair has a chance of being one person. What a group joins besides, along a chain of pairs, has a chance as well,
and most often a poor one; so a threshold at which chains run away promises little, and is found without the truth.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from schakel_linkage.calibration import ADVISABLE, AS_GOOD
from schakel_linkage.link_model.declared import LinkModel, Thresholds
from schakel_linkage.linking.chances import Chances
from schakel_linkage.linking.clustering import group
from schakel_linkage.linking.pairing import Pairs

_COARSE = 6
"""Every so many thresholds are tried first, and the others only beside the best of these: a try groups all records."""


def best_join(pairs: Pairs, model: LinkModel, promised: float = 0.0) -> float:
    """Return the weight in bits from which to join, by the F1 that groups promise.

    Parameters
    ----------
    pairs
        Down to those that can hardly be one person.
    promised
        How many pairs of variants are promised in all, where `pairs` are only the heavy ones; by default they are all.

    Returns
    -------
    One of `ADVISABLE`.

    Notes
    -----
    The truth is not needed: the expected number of true pairs is the sum of the chances.
    """
    sizes = pairs.variants.sizes
    # Between two variants lie as many pairs of records as the product of their sizes.
    chance = Chances.of(pairs, model).at(pairs.weight)
    promise = chance * sizes[pairs.left] * sizes[pairs.right]
    # Of light pairs hardly any has two variants of several records.
    heavy, every = _at_least(pairs, ADVISABLE[0]), float(promise.sum() + max(promised - chance.sum(), 0.0))

    @cache
    def f1(join: float) -> float:
        person = group(heavy, replace(model, thresholds=Thresholds(join, min(join, 0.0)))).person
        kept = float(promise[person[pairs.left] == person[pairs.right]].sum())
        return 2 * kept / max(_pairs_between(person, sizes) + every, 1.0)

    # The promise counts pairs one by one; groups do a little better than that, so among near equals the lowest wins.
    coarse = ADVISABLE[::_COARSE]
    first = next(place for place, join in enumerate(coarse) if f1(join) >= max(map(f1, coarse)) - AS_GOOD)
    near = ADVISABLE[max(first - 1, 0) * _COARSE : (first + 1) * _COARSE]
    return next(join for join in near if f1(join) >= max(map(f1, near)) - AS_GOOD) if first else coarse[0]


def _at_least(pairs: Pairs, weight: float) -> Pairs:
    kept = np.flatnonzero(pairs.weight >= weight)
    left, right = pairs.left[kept], pairs.right[kept]
    return replace(pairs, left=left, right=right, weight=pairs.weight[kept], levels=pairs.levels[:, kept])


def _pairs_between(person: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> float:
    """Return how many pairs of records are of one person, of two variants."""
    records = np.bincount(person, weights=sizes)
    return float((records**2).sum() - (sizes.astype(float) ** 2).sum()) / 2

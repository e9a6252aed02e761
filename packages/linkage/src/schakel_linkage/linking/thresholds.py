"""From which weight to join, where a model does not declare it: where the groups that are made promise most.

Each pair has a chance of being one person. What a group joins besides, along a chain of pairs, has a chance as well,
and most often a poor one; so a threshold at which chains run away promises little, and is found without the truth.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from schakel_linkage.calibration import ADVISABLE, AS_GOOD
from schakel_linkage.link_model.declared import LinkModel, Thresholds
from schakel_linkage.linking.chances import Chances
from schakel_linkage.linking.clustering import group
from schakel_linkage.linking.pairing import Pairs


def best_join(pairs: Pairs, model: LinkModel) -> float:
    """Return the weight in bits from which to join, by the F1 that groups promise.

    Parameters
    ----------
    pairs
        Down to those that can hardly be one person.

    Returns
    -------
    One of `ADVISABLE`.

    Notes
    -----
    The truth is not needed: the expected number of true pairs is the sum of the chances.
    """
    sizes = pairs.variants.sizes
    # Between two variants lie as many pairs of records as the product of their sizes.
    promise = Chances.of(pairs, model).at(pairs.weight) * sizes[pairs.left] * sizes[pairs.right]
    heavy = _at_least(pairs, ADVISABLE[0])
    found = []
    for join in ADVISABLE:
        person = group(heavy, replace(model, thresholds=Thresholds(join, min(join, 0.0)))).person
        kept = float(promise[person[pairs.left] == person[pairs.right]].sum())
        found.append(2 * kept / max(_pairs_between(person, sizes) + float(promise.sum()), 1.0))
    # The promise counts pairs one by one; groups do a little better than that, so among near equals the lowest wins.
    as_good = np.array(found) >= max(found) - AS_GOOD
    return ADVISABLE[int(np.argmax(as_good))]


def _at_least(pairs: Pairs, weight: float) -> Pairs:
    kept = np.flatnonzero(pairs.weight >= weight)
    left, right = pairs.left[kept], pairs.right[kept]
    return replace(pairs, left=left, right=right, weight=pairs.weight[kept], levels=pairs.levels[:, kept])


def _pairs_between(person: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> float:
    """Return how many pairs of records are of one person, of two variants."""
    records = np.bincount(person, weights=sizes)
    return float((records**2).sum() - (sizes.astype(float) ** 2).sum()) / 2

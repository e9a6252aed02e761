"""Weights from pairs that are known to be one: where some records carry a number that tells, nothing has to be guessed.

How often the known pairs agree at a level is `m`; how often random pairs do is `u`. How many pairs nobody knows of is
taken to be as many as are known, which is a choice and not an estimate.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt

from schakel_base.errors import RequestError
from schakel_linkage.link_model.declared import Level, LinkModel, Trained
from schakel_linkage.link_model.levels import OTHERWISE
from schakel_linkage.linking.blocking import Blocks
from schakel_linkage.linking.blocking import pairs as blocked_pairs
from schakel_linkage.linking.scoring import Scorer
from schakel_linkage.linking.variants import Integers, columns_of
from schakel_linkage.records.standardising import Records

SEED, RANDOM_PAIRS = 1, 1_000_000
FEWEST_KNOWN = 100
STEADYING = 0.5
"""So many pairs are added to each level, so that no level is impossible."""


def train_on_known(records: Records, same: npt.NDArray[np.int64], model: LinkModel, today: date) -> LinkModel:
    """Return the model with weights from records of which it is known which are one.

    Parameters
    ----------
    same
        A number for each record from 0; records with an equal one are known to be one.

    Raises
    ------
    RequestError
        If fewer than a hundred pairs are known.
    """
    blocks: Blocks = same.astype(np.uint64) + np.uint64(1)
    known = [np.concatenate(side) for side in zip(*blocked_pairs([blocks]), strict=True)]
    size = len(known[0]) if known else 0
    if size < FEWEST_KNOWN:
        raise RequestError(
            f"weights follow from pairs that are known to be one; there are {size}, {FEWEST_KNOWN} are few"
        )
    m, u = (_shares(records, model, left, right) for left, right in (known, _random_pairs(same)))
    levels = {name: {level: Level(m[name][level], u[name][level]) for level in found} for name, found in m.items()}
    trained = Trained(today, f"{size} known pairs", len(same), 2 * size / len(same), levels)
    return replace(model, trained=trained)


def _random_pairs(same: npt.NDArray[np.int64]) -> tuple[Integers, Integers]:
    left, right = np.random.default_rng(SEED).integers(0, len(same), (2, RANDOM_PAIRS))
    differ = same[left] != same[right]
    return left[differ], right[differ]


def _shares(records: Records, model: LinkModel, left: Integers, right: Integers) -> Mapping[str, Mapping[str, float]]:
    """Return which share of pairs agrees at each level, of those where both are known."""
    scales = {one.attribute: (*one.levels, OTHERWISE) for one in model.comparisons}
    even = {name: dict.fromkeys(levels, Level(0.5, 0.5)) for name, levels in scales.items()}
    blind = replace(model, trained=Trained(date.min, "", 0, 1.0, even))
    found = Scorer(blind, columns_of(records, blind), records.texts).weigh([(left, right)], -np.inf)
    shares = {}
    for places, (name, levels) in zip(found.levels, scales.items(), strict=True):
        counts = np.bincount(places, minlength=len(levels) + 1)[: len(levels)] + STEADYING
        shares[name] = dict(zip(levels, (counts / counts.sum()).tolist(), strict=True))
    return shares

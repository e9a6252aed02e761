"""Weights from known pairs: if some records have an identifying number, nothing has to be guessed.

How often the known pairs agree at a level is `m`; how often random pairs do is `u`. How many pairs nobody knows of is
taken to be as many as are known, which is a choice and not an estimate.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt

from schakel_base.errors import RequestError
from schakel_linkage.calibration import FEWEST_KNOWN, PAIRS_AT_EACH_LEVEL, PAIRS_BESIDE_KNOWN
from schakel_linkage.link_model.declared import LevelProbabilities, LinkModel, Trained
from schakel_linkage.linking.blocking import Blocks
from schakel_linkage.linking.blocking import pairs as blocked_pairs
from schakel_linkage.linking.random_pairs import drawn_pairs, shares_at_levels
from schakel_linkage.records.standardising import StandardisedRecords


def train_on_known(
    records: StandardisedRecords, same: npt.NDArray[np.int64], model: LinkModel, today: date
) -> LinkModel:
    """Return the model with weights from records whose persons are known.

    Parameters
    ----------
    same
        A number for each record from 0; records with an equal one are known to be one.

    Raises
    ------
    RequestError
        If fewer than a hundred pairs are known.

    Notes
    -----
    The share of matches is taken from the known pairs, which is a choice: how many pairs nobody knows of is not
    estimated.
    """
    blocks: Blocks = same.astype(np.uint64) + np.uint64(1)
    known = [np.concatenate(side) for side in zip(*blocked_pairs([blocks]), strict=True)]
    size = len(known[0]) if known else 0
    if size < FEWEST_KNOWN:
        raise RequestError(
            f"weights follow from pairs that are known to be one; there are {size}, {FEWEST_KNOWN} are few"
        )
    random = drawn_pairs(len(same), PAIRS_BESIDE_KNOWN)
    two = same[random[0]] != same[random[1]]
    m = shares_at_levels(records, model, known[0], known[1], PAIRS_AT_EACH_LEVEL)
    u = shares_at_levels(records, model, random[0][two], random[1][two], PAIRS_AT_EACH_LEVEL)
    levels = {
        name: {level: LevelProbabilities(m[name][level], u[name][level]) for level in found}
        for name, found in m.items()
    }
    trained = Trained(today, f"{size} known pairs", len(same), 2 * size / len(same), levels)
    return replace(model, trained=trained)

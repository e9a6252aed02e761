"""Rows that may be about one thing, listed for people and joined by nobody.

Unlike where persons are linked, rows that say exactly the same stay two: that they do is what somebody must see.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schakel_base.errors import RequestError
from schakel_linkage.arrays import Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.linking.blocking import blocks_of
from schakel_linkage.linking.evidence import names_of_levels
from schakel_linkage.linking.scoring import Levels, Scorer
from schakel_linkage.linking.variants import columns_of
from schakel_linkage.records.standardising import StandardisedRecords


@dataclass(frozen=True)
class CandidatePairs:
    """Pairs of rows from the review threshold on.

    Parameters
    ----------
    left, right
        The positions of the two rows; shape (pairs,).
    weight
        In bits, prior included; shape (pairs,).
    """

    model: LinkModel
    left: Integers
    right: Integers
    weight: npt.NDArray[np.float64]
    levels: Levels

    def levels_of(self, place: int) -> Mapping[str, str]:
        """Return at which level each attribute of a pair agrees; `unknown` where one row does not say."""
        return names_of_levels(self.model, self.levels[:, place].tolist())


def candidate_pairs(records: StandardisedRecords, model: LinkModel) -> CandidatePairs:
    """Return the pairs of rows that weigh as much as the review threshold, or more.

    Returns
    -------
    CandidatePairs
        Positions of two records, their weight in bits and their levels; arrays of shape (pairs,).

    Raises
    ------
    RequestError
        If the model has no weights.
    """
    if model.trained is None:
        raise RequestError("the model has no weights; run the list once with --train")
    columns, prior = columns_of(records, model), model.trained.prior(len(records))
    blocks, _ = blocks_of(columns, model)
    found = Scorer(model, columns, records.texts).weigh_blocked(blocks, model.thresholds.review - prior)
    return CandidatePairs(model, found.left, found.right, found.weight + prior, found.levels)

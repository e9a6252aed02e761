"""Records of persons in, persons out: standardise, pair, group."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from schakel_linkage.arrays import Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.linking.blocking import CutRule
from schakel_linkage.linking.clustering import Groups, group, numbered
from schakel_linkage.linking.pairing import Pairs, find_pairs
from schakel_linkage.linking.scoring import Levels
from schakel_linkage.records.notes import FaultyValues
from schakel_linkage.records.standardising import StandardisedRecords


@dataclass(frozen=True)
class Linkage:
    """What linking found.

    Parameters
    ----------
    person
        For each record the number of its person, from 0; shape (records,).
    review
        Pairs of records between the thresholds, for a person to look at: `left` and `right` are positions of records,
        `weight` is in bits.
    joined
        The levels of the pairs that weigh enough to be joined; shape (comparisons, pairs).
    """

    person: Integers
    review: pa.Table
    notes: tuple[FaultyValues, ...]
    cut: tuple[CutRule, ...]
    groups: Groups
    joined: Levels

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return int(self.person.max(initial=-1)) + 1

    @property
    def largest(self) -> int:
        """How many records the person with most has."""
        return int(np.bincount(self.person).max(initial=0))


def link(records: StandardisedRecords, model: LinkModel) -> Linkage:
    """Return which records are of one person.

    Parameters
    ----------
    records
        From `standardise`.
    model
        A model with weights, from `train` or a trained file.

    Returns
    -------
    The person of every record, and the pairs between the thresholds for a person to review.

    Raises
    ------
    RequestError
        If the model has no weights yet.
    """
    pairs = find_pairs(records, model)
    groups = group(pairs, model)
    person = numbered(groups.person[pairs.variants.of_record])
    joined = pairs.levels[:, pairs.weight >= model.thresholds.join]
    return Linkage(person, _review(pairs, groups.person), records.notes, pairs.cut, groups, joined)


def _review(pairs: Pairs, of_variant: Integers) -> pa.Table:
    """Return the pairs that stayed apart, the heaviest first, by one record of each variant."""
    apart = np.flatnonzero(of_variant[pairs.left] != of_variant[pairs.right])
    apart = apart[np.lexsort((pairs.right[apart], pairs.left[apart], -pairs.weight[apart]))]
    record = pairs.variants.first
    left, right = record[pairs.left[apart]], record[pairs.right[apart]]
    return pa.table({"left": left, "right": right, "weight": pairs.weight[apart]})

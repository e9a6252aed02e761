"""Pairs of variants: blocked, weighed, and kept from the review threshold on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel_linkage.arrays import Flags, Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.linking.blocking import CutRule, blocks_of
from schakel_linkage.linking.scoring import Levels, Scorer
from schakel_linkage.linking.variants import Variants, collapse
from schakel_linkage.records.standardising import StandardisedRecords


@dataclass(frozen=True)
class Pairs:
    """Pairs of variants, their weight in bits (prior included) and levels; and the rules whose blocks were cut.

    `share` is which share of the pairs they are, where they are a sample.
    """

    variants: Variants
    left: Integers
    right: Integers
    weight: npt.NDArray[np.float64]
    levels: Levels
    cut: tuple[CutRule, ...]
    share: float = 1.0


def find_pairs(records: StandardisedRecords, model: LinkModel, floor: float | None = None) -> Pairs:
    """Return the pairs of records that weigh at least `floor` bits (by default the review threshold)."""
    return pairs_among(collapse(records, model).with_rarities(model), records.texts, model, floor)


def pairs_among(
    variants: Variants, texts: pa.Array, model: LinkModel, floor: float | None = None, asked: Flags | None = None
) -> Pairs:
    """Return the pairs of variants, with their rarities, that weigh at least a number of bits.

    Parameters
    ----------
    asked
        Which variants are asked for: of each pair one is (by default all are); shape (variants,).
    """
    prior = model.weights.prior(len(variants))
    least = (model.thresholds.review if floor is None else floor) - prior
    blocks, cut = blocks_of(variants.columns, model)
    found = Scorer(model, variants.columns, texts).weigh_blocked(blocks, least, asked)
    return Pairs(variants, found.left, found.right, found.weight + prior, found.levels, tuple(cut))

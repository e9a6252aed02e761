"""Pairs of variants worth a look: blocked, weighed, and kept from the review threshold on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import Columns, Flags
from schakel_linkage.linking.blocking import CutRule, blocks_of
from schakel_linkage.linking.scoring import Levels, Scorer
from schakel_linkage.linking.variants import Integers, Variants, collapse
from schakel_linkage.records.standardising import StandardisedRecords


@dataclass(frozen=True)
class Pairs:
    """Pairs of variants, their weight in bits (prior included) and levels; and the rules whose blocks were cut."""

    variants: Variants
    left: Integers
    right: Integers
    weight: npt.NDArray[np.float64]
    levels: Levels
    cut: tuple[CutRule, ...]


def find_pairs(
    records: StandardisedRecords,
    model: LinkModel,
    floor: float | None = None,
    asked: Callable[[Columns], Flags] | None = None,
) -> Pairs:
    """Return the pairs of records that weigh at least `floor` bits (by default the review threshold).

    Parameters
    ----------
    asked
        Tells of variants which are asked for: of each pair one is (by default all are).
    """
    assert model.trained is not None, "a model is trained before it weighs"
    variants = collapse(records, model).with_rarities(model)
    prior = model.trained.prior(len(variants))
    least = (model.thresholds.review if floor is None else floor) - prior
    blocks, cut = blocks_of(variants.columns, model)
    scorer = Scorer(model, variants.columns, records.texts)
    found = scorer.weigh_blocked(blocks, least, asked(variants.columns) if asked else None)
    return Pairs(variants, found.left, found.right, found.weight + prior, found.levels, tuple(cut))

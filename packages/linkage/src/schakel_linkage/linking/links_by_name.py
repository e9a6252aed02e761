"""Records linked by names only, and how many of these links are right according to a number."""

from dataclasses import dataclass

import numpy as np

from schakel_linkage.arrays import Flags, Floats, Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.linking.clustering import group
from schakel_linkage.linking.pairing import find_pairs
from schakel_linkage.linking.quality import without_number_rules, without_numbers
from schakel_linkage.linking.rules import forbidden
from schakel_linkage.linking.scoring import self_weight
from schakel_linkage.linking.variants import Variants
from schakel_linkage.records.standardising import StandardisedRecords

NAMES = ("name", "text")
"""The kinds of attribute that name somebody."""


@dataclass(frozen=True)
class LinkedByNames:
    """Records linked while all numbers were hidden.

    Parameters
    ----------
    person
        The person of each record; shape (records,).
    number
        The first unique number of each record as a code, below 0 where it has none; shape (records,).
    named
        Whether each record has a name; shape (records,).
    weight, right
        Of each pair worth a look whose records both have the first number, and of records that say the same as another:
        its weight in bits, and whether that is one number; shape (pairs,).
    """

    person: Integers
    number: Integers
    named: Flags
    weight: Floats
    right: Flags

    def recall(self, inside: Flags) -> tuple[Integers, Integers]:
        """Count for each number its pairs of records that names join, and all of them.

        Parameters
        ----------
        inside
            The records that are counted, if they have a name and a number; shape (records,).
        """
        chosen = inside & self.named & (self.number >= 0)
        return _pairs(self.number[chosen], self.person[chosen])

    def precision(self, inside: Flags) -> tuple[Integers, Integers]:
        """Count for each person its pairs of records that have one number, and all of them; of records as `recall`."""
        chosen = inside & self.named & (self.number >= 0)
        return _pairs(self.person[chosen], self.number[chosen])


def _pairs(groups: Integers, others: Integers) -> tuple[Integers, Integers]:
    """Return for each group the pairs in it that are of one of the others too, and all pairs in it."""
    place = np.unique(groups, return_inverse=True)[1]
    cells, sizes = np.unique(place << 32 | others, return_counts=True)
    both = np.zeros(int(place.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(both, cells >> 32, sizes * (sizes - 1) // 2)
    every = np.bincount(place, minlength=len(both)).astype(np.int64)
    return both, every * (every - 1) // 2


def link_by_names(records: StandardisedRecords, model: LinkModel) -> LinkedByNames:
    """Link records as if nobody had written a number, and hold the pairs against the first of them.

    Parameters
    ----------
    model
        With weights; its first unique number is what the pairs are held against.
    """
    alone = without_number_rules(model)
    pairs = find_pairs(without_numbers(records, [one.name for one in model.attributes if one.unique]), alone)
    number = next(iter(records.unique_numbers(model)), np.full(len(records), -1, dtype=np.int64))
    of_variant = number[pairs.variants.first]
    one, other = of_variant[pairs.left], of_variant[pairs.right]
    sure = (one >= 0) & (other >= 0) & ~forbidden(pairs, alone)
    person = group(pairs, alone).person[pairs.variants.of_record]
    weight, right = _saying_the_same(pairs.variants, number, alone)
    weight, right = np.concatenate([pairs.weight[sure], weight]), np.concatenate([(one == other)[sure], right])
    named = np.any([records.parts[f"{one.name}_value"] >= 0 for one in model.attributes if one.kind in NAMES], axis=0)
    return LinkedByNames(person, number, named, weight, right)


def _saying_the_same(variants: Variants, number: Integers, model: LinkModel) -> tuple[Floats, Flags]:
    """Return the weight of records that say the same as the one before them, and whether both have one number."""
    known = np.flatnonzero(number >= 0)
    known = known[np.argsort(variants.of_record[known], kind="stable")]
    of = variants.of_record[known]
    again = np.flatnonzero(of[1:] == of[:-1]) + 1
    weight = self_weight(model, variants.columns) + model.weights.prior(len(variants))
    return weight[of[again]], number[known[again]] == number[known[again - 1]]

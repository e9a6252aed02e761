"""The evidence that two records are of one person, attribute by attribute, in bits, for people who judge.

The bits are those by which a model joins: the weight of the level at which an attribute agrees, with what a rare value
adds to it, and the weight of knowing nothing of two among so many. Added up they are the weight of the pair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from schakel_linkage.arrays import Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import OTHERWISE
from schakel_linkage.linking.blocking import blocks_of
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.pairs_within import pairs_within
from schakel_linkage.linking.rules import forbidden
from schakel_linkage.linking.scales import level_of
from schakel_linkage.linking.scoring import Scorer, less_by_cases, rarity_of
from schakel_linkage.linking.structure import Loose, loose_among
from schakel_linkage.linking.variants import Variants, collapse
from schakel_linkage.records.standardising import StandardisedRecords

UNKNOWN = "unknown"
_LIGHTEST = -1e6  # no pair weighs less


def names_of_levels(model: LinkModel, levels: Sequence[int]) -> dict[str, str]:
    """Return the names of the levels of a pair by attribute, from their places in each comparison."""
    scales = ((*one.levels, OTHERWISE, UNKNOWN) for one in model.comparisons)
    return {
        one.attribute: scale[level] for one, scale, level in zip(model.comparisons, scales, levels, strict=True)
    }  # fmt: skip


@dataclass(frozen=True)
class AttributeEvidence:
    """At which level an attribute agrees, and what that weighs in bits."""

    level: str
    bits: float


@dataclass(frozen=True)
class PairEvidence:
    """What speaks for two records being of one person.

    Parameters
    ----------
    weight
        All of it, in bits.
    prior
        The weight of knowing nothing, in bits.
    attributes
        What each attribute says, by its name.
    forbidden
        The rules by which no machine joins the two, whatever they weigh.
    case
        What the pair weighs less, because two persons of one case agree as much; 0 or below.
    """

    weight: float
    prior: float
    attributes: Mapping[str, AttributeEvidence]
    forbidden: tuple[str, ...]
    case: float = 0.0


@dataclass(frozen=True)
class KnownRecords:
    """All records that are known, laid ready to be compared under a trained model."""

    model: LinkModel
    texts: pa.Array
    variants: Variants
    prior: float

    @classmethod
    def of(cls, records: StandardisedRecords, model: LinkModel) -> "KnownRecords":
        """Lay records ready.

        Raises
        ------
        RequestError
            If the model has no weights.
        """
        variants = collapse(records, model).with_rarities(model)
        return cls(model, records.texts, variants, model.weights.prior(len(variants)))

    def weights(self, pairs: Sequence[tuple[int, int]]) -> list[float]:
        """Return what pairs of records weigh, in bits; each is given by two positions."""
        found: list[float] = np.round(self._weighed(pairs).weight, 2).tolist()
        return found

    def evidence(self, one: int, other: int) -> PairEvidence:
        """Return what speaks for two records, given by their positions.

        Returns
        -------
        Weights in bits, rounded to two decimals; their sum is the weight of the pair but for rounding.
        """
        pair = self._weighed([(one, other)])
        rules = [
            rule for rule in self.model.cannot_link if forbidden(pair, replace(self.model, cannot_link=(rule,))).all()
        ]
        weight, prior = float(pair.weight[0]), self.prior
        columns = pair.variants.columns
        case = -float(less_by_cases(self.model, columns, pair.levels, pair.left, pair.right)[0])
        return PairEvidence(round(weight, 2), round(prior, 2), self._attributes(pair), tuple(rules), round(case, 2))

    def loose_persons(self, person: Integers) -> list[Loose]:
        """Return the persons with too few pairs of records that would be joined, the loosest first.

        Parameters
        ----------
        person
            The number of the person of each record, from 0; below 0 where there is none; shape (records,).

        Returns
        -------
        Persons with at least `FEWEST_FOR_DENSITY` different records and a density below `DENSE_ENOUGH`. They are
        shown, never cut: a person who changed names hangs by a thread as well.
        """
        scorer = Scorer(self.model, self.variants.columns, self.texts)
        return loose_among(self.variants, person, scorer, self.model.thresholds.join - self.prior)

    def joined_by_names(self, person: Integers) -> tuple[Integers, Integers]:
        """Return the pairs of records of one person that say something else and share no unique number.

        Parameters
        ----------
        person
            The person of each record, below 0 where it has none; shape (records,).
        """
        nobody = np.empty(0, dtype=np.int64)
        left, right = zip((nobody, nobody), *pairs_within(person[self.variants.first]), strict=True)
        return self._by_names(np.concatenate(left), np.concatenate(right))

    def apart_by_names(self, person: Integers) -> tuple[Integers, Integers]:
        """Return the pairs of records of two persons that are worth a look and share no unique number."""
        left, right = self._worth_a_look()
        one, other = (person[self.variants.first[side]] for side in (left, right))
        two = (one >= 0) & (other >= 0) & (one != other)
        return self._by_names(left[two], right[two])

    def _by_names(self, left: Integers, right: Integers) -> tuple[Integers, Integers]:
        """Leave out the pairs of variants that share a unique number, and return the others by their first records."""
        shared = np.zeros(len(left), dtype=np.bool_)
        for attribute in self.model.attributes:
            if attribute.unique:
                number = self.variants.columns[f"{attribute.name}_value"]
                shared |= (number[left] == number[right]) & (number[left] >= 0)
        return self.variants.first[left[~shared]], self.variants.first[right[~shared]]

    def _worth_a_look(self) -> tuple[Integers, Integers]:
        """Return the pairs of variants that weigh as much as the review threshold, or more."""
        blocks, _ = blocks_of(self.variants.columns, self.model)
        scorer = Scorer(self.model, self.variants.columns, self.texts)
        found = scorer.weigh_blocked(blocks, self.model.thresholds.review - self.prior)
        return found.left, found.right

    def _weighed(self, pairs: Sequence[tuple[int, int]]) -> Pairs:
        """Weigh pairs of records by their variants, which say the same; no others are looked at."""
        nodes, places = np.unique(
            self.variants.of_record[np.array(pairs, dtype=np.int64).reshape(-1, 2)], return_inverse=True
        )
        columns = {name: column[nodes] for name, column in self.variants.columns.items()}
        left, right = places.reshape(-1, 2).T
        found = Scorer(self.model, columns, self.texts).weigh([(left, right)], _LIGHTEST)
        own = np.arange(len(nodes))
        return Pairs(Variants(own, own, columns), found.left, found.right, found.weight + self.prior, found.levels, ())

    def _attributes(self, pair: Pairs) -> dict[str, AttributeEvidence]:
        found = {}
        named = names_of_levels(self.model, pair.levels[:, 0].tolist())
        for place, comparison in enumerate(self.model.comparisons):
            level = named[comparison.attribute]
            bits = 0.0 if level == UNKNOWN else level_of(self.model, comparison, level).weight
            bits += rarity_of(self.model, pair.variants.columns, place, pair.levels, pair.left, pair.right)[0]
            found[comparison.attribute] = AttributeEvidence(level, round(float(bits), 2))
        return found

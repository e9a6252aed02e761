"""The evidence that two records are of one person, attribute by attribute, in bits, for people who judge.

The bits are those by which a model joins: the weight of the level at which an attribute agrees, with what a rare value
adds to it, and the weight of knowing nothing of two among so many. Added up they are the weight of the pair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from schakel_linkage.arrays import Floats, Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import OTHERWISE
from schakel_linkage.linking.blocking import blocks_of
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.pairs_within import pairs_within
from schakel_linkage.linking.rules import forbidden
from schakel_linkage.linking.scales import level_of
from schakel_linkage.linking.scoring import Levels, Scorer, Weighed, less_by_cases, rarity_of
from schakel_linkage.linking.structure import Loose, loose_among
from schakel_linkage.linking.variants import Variants, collapse, columns_of
from schakel_linkage.records.standardising import StandardisedRecords, standardise

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
class CandidatePairs:
    """Pairs of records from the review threshold on.

    Parameters
    ----------
    left, right
        The positions of the two records; shape (pairs,).
    weight
        In bits, prior included; shape (pairs,).
    """

    model: LinkModel
    left: Integers
    right: Integers
    weight: Floats
    levels: Levels

    def levels_of(self, place: int) -> Mapping[str, str]:
        """Return at which level each attribute of a pair agrees; `unknown` where one record does not say."""
        return names_of_levels(self.model, self.levels[:, place].tolist())


@dataclass(frozen=True)
class KnownRecords:
    """All records that are known, to be compared under a trained model.

    Parameters
    ----------
    laid
        Which of them say the same; by default that is found out when it is first needed.
    """

    records: StandardisedRecords
    model: LinkModel
    laid: Variants | None = None

    @classmethod
    def of(cls, table: pa.Table, model: LinkModel, day: date) -> "KnownRecords":
        """Return records of persons as written, all values text; no date in them is later than a day."""
        return cls(standardise(table, model, day), model)

    @classmethod
    def one_by_one(cls, table: pa.Table, model: LinkModel, day: date) -> "KnownRecords":
        """Return records as `of` does, of which those that say exactly the same stay two: that is what is looked for.

        Raises
        ------
        RequestError
            If the model has no weights.
        """
        records = standardise(table, model, day)
        own = np.arange(len(records))
        return cls(records, model, Variants(own, own, columns_of(records, model)))

    @cached_property
    def variants(self) -> Variants:
        """Which of the records say the same; a RequestError if the model has no weights."""
        return collapse(self.records, self.model).with_rarities(self.model) if self.laid is None else self.laid

    @property
    def prior(self) -> float:
        """The weight in bits of knowing nothing of two among so many."""
        return self.model.weights.prior(len(self.variants))

    def grouped_by_numbers(self) -> Integers:
        """Return the group of each record that shared unique numbers make, from 0; shape (records,)."""
        return self.records.grouped_by_numbers(self.model)

    def candidate_pairs(self) -> CandidatePairs:
        """Return the pairs that weigh as much as the review threshold, or more; nothing is joined."""
        found, first = self._worth_a_look(), self.variants.first
        return CandidatePairs(
            self.model, first[found.left], first[found.right], found.weight + self.prior, found.levels
        )

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
        return loose_among(self.variants, person, self._scorer, self.model.thresholds.join - self.prior)

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
        found = self._worth_a_look()
        left, right = found.left, found.right
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

    def _worth_a_look(self) -> Weighed:
        """Return the pairs of variants that weigh as much as the review threshold, or more."""
        blocks, _ = blocks_of(self.variants.columns, self.model)
        return self._scorer.weigh_blocked(blocks, self.model.thresholds.review - self.prior)

    @property
    def _scorer(self) -> Scorer:
        return Scorer(self.model, self.variants.columns, self.records.texts)

    def _weighed(self, pairs: Sequence[tuple[int, int]]) -> Pairs:
        """Weigh pairs of records by their variants, which say the same; no others are looked at."""
        nodes, places = np.unique(
            self.variants.of_record[np.array(pairs, dtype=np.int64).reshape(-1, 2)], return_inverse=True
        )
        columns = {name: column[nodes] for name, column in self.variants.columns.items()}
        left, right = places.reshape(-1, 2).T
        found = Scorer(self.model, columns, self.records.texts).weigh([(left, right)], _LIGHTEST)
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

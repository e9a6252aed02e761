"""Links new records with all known ones; no known record changes person.

An *increment* is what a delivery adds to a pool. Its variants are compared with each other and with those of the pool
that share a block with one of them; the pairs of known records among themselves were weighed when these came. Variants
that have a person keep it: groups are made around them, and two persons are never joined.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from schakel_linkage.arrays import Codes, Flags, Floats, Integers
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.levels import Columns
from schakel_linkage.linking.blocking import CutRule, bounded
from schakel_linkage.linking.clustering import group
from schakel_linkage.linking.drift import Delivered, Drift, drifts
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.pool import Pool
from schakel_linkage.linking.rules import forbidden, people_too
from schakel_linkage.linking.scoring import Scorer
from schakel_linkage.linking.variants import Variants, collapse
from schakel_linkage.records.lexicon import Lexicon
from schakel_linkage.records.standardising import standardise


@dataclass(frozen=True)
class Increment:
    """What new records add to a pool.

    Parameters
    ----------
    part
        The pool of the new records alone, to be laid behind the `pool`.
    lexicon
        What the codes of texts stand for, of the pool and of the new records.
    of_record, first
        Which of the new records say the same: the variant of each record, and the first record of each variant.
    """

    pool: Pool
    model: LinkModel
    lexicon: Lexicon
    of_record: Integers
    first: Integers
    part: Pool

    @classmethod
    def of(cls, table: pa.Table, model: LinkModel, pool: Pool, day: date) -> "Increment":
        """Lay new records ready beside a pool; nothing is compared yet.

        Parameters
        ----------
        model
            A trained model, of the shape of the pool.
        day
            On which the records came: no date in them is later.
        """
        records = standardise(table, model, day, known=pool.lexicon)
        variants, lexicon = collapse(records, model, len(pool)), records.lexicon
        del records  # what follows from it takes the room
        part = pool.part(lexicon, variants, model.names_of(table), model)
        # The parts of values are not kept: they follow from the values in the part of the pool.
        return cls(pool, model, lexicon, variants.of_record, variants.first, part)

    def compared(self) -> "ComparedIncrement":
        """Weigh the pairs with at least one new record."""
        near, columns, laid = self.pool.beside(self.part, self.lexicon, self.model)
        new = np.arange(len(near) + len(self.part)) >= len(near)
        # Bounded over old and new together: a block grows with every delivery, and is too large only now.
        blocks, cut = bounded(laid, columns, self.model)
        prior = self.model.weights.prior(len(self.pool) + len(self.part))
        scorer = Scorer(self.model, columns, self.lexicon.texts)
        found = scorer.weigh_blocked(blocks, self.model.thresholds.review - prior, new)
        own = np.arange(len(new))
        weight = found.weight + prior
        pairs = Pairs(Variants(own, own, columns), found.left, found.right, weight, found.levels, tuple(cut))
        return ComparedIncrement(self, near, pairs)


@dataclass(frozen=True)
class ComparedIncrement:
    """An increment and the pairs worth a look; `near` are the places in the pool of the variants that come first."""

    increment: Increment
    near: Integers
    pairs: Pairs

    def linked(self, persons: Codes, known: int, given: Codes | None = None) -> "LinkedIncrement":
        """Give each new variant its person: that of the known ones in its group, or one that is made now.

        Parameters
        ----------
        persons
            The number of the person of each known variant in `near`; shape (near,).
        known
            How many persons there are: those that are made are numbered on from here.
        given
            The number of the person of each new variant, below 0 where it has none; by default none has any.
        """
        new = np.full(len(self.increment.part), -1, dtype=np.int32) if given is None else given
        codes = np.concatenate([persons, new])
        stays, numbers = _in_pairs(self.pairs, codes), _numbers_of_persons(self.pairs, codes, self.increment.model)
        pairs, codes = _only(self.pairs, stays), codes[stays]
        columns = {**pairs.variants.columns, **{name: shared[stays] for name, shared in numbers.items()}}
        with_numbers = replace(pairs, variants=replace(pairs.variants, columns=columns))
        groups = group(with_numbers, self.increment.model, codes.astype(np.int64)).person
        of_group = _persons(groups, codes, known)
        persons_now = max(known, int(of_group.max(initial=-1)) + 1)
        return LinkedIncrement(self.increment, pairs, codes < 0, of_group[groups], persons_now)


@dataclass(frozen=True)
class LinkedIncrement:
    """New variants with their persons, and the known ones that are in a pair with them.

    What is told of new *records* holds where no new variant was given a person: one that has a person already and is in
    no pair is left out.

    Parameters
    ----------
    pairs
        Those worth a look; the variants are known ones in a pair, and after these all new ones.
    new
        Which variants had no person yet; shape (variants,).
    of_variant
        The number of the person of each variant; shape (variants,).
    persons
        How many persons there are by now.
    """

    increment: Increment
    pairs: Pairs
    new: Flags
    of_variant: Codes
    persons: int

    @property
    def of_new(self) -> Codes:
        """The person of each new variant that had none yet."""
        return self.of_variant[self.new]

    @property
    def of_record(self) -> Codes:
        """The person of each new record."""
        return self.of_variant[self._place_of_record]

    @property
    def heaviest(self) -> Floats:
        """The weight in bits of the heaviest pair that each new record is in; 0 where it is in none above 0."""
        best = np.zeros(len(self.new))
        for side in (self.pairs.left, self.pairs.right):
            np.maximum.at(best, side, self.pairs.weight)
        found: Floats = best[self._place_of_record]
        return found

    @property
    def _place_of_record(self) -> Integers:
        # The new variants are the last, whichever known ones were left out before them.
        return len(self.new) - len(self.increment.part) + self.increment.of_record

    def to_judge(self) -> Mapping[tuple[int, int], float]:
        """Return the persons that people may judge to be one: two numbers, and the heaviest weight between them."""
        rules = people_too(self.increment.model.cannot_link)
        possible = ~forbidden(self.pairs, replace(self.increment.model, cannot_link=rules))
        left, right = self.of_variant[self.pairs.left], self.of_variant[self.pairs.right]
        apart = np.flatnonzero(possible & (left != right))
        weights = np.round(self.pairs.weight[apart], 3)
        found: dict[tuple[int, int], float] = {}
        for one, other, weight in zip(left[apart].tolist(), right[apart].tolist(), weights.tolist(), strict=True):
            pair = (min(one, other), max(one, other))
            found[pair] = max(weight, found.get(pair, weight))
        return found

    def fit(self) -> "ModelFit":
        """Return how the new records, and all by now, lie beside the model."""
        model = self.increment.model
        joined = self.pairs.levels[:, self.pairs.weight >= model.thresholds.join]
        columns = {name: column[self.new] for name, column in self.pairs.variants.columns.items()}
        delivered = Delivered(columns, self.increment.lexicon.texts, self.of_new.astype(np.int64))
        return ModelFit(self.pairs.cut, drifts(delivered, joined, model))


@dataclass(frozen=True)
class ModelFit:
    """How records lie beside the model that links them.

    Parameters
    ----------
    cut
        The rules whose blocks, by now, hold too many variants to compare all of them.
    drifts
        How the new records lie beside the model.
    """

    cut: tuple[CutRule, ...] = ()
    drifts: tuple[Drift, ...] = ()


def _persons(groups: Integers, codes: Codes, known: int) -> Codes:
    """Return the person of each group: the one that a member has, or a new one, numbered after those known."""
    held = np.full(int(groups.max(initial=-1)) + 1, -1, dtype=np.int32)
    np.maximum.at(held, groups, codes)
    without = np.flatnonzero(held < 0)
    held[without] = known + np.arange(len(without))
    return held


def _in_pairs(pairs: Pairs, codes: Codes) -> Flags:
    """Tell which variants are new, or old and in a pair."""
    stays: Flags = codes < 0
    stays[pairs.left] = stays[pairs.right] = True
    return stays


def _only(pairs: Pairs, stays: Flags) -> Pairs:
    """Return pairs among the variants that stay."""
    if stays.all():
        return pairs
    number, kept = np.cumsum(stays) - 1, np.flatnonzero(stays)
    columns = {name: column[kept] for name, column in pairs.variants.columns.items()}
    variants = Variants(np.arange(len(kept)), np.arange(len(kept)), columns)
    return replace(pairs, variants=variants, left=number[pairs.left], right=number[pairs.right])


def _numbers_of_persons(pairs: Pairs, codes: Codes, model: LinkModel) -> Columns:
    """Let the old variants of a person share its unique numbers, so that none of them hides one."""
    names = [f"{attribute.name}_value" for attribute in model.attributes if attribute.unique]
    return {name: _shared(pairs.variants.columns[name], codes) for name in names}


def _shared(numbers: Codes, codes: Codes) -> Codes:
    old = codes >= 0
    of_person = np.full(int(codes.max(initial=-1)) + 1, -1, dtype=numbers.dtype)
    # A person has one number of each kind, or none, so the largest is that number.
    np.maximum.at(of_person, codes[old], numbers[old])
    shared = numbers.copy()
    missing = old & (numbers < 0)
    shared[missing] = of_person[codes[missing]]
    return shared

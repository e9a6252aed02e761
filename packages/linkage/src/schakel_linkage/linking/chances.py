"""The probability that pairs are of one person: by their weight, and by what is known about their records.

Two numbers that differ, and two records of a source that holds nobody twice, are two persons. A record has at most one
of its person in such a source, so the pairs that it makes with one source share one chance: the odds of each are held
against those of all (Fellegi and Sunter, 1969, leave this out; so their weights take a household for one person).
"""

from dataclasses import dataclass

import numpy as np

from schakel_linkage.arrays import Flags, Floats, Integers
from schakel_linkage.calibration import START_MATCHES
from schakel_linkage.link_model.declared import LinkModel, prior_of
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.rules import CERTAIN, forbidden

ROUNDS, SETTLED = 200, 1e-4


@dataclass(frozen=True)
class Chances:
    """What is known of some pairs whatever they weigh.

    Parameters
    ----------
    barred
        Which pairs are of two persons for certain; shape (pairs,).
    across
        The places of the pairs between two sources that hold nobody twice.
    sides
        For each side of these pairs, which record it is with which other source: a number from 0.
    share
        Which share of the pairs these are, where they are a sample.
    """

    barred: Flags
    across: Integers
    sides: tuple[Integers, Integers]
    share: float = 1.0

    @classmethod
    def of(cls, pairs: Pairs, model: LinkModel) -> "Chances":
        """Learn from the rules and the sources of a model what is known of pairs."""
        # Rules of thumb teach nothing: father and son of one name are not two because a rule says so.
        rules = tuple(rule for rule in model.cannot_link if rule in CERTAIN)
        barred = forbidden(pairs, model.forbidding(rules))
        nowhere = np.empty(0, dtype=np.int64)
        if not model.source:
            return cls(barred, nowhere, (nowhere, nowhere), pairs.share)
        source = pairs.variants.columns[f"{model.source}_value"].astype(np.int64)
        one, other = source[pairs.left], source[pairs.right]
        across = np.flatnonzero((one >= 0) & (other >= 0) & (one != other))
        sides = ((pairs.left, other), (pairs.right, one))
        left, right = (np.unique(side[across] << 32 | of[across], return_inverse=True)[1] for side, of in sides)
        return cls(barred, across, (left, right), pairs.share)

    def at(self, weight: Floats) -> Floats:
        """Return the chances that pairs are of one person, of their weights in bits; shape (pairs,)."""
        # Beyond 100 bits the chance is 0 or 1 in any case, and 2 to the power of the weight would overflow.
        odds = np.where(self.barred, 0.0, np.exp2(np.clip(weight, -100, 100)))
        found: Floats = odds / (1 + odds)
        mine = odds[self.across]
        for side in self.sides:
            found[self.across] = np.minimum(found[self.across], mine / (1 + np.bincount(side, mine)[side]))
        return found

    def matches(self, weights: Floats, variants: int) -> float:
        """Return how many matches a variant has, such that all pairs together promise as many.

        Parameters
        ----------
        weights
            The weights in bits of all blocked pairs, without the prior.

        Returns
        -------
        The average number of other variants of the same person.
        """
        found = START_MATCHES
        for _ in range(ROUNDS):
            found, before = self.promised(self.at(weights + prior_of(found, variants)), variants), found
            if abs(found / before - 1) < SETTLED:
                break
        return found

    def promised(self, chance: Floats, variants: int) -> float:
        """Return how many matches a variant has if pairs are of one person with these chances: at least one in all."""
        return max(2 * float(chance.sum()) / self.share, 1.0) / max(variants, 1)

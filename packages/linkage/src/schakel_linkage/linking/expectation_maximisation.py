"""All blocked pairs teach `m` and `u` together, by expectation maximisation (Dempster, Laird and Rubin, 1977).

It is usual to learn from pairs that agree in one attribute how often the others do. That is no fair sample: where most
records hold one error, those with one date of birth have it in their names. Here each pair that any rule gives teaches
all attributes, by its chance of being one person. Random pairs of few records hold many of one person; these are taken
out of `u`.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Floats, Integers
from schakel_linkage.calibration import LEAST_M, LEAST_OTHERWISE, LEAST_U, RUNAWAY, USUAL_PAIRS
from schakel_linkage.link_model.declared import AttributeComparison, LevelProbabilities, LinkModel
from schakel_linkage.link_model.levels import OTHERWISE
from schakel_linkage.linking.cases import Cases
from schakel_linkage.linking.chances import Chances
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.scales import level_of
from schakel_linkage.linking.variants import Variants

Places = npt.NDArray[np.int8]


MOST_ROUNDS = 60
"""After which the iteration ends, settled or not."""

SETTLED = 1e-4
"""The change, as a share, below which the iteration is settled."""


@dataclass(frozen=True)
class Learnt:
    """A model with weights, and the chance of each pair that taught it of being one person; shape (pairs,)."""

    model: LinkModel
    chance: Floats


@dataclass(frozen=True)
class Shares:
    """How often pairs are at each level of a comparison, of one person (`m`) and of two (`u`); otherwise comes last."""

    m: Floats
    u: Floats


@dataclass(frozen=True)
class Seen:
    """What records show of one comparison.

    Parameters
    ----------
    places
        The level of each pair; behind otherwise comes unknown.
    later
        At each level, how many records say the same as an earlier one.
    alike
        At each level, how many pairs of records say the same.
    known
        How many pairs of records say something on both sides; 0 for a unique number, of which `u` is no estimate.
    start
        What is usual of one person, and the shares among random pairs.
    frequency
        Whether a pair that says the same weighs by how frequent that is, whatever `u` is there.
    """

    places: Places
    later: Floats
    alike: Floats
    known: float
    start: Shares
    frequency: bool

    def weights(self, now: Shares) -> Floats:
        """Return the bits of each pair, without those by which its value is rarer than the start says."""
        of_level = np.append(np.log2(np.maximum(now.m, LEAST_M) / self.against(now)), 0.0)
        found: Floats = of_level[self.places]
        return found

    def against(self, now: Shares) -> Floats:
        """Return the shares of strangers that pairs are held against."""
        return np.append(self.start.u[:1], now.u[1:]) if self.frequency else now.u

    def next(self, chance: Floats, promised: Floats) -> Shares:
        """Return the shares, if pairs are of one person with such a chance and make so many pairs of records of one."""
        return Shares(self._m(chance), self._u(promised) if self.known else self.start.u)

    def levels(self, found: Shares) -> list[LevelProbabilities]:
        """Return the shares as levels; one that no pair was seen at, of one person or of two, says nothing."""
        least = [*[LEAST_M] * (len(found.m) - 1), LEAST_OTHERWISE]
        return [
            LevelProbabilities(self._least_u, self._least_u)
            if m < LEAST_M and u <= self._least_u
            else LevelProbabilities(max(m, lowest), u)
            for m, u, lowest in zip(found.m.tolist(), found.u.tolist(), least, strict=True)
        ]

    @property
    def _least_u(self) -> float:
        """The smallest share that a number of pairs can show."""
        return max(LEAST_U, 1 / self.known) if self.known else LEAST_U

    def _m(self, chance: Floats) -> Floats:
        # Records of one variant say the same, and are pairs of one person too; without them `m` would be too low.
        expected = self.later + self._by_level(chance)
        found: Floats = (expected + USUAL_PAIRS * self.start.m) / (expected.sum() + USUAL_PAIRS)
        return found

    def _u(self, promised: Floats) -> Floats:
        """Take the pairs of one person out of the random ones."""
        of_one = self.alike + self._by_level(promised)
        # In a small file many random pairs are of one person, and would make agreement look usual among strangers.
        of_two = self.start.u * self.known - of_one
        found: Floats = np.maximum(of_two / max(self.known - of_one.sum(), 1.0), self._least_u)
        return found

    def _by_level(self, amounts: Floats) -> Floats:
        return np.bincount(self.places, weights=amounts, minlength=len(self.start.m) + 1)[:-1].astype(float)


def maximise_expectation(pairs: Pairs, model: LinkModel, cases: Cases | None = None) -> Learnt:
    """Learn `m`, `u` and `matches` as all blocked pairs tell them; with cases, `g` and `companions`.

    Parameters
    ----------
    pairs
        As the model weighs them, which holds what is usual of one person against the shares among random pairs.

    Notes
    -----
    Dempster, Laird and Rubin 1977. The rounds end when nothing moves by more than one part in 10,000, or when they
    promise twice the matches of the first round: then the first round stands.
    """
    sizes, trained = pairs.variants.sizes, model.weights
    seen = [_seen(pairs, model, *each) for each in zip(model.comparisons, pairs.levels, strict=True)]
    records = sizes[pairs.left] * sizes[pairs.right] / pairs.share
    shares = [one.start for one in seen]
    # What rare values add is taken once and kept: it depends on frequencies, which the rounds do not change.
    rarity = pairs.weight - trained.prior(len(sizes)) - _weight(seen, shares)
    first: tuple[float, list[Shares]] | None = None
    chances = Chances.of(pairs, model)
    for _ in range(MOST_ROUNDS):
        weight = rarity + trained.prior(len(sizes)) + _weight(seen, shares)
        if cases:
            of_case = cases.bits(pairs, [one.against(now) for one, now in zip(seen, shares, strict=True)])
            weight = weight - np.logaddexp2(0.0, of_case)
        chance = chances.at(weight)
        if cases:
            cases = cases.next(pairs, (1 - chance) / (1 + np.exp2(-np.clip(of_case, -100, 100))))
        matches = chances.promised(chance, len(sizes))
        before, shares = (trained.matches, shares), [one.next(chance / pairs.share, chance * records) for one in seen]
        trained = replace(trained, matches=matches)
        # The first round is the one to return to, for it has seen the data once and cannot have run away yet.
        first = first or (matches, shares)
        if matches > RUNAWAY * first[0]:
            # The chances stay those of the last round: they show what it is that training runs away with.
            trained, shares = replace(trained, matches=first[0]), first[1]
            break
        if _moved(before, (matches, shares)) < SETTLED:
            break
    found = [one.levels(now) for one, now in zip(seen, shares, strict=True)]
    if cases:
        found, trained = cases.laid_on(found), replace(trained, companions=cases.companions)
    levels = {
        comparison.attribute: dict(zip((*comparison.levels, OTHERWISE), each, strict=True))
        for comparison, each in zip(model.comparisons, found, strict=True)
    }
    return Learnt(replace(model, trained=replace(trained, levels=levels)), chance)


def _weight(seen: list[Seen], shares: list[Shares]) -> Floats:
    found: Floats = np.sum([one.weights(now) for one, now in zip(seen, shares, strict=True)], axis=0)
    return found


def _moved(before: tuple[float, list[Shares]], now: tuple[float, list[Shares]]) -> float:
    """Return by how much a round changed `m`, or the matches as a share."""
    m = [float(np.abs(after.m - then.m).max()) for then, after in zip(before[1], now[1], strict=True)]
    return max(*m, abs(now[0] / before[0] - 1))


def _seen(pairs: Pairs, model: LinkModel, comparison: AttributeComparison, places: Places) -> Seen:
    levels = [level_of(model, comparison, level) for level in (*comparison.levels, OTHERWISE)]
    with_itself, sizes = _with_itself(pairs.variants, comparison), pairs.variants.sizes.astype(float)
    known = with_itself >= 0
    later, alike = (
        np.bincount(with_itself[known], weights=amounts[known], minlength=len(levels)).astype(float)
        for amounts in (sizes - 1, sizes * (sizes - 1) / 2)
    )
    records = 0.0 if model.attribute(comparison.attribute).unique else float(sizes[known].sum())
    start = Shares(np.array([one.m for one in levels]), np.array([one.u for one in levels]))
    return Seen(places, later, alike, records * max(records - 1, 0) / 2, start, comparison.frequency)


def _with_itself(variants: Variants, comparison: AttributeComparison) -> Integers:
    """Return the level at which each variant agrees with one that says the same; below 0 where it says nothing."""
    found = np.zeros(len(variants), dtype=np.int64)
    if "same and vague" in comparison.levels:
        vague = variants.columns[f"{comparison.attribute}_vague"]
        found[np.asarray(vague, dtype=np.bool_)] = comparison.levels.index("same and vague")
    return np.where(variants.columns[f"{comparison.attribute}_value"] >= 0, found, -1)

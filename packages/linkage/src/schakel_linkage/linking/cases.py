"""Pairs of two persons in one case: a third kind, besides pairs of one person and of strangers.

The suspects of one case share its number, its district and its dates; neighbours share an address. Where training knows
only one person and strangers, such pairs teach that one person has many names. As a class of their own they have shares
of levels, as `m` and `u` are (a mixture of three latent classes; McLachlan and Peel, Finite mixture models, 2000), and
a pair weighs less by as much as it may be one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from schakel_linkage.arrays import Floats
from schakel_linkage.calibration import LEAST_M, LEAST_U, SELDOM, SELDOM_AMONG_DIFFERENT, STRANGE
from schakel_linkage.link_model.declared import LevelProbabilities, LinkModel, prior_of
from schakel_linkage.link_model.levels import OTHERWISE
from schakel_linkage.linking.pairing import Pairs
from schakel_linkage.linking.scales import level_of
from schakel_linkage.linking.scoring import rarity_of


def name_seldom_shared(model: LinkModel, pairs: Pairs, chance: Floats) -> str:
    """Say which name differs in too many matches, so that what was learnt is no person; empty where none does.

    Where two sources write most persons alike, matches that say the same hide what the others are. So of matches that
    differ it counts as well how many do so in a name and in something else: who changed one name kept the rest.

    Parameters
    ----------
    model
        As these pairs taught it.
    pairs, chance
        Those of different records, and the chance of each of being one person; shape (pairs,).
    """
    for name in _names(model):
        share = model.weights.levels[name][OTHERWISE].m
        if share > SELDOM:
            return f"of pairs that would be one person {share:.0%} differ in `{name}`"
    for name, share in _others_by_name(model, pairs, chance).items():
        if share > SELDOM_AMONG_DIFFERENT:
            of_them = f"{share:.0%} differ in `{name}` and in something else"
            return f"of pairs that would be one person and are not written alike {of_them}"
    return ""


def _others_by_name(model: LinkModel, pairs: Pairs, chance: Floats) -> dict[str, float]:
    """Return for each name in which share of the matches of different records it differs, and something else too."""
    last = np.array([[len(one.levels)] for one in model.comparisons])
    otherwise, known = pairs.levels == last, pairs.levels <= last
    twice = chance * (otherwise.sum(axis=0) > 1)
    return {
        one.attribute: float(twice[otherwise[place]].sum() / max(chance[known[place]].sum(), 1.0))
        for place, one in enumerate(model.comparisons)
        if one.attribute in _names(model)
    }


def shared_in_cases(model: LinkModel) -> list[str]:
    """Return the attributes in which records of one case agree more than strangers by far, the closest first."""
    levels = {one.attribute: level_of(model, one, one.levels[0]) for one in model.comparisons}
    lifts = {name: (level.m if level.g is None else level.g) / level.u for name, level in levels.items()}
    return sorted(
        (name for name in lifts if lifts[name] > 2 and name not in _names(model)), key=lambda one: -lifts[one]
    )


@dataclass(frozen=True)
class Cases:
    """What is known so far of pairs of one case.

    Parameters
    ----------
    companions
        How many others of its case, who are other persons, a variant has.
    shares
        For each comparison how often such pairs are at each of its levels; none for a name and for unique numbers, in
        which they are strangers.
    rarity
        What rare values add to each pair; shape (pairs,).
    """

    companions: float
    shares: tuple[Floats | None, ...]
    rarity: Floats

    @classmethod
    def of(cls, pairs: Pairs, model: LinkModel) -> "Cases":
        """Begin with the pairs that agree in much, and not in a name."""
        names = [place for place, one in enumerate(model.comparisons) if one.attribute in _names(model)]
        otherwise = [len(model.comparisons[place].levels) for place in names]
        other_name = np.any([pairs.levels[n] == last for n, last in zip(names, otherwise, strict=True)], axis=0)
        begin = (other_name & (pairs.weight > STRANGE)).astype(float)
        sizes = [len(one.levels) + 1 for one in model.comparisons]
        shares = [_shares(levels, begin, size) for levels, size in zip(pairs.levels, sizes, strict=True)]
        lifts = {place: float(shares[place][0]) / _same(model, place).u for place in names}
        # Brothers share a surname: only the name that tells least of a case is that of strangers.
        least = min(lifts, key=lambda place: lifts[place])
        # A unique number is of one person, whoever has a case in common.
        unique = {place for place, one in enumerate(model.comparisons) if model.attribute(one.attribute).unique}
        kept = tuple(None if place in {least, *unique} else one for place, one in enumerate(shares))
        return cls(2 * max(begin.sum() / pairs.share, 1.0) / len(pairs.variants), kept, _rarity(pairs, model, kept))

    def bits(self, pairs: Pairs, u: Sequence[Floats]) -> Floats:
        """Return the weight of each pair for being of one case and two persons, against strangers."""
        found = self.rarity + prior_of(self.companions, len(pairs.variants))
        for levels, share, of_strangers in zip(pairs.levels, self.shares, u, strict=True):
            if share is not None:
                found = found + np.append(np.log2(np.maximum(share, LEAST_M) / of_strangers), 0.0)[levels]
        return found

    def next(self, pairs: Pairs, chance: Floats) -> "Cases":
        """Return what pairs teach that are of one case with such a chance."""
        shares = tuple(
            None if share is None else _shares(levels, chance, len(share))
            for levels, share in zip(pairs.levels, self.shares, strict=True)
        )
        return replace(self, companions=max(2 * chance.sum() / pairs.share, 1.0) / len(pairs.variants), shares=shares)

    def laid_on(self, levels: Sequence[Sequence[LevelProbabilities]]) -> list[list[LevelProbabilities]]:
        """Return levels of each comparison with the share of pairs of one case."""
        return [
            [replace(one, g=max(float(g), LEAST_M)) for one, g in zip(of_each, share, strict=True)]
            if share is not None
            else list(of_each)
            for of_each, share in zip(levels, self.shares, strict=True)
        ]


def _names(model: LinkModel) -> list[str]:
    return [one.name for one in model.attributes if one.kind == "name"]


def _same(model: LinkModel, place: int) -> LevelProbabilities:
    return level_of(model, model.comparisons[place], model.comparisons[place].levels[0])


def _shares(levels: npt.NDArray[np.int8], chance: Floats, size: int) -> Floats:
    counts = np.bincount(levels, chance, size + 1)[:size] + LEAST_U
    found: Floats = counts / counts.sum()
    return found


def _rarity(pairs: Pairs, model: LinkModel, shares: Sequence[Floats | None]) -> Floats:
    found = np.zeros(len(pairs.left))
    for place, share in enumerate(shares):
        if share is not None:
            found += rarity_of(model, pairs.variants.columns, place, pairs.levels, pairs.left, pairs.right)
    return found

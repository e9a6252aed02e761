"""Loosely connected persons: many different records, few pairs of which would be joined on their own.

A chain of records each like the next one joins strangers, and no single pair of it looks wrong. How many of all pairs
within a person weigh enough shows it: the density of the person as a graph. Such persons are not cut, since a name that
changed hangs by one thread as well; they are shown to people.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from schakel_linkage.arrays import Floats, Integers
from schakel_linkage.calibration import DENSE_ENOUGH, FEWEST_FOR_DENSITY
from schakel_linkage.linking.pairs_within import of_few, pairs_within
from schakel_linkage.linking.scoring import Scorer
from schakel_linkage.linking.variants import Variants


@dataclass(frozen=True)
class Loose:
    """A person that hangs together loosely.

    Parameters
    ----------
    records
        The positions of the first of its records that say the same each time.
    density
        The share of the pairs of these that weigh enough to be joined.
    """

    records: tuple[int, ...]
    density: float


def loose_among(variants: Variants, person: Integers, scorer: Scorer, least: float) -> list[Loose]:
    """Return the persons with too few pairs of variants that weigh at least so many bits, the loosest first."""
    of_variant = of_few(person[variants.first])
    size = np.bincount(of_variant[of_variant >= 0], minlength=int(of_variant.max(initial=-1)) + 2)
    of_variant = np.where(size[of_variant] >= FEWEST_FOR_DENSITY, of_variant, -1)
    joined = np.bincount(of_variant[scorer.weigh(pairs_within(of_variant), least).left], minlength=len(size))
    density = joined / np.maximum(size * (size - 1) // 2, 1)
    return sorted(_described(variants, of_variant, density), key=lambda one: (one.density, one.records))


def _described(variants: Variants, person: Integers, density: Floats) -> Iterator[Loose]:
    here = np.flatnonzero((person >= 0) & (density[person] < DENSE_ENOUGH))
    here = here[np.argsort(person[here], kind="stable")]
    for those in np.split(here, np.flatnonzero(np.diff(person[here])) + 1) if len(here) else ():
        yield Loose(tuple(sorted(variants.first[those].tolist())), round(float(density[person[those[0]]]), 3))

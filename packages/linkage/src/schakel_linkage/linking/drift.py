"""Whether a pinned model still fits: how often pairs of a delivery agree at each level, beside what the model says.

Random pairs are two persons almost always, so their levels are compared with `u`, in bits: where strangers agree twice
as often as the model says, each such agreement weighs one bit too much. From the declared threshold on that is said.
Pairs that the model joins are one person almost always, and are beside `m`; but they were chosen by their agreement,
so they look more alike than `m` says even where nothing changed, and no threshold is laid on them. Nothing is trained
silently.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel_linkage.calibration import FEWEST_PAIRS_FOR_DRIFT, PAIRS_FOR_DRIFT
from schakel_linkage.link_model.declared import AttributeComparison, LinkModel
from schakel_linkage.link_model.levels import OTHERWISE, Columns
from schakel_linkage.linking.random_pairs import pairs_at_random
from schakel_linkage.linking.scales import level_of
from schakel_linkage.linking.scoring import Levels, Scorer

ONE, TWO = "one person", "two persons"


@dataclass(frozen=True)
class Drift:
    """How often pairs of `one person` or of `two persons` are at a level: shares expected by the model, and found."""

    attribute: str
    of: str
    level: str
    expected: float
    found: float

    @property
    def bits(self) -> float:
        """By how many bits what is found differs from what is expected."""
        return log2(self.found / self.expected)

    def __str__(self) -> str:
        return (
            f"{self.attribute} may no longer be as the model says: {self.found:.2%} of random pairs agree at the level "
            f"`{self.level}` where it expects {self.expected:.2%}; that agreement weighs {self.bits:.1f} bits too much."
        )


@dataclass(frozen=True)
class Delivered:
    """What was delivered: its parts and rarities, the texts that codes stand for, and the person of each row."""

    columns: Columns
    texts: pa.Array
    person: npt.NDArray[np.int64]


def drifts(delivered: Delivered, joined: Levels, model: LinkModel) -> tuple[Drift, ...]:
    """Return how often pairs of a delivery are at each level, where there are enough of them.

    Parameters
    ----------
    joined
        The levels of the pairs that the model joins; shape (comparisons, pairs).

    Returns
    -------
    A line per attribute and level, for pairs of one person and of two, where at least 50 pairs were found or expected.
    """
    return (*_beside(joined, model, ONE), *_beside(_random_levels(delivered, model), model, TWO))


def worth_saying(found: Sequence[Drift], model: LinkModel) -> list[Drift]:
    """Return where strangers agree more often than the model says, by the declared number of bits or more."""
    far = [one for one in found if one.of == TWO and one.level != OTHERWISE and one.bits >= model.thresholds.drift]
    return sorted(far, key=lambda one: -one.bits)


def _random_levels(delivered: Delivered, model: LinkModel) -> Levels:
    left, right = pairs_at_random(len(delivered.person), PAIRS_FOR_DRIFT)
    differ = delivered.person[left] != delivered.person[right]
    scorer = Scorer(model, delivered.columns, delivered.texts)
    return scorer.weigh([(left[differ], right[differ])], -np.inf).levels


def _beside(levels: Levels, model: LinkModel, of: str) -> Iterator[Drift]:
    for place, comparison in enumerate(model.comparisons):
        scale = (*comparison.levels, OTHERWISE)
        counts = np.bincount(levels[place], minlength=len(scale) + 1)[: len(scale)]
        expected = _expected(model, comparison, of)
        for level, count, share in zip(scale, counts.tolist(), expected.tolist(), strict=True):
            if max(count, share * counts.sum()) >= FEWEST_PAIRS_FOR_DRIFT:
                found = max(count, 0.5) / float(counts.sum())
                yield Drift(comparison.attribute, of, level, share, found)


def _expected(model: LinkModel, comparison: AttributeComparison, of: str) -> npt.NDArray[np.float64]:
    known = [level_of(model, comparison, level) for level in (*comparison.levels, OTHERWISE)]
    shares = np.array([level.m if of == ONE else level.u for level in known])
    expected: npt.NDArray[np.float64] = shares / shares.sum()
    return expected

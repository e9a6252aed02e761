"""How well a linkage agrees with the truth, where the truth is known: over pairs of records."""

from dataclasses import dataclass

import numpy as np

from schakel_linkage.arrays import Integers


@dataclass(frozen=True)
class Agreement:
    """Precision: of joined pairs, the share that is one person. Recall: of pairs of one person, the share joined."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-12)


def agreement(found: Integers, truth: Integers) -> Agreement:
    """Compare the persons that were found with the true ones, by pairs of records.

    Parameters
    ----------
    found, truth
        The person of each record, as numbers from 0; of equal length.

    Returns
    -------
    Agreement
        Precision (the share of pairs found that are true) and recall (the share of true pairs that are found), from 0
        to 1. Both are 0 where there are no pairs to count.
    """
    both = _pairs(found.astype(np.int64) * (int(truth.max(initial=0)) + 1) + truth)
    return Agreement(both / max(_pairs(found), 1.0), both / max(_pairs(truth), 1.0))


def _pairs(groups: Integers) -> float:
    sizes = np.unique(groups, return_counts=True)[1].astype(float)
    return float((sizes * (sizes - 1) / 2).sum())

"""How well a linkage agrees with the truth, where the truth is known: over pairs of records."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


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
    """Hold the persons that were found against the true ones; both give a number from 0 for each record."""
    both = _pairs(found.astype(np.int64) * (int(truth.max(initial=0)) + 1) + truth)
    return Agreement(both / max(_pairs(found), 1.0), both / max(_pairs(truth), 1.0))


def _pairs(groups: Integers) -> float:
    sizes = np.unique(groups, return_counts=True)[1].astype(float)
    return float((sizes * (sizes - 1) / 2).sum())

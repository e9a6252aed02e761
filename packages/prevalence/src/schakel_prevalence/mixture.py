"""The number unseen by several models, on a log scale: a mixture of normal distributions, weighted by BIC."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from schakel_base.verdict import Interval
from schakel_prevalence.lattice import Floats
from schakel_prevalence.thresholds import LARGEST_POPULATION


@dataclass(frozen=True)
class LogUnseen:
    """The logarithm of the number unseen by some models: means, variances and weights, shape (models,)."""

    mean: Floats
    variance: Floats
    weight: Floats

    @classmethod
    def by_criterion(cls, criterion: Floats, mean: Floats, variance: Floats) -> "LogUnseen":
        """Return the average over models by BIC (Buckland, Burnham and Augustin 1997)."""
        weight = np.exp(-(criterion - criterion.min()) / 2)
        return cls(mean, variance, weight / weight.sum())

    def quantile(self, share: float) -> float:
        """Return a quantile of the mixture."""
        spread = np.sqrt(self.variance)
        low, high = float((self.mean - 10 * spread).min()), float((self.mean + 10 * spread).max())
        return float(brentq(lambda at: self.weight @ ndtr((at - self.mean) / spread) - share, low, high))

    def interval(self, observed: float, level: float) -> Interval:
        """Return the interval of the population, those observed included."""
        lower, upper = (float(np.exp(self.quantile(share))) for share in ((1 - level) / 2, (1 + level) / 2))
        return Interval(observed + lower, observed + min(upper, LARGEST_POPULATION), level, "log-normal")

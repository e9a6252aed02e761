"""The multiplier method: a count of persons divided by the share of the population that it holds.

Both the count and the share carry errors, and both are propagated. Several benchmarks give several answers; where
they disagree by more than their errors, the disagreement is the finding.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from schakel_prevalence.existence import Existence
from schakel_prevalence.result import SizeEstimate, sized


@dataclass(frozen=True)
class Benchmark:
    """A count of the population in one source, and the share of the population that is in it, each with its error."""

    name: str
    count: float
    share: float
    count_error: float = 0.0
    share_error: float = 0.0

    @property
    def population(self) -> float:
        """The size that this benchmark implies."""
        return self.count / self.share

    @property
    def relative_error(self) -> float:
        """The relative standard error of that size, by the delta method."""
        return float(np.hypot(self.count_error / self.count, self.share_error / self.share))


def multiplier(benchmarks: Sequence[Benchmark]) -> SizeEstimate:
    """Combine benchmarks on the logarithmic scale, weighted by their precision.

    Parameters
    ----------
    benchmarks
        Counts and shares, each with its standard error; taken as independent of each other.

    Returns
    -------
    The pooled size, with `disagreement` (largest by smallest size) and the probability of Cochran's Q among the
    details. A share outside (0, 1] or an error of zero on every side leaves nothing to weigh and gives no estimate.
    """
    if not benchmarks or any(not (0 < b.share <= 1 and b.count > 0) for b in benchmarks):
        return sized("multiplier", "", 0.0, 0.0, existence=Existence.NOT_ESTIMABLE)
    sizes = np.array([b.population for b in benchmarks])
    errors = np.array([b.relative_error for b in benchmarks])
    # A benchmark declared without error takes all the weight, and does not divide by nought.
    weights = 1 / np.maximum(errors, 1e-12) ** 2
    pooled = float(np.average(np.log(sizes), weights=weights))
    spread = float((weights * (np.log(sizes) - pooled) ** 2).sum())
    error = float(np.exp(pooled) / np.sqrt(weights.sum()))
    observed = max(b.count for b in benchmarks)
    return sized(
        "multiplier",
        " + ".join(b.name for b in benchmarks),
        observed,
        float(np.exp(pooled)),
        standard_error=error,
        disagreement=float(sizes.max() / sizes.min()),
        disagreement_probability=float(chdtrc(len(sizes) - 1, spread)) if len(sizes) > 1 else 1.0,
    )

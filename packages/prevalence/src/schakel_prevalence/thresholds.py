"""Every number that decides about a verdict, in one place. How they were calibrated: docs/prevalence.md.

`stop` and `caution` are limits that a statistic must not pass; what the statistic is, the gate of that name says.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Threshold:
    """Beyond `caution` the estimate needs a caution, beyond `stop` there is none; None: no such limit."""

    caution: float | None = None
    stop: float | None = None


FEWEST_SHARED = Threshold(stop=25)
"""Persons on two lists or more, at least."""
INTERVAL_RATIO = Threshold(caution=2.0, stop=4.0)
"""Upper by lower limit of the percentile interval."""
SHARE_WITHOUT_ESTIMATE = Threshold(stop=0.05)
"""Share of replicates in which no estimate exists."""
MODEL_SPREAD = Threshold(caution=1.3, stop=2.0)
"""Largest by smallest population among the models within six points of BIC of the best."""
CLOSE_MODELS = 6.0
PATH = Threshold(stop=2.0)
"""Largest by smallest population along the path of thresholds, and of the best models of order two and three."""
PATH_THRESHOLDS = (0.0, 0.001, 0.01, 0.02, 0.05)
METHODS = Threshold(caution=1.3, stop=1.5)
"""Largest by smallest population among the families of methods."""
LISTS = Threshold(stop=1.5)
"""Largest change when two lists are merged, or one is dropped and its interval leaves the estimate out."""
BIAS = Threshold(caution=0.4)
"""Absolute z0 of the bootstrap; 0.25 would warn of more than a quarter of the tables that violate nothing."""
KNOWN_MISSED = Threshold(caution=0.2, stop=0.5)
"""Share of the lists that are not recovered as a population of known size; all misses on one side: caution too."""
KNOWN_SEEN = 30
"""Persons of a list that the other lists must have seen before it is asked."""
BELOW_BOUND = Threshold(caution=0.05, stop=0.10)
"""How far, as a share of it, the estimate lies below Chao's lower bound for lists."""
SAMPLER_GRID = Threshold(stop=1.05)
"""How much the upper limit moves when the grid of populations is doubled."""
CAUTIONS = Threshold(stop=3)
"""Gates on the data that ask for caution at once; tables that violate nothing have three at most."""
TEST_LEVEL = 0.05
"""Level of the tests on dates."""

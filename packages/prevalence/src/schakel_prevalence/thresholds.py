"""Every number that decides about a verdict or an estimate, in one place, each with where it comes from.

`stop` and `caution` are limits that a statistic must not pass; what the statistic is, the gate of that name says. Those
limits were calibrated by simulation: docs/prevalence.md of this library, under Calibration. What only says how long a
computation goes on is beside it.
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
SMALLEST_GROUP = 20
"""Persons of a group whose visibility is compared: with a quarter seen twice, the five that chi-squared asks for."""
LARGEST_FACTOR = 20.0
"""A factor of this or more says no more than "much": one that is measured on dates is hardly identified there."""
LARGEST_POPULATION = 1e9
"""Above this a population is "not estimable", and no number is shown: an eighth of mankind is hidden from no list."""
EDGE = 5
"""Replicates that must lie outside a limit; with fewer, the limit is an order statistic at the end of the bootstrap."""
STEPWISE = 0.02
"""Probability below which an interaction is added (Chan, Silverman and Vincent 2021, and the default of SparseMSE)."""
EFFECT = 2.0
"""Posterior standard deviations from 0 at which an interaction is kept by Bayesian thresholding (Silverman 2020)."""
LOW_COVERAGE = 0.55
"""Sample coverage up to which the one-step estimator is used (Chao and Tsay 1998)."""
LARGEST_R_HAT = 1.01
SMALLEST_EFFECTIVE_SIZE = 400.0
"""When chains agree, and how many independent draws they are worth at least (Vehtari and others 2021)."""

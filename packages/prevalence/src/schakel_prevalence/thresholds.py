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
"""Persons on two lists or more, at least, for an estimate or a range."""
FEWEST_FOR_BOUND = 10
"""Persons on two lists or more, at least, for a bound."""
SHARE_WITHOUT_ESTIMATE = Threshold(stop=0.05)
"""Share of replicates in which no estimate exists."""
CLOSE_MODELS = 6.0
"""How far from the best BIC a model still fits about as well, for the plot."""
PATH_THRESHOLDS = (0.0, 0.001, 0.01, 0.02, 0.05)
"""Thresholds of the stepwise selection along which the plot shows the answer."""
METHODS = Threshold(caution=1.3, stop=1.5)
"""Largest by smallest population among the distributions of repeated counts."""
SAMPLER_GRID = Threshold(stop=1.05)
"""How much the upper limit moves when the grid of populations is doubled."""
SPAN_DOWN, SPAN_UP = 2.2, 2.6
"""By how much the number unseen can be fewer or more than the lists make of it: set on simulated worlds."""
RANGE_RATIO = Threshold(caution=3.0, stop=9.0)
"""Upper by lower limit of the range: an estimate up to the first, a range alone up to the second, then a bound."""
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

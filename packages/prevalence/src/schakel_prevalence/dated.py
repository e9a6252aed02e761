"""Individual registrations with dates: the assumptions that histories hide can be tested.

* A closed population registers its people at any time; where people come and go, the registrations of one person lie
  closer together than chance would have it.
* Where registration raises or lowers the odds of the next one, those seen before are caught more or less often.
* Where visibility differs, some persons are registered far more often than chance would have it; or persons of one
  group are seen by several lists more often than those of another.
* Where the process is stationary, new persons appear at an even rate.

Where persons stand for a group that was rounded, a statistic is divided by the design effect (Rao and Scott 1981).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from schakel_base.verdict import BETWEEN_GROUPS
from schakel_prevalence.lattice import Floats, Integers
from schakel_prevalence.registered import PERIODS, Registrations, since_first
from schakel_prevalence.thresholds import SMALLEST_GROUP, TEST_LEVEL

SHUFFLES = 999
NO_GROUPS: Integers = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class AssumptionTest:
    """A statistic, in the unit that its maker names, and the probability of one as extreme under the assumption.

    `of` says what is compared, where an assumption has several tests.
    """

    statistic: float
    probability: float
    of: str = ""

    @property
    def contradicts(self) -> bool:
        """Whether what was seen is improbable under the assumption."""
        return self.probability < TEST_LEVEL


def turnover(registrations: Registrations, seed: int = 1) -> AssumptionTest:
    """Test closure: the mean gap between a person's registrations, by that of shuffled dates. Below one: turnover.

    Parameters
    ----------
    seed
        Of the 999 shuffles of the dates.

    Returns
    -------
    The mean gap by that of shuffled dates, and the one-sided probability. Without a second registration no test.
    """
    days = since_first(registrations)
    generator = np.random.default_rng(seed)
    mean_gap = _mean_gap(registrations.person)
    seen = mean_gap(days)
    # Shuffling keeps how often each person was registered and when registrations were made, and breaks only their link.
    shuffled = np.array([mean_gap(generator.permutation(days)) for _ in range(SHUFFLES)])
    if not np.isfinite(seen) or shuffled.mean() <= 0:
        return AssumptionTest(float("nan"), 1.0)
    # Persons who stand for others make a mean vary more than their number says.
    wider = shuffled.mean() + (shuffled - shuffled.mean()) * np.sqrt(registrations.inflation)
    return AssumptionTest(float(seen / shuffled.mean()), float((1 + (wider <= seen).sum()) / (SHUFFLES + 1)))


def _mean_gap(persons: Integers) -> Callable[[Integers], float]:
    """Return what takes the mean gap of days: of each person the gaps add up to the last day less the first.

    Whoever has one registration has no gap, and is not looked at.
    """
    times = np.bincount(persons)
    order = np.argsort(persons, kind="stable")
    order = order[times[persons[order]] > 1]
    first = np.flatnonzero(np.diff(persons[order], prepend=-1))
    gaps = len(order) - len(first)

    def of(days: Integers) -> float:
        own = days[order]
        reach = np.maximum.reduceat(own, first) - np.minimum.reduceat(own, first)
        return float(reach.sum() / gaps)

    return of if gaps else lambda _: float("nan")


def visibility(registrations: Registrations) -> AssumptionTest:
    """Test equal visibility: the spread of registrations per person by that of a truncated Poisson.

    Returns
    -------
    The ratio of variances (1 if equal), and the probability of a spread at least as large.
    """
    times = np.bincount(registrations.person).astype(np.float64)
    mean = times.mean()
    if mean <= 1:
        return AssumptionTest(float("nan"), 1.0)
    rate = _truncated_rate(float(mean))
    expected = mean * (1 + rate - mean)
    spread = float(times.var() / expected)
    persons = len(times) / registrations.inflation
    return AssumptionTest(spread, float(chdtrc(persons, persons * spread)))


def visibility_of_groups(registrations: Registrations, groups: Integers) -> AssumptionTest:
    """Test equal visibility between groups: the share seen by several lists, largest by smallest, chi-squared.

    Persons without a group are left out, and so are groups of under `SMALLEST_GROUP` persons.

    Parameters
    ----------
    groups
        The number of the group of each person, below 0 where it has none.
    """
    lists = len(registrations.names)
    several = np.bincount(np.unique(registrations.person * lists + registrations.list) // lists) > 1
    known = groups >= 0
    counts = np.bincount(2 * groups[known] + several[known], minlength=2 * (int(groups.max(initial=-1)) + 1))
    pairs = counts.reshape(-1, 2).astype(np.float64)
    seen = pairs[pairs.sum(axis=1) >= SMALLEST_GROUP]
    if len(seen) < 2 or not seen.sum(axis=0).all():
        return AssumptionTest(float("nan"), 1.0)
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    shares = seen[:, 1] / seen.sum(axis=1)
    ratio = float(shares.max() / shares.min()) if shares.min() else float("inf")
    squares = ((seen - expected) ** 2 / expected).sum() / registrations.inflation
    return AssumptionTest(ratio, float(chdtrc(len(seen) - 1, squares)), of=BETWEEN_GROUPS)


def _truncated_rate(mean: float) -> float:
    rate = mean
    for _ in range(200):
        rate = mean * -np.expm1(-rate)
    return float(rate)


def stationarity(registrations: Registrations, periods: int = PERIODS) -> AssumptionTest:
    """Test an even inflow: registrations per period, largest by smallest, and the chi-squared test of equality.

    Returns
    -------
    The busiest period by the quietest, and the probability of counts at least as uneven.
    """
    days = since_first(registrations)
    counts: Floats = np.histogram(days, bins=periods)[0].astype(np.float64)
    statistic = ((counts - counts.mean()) ** 2 / counts.mean()).sum()
    ratio = float(counts.max() / counts.min()) if counts.min() else float("inf")
    return AssumptionTest(ratio, float(chdtrc(periods - 1, statistic / registrations.inflation)))

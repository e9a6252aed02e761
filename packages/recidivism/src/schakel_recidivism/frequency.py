"""How often: new cases per person-year at liberty, their mean number by each time, and how few persons have most."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from schakel_base.verdict import Interval
from schakel_recidivism.intervals import LEVEL
from schakel_recidivism.risk_table import Numbers

DAYS_A_YEAR = 365.25
ROBUST = "Lawless-Nadeau"


@dataclass(frozen=True, eq=False)
class Histories:
    """Persons and their new cases on one clock, in days.

    Parameters
    ----------
    entry, exit
        When each person came under observation and left it, shape (persons,).
    person, day
        Whose each new case is, and when, shape (cases,).
    """

    entry: Numbers
    exit: Numbers
    person: NDArray[np.int64]
    day: Numbers

    @property
    def years(self) -> float:
        """Person-years under observation."""
        return float((self.exit - self.entry).sum()) / DAYS_A_YEAR

    @property
    def rate(self) -> float | None:
        """New cases per person-year."""
        return len(self.day) / self.years if self.years > 0 else None

    def at_risk(self, days: Numbers) -> Numbers:
        """Return how many persons are under observation on each day, their last day included."""
        entered = np.searchsorted(np.sort(self.entry), days, side="right")
        left = np.searchsorted(np.sort(self.exit), days)
        return np.asarray(entered - left, dtype=np.float64)


def rate_interval(histories: Histories, level: float = LEVEL) -> Interval | None:
    """Return the interval of the rate: on the log scale, with the spread of cases between persons (robust)."""
    rate = histories.rate
    if not rate:
        return None
    cases = np.bincount(histories.person, minlength=len(histories.exit)).astype(np.float64)
    years = (histories.exit - histories.entry) / DAYS_A_YEAR
    error = float(np.sqrt(((cases - rate * years) ** 2).sum())) / histories.years
    return _log_interval(rate, error, level)


@dataclass(frozen=True, eq=False)
class MeanCurve:
    """The mean number of new cases per person by any day, with its interval.

    Parameters
    ----------
    days
        The distinct days with a new case, ascending, shape (m,).
    counts, at_risk
        New cases on each of them, and persons under observation then, shape (m,).
    """

    histories: Histories
    days: Numbers
    counts: Numbers
    at_risk: Numbers

    def at(self, day: float) -> float | None:
        """Return the mean number by a day, that day included; None where nobody is observed any more."""
        if not self._is_observed(day):
            return None
        early = self.days <= day
        return float((self.counts[early] / self.at_risk[early]).sum())

    def interval_at(self, day: float, level: float = LEVEL) -> Interval | None:
        """Return the interval of the mean number by a day; None where it is nought or nobody is observed."""
        value = self.at(day)
        return _log_interval(value, self._error_at(day), level) if value else None

    def _is_observed(self, day: float) -> bool:
        return bool(len(self.histories.exit)) and day <= float(self.histories.exit.max())

    def _error_at(self, day: float) -> float:
        """The root of the sum over persons of squares of what each adds beyond what those at risk add on average."""
        own = self.histories
        weight = np.zeros(len(own.exit))
        early = own.day <= day
        np.add.at(weight, own.person[early], 1 / self.at_risk[np.searchsorted(self.days, own.day[early])])
        expected = np.concatenate([[0.0], np.cumsum(self.counts / self.at_risk**2)])
        until = expected[np.searchsorted(self.days, np.minimum(own.exit, day), side="right")]
        since = expected[np.searchsorted(self.days, own.entry)]
        return float(np.sqrt(((weight - (until - since)) ** 2).sum()))


def mean_cumulative(histories: Histories) -> MeanCurve:
    """Return the mean cumulative function: the mean number of new cases per person by each day.

    Notes
    -----
    Nelson (1988), with the robust variance of Lawless and Nadeau (1995): cases of one person need not be independent.
    Who dies leaves the persons at risk: the mean is that of those alive.
    """
    days, counts = np.unique(histories.day, return_counts=True)
    # A person stays at risk after a new case, unlike in a curve of first cases.
    return MeanCurve(histories, days, counts.astype(np.float64), histories.at_risk(days))


def _log_interval(value: float, error: float, level: float) -> Interval | None:
    if value <= 0:
        return None
    # On the log scale the lower limit cannot fall below nought.
    width = float(np.exp(ndtri((1 + level) / 2) * error / value))
    return Interval(value / width, value * width, level, ROBUST)


def share_with_half(new_cases: NDArray[np.int64]) -> float | None:
    """Return the smallest share of persons who together have half of the new cases.

    Parameters
    ----------
    new_cases
        How many new cases each person has, shape (persons,); all should have been followed equally long.
    """
    total = int(new_cases.sum())
    if not total:
        return None
    most_first = np.sort(new_cases)[::-1]
    reached = np.cumsum(most_first)
    whole = int(np.searchsorted(reached, total / 2))
    before = float(reached[whole - 1]) if whole else 0.0
    # Of the person with whom half is passed only the part counts that is needed, so that the share has no jumps.
    return float((whole + (total / 2 - before) / most_first[whole]) / len(new_cases))

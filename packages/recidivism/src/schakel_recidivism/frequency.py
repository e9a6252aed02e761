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


def mean_number(histories: Histories, day: float, level: float = LEVEL) -> tuple[float, Interval | None] | None:
    """Return the mean number of new cases per person by a day, with its interval; None where nobody is observed.

    Parameters
    ----------
    histories
        Persons and their new cases, in days at liberty.
    day
        In days from the start of the clock, that day included.

    Notes
    -----
    The mean cumulative function of Nelson (1988), with the robust variance of Lawless and Nadeau (1995): cases of one
    person need not be independent. Who dies leaves the persons at risk: the mean is that of those alive.
    """
    if not len(histories.exit) or day > float(histories.exit.max()):
        return None
    days, counts = np.unique(histories.day[histories.day <= day], return_counts=True)
    # A person stays at risk after a new case, unlike in a curve of first cases.
    at_risk = histories.at_risk(days)
    mean = float((counts / at_risk).sum())
    return mean, _log_interval(mean, _robust_error(histories, days, counts, at_risk, day), level)


def _robust_error(
    histories: Histories, days: Numbers, counts: NDArray[np.int64], at_risk: Numbers, day: float
) -> float:
    """The root of the sum over persons of squares of what each adds beyond what those at risk add on average."""
    weight = np.zeros(len(histories.exit))
    early = histories.day <= day
    np.add.at(weight, histories.person[early], 1 / at_risk[np.searchsorted(days, histories.day[early])])
    expected = np.concatenate([[0.0], np.cumsum(counts / at_risk**2)])
    until = expected[np.searchsorted(days, np.minimum(histories.exit, day), side="right")]
    since = expected[np.searchsorted(days, histories.entry)]
    return float(np.sqrt(((weight - (until - since)) ** 2).sum()))


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

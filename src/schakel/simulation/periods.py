"""When a partner delivers: everything that became known in a period, some days after its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from schakel.model.delivery import Coverage

MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""The periods that a writing may name, and their length in months."""

NEVER = -1
_LONG_AGO = np.datetime64("0001-01-01", "D")

Numbers = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
"""Days, not a time where there is none."""


@dataclass(frozen=True)
class Calendar:
    """Periods of `months` months, numbered from the year 0, delivered `after` days after their end."""

    months: int
    after: int

    def periods(self, days: Days) -> Numbers:
        """Return the number of the period in which each day lies."""
        months = days.astype("datetime64[M]").astype(np.int64) + 1970 * 12
        found: Numbers = months // self.months
        return found

    def of_year(self, year: int) -> range:
        """Return the numbers of the periods of a year."""
        first = year * 12 // self.months
        return range(first, first + 12 // self.months)

    def name(self, period: int) -> str:
        """Return the months of a period, such as `2013-01-2013-12`."""
        first, last = self._month(period * self.months), self._month((period + 1) * self.months - 1)
        return f"{first:%Y-%m}-{last:%Y-%m}" if self.months > 1 else f"{first:%Y-%m}"

    def delivered(self, period: int) -> date:
        """Return the day on which what became known in a period is delivered."""
        return self._month((period + 1) * self.months) + timedelta(days=self.after)

    def covers(self, period: int) -> Coverage:
        """Return the days of a period."""
        first, end = self._month(period * self.months), self._month((period + 1) * self.months)
        return Coverage(first, end - timedelta(days=1))

    @staticmethod
    def _month(number: int) -> date:
        return date(number // 12, number % 12 + 1, 1)


def still_open(states: Sequence[Days], start: np.datetime64) -> list[Days]:
    """Return the states of rows, those from before `start` moved to it where another follows: what is open then."""
    reached = [np.where(np.isnat(days), _LONG_AGO, days) for days in states]
    last = np.maximum.reduce(reached)
    return [np.where(~np.isnat(days) & (last >= start), np.maximum(days, start), days) for days in states]


def periods_of(states: Sequence[Days], calendar: Calendar, start: np.datetime64) -> list[Numbers]:
    """Return for each state of the rows the period in which it is delivered, or `NEVER`.

    A row is delivered in the state that it has at the end of a period, so a state that is overtaken within its period
    is not. A row whose first state was known before `start` belongs to deliveries of before, in every state.

    Parameters
    ----------
    states
        For each state the days from which rows are in it, not a time where a row never is.
    start
        The first day of the simulation.
    """
    first, later = states[-1], np.full(len(states[-1]), NEVER)
    periods: list[Numbers] = []
    # From the last state back: each is left out if the one after it came within the same period.
    for days in reversed(states):
        there = ~np.isnat(days)
        period = np.where(there, calendar.periods(np.where(there, days, start)), NEVER)
        periods.append(np.where(period == later, NEVER, period))
        first, later = np.where(there, days, first), np.where(there, period, later)
    return [np.where(first < start, NEVER, period) for period in reversed(periods)]

"""How often a partner delivers: each month, quarter or year, and within how many days after it."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schakel.model.delivery import Coverage


@dataclass(frozen=True)
class DuePeriod:
    """A period about which a partner delivers: its first and last day, and the day by which the delivery is here."""

    first: date
    last: date
    by: date


@dataclass(frozen=True)
class Rhythm:
    """The periods about which a partner delivers.

    Parameters
    ----------
    months
        The length of a period; counted from January, so a divisor or a multiple of twelve.
    within
        Days after the end of a period by which its delivery is here.
    since
        The first period is the one that begins on this day or first after it.
    """

    months: int
    within: int
    since: date

    def ended(self, today: date) -> Iterator[DuePeriod]:
        """Return the periods that have ended, the earliest first."""
        # Counted from year 0, so that the periods of all years are in one row.
        at = -((-(self.since.year * 12 + self.since.month - 1 + (self.since.day > 1))) // self.months) * self.months
        while (period := self._from(at)).last < today:
            yield period
            at += self.months

    def _from(self, month: int) -> DuePeriod:
        end = month + self.months - 1
        last = date(end // 12, end % 12 + 1, monthrange(end // 12, end % 12 + 1)[1])
        return DuePeriod(date(month // 12, month % 12 + 1, 1), last, last + timedelta(days=self.within))


@dataclass(frozen=True)
class Expected:
    """A delivery that was due: about which period, and on which day it came (None: it has not)."""

    period: DuePeriod
    came: date | None
    today: date

    @property
    def is_late(self) -> bool:
        """Whether it came after its day, or has not come and its day is over."""
        return (self.came or self.today) > self.period.by


def expected(rhythm: Rhythm, came: Iterable[tuple[date, Coverage | None]], today: date) -> list[Expected]:
    """Return what was due of a partner, the latest period first.

    Parameters
    ----------
    came
        The day of each delivery of which rows were accepted, and the days that it covers, where its sender says so. One
        that does not say is about the last period that had ended.
    """
    periods = list(rhythm.ended(today))
    answered: dict[date, date] = {}
    for day, covers in sorted(came, key=lambda one: one[0]):
        ended = [one for one in periods if one.last < day]
        for period in _about(covers, ended):
            answered.setdefault(period.first, day)
    return [Expected(one, answered.get(one.first), today) for one in reversed(periods)]


def _about(covers: Coverage | None, ended: list[DuePeriod]) -> list[DuePeriod]:
    if covers is None:
        return ended[-1:]
    return [one for one in ended if covers.holds(one.first, one.last + timedelta(days=1))]

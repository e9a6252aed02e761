"""How long rows are kept: a period from a day that the contract names, after which they are deleted.

Personal data are kept no longer than their purpose needs (GDPR, article 5(1)(e)); how long that is, a law or an
agreement says.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from schakel_base.text import Text

DELIVERED = "delivered"
"""The period is counted from the day of the delivery, and not from a day in the row."""
_ISO_8601 = re.compile(r"P(?=[0-9])(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})D)?")


@dataclass(frozen=True)
class RetentionPeriod:
    """A duration in years, months and days (ISO 8601, such as P5Y or P1Y6M)."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def of(cls, written: str) -> "RetentionPeriod":
        """Read a period as ISO 8601 writes it.

        Raises
        ------
        ValueError
            If it is written otherwise.
        """
        found = _ISO_8601.fullmatch(written)
        if found is None:
            raise ValueError(written)
        return cls(*(int(part or 0) for part in found.groups()))

    def __str__(self) -> str:
        parts = {"year": self.years, "month": self.months, "day": self.days}
        return " and ".join(f"{count} {unit}{'' if count == 1 else 's'}" for unit, count in parts.items() if count)

    def after(self, day: date) -> date:
        """Return the day so much later; where its month has no such day, the last of the month."""
        # Counted from month 0, so that the remainder of a division is a month.
        months = day.year * 12 + day.month - 1 + self.years * 12 + self.months
        year, month = months // 12, months % 12 + 1
        # Days are added after the year was found, at most 99,999 of them: some 274 years.
        if year > date.max.year - 300:
            return date.max
        later = date(year, month, min(day.day, monthrange(year, month)[1]))
        return later + timedelta(days=self.days)


@dataclass(frozen=True)
class Retention:
    """How long the rows of a contract are kept, from the day in a column or from `DELIVERED`, and on which ground.

    A row without a day is kept from its delivery on. `verified` says whether somebody read the law that is named.
    """

    period: RetentionPeriod
    counted_from: str
    ground: Text
    verified: bool = True

    def __str__(self) -> str:
        return f"{self.period} from {self.counted_from}"

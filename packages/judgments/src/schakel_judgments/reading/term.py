"""A length of time as courts write it: months and days side by side, since one is not a fixed number of the other."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Term:
    """A length of time; years are twelve months and weeks seven days."""

    months: Decimal = Decimal(0)
    days: Decimal = Decimal(0)

    def __add__(self, other: "Term") -> "Term":
        return Term(self.months + other.months, self.days + other.days)

    def times(self, number: Decimal) -> "Term":
        """Return this length multiplied by a number."""
        return Term(self.months * number, self.days * number)

    def in_months(self, days_per_month: int) -> float:
        """The length in months of a number of days, as models use it, by the law of the country.

        Parameters
        ----------
        days_per_month
            As the law of the country counts a month of imprisonment.
        """
        return float(self.months + self.days / days_per_month)

    def __str__(self) -> str:
        parts = ((self.months, "months"), (self.days, "days"))
        words = [f"{_plain(number)} {unit}" for number, unit in parts if number]
        return " and ".join(words) or "0 days"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"

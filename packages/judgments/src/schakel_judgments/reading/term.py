"""A length of time as courts write it: months and days side by side, since one is not a fixed number of the other."""

from dataclasses import dataclass
from decimal import Decimal

DAYS_PER_MONTH = 30
"""A month of imprisonment has thirty days (article 88 of the Dutch Criminal Code; quoted from memory)."""


@dataclass(frozen=True, order=True)
class Term:
    """A length of time; years are twelve months and weeks seven days."""

    months: Decimal = Decimal(0)
    days: Decimal = Decimal(0)

    def __add__(self, other: "Term") -> "Term":
        return Term(self.months + other.months, self.days + other.days)

    def __sub__(self, other: "Term") -> "Term":
        """Take a part off; days are taken off months where the whole has too few days of its own."""
        months, days = self.months - other.months, self.days - other.days
        while days < 0 and months >= 1:
            months, days = months - 1, days + DAYS_PER_MONTH
        return Term(months, days)

    def times(self, number: Decimal) -> "Term":
        """Return so many times this length."""
        return Term(self.months * number, self.days * number)

    @property
    def in_months(self) -> float:
        """The length in months of thirty days, as models use it."""
        return float(self.months + self.days / DAYS_PER_MONTH)

    def __str__(self) -> str:
        parts = ((self.months, "months"), (self.days, "days"))
        words = [f"{_plain(number)} {unit}" for number, unit in parts if number]
        return " and ".join(words) or "0 days"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"

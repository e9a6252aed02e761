"""A question is a table that nobody declared, put together from what an alliance declares."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class TableQuestion:
    """A table that somebody asks for.

    Parameters
    ----------
    dimensions
        By what it is divided, by the names under which this can be asked.
    population
        The table whose population is counted; empty for the first that is declared for the unit.
    only
        Dimensions that are held at one category, each with its code: a period, or a region.
    statistics
        What is drawn from the counts: kinds of statistic, each with the dimension along which it is drawn.
    """

    unit: str
    dimensions: tuple[str, ...] = ()
    population: str = ""
    only: tuple[tuple[str, str], ...] = ()
    statistics: tuple[tuple[str, str], ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """All dimensions that decide what is counted, those held at one category too."""
        return (*self.dimensions, *(name for name, _ in self.only))

    @property
    def record(self) -> dict[str, Any]:
        """The same as values that JSON can hold."""
        return asdict(self)

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> "TableQuestion":
        """Return the question of such values."""
        pairs = {name: tuple((a, b) for a, b in record[name]) for name in ("only", "statistics")}
        return cls(record["unit"], tuple(record["dimensions"]), record["population"], **pairs)

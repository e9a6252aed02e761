"""The requirements of a count: two counts with the same requirements are one number."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """The kind of unit that is counted, and all that the count asks of a unit.

    `source` are the partners whose rows must name it, one of them at least; empty where any partner will do.
    `moment` is the earlier edition in which it was known; empty in this one.
    """

    unit: str
    conditions: frozenset[str]
    source: frozenset[str] = frozenset()
    moment: str = ""

    def is_part_of(self, other: "Asked") -> bool:
        """Whether every unit that is counted here is counted there too, and perhaps others."""
        # Each further condition, each partner less that may name a unit, and an earlier moment can only leave units
        # out. That is what makes one count a bound of the other.
        named = not other.source or (bool(self.source) and self.source <= other.source)
        known = other.moment in ("", self.moment)
        return self != other and self.unit == other.unit and named and known and self.conditions >= other.conditions

    def __str__(self) -> str:
        """The same in each edition: of an earlier one it says the day, since its name changes with what is declared."""
        said = sorted([*self.conditions, *([f"as known on {self.moment[:10]}"] if self.moment else [])])
        return "; ".join([*said, f"by {'+'.join(sorted(self.source))}"] if self.source else said)

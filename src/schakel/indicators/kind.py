"""What a kind of dimension is: what it asks of a unit, and how it sorts the answers; with what several kinds share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schakel.indicators import labels
from schakel.model.alliance import Alliance
from schakel.model.indicator import DimensionRule
from schakel.model.table import TOTAL, Category
from schakel_base.database import quote_name, quote_text

Flags = NDArray[np.bool_]
Answer = NDArray[np.int64] | NDArray[np.object_]
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Context:
    """What a kind of dimension may look at: the declarations, and the unit that is counted."""

    alliance: Alliance
    unit: str

    def unit_of_event(self, event: str) -> str:
        """Return the kind of unit to which an event happens."""
        for partner in self.alliance.partners.values():
            for rule in partner.contract.events:
                if rule.event == event:
                    return rule.unit
        raise KeyError(event)

    def claimants(self, attribute: str) -> frozenset[str]:
        """Return the partners that make claims about an attribute of the unit, or of those it inherits from."""
        units = {self.unit, *self.sources_of(attribute)}
        return frozenset(
            name
            for name, partner in self.alliance.partners.items()
            for column in partner.contract.columns
            if column.attribute == attribute and not units.isdisjoint(column.units)
        )

    def sources_of(self, attribute: str) -> tuple[str, ...]:
        """Return the kinds of unit from which the unit inherits an attribute, the nearest first."""
        sources, unit = [], self.alliance.units[self.unit]
        while attribute in unit.inherits:
            sources.append(unit.belongs_to)
            unit = self.alliance.units[unit.belongs_to]
        return tuple(sources)

    def leaves(self, attribute: str, *notations: str) -> int:
        """Return the mask of the concepts named, or of all concepts."""
        scheme = self.alliance.scheme_of(attribute)
        return scheme.leaves_of(*notations).mask if notations else scheme.anything.mask


@dataclass(frozen=True)
class UnitQuery:
    """What is asked of each unit: `columns` (name, SQL expression) and the `joins` onto `units` that they need."""

    columns: tuple[tuple[str, str], ...]
    joins: tuple[str, ...]


@dataclass(frozen=True)
class Membership:
    """A category, and per base cell whether it certainly and whether it possibly belongs to it."""

    category: Category
    certain: Flags
    possible: Flags


@dataclass(frozen=True)
class Kind:
    """A kind of dimension."""

    ask: Callable[[DimensionRule, Context], UnitQuery]
    sort: Callable[[DimensionRule, Context, Answers], list[Membership]]


def everything(size: int) -> Membership:
    """Return the total: all base cells, certainly."""
    all_cells = np.ones(size, bool)
    return Membership(Category(TOTAL, labels.word(TOTAL), 0), all_cells, all_cells)


def by_bit(categories: list[Category], certain: Answer, possible: Answer) -> list[Membership]:
    """Return a membership for each category, from answers with one bit for each: bit i for the category at i."""
    certain, possible = certain.astype(np.int64), possible.astype(np.int64)
    return [
        Membership(category, certain >> bit & 1 == 1, possible >> bit & 1 == 1)
        for bit, category in enumerate(categories)
    ]


def alias_of(rule: DimensionRule, part: str = "") -> str:
    """Return the name of a joined table in SQL, one for each dimension and part of it."""
    return quote_name(f"{rule.name}_{part}")


def join_attribute(alias: str, attribute: str) -> str:
    """Return the SQL that joins what is known about an attribute of each unit; nothing known gives NULL."""
    return (
        f"LEFT JOIN attributes AS {alias} ON {alias}.unit = units.unit AND {alias}.unit_id = units.unit_id "
        f"AND {alias}.attribute = {quote_text(attribute)}"
    )

"""What a kind of dimension is: what it asks of a unit, and how it sorts the answers; with what several kinds share."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from schakel.chain.columns import WideColumn, intersection, mask, wide_columns
from schakel.indicators import labels
from schakel.model.alliance import Alliance, Partner
from schakel.model.contract import EventRule
from schakel.model.delivery import Coverage
from schakel.model.indicator import DimensionRule
from schakel.model.table import TOTAL, Category
from schakel_base.database import quote_name

Flags = NDArray[np.bool_]
Answer = NDArray[np.int64] | NDArray[np.object_]
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Context:
    """What a kind of dimension may look at: the declarations, the unit that is counted, what deliveries cover."""

    alliance: Alliance
    unit: str
    complete: Coverage | None = None

    @cached_property
    def columns(self) -> Mapping[str, WideColumn]:
        """The columns of the wide table of the unit."""
        return wide_columns(self.unit, self.alliance)

    def unit_of_event(self, event: str) -> str:
        """Return the kind of unit to which an event happens."""
        for _, _, rule in self.rules_of_event(event):
            return rule.unit
        raise KeyError(event)

    def rules_of_event(self, event: str) -> Iterator[tuple[Partner, int, EventRule]]:
        """Return who says that an event happened, and by which rule, with its place in the contract."""
        for partner in self.alliance.partners.values():
            for index, rule in enumerate(partner.contract.events):
                if rule.event == event:
                    yield partner, index, rule

    def claimants(self, attribute: str) -> frozenset[str]:
        """Return the partners that make claims about an attribute of the unit, or of those it inherits from."""
        return frozenset(name for name in self.alliance.partners if intersection(attribute, name) in self.columns)

    def leaves(self, attribute: str, *notations: str) -> int:
        """Return the mask of the concepts named, or of all concepts."""
        scheme = self.alliance.scheme_of(attribute)
        return scheme.leaves_of(*notations).mask if notations else scheme.anything.mask


@dataclass(frozen=True)
class UnitQuery:
    """What is asked of each unit: `columns` (name, SQL expression) of its wide table, here `units`.

    `joins` are onto it, where that is not enough, and `tables` what these read.
    """

    columns: tuple[tuple[str, str], ...]
    joins: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


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


def mask_of(attribute: str, context: Context) -> str:
    """Return what the unit may be, as an expression: anything where nobody says."""
    return f"coalesce({mask(context.columns, attribute, context.alliance.partners)}, {context.leaves(attribute)})"


def column(name: str, context: Context) -> str:
    """Return a column of the wide table of the unit that is counted: empty where nothing fills it."""
    return f"units.{quote_name(name)}" if name in context.columns else "NULL"

"""A kind of dimension: what it asks of a unit, how it sorts the answers, and what several kinds share."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from schakel.chain.columns import WideColumn, conflict, has, known, surely, union, wide_columns
from schakel.indicators import labels
from schakel.model.alliance import Alliance, Partner
from schakel.model.concept import ConceptSet
from schakel.model.contract import EventRule
from schakel.model.delivery import Coverage
from schakel.model.indicator import DimensionRule
from schakel.model.table import TOTAL, Category
from schakel.vocabulary.masks import Mask, literal, or_else
from schakel_base.database import quote_name

Flags = NDArray[np.bool_]
Answer = NDArray[np.int64] | NDArray[np.object_]
Answers = Mapping[str, Answer]
BITS = 63
"""So many answers of yes or no go into one whole number of an engine, as its bits."""


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
        for unit in self.alliance.units.values():
            if event in [one.name for one in unit.events]:
                return unit.name
        for _, _, rule in self.rules_of_event(event):
            return rule.unit
        raise KeyError(event)

    def rules_of_event(self, event: str) -> Iterator[tuple[Partner, int, EventRule]]:
        """Return who says that an event happened, and by which rule, with its place in the contract."""
        if event in (of_children := self.alliance.events_of_children):
            event = of_children[event].event
        for partner in self.alliance.partners.values():
            for index, rule in enumerate(partner.contract.events):
                if rule.event == event:
                    yield partner, index, rule

    def claimants(self, attribute: str) -> frozenset[str]:
        """Return the partners that make claims about an attribute of the unit, or of those it inherits from."""
        return frozenset(name for name in self.alliance.partners if union(attribute, name) in self.columns)

    def leaves(self, attribute: str, *notations: str) -> ConceptSet:
        """Return the leaves under the concepts named, or all of them."""
        scheme = self.alliance.scheme_of(attribute)
        return scheme.leaves_of(*notations) if notations else scheme.anything

    def known(self, attribute: str, partners: Iterable[str]) -> Mask:
        """Return what the unit may be by the claims of some partners, as an expression; unknown where none claims."""
        words, precedence = self.alliance.scheme_of(attribute).words, self.alliance.attributes[attribute].precedence
        # In the order in which they are declared: a set has another one in each process, and the query another digest.
        asked = set(partners)
        ordered = [name for name in self.alliance.partners if name in asked]
        return known(self.columns, attribute, ordered, words, precedence)

    def surely(self, attribute: str) -> Mask:
        """Return which concepts the unit certainly is, of an attribute with many values."""
        words = self.alliance.scheme_of(attribute).sure_words
        return surely(self.columns, attribute, self.alliance.partners, words)

    def conflict(self, attribute: str) -> str:
        """Return whether what partners say about the unit contradicts itself, as an expression."""
        words = self.alliance.scheme_of(attribute).words
        return conflict(self.columns, attribute, self.alliance.partners, words)


@dataclass(frozen=True)
class UnitQuery:
    """What is asked of each unit: `columns` (name, SQL expression) of its wide table, here `units`.

    `first` are columns that are worked out before: what is asked many times of one expression is asked of its column,
    or an engine would plan it as often.
    """

    columns: tuple[tuple[str, str], ...]
    first: tuple[tuple[str, str], ...] = ()


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


def in_bits(name: str, conditions: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return columns with a bit for each condition: `name`, and after it further ones where there are very many."""
    return tuple(
        (
            _word(name, begin),
            " + ".join(
                f"(CASE WHEN {one} THEN {1 << bit} ELSE 0 END)"
                for bit, one in enumerate(conditions[begin : begin + BITS])
            ),
        )
        for begin in range(0, len(conditions), BITS)
    )


def by_bit(categories: Sequence[Category], certain: str, possible: str, answers: Answers) -> list[Membership]:
    """Return a membership for each category, from columns that `in_bits` made under two names, or under one."""
    return [
        Membership(category, _bit(certain, place, answers), _bit(possible, place, answers))
        for place, category in enumerate(categories)
    ]


def _bit(name: str, place: int, answers: Answers) -> Flags:
    bit = place % BITS
    found: Flags = np.asarray(answers[_word(name, place - bit)], np.int64) >> bit & 1 == 1
    return found


def _word(name: str, begin: int) -> str:
    return f"{name} from {begin}" if begin else name


def mask_of(attribute: str, context: Context) -> Mask:
    """Return what the unit may be, as an expression: anything where nobody says."""
    return or_else(context.known(attribute, context.alliance.partners), literal(context.leaves(attribute)))


def happened(event: str, context: Context) -> str:
    """Return whether an event happened to the unit, as an expression that is never empty.

    What no row tells of did not happen, in every kind of dimension. An event without a day is another thing: some row
    tells that it happened.
    """
    return f"coalesce({column(has(event), context)}, false)"


def column(name: str, context: Context) -> str:
    """Return a column of the wide table of the unit that is counted: empty where nothing fills it."""
    return f"units.{quote_name(name)}" if name in context.columns else "NULL"

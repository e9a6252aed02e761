"""An indicator is a declared count: what unit it counts, over which dimensions, and with which statistics."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schakel_base.text import NOTHING, Text


class Status(StrEnum):
    """How final a figure is."""

    PROVISIONAL = "provisional"
    FINAL = "final"


IN_TIME = ("period", "stock")
"""The kinds of dimension whose categories follow each other in time."""


QUANTITIES = ("duration", "magnitude")
"""The kinds of dimension whose categories are classes of a number."""

OF_QUANTITIES = ("median", "first-decile", "first-quartile", "third-quartile", "ninth-decile", "sum", "mean")
"""The kinds of statistics that are drawn from the counts of such classes."""

AMOUNT = "amount"
"""The kind of statistic that is the sum of the numbers themselves, and no count is behind it."""


@dataclass(frozen=True)
class DimensionRule:
    """One dimension as declared. `kind` names a function of the indicators room; the other fields are its parameters.

    attribute: categories are concepts of the attribute's scheme (`show`: the notations to show, empty for all).
    period: the date of `event`, by `by` (year, quarter, month), or by so many `years` together, the first of them
    beginning in `since`, so that a later edition does not move them.
    phase: `phases` of the chain, each reached by those units that have its event.
    duration: days from event `start` to the first event `end`, in `classes` (lower ends, in days).
    stock: at the end of each year from `since` on, the units that had `start` and not yet `end`.
    magnitude: the number that `magnitude` says, in `classes` (lower ends).
    decided: one category per attribute in `attributes`: the units for which it is decided.
    conflict: one category per attribute in `attributes`: the units on which partners contradict each other.
    decided-by: the units for which `attribute` is decided by all partners together, by each of `partners` alone, by all
    but one of them, and by the groups in `together`. It is decided when only one of the concepts in `among` (by
    default: of the leaves) remains.
    gain: the units for which `attribute` is not decided, and how many of those each attribute in `extra` would decide.
    """

    kind: str
    name: str
    label: Text
    attribute: str = ""
    show: tuple[str, ...] = ()
    event: str = ""
    by: str = ""
    years: int = 0
    since: int = 0
    phases: tuple["Phase", ...] = ()
    start: str = ""
    end: str = ""
    classes: tuple[int, ...] = ()
    magnitude: str = ""
    attributes: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    partners: tuple["Speaker", ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    extra: tuple["ExtraAttribute", ...] = ()


@dataclass(frozen=True)
class Speaker:
    """A partner, and what it is called in a table."""

    name: str
    label: Text


@dataclass(frozen=True)
class ExtraAttribute:
    """Something that `partner` could register besides: each of `values` names the concepts that it would leave open."""

    name: str
    label: Text
    partner: str
    values: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Phase:
    """A phase of the chain: units that have `event`, and, if given, one whose `attribute` is `concept`.

    With `since`, the first such event must be on that day or later; with `within`, it must be less than so many years
    after the first event `of`. While the deliveries do not cover all those years a unit may still come that far, unless
    its attribute `through` is certainly none of `concepts`.
    """

    name: str
    label: Text
    event: str
    attribute: str = ""
    concept: str = ""
    since: date | None = None
    within: int = 0
    of: str = ""
    through: str = ""
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """What a unit must meet to be counted at all: to have `event`, or to be `concept` in its `attribute`, or both.

    With both, the event must be one that has the attribute with that concept. With `since`, the first event must be on
    that day or later: so units that were open at the first delivery stay out of counts of what came in. An `excluded`
    unit must not meet it: that is how a double registration, written off later, leaves the counts.
    """

    event: str = ""
    attribute: str = ""
    concept: str = ""
    excluded: bool = False
    since: date | None = None


@dataclass(frozen=True)
class Statistic:
    """What is drawn from the published counts along a dimension: a `share`, the `median`, an index of diversity.

    Of classes of a number also other quantiles, the `sum` and the `mean`.
    `shannon` and `simpson` are bounds of an index, `shannon-interval` and `simpson-interval` its 95% intervals;
    `recall` and `precision` are those of a linkage, `recall-interval` and `precision-interval` their 95% intervals.
    `amount` is the true sum of the numbers, protected from those who contribute to it: the units, or the units that
    they belong to, of the kind `per`.
    """

    kind: str
    along: str
    label: Text
    per: str = ""


PERCENTAGES = ("share", "recall", "recall-interval", "precision", "precision-interval")
"""The kinds of statistics that are in percent."""


@dataclass(frozen=True)
class Break:
    """A moment at which a series changed its meaning, shown on its chart; unverified ones say so."""

    on: date
    label: Text
    source: Text
    verified: bool = True


@dataclass(frozen=True)
class Indicator:
    """A declared count and everything that a reader needs to understand it.

    `counted` names what is counted, in the plural, where that is not every unit of its kind: two counts of different
    populations are never called the same.
    """

    name: str
    title: Text
    definition: Text
    unit: str
    dimensions: tuple[DimensionRule, ...]
    population: tuple[Condition, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    chart: str = "bars"
    status: Status = Status.PROVISIONAL
    notes: tuple[Text, ...] = ()
    source: Text = NOTHING
    breaks: tuple[Break, ...] = ()
    file: str = ""
    counted: Text = NOTHING

    @property
    def amount(self) -> Statistic | None:
        """The sum of numbers that it shows beside its counts, if it does."""
        return next((one for one in self.statistics if one.kind == AMOUNT), None)

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes that it looks at: claims about others have no part in its figures."""
        rules = self.dimensions
        phases = [
            attribute for rule in rules for phase in rule.phases for attribute in (phase.attribute, phase.through)
        ]
        conditions = [condition.attribute for condition in self.population]
        named = [rule.attribute for rule in rules] + [attribute for rule in rules for attribute in rule.attributes]
        return frozenset([*named, *phases, *conditions]) - {""}

    @property
    def events(self) -> frozenset[str]:
        """The events that it looks at."""
        phases = [name for rule in self.dimensions for one in rule.phases for name in (one.event, one.of)]
        named = [name for rule in self.dimensions for name in (rule.event, rule.start, rule.end)]
        return frozenset([*named, *phases, *(condition.event for condition in self.population)]) - {""}

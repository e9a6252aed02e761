"""A cohort: whom recidivism is measured of, from when on, for how long, and which new cases count.

The same persons give 10% or 55% by the definition that is picked, so that everything that makes the difference is
declared here, and the declaration stands beside every figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schakel_base.text import NOTHING, Text
from schakel_base.verdict import Verdict


class Start(StrEnum):
    """What starts the clock of a person."""

    DISPOSAL = "disposal"
    RELEASE = "release"
    OFFENCE = "offence"


class Clock(StrEnum):
    """What the clock counts: all days, or those that a person was at liberty."""

    CALENDAR = "calendar"
    LIBERTY = "at liberty"


@dataclass(frozen=True)
class Kind:
    """Which new cases count as this kind of recidivism: all conditions hold at once.

    `at_least` are smallest numbers and `among` allowed values of columns; in the columns of `same` the new case is like
    the index case. A kind whose definition was not seen in its source is not `verified`.
    """

    name: str
    at_least: Mapping[str, float] = field(default_factory=dict)
    among: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    verified: bool = True
    source: str = ""


@dataclass(frozen=True)
class Enough:
    """What an estimate needs: so many persons and events, and an interval whose half is no wider than this."""

    persons: int
    events: int
    half_width: float


@dataclass(frozen=True)
class Cohort:
    """The definition of a cohort.

    The first case of a person in the period that ended in one of `disposals` is the index case, once per person, or
    once per person and year if `by_year`. Observation ends on `observed_until` less `lag_days`, since registrations
    come late. New cases that ended in one of `never_counts` do not count, and an offence committed before the index
    disposal is never recidivism; a case without a disposal yet counts if `pending_counts`. `missed_links` and
    `false_links` are declared shares; `strict_person` and `loose_person` columns with the persons of other linkages.
    """

    disposals: tuple[str, ...]
    first_day: date
    last_day: date
    observed_until: date
    years: int
    kinds: tuple[Kind, ...]
    enough: Enough
    starts: Start = Start.DISPOSAL
    lag_days: int = 0
    by_year: bool = False
    never_counts: tuple[str, ...] = ()
    pending_counts: bool = True
    by: tuple[str, ...] = ()
    missed_links: float = 0.0
    false_links: float = 0.0
    strict_person: str = ""
    loose_person: str = ""


@dataclass(frozen=True)
class DisposalRule:
    """A disposal is called `name` if it can be nothing but one of these concepts of an attribute."""

    name: str
    label: Text
    attribute: str
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class ChainCases:
    """Where the cases of a cohort stand in the chain.

    Cases are the units in `cases`, of the units `person` that their rows name; those in `index` can be index cases. An
    offence is dated by an event in `committed` of a unit in `through` that the rows of a case name. The first of
    `disposals` that fits says how a case ended. Stays in custody are units too, begun and ended by events.
    Events of the person tell that somebody `died` or `emigrated`.
    """

    person: str
    cases: tuple[str, ...]
    index: tuple[str, ...]
    committed: tuple[str, ...]
    through: tuple[str, ...]
    disposals: tuple[DisposalRule, ...]
    stay: str = ""
    stay_began: str = ""
    stay_ended: str = ""
    died: str = ""
    emigrated: str = ""

    def labels_of(self, names: tuple[str, ...]) -> tuple[Text, ...]:
        """Return the labels of disposals by their names."""
        labels = {rule.name: rule.label for rule in reversed(self.disposals)}
        return tuple(labels[name] for name in names)


@dataclass(frozen=True)
class RecidivismQuestion:
    """How many persons have a new case? Asked of the chain, for all and for each concept in `show` of an attribute."""

    name: str
    title: Text
    question: Text
    cohort: Cohort
    chain: ChainCases
    kinds: Mapping[str, Text]
    attribute: str = ""
    show: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    source: Text = NOTHING
    file: str = ""


@dataclass(frozen=True)
class LinkageRange:
    """The share with a new case by the last year if records are linked strictly, as they are, and loosely."""

    strict: float
    linked: float
    loose: float

    @property
    def lower(self) -> float:
        """The smallest of the three."""
        return min(self.strict, self.linked, self.loose)

    @property
    def upper(self) -> float:
        """The largest of the three."""
        return max(self.strict, self.linked, self.loose)


@dataclass(frozen=True)
class YearShare:
    """The share of persons with a new case by the end of a year on a clock, with its interval."""

    clock: Clock
    year: int
    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class RecidivismPart:
    """What was found of one kind of recidivism in one part (`code` empty: all together)."""

    kind: str
    code: str
    persons: int
    with_new_case: int
    verdict: Verdict
    shares: tuple[YearShare, ...]
    rate: float | None = None
    linkage: LinkageRange | None = None


@dataclass(frozen=True)
class RecidivismAnswer:
    """The answers to one question; `labels` name the parts by their codes."""

    question: RecidivismQuestion
    parts: tuple[RecidivismPart, ...]
    synthetic: bool
    labels: Mapping[str, Text] = field(default_factory=dict)

"""A cohort: whom recidivism is measured of, from when on, for how long, and which new cases count.

The same persons give 10% or 55% by the definition that is picked, so that everything that makes the difference is
declared here, and the declaration is beside every figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


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
class RecidivismKind:
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
    """What an estimate needs: enough persons and events, and an interval that is narrow enough.

    Parameters
    ----------
    half_width
        Half the interval of the share, between 0 and 1: 0.05 is five percentage points to either side.
    """

    persons: int
    events: int
    half_width: float


@dataclass(frozen=True)
class Cohort:
    """The definition of a cohort.

    The first case of a person in the period that ended in one of `disposals` is the index case, once per person, or
    once per person and year if `by_year`. Observation ends on `observed_until` less `lag_days`, since registrations
    come late. New cases that ended in one of `never_counts` do not count, and an offence committed before the index
    disposal is never recidivism; a case without a disposal yet counts if `pending_counts`.

    Parameters
    ----------
    first_day, last_day
        The period of the index disposals, both days included.
    observed_until
        The last day that the files cover.
    years
        The years of follow-up that are reported, of 365.25 days each.
    lag_days
        Days for which registrations still come in.
    by
        Columns to split by; each gives one stratum per value.
    missed_links, false_links
        Declared, between 0 and 1: of true links the share that was missed, of made links the share that is wrong.
    strict_person, loose_person
        Columns with the persons of other linkages.
    earlier_years
        Over how many years before the index case the earlier cases of a person are counted; 0: they are not.
    earlier_from
        The fewest earlier cases of each class but the first, which has none.
    """

    disposals: tuple[str, ...]
    first_day: date
    last_day: date
    observed_until: date
    years: int
    kinds: tuple[RecidivismKind, ...]
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
    earlier_years: int = 0
    earlier_from: tuple[int, ...] = ()

    @property
    def earlier_classes(self) -> tuple[tuple[str, int, int], ...]:
        """The classes of earlier cases: name, fewest and most; none where earlier cases are not counted."""
        if not self.earlier_years:
            return ()
        bounds = zip((0, *self.earlier_from), (*(least - 1 for least in self.earlier_from), MANY), strict=True)
        return tuple((_class_name(least, most), least, most) for least, most in bounds)


MANY = 10**9
"""More cases than anybody has."""


def _class_name(least: int, most: int) -> str:
    if most == MANY:
        return f"{least} or more"
    return str(least) if least == most else f"{least} to {most}"


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

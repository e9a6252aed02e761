"""The measures of one stratum: how many reoffend by each year, how often, how soon, and how it is spread."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from schakel_base.verdict import Interval
from schakel_recidivism.cohort import Clock
from schakel_recidivism.curves import Curve, aalen_johansen, kaplan_meier
from schakel_recidivism.direct import standardised
from schakel_recidivism.following import NEW_CASE, Followed, days_of
from schakel_recidivism.frequency import Histories, MeanCurve, mean_cumulative, rate_interval, share_with_half
from schakel_recidivism.intervals import LEVEL, complementary_log_log
from schakel_recidivism.risk_table import RiskTable
from schakel_recidivism.tables import Fetched

SHARES = (0.1, 0.25, 0.5)


@dataclass(frozen=True)
class Measured:
    """A figure with its interval; None where nobody was observed so long."""

    value: float | None
    interval: Interval | None = None


@dataclass(frozen=True)
class ByDay:
    """What is known by the end of a day on one clock.

    `prevalence` is the share with a new case while death and emigration compete, `if_nobody_left` what it would be
    without these, `frequency` the mean number of new cases per person.
    """

    day: float
    at_risk: int
    prevalence: Measured
    if_nobody_left: Measured
    frequency: Measured


@dataclass(frozen=True)
class Year(ByDay):
    """What is known by the last day of a year on one clock.

    `conditional` is the share with a first new case in the year of those who had none before it, if nobody died or
    left. `corrected` is the prevalence had the persons had as many earlier cases as all of the cohort (on the calendar,
    where earlier cases are declared).
    """

    year: int
    conditional: Measured
    corrected: Measured


@dataclass(frozen=True)
class Measures:
    """All measures of a stratum for one kind of recidivism.

    `with_new_case` are persons with one on the calendar within the years that are reported, as in the share of the last
    year. All else is counted until the follow-up of each person ended. `earlier` are persons by class of earlier cases.
    """

    persons: int
    with_new_case: int
    new_cases: int
    committed_inside: int
    years_at_liberty: float
    rate: Measured
    years: dict[Clock, tuple[Year, ...]]
    days_to_first: dict[float, float | None]
    share_with_half: float | None
    followed_whole: int
    risk: dict[Clock, RiskTable]
    mean_number: dict[Clock, MeanCurve]
    earlier: dict[str, int]
    level: float

    def by_day(self, clock: Clock, day: float) -> ByDay:
        """Return what is known by any day of a clock, in days from its start."""
        return _by_day(self.risk[clock], self.mean_number[clock], day, self.level)


def measure(followed: Followed, stratum: str, years: int, level: float = LEVEL) -> Measures:
    """Return the measures of a stratum by each of a number of years.

    Parameters
    ----------
    stratum
        The name of a stratum of it; empty for the whole cohort.
    years
        The last year that is reported; measures are given for each year up to it.
    level
        The confidence level of all intervals, between 0 and 1.
    """
    rows = followed.rows[stratum]
    persons = {name: column[rows] for name, column in followed.persons.items()}
    # Rows are in the order of the persons, so those of a stratum are one slice: no copy, no search per person.
    own = slice(*np.searchsorted(followed.new_cases["person"], (rows.start, rows.stop)))
    cases = {name: column[own] for name, column in followed.new_cases.items()}
    risk = {clock: tables[stratum] for clock, tables in followed.risk.items()}
    means = {clock: mean_cumulative(_histories(persons, cases, rows.start, clock)) for clock in Clock}
    at_liberty = means[Clock.LIBERTY].histories
    calendar = risk[Clock.CALENDAR]
    numbers = persons["new_cases"]
    # Concentration compares persons, so all must have had the same time for new cases.
    whole = persons["days_at_liberty"] >= days_of(years)
    corrected = [_corrected(followed, stratum, year, level) for year in range(1, years + 1)]
    return Measures(
        persons=len(numbers),
        with_new_case=calendar.count(NEW_CASE, days_of(years)),
        new_cases=int(numbers.sum()),
        committed_inside=int(cases["committed_inside"].sum()),
        years_at_liberty=at_liberty.years,
        rate=Measured(at_liberty.rate, rate_interval(at_liberty, level)),
        years={
            Clock.CALENDAR: _years(calendar, means[Clock.CALENDAR], corrected, level),
            Clock.LIBERTY: _years(risk[Clock.LIBERTY], means[Clock.LIBERTY], [Measured(None)] * years, level),
        },
        days_to_first={share: aalen_johansen(calendar, NEW_CASE).time_of(share) for share in SHARES},
        share_with_half=share_with_half(numbers[whole]),
        followed_whole=int(whole.sum()),
        risk=risk,
        mean_number=means,
        earlier={name: tables[stratum].persons for name, tables in followed.by_earlier.items() if stratum in tables},
        level=level,
    )


HISTORIES = {
    Clock.CALENDAR: ("entry", "days", "day"),
    Clock.LIBERTY: ("entry_at_liberty", "days_at_liberty", "day_at_liberty"),
}
"""Where each clock has the entry and the exit of a person, and the day of a new case."""


def _histories(persons: Fetched, cases: Fetched, first: int, clock: Clock) -> Histories:
    entry, last, day = HISTORIES[clock]
    return Histories(
        entry=persons[entry].astype(np.float64),
        exit=persons[last].astype(np.float64),
        person=cases["person"] - first,
        day=cases[day].astype(np.float64),
    )


def _corrected(followed: Followed, stratum: str, year: int, level: float) -> Measured:
    """Return the share by a year over the classes of earlier cases, weighed as all persons of the cohort are."""
    if not followed.by_earlier:
        return Measured(None)
    cells = {name: tables[stratum] for name, tables in followed.by_earlier.items() if stratum in tables}
    found = standardised(cells, followed.earlier_weights, days_of(year), lambda risk: aalen_johansen(risk, NEW_CASE))
    if found.value is None:
        return Measured(None)
    persons = sum(table.at_risk_at(days_of(year)) for table in cells.values())
    return Measured(found.value, complementary_log_log(found.value, found.error, persons, level))


def _years(risk: RiskTable, mean: MeanCurve, corrected: Sequence[Measured], level: float) -> tuple[Year, ...]:
    found = []
    for year, of_year in enumerate(corrected, start=1):
        by_day = _by_day(risk, mean, days_of(year), level)
        chance = conditional(risk, days_of(year - 1), by_day.day, level)
        found.append(Year(**vars(by_day), year=year, conditional=chance, corrected=of_year))
    return tuple(found)


def _by_day(risk: RiskTable, mean: MeanCurve, day: float, level: float) -> ByDay:
    return ByDay(
        day=day,
        at_risk=risk.at_risk_at(day),
        prevalence=_at(aalen_johansen(risk, NEW_CASE), day, level),
        if_nobody_left=_at(kaplan_meier(risk, NEW_CASE), day, level),
        frequency=Measured(mean.at(day), mean.interval_at(day, level)),
    )


def _at(curve: Curve, day: float, level: float) -> Measured:
    return Measured(curve.at(day), curve.interval_at(day, level))


def conditional(risk: RiskTable, after: float, until: float, level: float = LEVEL) -> Measured:
    """Return the share with a first new case after one day and until another, of those without one until then.

    A Kaplan-Meier curve of those still at risk, which starts again; the first day itself belongs to the first year.
    """
    # An event on day 0 lies after no day, yet belongs to the first year.
    inside = (risk.times > after) | ((risk.times == 0) & (after == 0))
    later = RiskTable(
        risk.causes,
        risk.times[inside],
        risk.events[inside],
        risk.censored[inside],
        risk.entered[inside],
        float(risk.at_risk[inside][0]) if inside.any() else 0.0,
    )
    curve = kaplan_meier(later, NEW_CASE)
    value, error = curve.at(until), curve.error_at(until)
    if value is None or error is None:
        return Measured(None)
    return Measured(value, complementary_log_log(value, error, later.from_start, level))

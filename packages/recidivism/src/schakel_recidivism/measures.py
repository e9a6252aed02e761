"""The measures of one stratum: how many reoffend by each year, how often, how soon, and how it is spread."""

from dataclasses import dataclass

import numpy as np

from schakel_base.verdict import Interval
from schakel_recidivism.cohort import Clock
from schakel_recidivism.curves import Curve, aalen_johansen, kaplan_meier
from schakel_recidivism.following import NEW_CASE, Followed, days_of
from schakel_recidivism.frequency import Histories, mean_number, rate_interval, share_with_half
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
class Year:
    """What is known by the end of a year on one clock.

    `prevalence` is the share with a new case while death and emigration compete, `if_nobody_left` what it would be
    without these, `conditional` the share with a first new case in the year of those who had none before it,
    `frequency` the mean number of new cases per person (of the clock at liberty only).
    """

    year: int
    at_risk: int
    prevalence: Measured
    if_nobody_left: Measured
    conditional: Measured
    frequency: Measured


@dataclass(frozen=True)
class Measures:
    """All measures of a stratum for one kind of recidivism."""

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


def measure(followed: Followed, stratum: str, years: int, level: float = LEVEL) -> Measures:
    """Return the measures of a stratum by each of so many years.

    Parameters
    ----------
    followed
        The follow-ups of a cohort for one kind of recidivism.
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
    histories = _histories(persons, cases, rows.start)
    calendar = aalen_johansen(risk[Clock.CALENDAR], NEW_CASE)
    numbers = persons["new_cases"]
    # Concentration compares persons, so all must have had the same time for new cases.
    whole = persons["days"] >= days_of(years)
    return Measures(
        persons=len(numbers),
        with_new_case=int((numbers > 0).sum()),
        new_cases=int(numbers.sum()),
        committed_inside=int((cases["committed_inside"] & cases["on_calendar"]).sum()),
        years_at_liberty=histories.years,
        rate=Measured(histories.rate, rate_interval(histories, level)),
        years={clock: _years(risk[clock], histories, clock, years, level) for clock in Clock},
        days_to_first={share: calendar.time_of(share) for share in SHARES},
        share_with_half=share_with_half(numbers[whole]),
        followed_whole=int(whole.sum()),
        risk=risk,
    )


def _histories(persons: Fetched, cases: Fetched, first: int) -> Histories:
    return Histories(
        entry=persons["entry_at_liberty"].astype(np.float64),
        exit=persons["days_at_liberty"].astype(np.float64),
        person=cases["person"] - first,
        day=cases["day_at_liberty"].astype(np.float64),
    )


def _years(risk: RiskTable, histories: Histories, clock: Clock, years: int, level: float) -> tuple[Year, ...]:
    actual, alone = aalen_johansen(risk, NEW_CASE), kaplan_meier(risk, NEW_CASE)
    found = []
    for year in range(1, years + 1):
        day = days_of(year)
        number = mean_number(histories, day, level) if clock is Clock.LIBERTY else None
        found.append(
            Year(
                year,
                risk.at_risk_at(day),
                _at(actual, day, level),
                _at(alone, day, level),
                conditional(risk, days_of(year - 1), day, level),
                Measured(*number) if number else Measured(None),
            )
        )
    return tuple(found)


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

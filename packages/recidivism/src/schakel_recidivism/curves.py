"""Curves from counts: the share with a new case by each time, by Kaplan-Meier or, where causes compete, Aalen-Johansen.

Kaplan-Meier asks how many would reoffend if nobody died or left; Aalen-Johansen how many do, in a world where people
die and leave. Both treat a follow-up that is not completed as unknown from its end on.
"""

from dataclasses import dataclass

import numpy as np

from schakel_base.verdict import Interval
from schakel_recidivism.intervals import LEVEL, complementary_log_log
from schakel_recidivism.risk_table import Numbers, RiskTable


@dataclass(frozen=True, eq=False)
class Curve:
    """The cumulative share with an event, with its standard error, at the distinct times of a group.

    Past the last time at which anybody was under observation a curve says nothing, unless it is `settled`: everybody
    left by an event, so that nothing can be added.

    Parameters
    ----------
    method
        The estimator: `Kaplan-Meier` or `Aalen-Johansen`.
    times
        Distinct times, ascending, shape (m,), in the unit of the clock.
    value
        The share with an event by each time, between 0 and 1, shape (m,).
    standard_error
        The standard error of that share, shape (m,).
    at_risk
        Persons at risk just before each time, shape (m,).
    settled
        Whether the curve stays as it is after its last time.
    """

    method: str
    times: Numbers
    value: Numbers
    standard_error: Numbers
    at_risk: Numbers
    settled: bool

    def place(self, time: float) -> int | None:
        """Return the place of the step in force at a time: -1 before the first, None where nobody is observed."""
        if not len(self.times) or (time > self.times[-1] and not self.settled):
            return None
        return int(np.searchsorted(self.times, time, side="right")) - 1

    def at(self, time: float) -> float | None:
        """Return the cumulative share by a time, that time included.

        Parameters
        ----------
        time
            In the unit of the clock.

        Returns
        -------
        The share, 0 before the first event. None after the last observation, where nothing is known.
        """
        place = self.place(time)
        return None if place is None else (float(self.value[place]) if place >= 0 else 0.0)

    def error_at(self, time: float) -> float | None:
        """Return the standard error of the share by a time."""
        place = self.place(time)
        return None if place is None else (float(self.standard_error[place]) if place >= 0 else 0.0)

    def interval_at(self, time: float, level: float = LEVEL) -> Interval | None:
        """Return the interval of the share by a time; the exact one where no event, or nothing but events, was seen.

        Parameters
        ----------
        level
            The confidence level, between 0 and 1.

        Returns
        -------
        The interval, or None after the last observation.
        """
        value, error = self.at(time), self.error_at(time)
        if value is None or error is None:
            return None
        return complementary_log_log(value, error, self._informed_by(time), level)

    def _informed_by(self, time: float) -> float:
        """How many persons a share of none or all is based on: those at risk then."""
        place = min(int(np.searchsorted(self.times, time)), len(self.times) - 1)
        return float(self.at_risk[place])

    def time_of(self, share: float) -> float | None:
        """Return the first time by which at least this share has an event, or None if it is never reached."""
        # A cumulative sum of shares can miss the share asked for by a rounding error.
        reached = np.flatnonzero(self.value >= share - 1e-12)
        return float(self.times[reached[0]]) if len(reached) else None


def kaplan_meier(risk: RiskTable, cause: str | None = None) -> Curve:
    """Return one minus the Kaplan-Meier curve, with Greenwood's standard error.

    Parameters
    ----------
    cause
        The event; other causes are then censored. All causes together if None.

    Returns
    -------
    The share with the event by each time; not the survival, which is one minus it.

    Notes
    -----
    Kaplan and Meier 1958; Greenwood 1926. An event at a time comes before a censoring at it.
    """
    events, at_risk = risk.of(cause), risk.at_risk
    survival = np.cumprod(1 - _share(events, at_risk))
    error = np.asarray(survival * np.sqrt(np.cumsum(_greenwood(events, at_risk))), dtype=np.float64)
    return Curve("Kaplan-Meier", risk.times, np.asarray(1 - survival), error, at_risk, _is_settled(risk))


def aalen_johansen(risk: RiskTable, cause: str) -> Curve:
    """Return the cumulative incidence of one cause while the others compete, with its standard error.

    Parameters
    ----------
    risk
        The counts of one group, with all causes that compete.
    cause
        The event whose incidence is asked.

    Returns
    -------
    The share with the event by each time. The curves of all causes and the survival add up to 1.

    Notes
    -----
    Aalen and Johansen 1978. The variance is the delta-method one of Dinse and Larson 1986, taken together
    from prefix sums; with a single cause it is Greenwood's.
    """
    every, own, at_risk = risk.of(), risk.of(cause), risk.at_risk
    survival = np.cumprod(1 - _share(every, at_risk))
    # An event counts for those whom no event of any cause had taken before that time, so survival just before it.
    before = np.concatenate([[1.0], survival[:-1]])
    incidence = np.cumsum(before * _share(own, at_risk))
    return Curve(
        "Aalen-Johansen",
        risk.times,
        incidence,
        _error(incidence, before, every, own, at_risk),
        at_risk,
        _is_settled(risk),
    )


def _error(incidence: Numbers, before: Numbers, every: Numbers, own: Numbers, at_risk: Numbers) -> Numbers:
    # The double sum over pairs of times, written as prefix sums: the number of times, not its square, sets the cost.
    hazard = _greenwood(every, at_risk)
    rest = np.where(at_risk > 0, at_risk, 1.0)
    chance = before**2 * own * (rest - own) / rest**3
    shared = before * own / rest**2
    spread = incidence**2 * np.cumsum(hazard) - 2 * incidence * np.cumsum(incidence * hazard)
    spread += np.cumsum(incidence**2 * hazard) + np.cumsum(chance)
    spread -= 2 * (incidence * np.cumsum(shared) - np.cumsum(incidence * shared))
    # Terms that cancel can leave a variance just below nought.
    return np.asarray(np.sqrt(np.maximum(spread, 0.0)))


def _is_settled(risk: RiskTable) -> bool:
    # A censored last person could still have an event, and so could one who has only just entered.
    return bool(len(risk.times)) and not risk.censored[-1] and not risk.entered[-1]


def _share(events: Numbers, at_risk: Numbers) -> Numbers:
    return np.divide(events, at_risk, out=np.zeros(len(events)), where=at_risk > 0)


def _greenwood(events: Numbers, at_risk: Numbers) -> Numbers:
    """The terms d / (n (n - d)); where everybody has the event nothing remains whose share could be in doubt."""
    rest = at_risk * (at_risk - events)
    return np.divide(events, rest, out=np.zeros(len(events)), where=rest > 0)

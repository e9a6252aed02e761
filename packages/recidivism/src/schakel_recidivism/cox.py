"""Cox's proportional hazards (1972), ties by Efron (1977), with strata and persons who come under observation later.

The likelihood needs three sums over those at risk at each time of an event. Those at risk are all who are observed
that long, less those who have not come yet, so that each is a difference of two cumulative sums, and a step of Newton
costs one pass over the persons.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from schakel_recidivism.follow_ups import FollowUps
from schakel_recidivism.newton import NewtonPoint, Solution, maximise
from schakel_recidivism.risk_table import Numbers

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Baseline:
    """The cumulative baseline hazard at the times of events (Breslow 1974), for persons whose covariates are all 0."""

    times: Numbers
    hazard: Numbers

    def at(self, time: float) -> float:
        """Return the cumulative hazard by a time, that time included."""
        place = int(np.searchsorted(self.times, time, side="right"))
        return float(self.hazard[place - 1]) if place else 0.0


def fit_cox(follow_ups: FollowUps, cause: str) -> Solution:
    """Maximise the partial likelihood of the hazard of one cause; other causes end the observation.

    Parameters
    ----------
    follow_ups
        Shape (n, k) of covariates, of which none may be the same for all persons.

    Returns
    -------
    The k log hazard ratios per unit of each covariate, their standard errors, and the log partial likelihood.

    Raises
    ------
    ArithmeticError
        If it has no maximum.

    Notes
    -----
    Cox 1972; ties by Efron 1977. Persons who enter late are at risk from their entry on.
    """
    if (np.ptp(follow_ups.covariates, axis=0) == 0).any():
        raise ArithmeticError("some covariate is the same for all persons.")
    # Centring leaves coefficients as they are, and keeps exp within what a number can hold.
    centred = replace(follow_ups, covariates=follow_ups.covariates - follow_ups.covariates.mean(axis=0))
    groups = list(_groups(centred, cause))

    def at(coefficients: Numbers) -> NewtonPoint:
        points = [group.at(coefficients) for group in groups]
        return NewtonPoint(
            sum(point.value for point in points),
            np.sum([point.gradient for point in points], axis=0),
            np.sum([point.information for point in points], axis=0),
        )

    return maximise(at, np.zeros(len(follow_ups.names)), follow_ups.covariates.std(axis=0))


def baseline_of(follow_ups: FollowUps, cause: str, coefficients: Numbers) -> Baseline:
    """Return the baseline hazard that goes with coefficients, of all strata together."""
    (group,) = _groups(replace(follow_ups, stratum=None), cause)
    risk = group.over_risk_set(np.exp(group.covariates @ coefficients))
    return Baseline(group.times, np.cumsum(np.bincount(group.place) / risk))


def _groups(follow_ups: FollowUps, cause: str) -> Iterator["_Group"]:
    stratum = np.zeros(len(follow_ups), dtype=np.int64) if follow_ups.stratum is None else follow_ups.stratum
    order = np.lexsort((follow_ups.time, stratum))
    for rows in np.split(order, np.flatnonzero(np.diff(stratum[order])) + 1):
        yield _Group.of(follow_ups, rows, cause)


@dataclass(frozen=True, eq=False)
class _Group:
    """The persons of one stratum in the order of their times, and the distinct `times` of its events.

    `had` are the rows of persons with the event, `place` the time of each among the times, `starts` the first of each
    time, and `tied` which share of those who have it at that time goes before: 0 and 1/2 of two, 0, 1/3 and 2/3 of
    three. At risk at the times are the rows from `first` on, less those from `later` on in the order `by_entry`; a
    person is at risk at the times from place `since` to `until`.
    """

    covariates: Numbers
    times: Numbers
    had: Integers
    starts: Integers
    place: Integers
    tied: Numbers
    first: Integers
    later: Integers
    by_entry: Integers
    until: Integers
    since: Integers

    @classmethod
    def of(cls, follow_ups: FollowUps, rows: Integers, cause: str) -> "_Group":
        time, entry = follow_ups.time[rows], follow_ups.entry[rows]
        entry = np.where(entry > 0, entry, -np.inf)  # who is there from the start is at risk at time 0 too
        had = np.flatnonzero(follow_ups.had(cause)[rows])
        times, starts, place, ties = np.unique(time[had], return_index=True, return_inverse=True, return_counts=True)
        by_entry = np.argsort(entry, kind="stable")
        return cls(
            covariates=follow_ups.covariates[rows],
            times=times,
            had=had,
            starts=starts,
            place=place,
            tied=(np.arange(len(had)) - starts[place]) / ties[place],
            first=np.searchsorted(time, times),
            later=np.searchsorted(entry[by_entry], times),
            by_entry=by_entry,
            until=np.searchsorted(times, time, side="right"),
            since=np.searchsorted(times, entry, side="right"),
        )

    def over_risk_set(self, values: Numbers) -> Numbers:
        """Sum values of persons (n, ...) over those at risk at each time: observed that long, and there already."""
        return _from(values, self.first) - _from(values[self.by_entry], self.later)

    def at(self, coefficients: Numbers) -> NewtonPoint:
        predictor = self.covariates @ coefficients
        predictor -= predictor.max()  # changes nothing but what exp can hold
        weight = np.exp(predictor)
        weighted = weight[:, None] * self.covariates
        risk, risk_x = self.over_risk_set(weight), self.over_risk_set(weighted)
        own, own_x = self._at_times(weight[self.had]), self._at_times(weighted[self.had])
        left = risk[self.place] - self.tied * own[self.place]
        one, tied = self._at_times(1 / left), self._at_times(self.tied / left)
        value = float((predictor[self.had] - np.log(left)).sum())
        gradient = self.covariates[self.had].sum(axis=0) - (one @ risk_x - tied @ own_x)
        spread = self._second_moment(weighted, one) - self._own_second_moment(weighted, tied)
        return NewtonPoint(value, gradient, spread - self._square_of_means(risk_x, own_x, left))

    def _second_moment(self, weighted: Numbers, one: Numbers) -> Numbers:
        """Sum weight x x' over who is at risk when, by who: a person counts at all times between entry and exit."""
        hazard = np.concatenate([[0.0], np.cumsum(one)])
        return np.asarray((weighted * (hazard[self.until] - hazard[self.since])[:, None]).T @ self.covariates)

    def _own_second_moment(self, weighted: Numbers, tied: Numbers) -> Numbers:
        return np.asarray((weighted[self.had] * tied[self.place][:, None]).T @ self.covariates[self.had])

    def _square_of_means(self, risk_x: Numbers, own_x: Numbers, left: Numbers) -> Numbers:
        plain, once, twice = (self._at_times(self.tied**power / left**2)[:, None] for power in (0, 1, 2))
        mixed = (risk_x * once).T @ own_x
        return np.asarray((risk_x * plain).T @ risk_x - mixed - mixed.T + (own_x * twice).T @ own_x)

    def _at_times(self, values: Numbers) -> Numbers:
        """Sum values of persons with the event at each time."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=0)) if len(self.starts) else values


def _from(values: Numbers, places: Integers) -> Numbers:
    """The sums of values from each place to the end."""
    cumulated = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values[::-1], axis=0)])[::-1]
    return np.asarray(cumulated[places])

"""Do groups differ? The log-rank test, from their risk tables."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from schakel_recidivism.risk_table import Numbers, RiskTable


@dataclass(frozen=True)
class LogRankTest:
    """The log-rank test of two or more groups.

    Parameters
    ----------
    degrees
        Groups with an expected event, less one.
    p
        The chance of a statistic at least this large if the groups have the same hazard.
    """

    statistic: float
    degrees: int
    p: float


def logrank(groups: Sequence[RiskTable], cause: str | None = None) -> LogRankTest | None:
    """Return the log-rank test of two or more groups (Mantel 1966).

    Parameters
    ----------
    groups
        The persons at risk and the events of each group, in the same unit of time.
    cause
        The event that is tested; other events end the observation. None takes all events together.

    Returns
    -------
    LogRankTest or None
        The chi-squared statistic, its degrees of freedom and its p-value, or None without two groups and an event.
    """
    times = np.unique(np.concatenate([group.times for group in groups])) if groups else np.array([])
    if len(groups) < 2 or not len(times):
        return None
    events = np.array([_on(group, group.of(cause), times) for group in groups])
    at_risk = np.array([_at_risk_on(group, times) for group in groups])
    return _test(events, at_risk)


def _test(events: Numbers, at_risk: Numbers) -> LogRankTest:
    every, all_at_risk = events.sum(axis=0), at_risk.sum(axis=0)
    # With one person at risk the hypergeometric variance is 0 by 0, and the time says nothing.
    useful = (every > 0) & (all_at_risk > 1)
    every, all_at_risk, shares = every[useful], all_at_risk[useful], at_risk[:, useful] / all_at_risk[useful]
    gap = (events[:, useful] - shares * every).sum(axis=1)
    weight = every * (all_at_risk - every) / (all_at_risk - 1)
    spread = np.diag((shares * weight).sum(axis=1)) - (shares * weight) @ shares.T
    # The gaps add up to nothing, so that the last group follows from the others.
    statistic = float(gap[:-1] @ np.linalg.pinv(spread[:-1, :-1]) @ gap[:-1])
    degrees = max(0, int(np.count_nonzero((shares * every).sum(axis=1))) - 1)
    return LogRankTest(statistic, degrees, float(chdtrc(degrees, statistic)) if degrees else 1.0)


def _on(group: RiskTable, numbers: Numbers, times: Numbers) -> Numbers:
    found = np.zeros(len(times))
    found[np.searchsorted(times, group.times)] = numbers
    return found


def _at_risk_on(group: RiskTable, times: Numbers) -> Numbers:
    """Persons at risk at times that may be those of other groups."""
    left = np.cumsum(group.events.sum(axis=1) + group.censored)
    entered = np.cumsum(group.entered)
    gone = np.concatenate([[0.0], left - entered])
    return np.asarray(group.from_start - gone[np.searchsorted(group.times, times)])

"""A risk table holds all that a survival curve needs: how many were at risk at each time, and what happened to them.

It is made of an event table (stratum, time, cause -> persons), so that a curve costs as much for five million persons
as for five hundred. A person without a new case leaves with the cause `CENSORED`: what comes after is not known, and
is never scored as "no recidivism".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

CENSORED = ""
ENTERED = "(entered)"
"""The cause of rows that say when persons came under observation, where that is later than their clock's zero."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RiskTable:
    """Counts at the distinct times of one group.

    Parameters
    ----------
    times
        Distinct times, ascending, shape (m,), in the unit of the clock.
    events
        Persons to whom each cause happened at each time, shape (m, causes).
    censored
        Persons whose observation ended at each time without an event, shape (m,).
    entered
        Persons who came under observation at each time, shape (m,): at risk from the next time on. Those who were
        there from the beginning stand in `from_start`.
    """

    causes: tuple[str, ...]
    times: Numbers
    events: Numbers
    censored: Numbers
    entered: Numbers
    from_start: float

    @cached_property
    def at_risk(self) -> Numbers:
        """Persons at risk just before each time, shape (m,); who is censored at a time is still at risk at it."""
        left = self.events.sum(axis=1) + self.censored
        return np.asarray(self.from_start + _before(self.entered) - _before(left), dtype=np.float64)

    @property
    def persons(self) -> int:
        """All persons of the group."""
        return round(self.from_start + float(self.entered.sum()))

    def count(self, cause: str | None = None) -> int:
        """Return how many events there were, of one cause or of all."""
        return round(float(self.of(cause).sum()))

    def of(self, cause: str | None = None) -> Numbers:
        """Return the events of one cause, or of all together, shape (m,)."""
        if cause is None:
            return np.asarray(self.events.sum(axis=1))
        if cause not in self.causes:
            return np.zeros(len(self.times))
        return np.asarray(self.events[:, self.causes.index(cause)])

    def at_risk_at(self, time: float) -> int:
        """Return how many were still under observation and without event at a time."""
        place = int(np.searchsorted(self.times, time))
        return round(float(self.at_risk[place])) if place < len(self.times) else 0


def _before(numbers: Numbers) -> Numbers:
    return np.asarray(np.cumsum(numbers) - numbers)


def risk_tables(event_table: pa.Table) -> dict[str, RiskTable]:
    """Return the risk table of every stratum of an event table.

    Parameters
    ----------
    event_table
        The columns `stratum`, `time`, `cause` and `persons`, one row for each combination that occurs.
    """
    strata = event_table.column("stratum").combine_chunks().dictionary_encode()
    causes = event_table.column("cause").combine_chunks().dictionary_encode()
    times, persons = (event_table.column(name).to_numpy().astype(np.float64) for name in ("time", "persons"))
    places = strata.indices.to_numpy()
    order = np.argsort(places, kind="stable")
    bounds = np.searchsorted(places[order], np.arange(len(strata.dictionary) + 1))
    names = strata.dictionary.to_pylist()
    codes, labels = causes.indices.to_numpy(), causes.dictionary.to_pylist()
    found = {}
    for place, name in enumerate(names):
        rows = order[bounds[place] : bounds[place + 1]]
        found[name] = risk_table(times[rows], codes[rows], labels, persons[rows])
    return dict(sorted(found.items()))


def risk_table(times: Numbers, codes: NDArray[np.int64], labels: Sequence[str], persons: Numbers) -> RiskTable:
    """Return the risk table of rows (time, cause, persons); `codes` are places in the `labels` of the causes."""
    distinct, place = np.unique(times, return_inverse=True)
    counts: Numbers = np.bincount(place * len(labels) + codes, persons, len(distinct) * len(labels)).astype(np.float64)
    by_label = dict(zip(labels, counts.reshape(len(distinct), len(labels)).T, strict=True))
    nothing = np.zeros(len(distinct))
    entered, censored = by_label.pop(ENTERED, nothing), by_label.pop(CENSORED, nothing)
    names = tuple(sorted(by_label))
    events = np.array([by_label[name] for name in names]).T.reshape(len(distinct), len(names))
    left = float(events.sum() + censored.sum())
    return RiskTable(names, distinct, events, censored, entered, left - float(entered.sum()))

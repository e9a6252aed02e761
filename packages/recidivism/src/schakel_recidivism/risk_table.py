"""A risk table holds all that a survival curve needs: how many were at risk at each time, and what happened to them.

It is made of an event table (stratum, time, cause -> persons), so that a curve costs as much for five million persons
as for five hundred. A person without a new case leaves with the cause `CENSORED`: what comes after is not known, and
is never scored as "no recidivism".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schakel_base.errors import RequestError

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
        there from the beginning are in `from_start`.
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
        # Those who enter at a time are at risk from the next one on, as in R's `Surv(start, stop]`.
        left = self.events.sum(axis=1) + self.censored
        return np.asarray(self.from_start + _before(self.entered) - _before(left), dtype=np.float64)

    @property
    def persons(self) -> int:
        """All persons of the group."""
        return round(self.from_start + float(self.entered.sum()))

    def count(self, cause: str | None = None, until: float = np.inf) -> int:
        """Return how many events there were by a time, of one cause or of all."""
        return round(float(self.of(cause)[self.times <= until].sum()))

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


def risk_tables(event_table: Mapping[str, ArrayLike]) -> dict[str, RiskTable]:
    """Return the risk table of every stratum of an event table.

    Parameters
    ----------
    event_table
        Columns of one length: `time` (in any unit, one for all), `cause` (empty where observation ended without an
        event), `persons` to whom it happened (1 each if there is no such column), and `stratum` (all together if
        there is none). Several rows of one stratum, time and cause add up.

    Returns
    -------
    The risk tables by the names of their strata, in order. Every one has the causes of all.

    Raises
    ------
    RequestError
        If there is no time or cause, columns differ in length, or a time or a number of persons is below 0 or no
        number.
    """
    for name in ("time", "cause"):
        if name not in event_table:
            raise RequestError(f"The event table has no column {name}; it has {', '.join(event_table) or 'none'}.")
    if len({len(np.asarray(column)) for column in event_table.values()}) > 1:
        raise RequestError("The columns of an event table have one length.")
    times = np.asarray(event_table["time"], dtype=np.float64)
    persons = np.asarray(event_table.get("persons", np.ones(len(times))), dtype=np.float64)
    if not all((np.isfinite(numbers) & (numbers >= 0)).all() for numbers in (times, persons)):
        raise RequestError("A time and a number of persons are numbers from 0 up.")
    labels, codes = numbered(event_table["cause"])
    names, places = numbered(event_table.get("stratum", np.full(len(times), "")))
    order = np.argsort(places, kind="stable")
    bounds = np.searchsorted(places[order], np.arange(len(names) + 1))
    rows = {name: order[bounds[place] : bounds[place + 1]] for place, name in enumerate(names)}
    return {name: risk_table(times[own], codes[own], labels, persons[own]) for name, own in rows.items()}


def numbered(words: Any) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different words in their order, and the place of each word among them."""
    given = np.asarray(words, dtype=object).tolist()
    distinct = sorted(set(given))
    place = {word: number for number, word in enumerate(distinct)}
    return distinct, np.fromiter((place[word] for word in given), dtype=np.int64, count=len(given))


def risk_table(times: Numbers, codes: NDArray[np.int64], labels: Sequence[str], persons: Numbers) -> RiskTable:
    """Return the risk table of rows (time, cause, persons); `codes` are places in the `labels` of the causes."""
    distinct, place = np.unique(times, return_inverse=True)
    counts: Numbers = np.bincount(place * len(labels) + codes, persons, len(distinct) * len(labels)).astype(np.float64)
    by_label = dict(zip(labels, counts.reshape(len(distinct), len(labels)).T, strict=True))
    nothing = np.zeros(len(distinct))
    entered, censored = by_label.pop(ENTERED, nothing), by_label.pop(CENSORED, nothing)
    names = tuple(sorted(by_label))
    events = np.array([by_label[name] for name in names]).T.reshape(len(distinct), len(names))
    # Everybody leaves once, so those who left without having entered were there from the start.
    left = float(events.sum() + censored.sum())
    return RiskTable(names, distinct, events, censored, entered, left - float(entered.sum()))

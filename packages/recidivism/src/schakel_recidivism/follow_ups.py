"""What a model is given: one row per person with the time, what happened at it, and covariates as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schakel_base.errors import RequestError
from schakel_recidivism.risk_table import CENSORED, Numbers, RiskTable, numbered, risk_tables


@dataclass(frozen=True, eq=False)
class FollowUps:
    """The follow-ups of n persons.

    Parameters
    ----------
    time
        When observation ended, shape (n,), in the unit of the clock.
    cause
        The event that ended it, shape (n,), an empty text where none did.
    covariates
        Shape (n, k), under the names in `names`.
    entry
        When each person came under observation, shape (n,): 0 for whoever was there from the zero of the clock.
    stratum
        The number of the stratum of each person, shape (n,): each has a baseline hazard of its own. None if there are
        no strata.
    references
        Of each covariate in words the one that the others are compared with, as `sex=man`.
    """

    time: Numbers
    cause: NDArray[np.object_]
    covariates: Numbers
    names: tuple[str, ...]
    entry: Numbers
    stratum: NDArray[np.int64] | None = None
    references: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        time: ArrayLike,
        event: ArrayLike,
        covariates: Mapping[str, ArrayLike] | None = None,
        entry: ArrayLike = 0.0,
        strata: Sequence[str] | None = None,
    ) -> "FollowUps":
        """Make follow-ups of columns.

        Parameters
        ----------
        time
            When each observation ended, shape (n,), in any unit, one for all.
        event
            Whether an event ended each observation (true or false, 1 or 0), or its name, empty where none did.
        covariates
            A column of n numbers under each name.
        entry
            When observation of each person started, shape (n,), or one number for all.
        strata
            The stratum of each person, n names.

        Raises
        ------
        RequestError
            If columns differ in length, a time or an event is missing, or somebody came under observation after it
            had ended.
        """
        times, columns = np.asarray(time, dtype=np.float64), covariates or {}
        entries = np.asarray(entry, dtype=np.float64) if np.ndim(entry) else np.full(len(times), entry, np.float64)
        given = {"event": event, "entry": entries, **columns} | ({} if strata is None else {"strata": strata})
        _require_length(given, len(times))
        _require_times(times, entries)
        return cls(
            time=times,
            cause=_causes(np.asarray(event)),
            covariates=stacked(list(columns.values()), len(times)),
            names=tuple(columns),
            entry=entries,
            stratum=None if strata is None else numbered(strata)[1],
        )

    def __len__(self) -> int:
        return len(self.time)

    def had(self, cause: str) -> NDArray[np.bool_]:
        """Tell who had an event of one cause, shape (n,)."""
        return np.asarray(self.cause == cause, dtype=np.bool_)

    @property
    def causes(self) -> tuple[str, ...]:
        """The events that occur, in order."""
        return tuple(sorted(set(self.cause.tolist()) - {CENSORED}))

    @property
    def enter_late(self) -> bool:
        """Whether anybody came under observation after the zero of the clock."""
        return bool((self.entry > 0).any())

    def risk_table(self) -> RiskTable:
        """Count the follow-ups: all that a curve needs.

        Notes
        -----
        Late entry is not counted. For a curve with it, make the event table yourself, with rows whose cause is
        `ENTERED`.
        """
        return risk_tables({"time": self.time, "cause": self.cause})[""]


def stacked(columns: Sequence[ArrayLike], rows: int) -> Numbers:
    """Return columns of a number of rows side by side; there may be no columns."""
    return np.array(columns, dtype=np.float64).reshape(len(columns), rows).T


EVENT = "event"
"""The name of an event of which only is said that it happened."""


def _require_length(columns: Mapping[str, Any], rows: int) -> None:
    for name, column in columns.items():
        if len(column) != rows:
            raise RequestError(f"`{name}` has length {len(column)}, and there are {rows} times; each person has one.")


def _require_times(times: Numbers, entries: Numbers) -> None:
    if not all((np.isfinite(numbers) & (numbers >= 0)).all() for numbers in (times, entries)):
        raise RequestError("A time, or an entry, is a number from 0 up.")
    late = np.flatnonzero((entries > 0) & (entries >= times))
    if len(late):
        raise RequestError(
            f"Person {late[0] + 1} came under observation at {entries[late[0]]:g}, and it ended at {times[late[0]]:g}."
        )


def _causes(event: NDArray[np.generic]) -> NDArray[np.object_]:
    if any(one is None or (isinstance(one, float) and isnan(one)) for one in event.tolist()):
        raise RequestError("An event is missing; where none ended the observation it is false, 0 or an empty text.")
    if event.dtype.kind in "bif":
        return np.where(event.astype(np.float64) != 0, EVENT, CENSORED).astype(object)
    return event.astype(object)

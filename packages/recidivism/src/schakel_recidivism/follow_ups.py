"""What a model is given: one row per person with the time, what happened at it, and covariates as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    """

    time: Numbers
    cause: NDArray[np.object_]
    covariates: Numbers
    names: tuple[str, ...]
    entry: Numbers
    stratum: NDArray[np.int64] | None = None

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
        """
        times = np.asarray(time, dtype=np.float64)
        columns = covariates or {}
        return cls(
            time=times,
            cause=_causes(np.asarray(event)),
            covariates=stacked(list(columns.values()), len(times)),
            names=tuple(columns),
            entry=np.broadcast_to(np.asarray(entry, dtype=np.float64), times.shape),
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


def _causes(event: NDArray[np.generic]) -> NDArray[np.object_]:
    if event.dtype.kind in "bif":
        return np.where(event.astype(np.float64) != 0, EVENT, CENSORED).astype(object)
    return event.astype(object)

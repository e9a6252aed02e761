"""A release at the gate: the decisions on it and on each table, and the resulting state.

One person approves a release, another releases it, and neither made it; any refusal that stands blocks. An approval
rests on verdicts on tables: each is accepted by somebody, and returned by nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from schakel.desk.jobs import Job, State


class Verdict(StrEnum):
    """A person's decision on a release; their last decision counts."""

    APPROVE = "approve"
    REFUSE = "refuse"
    UNDECIDED = "undecided"


class TableDecision(StrEnum):
    """A person's decision on one table of a release; their last decision counts."""

    ACCEPT = "accept"
    RETURN = "return"


class GateStage(StrEnum):
    """How far a release is."""

    WAITING = "waits for a verdict"
    BLOCKED = "blocked"
    RETURNED = "a table was returned"
    APPROVED = "approved"
    LEAVING = "leaving"
    RELEASED = "released"
    FAILED = "not placed"
    RETRACTING = "being withdrawn"
    NOT_RETRACTED = "not withdrawn"
    RETRACTED = "withdrawn"


@dataclass(frozen=True)
class Vote:
    """A decision on a release, with its reason."""

    number: int
    by: str
    verdict: Verdict
    reason: str
    at: datetime


@dataclass(frozen=True)
class TableVerdict:
    """A decision on one table of a release, with its reason."""

    table: str
    by: str
    verdict: TableDecision
    reason: str
    at: datetime


@dataclass(frozen=True)
class GateStep:
    """That a release left, or was withdrawn: by whom, why, and the job that does it."""

    by: str
    at: datetime
    job: Job
    reason: str = ""


@dataclass(frozen=True)
class GateCase:
    """A release at the gate, with all that was decided on it; `digest` is the SHA-256 of its files."""

    number: int
    product: str
    edition: str
    digest: str
    made_by: str
    made: datetime
    tables: tuple[str, ...]
    table_verdicts: tuple[TableVerdict, ...]
    votes: tuple[Vote, ...]
    departure: GateStep | None
    retraction: GateStep | None

    @property
    def standing(self) -> Mapping[str, Vote]:
        """The vote in force of each person: their last."""
        return {vote.by: vote for vote in self.votes}

    def of_table(self, table: str) -> Mapping[str, TableVerdict]:
        """Return the verdict in force of each person on a table: their last."""
        return {one.by: one for one in self.table_verdicts if one.table == table}

    @property
    def returned(self) -> tuple[str, ...]:
        """The tables that anybody returns."""
        return tuple(one for one in self.tables if TableDecision.RETURN in self._decisions(one))

    @property
    def unaccepted(self) -> tuple[str, ...]:
        """The tables that nobody accepted, or anybody returns: as long as there are any, nobody approves."""
        return tuple(one for one in self.tables if self._decisions(one) != {TableDecision.ACCEPT})

    def _decisions(self, table: str) -> set[TableDecision]:
        return {one.verdict for one in self.of_table(table).values()}

    @property
    def is_blocked(self) -> bool:
        """Whether anybody refuses it."""
        return any(vote.verdict is Verdict.REFUSE for vote in self.standing.values())

    def approval_for(self, releaser: str) -> Vote | None:
        """Return an approval in force by somebody other than the releaser; None if there is none.

        An approval whose tables are not all accepted any more does not stand.
        """
        if self.unaccepted:
            return None
        approved = [vote for vote in self.standing.values() if vote.verdict is Verdict.APPROVE]
        return next((vote for vote in approved if vote.by not in (releaser, self.made_by)), None)

    @property
    def stage(self) -> GateStage:
        """How far it is."""
        if self.retraction:
            return _RETRACTED.get(self.retraction.job.state, GateStage.RETRACTING)
        if self.departure:
            return _PLACED.get(self.departure.job.state, GateStage.LEAVING)
        if self.is_blocked:
            return GateStage.BLOCKED
        if self.returned:
            return GateStage.RETURNED
        return GateStage.APPROVED if self.approval_for("") else GateStage.WAITING


_PLACED = {State.DONE: GateStage.RELEASED, State.FAILED: GateStage.FAILED, State.CANCELLED: GateStage.FAILED}
_RETRACTED = {
    State.DONE: GateStage.RETRACTED,
    State.FAILED: GateStage.NOT_RETRACTED,
    State.CANCELLED: GateStage.NOT_RETRACTED,
}

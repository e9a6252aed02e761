"""Jobs: work that takes longer than a page may, kept in the database until a worker has done it.

A job waits, is running, and ends as done, failed or cancelled. One worker per alliance takes the oldest that waits.
What a killed worker left running waits again: every kind of job can be done again from its beginning.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, and_, select

from schakel.desk.database import inserted, numbered, one_at_a_time
from schakel.desk.database.tables import JOBS
from schakel.desk.people import now
from schakel_base.errors import Fault, message
from schakel_base.progress import Pace, Progress, Told

Result = tuple[str, Mapping[str, Any]]
"""The sentence in which a job ended, and what came of it."""
MOST_ATTEMPTS = 3
"""A job that took its worker down so often is not tried again."""


_SHOWN = 20
_UNTOLD = {"share": 0.0, "told": "", "result": None}
"""What is known of a job that has not begun."""
SEALED_FOR = timedelta(days=1)
"""How long what came of a trial can be read."""


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (State.WAITING, State.RUNNING, State.CANCELLING)


@dataclass(frozen=True)
class Job:
    """A piece of work: what is asked, by whom, and how far it is.

    Parameters
    ----------
    partner
        The partner that it is for; empty where it is for the alliance.
    share
        How much of it is done, from 0 to 1.
    told
        What is being done now, or the sentence in which it ended.
    result
        What came of it, by kind.
    sealed
        What of it holds values of a partner, encrypted; empty where nothing does, and once it is dropped.
    attempts
        How often it was begun: a worker that is killed leaves it to be done again.
    """

    number: int
    kind: str
    partner: str
    arguments: Mapping[str, Any]
    asked_by: str
    state: State
    share: float
    told: str
    result: Mapping[str, Any]
    made: datetime
    ended: datetime | None
    sealed: str = ""
    attempts: int = 0

    @property
    def name(self) -> str:
        """By what it is called outside the database; of another database, no job with its number has the same."""
        return hashlib.sha256(f"{self.number} {self.made.isoformat()}".encode()).hexdigest()[:16]

    @property
    def said(self) -> tuple[Fault, ...]:
        """What is being done now, or the sentences in which it ended; empty where it was kept in English alone."""
        return tuple(Fault(*parts) for parts in self.result.get("said", ()))

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in OPEN


def ask_for(
    connection: Connection, kind: str, arguments: Mapping[str, Any], by: str, partner: str = "", sealed: str = ""
) -> int:
    """Put down a job to be done, and return its number; `sealed` are arguments that hold values of a partner."""
    asked = {"kind": kind, "arguments": dict(arguments), "asked_by": by, "partner": partner, "sealed": sealed}
    return inserted(connection.execute(JOBS.insert().values(**asked, state=State.WAITING, made=now())))


def ask_once(connection: Connection, kind: str, arguments: Mapping[str, Any], by: str, partner: str = "") -> int:
    """Put down a job as `ask_for` does; the same one where it waits already, so who clicks twice asks once."""
    one_at_a_time(connection, f"jobs of {partner}")
    same = (
        one.number
        for one in open_jobs(connection, partner)
        if (one.kind, one.arguments, one.state) == (kind, dict(arguments), State.WAITING)
    )
    return next(same, None) or ask_for(connection, kind, arguments, by, partner)


def find_job(connection: Connection, number: int) -> Job | None:
    """Return a job, or None where there is none with that number."""
    row = numbered(connection, JOBS, number)
    return _job(row) if row else None


def latest_jobs(connection: Connection, kinds: tuple[str, ...]) -> list[Job]:
    """Return the last twenty jobs of some kinds, the latest first."""
    rows = connection.execute(select(JOBS).where(JOBS.c.kind.in_(kinds)).order_by(JOBS.c.id.desc()).limit(_SHOWN))
    return [_job(row) for row in rows]


def open_jobs(connection: Connection, partner: str) -> list[Job]:
    """Return the jobs for a partner that have not ended, the earliest first."""
    standing = and_(JOBS.c.partner == partner, JOBS.c.state.in_(OPEN))
    return [_job(row) for row in connection.execute(select(JOBS).where(standing).order_by(JOBS.c.id))]


def _job(row: Any) -> Job:
    asked = (row.id, row.kind, row.partner, row.arguments, row.asked_by)
    kept = (row.sealed or "", row.attempts)
    return Job(*asked, State(row.state), row.share, row.told, row.result or {}, row.made, row.ended, *kept)


def take_next(connection: Connection) -> Job | None:
    """Take the oldest job that waits; nobody else takes it."""
    waiting = select(JOBS).where(JOBS.c.state == State.WAITING).order_by(JOBS.c.id).limit(1)
    row = connection.execute(waiting.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    begun = {"state": State.RUNNING, "begun": now(), "attempts": row.attempts + 1, **_UNTOLD}
    connection.execute(JOBS.update().where(JOBS.c.id == row.id).values(**begun))
    return find_job(connection, row.id)


def failure(faults: Sequence[Fault]) -> Result:
    """Return what is kept of a job that failed: why, in English, and in parts that are said in any language."""
    return "\n".join(map(str, faults)), {"said": [one.parts for one in faults]}


def success(text: str, came: Mapping[str, Any] | None = None, **fields: str | int) -> Result:
    """Return what is kept of a job that is done: a sentence as catalogues have it, with its fields, and what came."""
    told, said = failure([Fault(text, fields=fields)])
    return told, {**said, **(came or {})}


def wait_again(connection: Connection) -> None:
    """Let what a killed worker left behind be done again, or end it where it was to be cancelled or fails each time."""
    left = JOBS.c.state == State.RUNNING
    tried = and_(left, JOBS.c.attempts >= MOST_ATTEMPTS)
    sentence = message("this ended the worker {number} times; ask the operator of the desk to look at its log")
    told, result = failure([Fault(sentence, fields={"number": MOST_ATTEMPTS})])
    connection.execute(JOBS.update().where(tried).values(state=State.FAILED, told=told, result=result, **_ended()))
    connection.execute(JOBS.update().where(left).values(state=State.WAITING))
    connection.execute(JOBS.update().where(JOBS.c.state == State.CANCELLING).values(state=State.CANCELLED, **_ended()))


def cancel(connection: Connection, number: int) -> bool:
    """Ask that a job stops; say whether there was anything to stop."""
    waiting = and_(JOBS.c.id == number, JOBS.c.state == State.WAITING)
    if connection.execute(JOBS.update().where(waiting).values(state=State.CANCELLED, **_ended())).rowcount:
        return True
    running = and_(JOBS.c.id == number, JOBS.c.state == State.RUNNING)
    return connection.execute(JOBS.update().where(running).values(state=State.CANCELLING)).rowcount > 0


def let_wait_again(connection: Connection, number: int) -> None:
    """Let a job that failed or was stopped be done after all; any other stays as it is."""
    undone = and_(JOBS.c.id == number, JOBS.c.state.in_((State.FAILED, State.CANCELLED)))
    anew = {"state": State.WAITING, "attempts": 0, "ended": None, **_UNTOLD}
    connection.execute(JOBS.update().where(undone).values(**anew))


def end(connection: Connection, number: int, state: State, told: str, result: Mapping[str, Any] | None = None) -> None:
    """Write down how a job ended; one that has ended stays as it is. What is `sealed` of its result is kept apart."""
    standing = and_(JOBS.c.id == number, JOBS.c.state.in_(OPEN))
    came = dict(result or {})
    ended = {"state": state, "told": told, "share": 1.0, **_ended(came.pop("sealed", ""))}
    connection.execute(JOBS.update().where(standing).values(**ended, result=came))


def _ended(sealed: str = "") -> dict[str, Any]:
    # What was asked under seal goes with the end of the job: what is withdrawn is nowhere kept.
    return {"ended": now(), "sealed": sealed}


def drop_sealed(connection: Connection) -> None:
    """Drop what ended jobs hold under seal, a day after they ended."""
    old = and_(JOBS.c.ended < now() - SEALED_FOR, JOBS.c.sealed != "")
    connection.execute(JOBS.update().where(old).values(sealed=""))


def telling(database: Engine, number: int) -> Progress:
    """Return what tells the database how far a job is; no more often than every half a second."""
    last, pace = [0.0], Pace()

    def tell(what: Told, share: float) -> None:
        at, said = now().timestamp(), pace.said(what, share)
        if at < last[0] + _OFTEN:
            return
        last[0] = at
        told = {"told": ", ".join(map(str, said)), "result": {"said": [one.parts for one in said]}, "share": share}
        with database.begin() as connection:
            connection.execute(JOBS.update().where(JOBS.c.id == number).values(**told))

    return tell


_OFTEN = 0.5

"""The steps of the gate: a release waits, is reviewed table by table, is published, and can be withdrawn.

What is decided is a row that is only ever added (`database/decisions.py`). Each step locks the release that it is
about, so that two who click at once come after each other, and a step that was done is not done again.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, select

from schakel.desk.database import inserted, numbered
from schakel.desk.database.decisions import DEPARTURES, RELEASE_TABLES, RETRACTIONS, TABLE_VERDICTS, VOTES, WAITING
from schakel.desk.gate_case import GateCase, GateStage, GateStep, TableDecision, TableVerdict, Verdict, Vote
from schakel.desk.jobs import Job, ask_for, find_job, let_wait_again
from schakel.desk.people import now
from schakel_base.errors import RequestError


def take_up(
    connection: Connection, product: str, edition: str, digest: str, by: str, tables: Sequence[str] = ()
) -> int:
    """Submit a release to the gate and return its number; the same files are submitted only once.

    Parameters
    ----------
    tables
        The names of its tables; each is judged.
    """
    same = and_(WAITING.c.product == product, WAITING.c.edition == edition, WAITING.c.digest == digest)
    number = connection.scalar(select(WAITING.c.id).where(same))
    if number is None:
        made = {"product": product, "edition": edition, "digest": digest, "made_by": by, "made": now()}
        number = inserted(connection.execute(WAITING.insert().values(**made)))
    known = _tables(connection, number)
    if added := [{"release": number, "name": one} for one in dict.fromkeys(tables) if one not in known]:
        connection.execute(RELEASE_TABLES.insert(), added)
    return int(number)


def _tables(connection: Connection, number: int) -> tuple[str, ...]:
    named = select(RELEASE_TABLES.c.name).where(RELEASE_TABLES.c.release == number).order_by(RELEASE_TABLES.c.id)
    return tuple(connection.scalars(named))


def cases(connection: Connection) -> Sequence[GateCase]:
    """Return all that came to the gate, the latest first."""
    return [_case(connection, row) for row in connection.execute(select(WAITING).order_by(WAITING.c.id.desc()))]


def find_case(connection: Connection, number: int, locked: bool = False) -> GateCase | None:
    """Return a release at the gate, or None where there is none with that number.

    Parameters
    ----------
    locked
        Whether nobody else decides on it until the transaction ends.
    """
    row = numbered(connection, WAITING, number, locked)
    return _case(connection, row) if row else None


def _case(connection: Connection, row: Any) -> GateCase:
    votes = connection.execute(select(VOTES).where(VOTES.c.release == row.id).order_by(VOTES.c.id))
    left = connection.execute(select(DEPARTURES).where(DEPARTURES.c.release == row.id)).one_or_none()
    back = connection.execute(select(RETRACTIONS).where(RETRACTIONS.c.release == row.id)).one_or_none()
    departure = GateStep(left.released_by, left.at, _job(connection, left.job)) if left else None
    retraction = GateStep(back.retracted_by, back.at, _job(connection, back.job), back.because) if back else None
    said = tuple(Vote(one.id, one.judged_by, Verdict(one.verdict), one.reason, one.at) for one in votes)
    of_tables = (_tables(connection, row.id), _table_verdicts(connection, row.id))
    made = (row.id, row.product, row.edition, row.digest, row.made_by, row.made)
    return GateCase(*made, *of_tables, said, departure, retraction)


def _table_verdicts(connection: Connection, number: int) -> tuple[TableVerdict, ...]:
    said = select(TABLE_VERDICTS).where(TABLE_VERDICTS.c.release == number).order_by(TABLE_VERDICTS.c.id)
    return tuple(
        TableVerdict(one.name, one.judged_by, TableDecision(one.verdict), one.reason, one.at)
        for one in connection.execute(said)
    )


def _job(connection: Connection, number: int) -> Job:
    job = find_job(connection, number)
    assert job is not None  # a foreign key says so
    return job


def vote(connection: Connection, number: int, by: str, verdict: Verdict, reason: str) -> None:
    """Store a decision on a release; the same decision is stored once.

    Raises
    ------
    RequestError
        If they made it, it has left, they give no reason for what they decide, or they approve it before each of its
        tables is accepted.
    """
    case = _judged_by(connection, number, by)
    if verdict is Verdict.APPROVE and case.unaccepted:
        raise RequestError("each table must be accepted before anybody approves the release")
    if verdict is not Verdict.UNDECIDED and not reason.strip():
        raise RequestError("say why; the reason is kept with what you decide")
    before = case.standing.get(by)
    if before and (before.verdict, before.reason) == (verdict, reason.strip()):
        return
    said = {"judged_by": by, "verdict": verdict, "reason": reason.strip(), "at": now()}
    connection.execute(VOTES.insert().values(release=number, made_by=case.made_by, **said))


def judge_table(connection: Connection, number: int, by: str, table: str, decision: TableDecision, reason: str) -> None:
    """Store a decision on one table of a release; the same decision is stored once.

    Raises
    ------
    RequestError
        If they made the release, it has left, it has no such table, or they return it without a reason.
    """
    case = _judged_by(connection, number, by)
    if table not in case.tables:
        raise RequestError("this release has no such table")
    if decision is TableDecision.RETURN and not reason.strip():
        raise RequestError("say why you return it; the person who made the release reads that")
    before = case.of_table(table).get(by)
    if before and (before.verdict, before.reason) == (decision, reason.strip()):
        return
    said = {"judged_by": by, "verdict": decision, "reason": reason.strip(), "at": now()}
    connection.execute(TABLE_VERDICTS.insert().values(release=number, name=table, made_by=case.made_by, **said))


def _judged_by(connection: Connection, number: int, by: str) -> GateCase:
    """Return a release on which somebody may decide, and nobody else until the transaction ends."""
    case = _locked(connection, number)
    if case.departure:
        raise RequestError("this release is already public; no more decisions can be made on it")
    if by == case.made_by:
        raise RequestError("you cannot decide on a release that you made")
    return case


def release(connection: Connection, number: int, by: str) -> int:
    """Let a release leave, and return the number of the job that places it; asked twice it leaves once.

    Where that could not be done, it is tried again.

    Raises
    ------
    RequestError
        If they made it or alone approved it, somebody refuses it, a table is not accepted, or nobody else approved it.
    """
    case = _locked(connection, number)
    if case.departure:
        let_wait_again(connection, case.departure.job.number)
        return case.departure.job.number
    if by == case.made_by:
        raise RequestError("you cannot release a release that you made")
    if case.is_blocked:
        raise RequestError("somebody refused this release; it can be released only if nobody refuses it")
    if case.unaccepted:
        raise RequestError("each table must be accepted before anybody releases this")
    approval = case.approval_for(by)
    if approval is None:
        raise RequestError("another person must approve a release before you can release it")
    job = ask_for(connection, "release", {"release": number, "product": case.product, "edition": case.edition}, by)
    left = {"approval": approval.number, "approved_by": approval.by, "verdict": approval.verdict}
    added = {"release": number, "made_by": case.made_by, "released_by": by, "at": now(), "job": job, **left}
    connection.execute(DEPARTURES.insert().values(**added))
    return job


def retract(connection: Connection, number: int, by: str, because: str) -> int:
    """Let a release be withdrawn, and return the number of the job that does it; asked twice it is withdrawn once.

    One person is enough: what should not have left must not wait for a second. Where it could not be done, it is tried
    again.

    Raises
    ------
    RequestError
        If it has not left, or no reason is given.
    """
    case = _locked(connection, number)
    if case.retraction:
        let_wait_again(connection, case.retraction.job.number)
        return case.retraction.job.number
    if case.stage is not GateStage.RELEASED:
        raise RequestError("only a release that has left can be withdrawn")
    if not because.strip():
        raise RequestError("say for readers why the release is withdrawn")
    job = ask_for(connection, "retract", {"release": number, "product": case.product, "edition": case.edition}, by)
    told = {"retracted_by": by, "because": because.strip(), "at": now(), "job": job}
    connection.execute(RETRACTIONS.insert().values(release=number, **told))
    return job


def _locked(connection: Connection, number: int) -> GateCase:
    case = find_case(connection, number, locked=True)
    if case is None:
        raise RequestError("no such release waits at the gate")
    return case

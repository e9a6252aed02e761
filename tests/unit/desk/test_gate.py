"""The gate at the desk: who may do which step, in any order; and what happens to files that changed meanwhile."""

from collections.abc import Iterator

import pytest
from desks import Desk
from gates import FIRST, with_gate
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError

from schakel import verbs
from schakel.desk import gate
from schakel.desk.database.gate_tables import DEPARTURES, VOTES, WAITING
from schakel.desk.database.tables import JOBS
from schakel.desk.gate import GateStage, Verdict
from schakel.desk.jobs import State, ask_for
from schakel.desk.people import now
from schakel_base.errors import RequestError

WHY = "I read every table."
DIGESTS = iter(range(10**6))


@pytest.fixture(scope="module", autouse=True)
def edition(desk: Desk) -> None:
    """An edition of the alliance of the desk, which declares a gate."""
    with_gate(desk.office.folder)


@pytest.fixture
def waiting(desk: Desk) -> Iterator[int]:
    """A release that waits, made by `maker`; its files are nowhere, since no step here reads them."""
    with desk.office.database.begin() as connection:
        number = gate.take_up(connection, "monitor", "2025-02-01-x", f"{next(DIGESTS):064}", "maker")
    yield number
    with desk.office.database.begin() as connection:
        connection.execute(update(JOBS).where(JOBS.c.state == State.WAITING).values(state=State.CANCELLED))


def stage(desk: Desk, number: int) -> GateStage:
    with desk.office.reading() as connection:
        return gate.find_case(connection, number).stage


def test_one_approves_and_another_releases(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        with pytest.raises(RequestError, match="another one approves"):
            gate.release(connection, waiting, "anna")
        job = gate.release(connection, waiting, "bert")
        assert gate.release(connection, waiting, "carla") == job  # a second click lets nothing leave twice
    assert stage(desk, waiting) is GateStage.LEAVING


@pytest.mark.parametrize("verdict", Verdict)
def test_the_maker_does_neither(desk: Desk, waiting: int, verdict: Verdict) -> None:
    with desk.office.database.begin() as connection:
        with pytest.raises(RequestError, match="who made"):
            gate.vote(connection, waiting, "maker", verdict, WHY)
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        with pytest.raises(RequestError, match="who made"):
            gate.release(connection, waiting, "maker")


def test_one_refusal_blocks_whoever_approves(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        for somebody in ("anna", "bert"):
            gate.vote(connection, waiting, somebody, Verdict.APPROVE, WHY)
        gate.vote(connection, waiting, "carla", Verdict.REFUSE, "A sentence says more than its cell.")
        with pytest.raises(RequestError, match="somebody refuses"):
            gate.release(connection, waiting, "bert")
        gate.vote(connection, waiting, "carla", Verdict.UNDECIDED, "")
        gate.release(connection, waiting, "bert")


def test_verdicts_have_reasons_and_are_kept_once(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        with pytest.raises(RequestError, match="say why"):
            gate.vote(connection, waiting, "anna", Verdict.APPROVE, "  ")
        for _ in range(2):
            gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        gate.vote(connection, waiting, "anna", Verdict.UNDECIDED, "")
        found = gate.find_case(connection, waiting)
    # The verdict that was replaced stays to be read.
    assert [one.verdict for one in found.votes] == [Verdict.APPROVE, Verdict.UNDECIDED]


def test_the_database_refuses_what_the_code_would_not_do(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        gate.vote(connection, waiting, "bert", Verdict.REFUSE, WHY)
        approval, refusal = gate.find_case(connection, waiting).votes
        job = ask_for(connection, "release", {"release": waiting}, "anna")
    vote = {"release": waiting, "made_by": "maker", "verdict": "approve", "reason": "", "at": now()}
    left = {"release": waiting, "made_by": "maker", "verdict": "approve", "at": now(), "job": job}
    approved = {"approval": approval.number, "approved_by": "anna"}
    for statement in (
        insert(VOTES).values(**vote, judged_by="maker"),
        insert(VOTES).values(**(vote | {"made_by": "somebody"}), judged_by="maker"),
        insert(DEPARTURES).values(**left, **approved, released_by="anna"),
        insert(DEPARTURES).values(**left, **approved, released_by="maker"),
        insert(DEPARTURES).values(**left, **(approved | {"approved_by": "carla"}), released_by="anna"),
        insert(DEPARTURES).values(**left, approval=refusal.number, approved_by="bert", released_by="anna"),
        update(VOTES).where(VOTES.c.release == waiting).values(verdict="approve"),
        update(WAITING).where(WAITING.c.id == waiting).values(made_by="somebody"),
        delete(VOTES).where(VOTES.c.release == waiting),
    ):
        with pytest.raises(DBAPIError), desk.office.database.begin() as connection:
            connection.execute(statement)


@pytest.fixture(scope="module")
def made(desk: Desk) -> str:
    """The address of a release that really waits, made at the desk."""
    maker = desk.signed_in("statistician")
    job = maker.post("/gate", data={"product": "monitor"}).headers["location"]
    desk.work()
    return maker.get(job).headers["location"]


def test_a_release_goes_through_the_gate(desk: Desk, made: str) -> None:
    public = desk.office.public("monitor")
    first, second = desk.signed_in("releaser"), desk.signed_in("releaser")
    shown = first.get(made).text
    assert "SHA-256" in shown and "Its figures come from:" in shown
    assert first.post(f"{made}/verdicts", data={"verdict": "approve"}).status_code == 400  # no reason
    assert first.post(f"{made}/verdicts", data={"verdict": "approve", "reason": WHY}).status_code == 303
    assert first.post(f"{made}/departure").status_code == 400
    assert not public.exists()
    assert second.post(f"{made}/departure").headers["location"].startswith("/jobs/")
    desk.work()
    assert (public / "release.json").is_file() and WHY in second.get(made).text
    second.post(f"{made}/retraction", data={"because": "The wrong year."})
    desk.work()
    assert "The wrong year." in (public / "site/en/index.html").read_text("utf-8")
    assert "withdrawn" in second.get("/gate").text


def test_a_byte_that_changed_voids_what_was_decided(desk: Desk) -> None:
    verbs.build(desk.office.folder, FIRST.replace(month=3))
    verbs.publish(desk.office.folder, "monitor", desk.office.public("monitor"))
    releaser = desk.signed_in("releaser")
    address = sorted(_addresses(releaser.get("/gate").text))[-1]
    assert releaser.post(f"{address}/verdicts", data={"verdict": "approve", "reason": WHY}).status_code == 303
    page = next(desk.office.workspace.gate.glob("monitor/2025-03*/release/site/en/index.html"))
    before = page.read_bytes()
    page.write_bytes(before + b" ")
    other = desk.signed_in("releaser")
    for step, data in (("departure", {}), ("verdicts", {"verdict": "approve", "reason": WHY})):
        told = other.post(f"{address}/{step}", data=data)
        assert told.status_code == 400
        assert "not those that were made" in told.text
    page.write_bytes(before)
    assert other.post(f"{address}/departure").status_code == 303


def _addresses(page: str) -> set[str]:
    return {one.partition('"')[0] for one in page.split('href="')[1:] if one.startswith("/gate/")}


def test_whoever_is_no_releaser_sees_no_way_to_decide(desk: Desk, made: str) -> None:
    assert "Keep this verdict" not in desk.signed_in("auditor").get(made).text
    assert desk.signed_in("auditor").get("/gate/999999").status_code == 404

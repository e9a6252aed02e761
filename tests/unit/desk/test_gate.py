"""The gate at the desk: who may do which step, in any order; and what happens to files that changed meanwhile."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from desks import Desk
from gates import FIRST, with_gate
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from schakel import verbs
from schakel.desk import gate
from schakel.desk.database.decisions import DEPARTURES, RELEASE_TABLES, TABLE_VERDICTS, VOTES, WAITING
from schakel.desk.database.tables import JOBS, LETTERS, PEOPLE
from schakel.desk.gate_case import GateCase, GateStage, TableDecision, Verdict
from schakel.desk.jobs import State, ask_for, end
from schakel.desk.office import Office
from schakel.desk.people import now
from schakel.desk.web import gate as web_gate
from schakel.store.waiting_releases import WaitingRelease
from schakel_base.errors import RequestError

WHY = "I read every table."
TABLES = ("reports", "hand_overs")
DIGESTS = iter(range(10**6))


@pytest.fixture(scope="module", autouse=True)
def edition(desk: Desk) -> None:
    """An edition of the alliance of the desk, which declares a gate."""
    with_gate(desk.office.folder)


@pytest.fixture
def waiting(desk: Desk) -> Iterator[int]:
    """A release that waits, made by `maker`; its files are nowhere, since no step here reads them."""
    with desk.office.database.begin() as connection:
        number = gate.take_up(connection, "monitor", "2025-02-01-x", f"{next(DIGESTS):064}", "maker", TABLES)
    yield number
    with desk.office.database.begin() as connection:
        connection.execute(update(JOBS).where(JOBS.c.state == State.WAITING).values(state=State.CANCELLED))


def stage(desk: Desk, number: int) -> GateStage:
    with desk.office.reading() as connection:
        return gate.find_case(connection, number).stage


def accept(connection: Connection, number: int, *tables: str, by: str = "dora") -> None:
    for table in tables or TABLES:
        gate.judge_table(connection, number, by, table, TableDecision.ACCEPT, "")


def test_an_approval_rests_on_a_verdict_on_each_table(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        accept(connection, waiting, "reports", by="anna")
        with pytest.raises(RequestError, match="each table must be accepted"):
            gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        accept(connection, waiting, "hand_overs", by="bert")
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
    assert stage(desk, waiting) is GateStage.APPROVED


def test_a_table_that_anybody_returns_stops_the_release(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        accept(connection, waiting)
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        with pytest.raises(RequestError, match="say why"):
            gate.judge_table(connection, waiting, "bert", "reports", TableDecision.RETURN, " ")
        for _ in range(2):
            gate.judge_table(connection, waiting, "bert", "reports", TableDecision.RETURN, "The title names a year.")
        case = gate.find_case(connection, waiting)
        assert (case.stage, case.returned) == (GateStage.RETURNED, ("reports",))
        assert len(case.table_verdicts) == 3  # said twice it is kept once
        with pytest.raises(RequestError, match="each table must be accepted"):
            gate.release(connection, waiting, "carla")
        accept(connection, waiting, "reports", by="bert")
        gate.release(connection, waiting, "carla")
        with pytest.raises(RequestError, match="already public"):
            accept(connection, waiting)


def test_a_verdict_is_on_a_table_of_the_release_and_not_of_its_maker(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        with pytest.raises(RequestError, match="that you made"):
            accept(connection, waiting, by="maker")
        with pytest.raises(RequestError, match="no such table"):
            accept(connection, waiting, "another")


def test_one_approves_and_another_releases(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        accept(connection, waiting)
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        with pytest.raises(RequestError, match="another person must approve"):
            gate.release(connection, waiting, "anna")
        job = gate.release(connection, waiting, "bert")
        assert gate.release(connection, waiting, "carla") == job  # a second click lets nothing leave twice
    assert stage(desk, waiting) is GateStage.LEAVING


def test_the_first_page_of_a_releaser_says_what_waits(desk: Desk, waiting: int) -> None:
    said = r"Releases that wait for a releaser: (\d+)"
    [before] = re.findall(said, desk.signed_in("releaser").get("/").text)
    with desk.office.database.begin() as connection:
        accept(connection, waiting)
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        gate.release(connection, waiting, "bert")
    assert (re.findall(said, desk.signed_in("releaser").get("/").text) or ["0"]) == [str(int(before) - 1)]


def ended(desk: Desk, job: int, state: State) -> None:
    with desk.office.database.begin() as connection:
        end(connection, job, state, "the disk is full")


def test_what_could_not_be_placed_or_withdrawn_is_said_and_tried_again(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        accept(connection, waiting)
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        leaving = gate.release(connection, waiting, "bert")
    ended(desk, leaving, State.FAILED)
    releaser, address = desk.signed_in("releaser"), f"/gate/{waiting}"
    assert stage(desk, waiting) is GateStage.FAILED
    assert releaser.post(f"{address}/departure").headers["location"] == f"/jobs/{leaving}"
    assert stage(desk, waiting) is GateStage.LEAVING
    ended(desk, leaving, State.DONE)
    with desk.office.database.begin() as connection:
        going = gate.retract(connection, waiting, "carla", "The wrong year.")
    assert stage(desk, waiting) is GateStage.RETRACTING
    ended(desk, going, State.FAILED)
    assert stage(desk, waiting) is GateStage.NOT_RETRACTED
    shown = releaser.get(address).text
    assert "readers still see it" in shown and "the disk is full" in shown and f"{address}/retraction" in shown
    assert releaser.post(f"{address}/retraction").headers["location"] == f"/jobs/{going}"
    ended(desk, going, State.DONE)
    assert stage(desk, waiting) is GateStage.RETRACTED
    assert "Try again" not in releaser.get(address).text


@pytest.mark.parametrize("verdict", Verdict)
def test_the_maker_does_neither(desk: Desk, waiting: int, verdict: Verdict) -> None:
    with desk.office.database.begin() as connection:
        with pytest.raises(RequestError, match="that you made"):
            gate.vote(connection, waiting, "maker", verdict, WHY)
        accept(connection, waiting)
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        with pytest.raises(RequestError, match="that you made"):
            gate.release(connection, waiting, "maker")


def test_one_refusal_blocks_whoever_approves(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        accept(connection, waiting)
        for somebody in ("anna", "bert"):
            gate.vote(connection, waiting, somebody, Verdict.APPROVE, WHY)
        gate.vote(connection, waiting, "carla", Verdict.REFUSE, "A sentence says more than its cell.")
        with pytest.raises(RequestError, match="somebody refused"):
            gate.release(connection, waiting, "bert")
        gate.vote(connection, waiting, "carla", Verdict.UNDECIDED, "")
        gate.release(connection, waiting, "bert")


def test_verdicts_have_reasons_and_are_kept_once(desk: Desk, waiting: int) -> None:
    with desk.office.database.begin() as connection:
        accept(connection, waiting)
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
        accept(connection, waiting)
        gate.vote(connection, waiting, "anna", Verdict.APPROVE, WHY)
        gate.vote(connection, waiting, "bert", Verdict.REFUSE, WHY)
        approval, refusal = gate.find_case(connection, waiting).votes
        job = ask_for(connection, "release", {"release": waiting}, "anna")
    vote = {"release": waiting, "made_by": "maker", "verdict": "approve", "reason": "", "at": now()}
    left = {"release": waiting, "made_by": "maker", "verdict": "approve", "at": now(), "job": job}
    table = {"release": waiting, "name": "reports", "made_by": "maker", "judged_by": "anna", "at": now()}
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
        insert(TABLE_VERDICTS).values(**(table | {"judged_by": "maker"}), verdict="accept", reason=""),
        insert(TABLE_VERDICTS).values(**(table | {"name": "another"}), verdict="accept", reason=""),
        insert(TABLE_VERDICTS).values(**table, verdict="return", reason=""),
        update(TABLE_VERDICTS).where(TABLE_VERDICTS.c.release == waiting).values(verdict="accept"),
        delete(RELEASE_TABLES).where(RELEASE_TABLES.c.release == waiting),
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


def accept_all(releaser: TestClient, address: str) -> None:
    """Accept each table by the form that the page has for it."""
    forms = re.findall(rf'action="({address}/tables/[^"]+)"', releaser.get(address).text)
    assert forms
    for form in forms:
        assert releaser.post(form, data={"verdict": "accept"}).status_code == 303


def test_who_made_a_release_is_told_of_a_table_that_is_returned(desk: Desk, made: str) -> None:
    with desk.office.database.begin() as connection:
        connection.execute(update(PEOPLE).values(mail=True))
    releaser = desk.signed_in("releaser")
    table = re.findall(rf'action="({made}/tables/[^"]+)"', releaser.get(made).text)[0]
    refused = releaser.post(table, data={"verdict": "return"})
    assert refused.status_code == 400 and "say why you return it" in refused.text.lower()
    for _ in range(2):
        releaser.post(table, data={"verdict": "return", "reason": "Its title names no year."})
    shown = releaser.get(made).text
    assert "has a table that was returned" in shown and "Its title names no year." in shown
    maker = gate_case(desk, made).made_by
    with desk.office.reading() as connection:
        told = select(PEOPLE.c.email, LETTERS.c.text).join(PEOPLE).where(LETTERS.c.about.startswith("return "))
        letters = connection.execute(told).all()
    assert [one.email for one in letters] == [maker] and made in letters[0].text
    releaser.post(table, data={"verdict": "accept"})


def test_a_reviewer_reads_the_pages_of_the_draft_and_nothing_beside_them(desk: Desk, made: str) -> None:
    reviewer = desk.signed_in("auditor")
    address = re.findall(rf'href="({made}/draft/[^"]+)"', reviewer.get(made).text)[0]
    shown = reviewer.get(address)
    assert shown.status_code == 200 and "../static/schakel.css" in shown.text
    assert "script-src" not in shown.headers["content-security-policy"]
    style = address.removesuffix("en/index.html") + "static/schakel.css"
    assert reviewer.get(style).headers["content-type"].startswith("text/css")
    (release,) = {one.parent for one in desk.office.workspace.gate.glob("*/*/release/index.html")}
    (release / "site/out.html").symlink_to(desk.office.folder / "alliance.yaml")
    try:
        for path in (
            "..%2fdossier.json",
            "site/..%2f..%2fdossier.json",
            "%2fetc%2fpasswd",
            "site/out.html",
            "site",
            "%00",
        ):
            assert reviewer.get(f"{made}/draft/{path}").status_code == 404, path
    finally:
        (release / "site/out.html").unlink()
    assert desk.signed_in("researcher", "monitor").get(address).status_code == 403
    assert desk.stranger().get(address).status_code == 303


def gate_case(desk: Desk, address: str) -> GateCase:
    with desk.office.reading() as connection:
        found = gate.find_case(connection, int(address.rpartition("/")[2]))
    assert found is not None
    return found


def test_a_release_goes_through_the_gate(desk: Desk, made: str) -> None:
    public = desk.office.public("monitor")
    first, second = desk.signed_in("releaser"), desk.signed_in("releaser")
    shown = first.get(made).text
    assert "SHA-256" in shown and "Its figures come from:" in shown
    assert first.post(f"{made}/verdicts", data={"verdict": "approve", "reason": WHY}).status_code == 400
    accept_all(first, made)
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
    address = max(_addresses(releaser.get("/gate").text), key=lambda one: int(one.rpartition("/")[2]))
    accept_all(releaser, address)
    assert releaser.post(f"{address}/verdicts", data={"verdict": "approve", "reason": WHY}).status_code == 303
    page = next(desk.office.workspace.gate.glob("monitor/2025-03*/release/site/en/index.html"))
    before = page.read_bytes()
    page.write_bytes(before + b" ")
    other = desk.signed_in("releaser")
    for step, data in (("departure", {}), ("verdicts", {"verdict": "approve", "reason": WHY})):
        told = other.post(f"{address}/{step}", data=data)
        assert told.status_code == 400
        assert "files have changed since it was made" in told.text
    page.write_bytes(before)
    assert other.post(f"{address}/departure").status_code == 303


def _addresses(page: str) -> set[str]:
    return {one.partition('"')[0] for one in page.split('href="')[1:] if one.startswith("/gate/")}


def test_whoever_is_no_releaser_sees_no_way_to_decide(desk: Desk, made: str) -> None:
    assert "Keep this verdict" not in desk.signed_in("auditor").get(made).text
    assert desk.signed_in("auditor").get("/gate/999999").status_code == 404


def test_an_answer_without_a_title_is_shown_by_its_name(desk: Desk, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two published figures that were compared have none."""
    draft_of = web_gate.draft_of

    def with_answers(office: Office, case: GateCase) -> WaitingRelease | None:
        draft = draft_of(office, case)
        answers = [
            {"name": name, "title": {"en": title}, "sentences": {"en": []}}
            for name, title in (("police-2019", ""), ("sentencing", "What decides?"))
        ]
        return draft and replace(draft, dossier={**draft.dossier, "answers": answers})

    monkeypatch.setattr(web_gate, "draft_of", with_answers)
    page = desk.signed_in("auditor").get(made).text
    assert "<summary>police-2019</summary>" in page and '<summary lang="en">What decides?</summary>' in page

"""A job whose worker was killed when its work was done, and before the job said so: done again, it tells the same.

Nothing of it is there twice: no receipt, erasure, edition, release or question.
"""

import random
import re
from collections.abc import Callable, Mapping

import pytest
from desks import HEADER, ROW, Desk, opened
from gates import build_second, with_gate
from starlette.testclient import TestClient

from schakel.desk import gate
from schakel.desk.gate_case import TableDecision, Verdict
from schakel.desk.jobs import Job, Result, State, ask_for, cancel, find_job, take_next, wait_again
from schakel.desk.telling import end_and_tell
from schakel.desk.work import WORK, do, finished
from schakel.desk.worker import _end_without_a_word
from schakel.publication.editions import released
from schakel.store.catalogue import Catalogue
from schakel.store.door import open_to
from schakel.store.waiting_releases import state_of
from schakel_base.progress import silent

WRONG = "{},2023-01-02,work under duress,nobody,,no,Northtown,\n"
QUESTION = {"product": "monitor", "of": "report", "by": ["subject", "year"], "purpose": "Question 12"}
WHY = {"reason": "It is clear."}
DRAW = random.Random(4)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Desk]:
    """One desk to deliver at, and one that has an edition of invented data: real ones may not meet these."""
    delivering, counting = (opened(tmp_path_factory.mktemp("desk")) for _ in "12")
    with_gate(counting.office.folder)
    build_second(counting.office.folder)
    return delivering, counting


def supplier(desk: Desk) -> TestClient:
    return desk.signed_in("supplier", "helpline")


def sent(desk: Desk, row: str = ROW, **more: str) -> TestClient:
    """Send a file with a row that is in no other, and return whose browser it was."""
    browser, name = supplier(desk), f"D{DRAW.randrange(10**9)}"
    file = {"file": ("a.csv", HEADER + row.format(name), "text/csv")}
    assert browser.post("/deliveries", data={"partner": "helpline", **more}, files=file).status_code == 303
    return browser


def kept(desk: Desk, row: str = ROW) -> tuple[TestClient, str]:
    """Deliver a file, and return whose browser it was and the address of the receipt."""
    browser = sent(desk, row)
    desk.work()
    return browser, f"/deliveries/{browser.get('/api/v1/deliveries').json()['deliveries'][0]['number']}"


def twice(desk: Desk) -> None:
    """Send a file again that was delivered before: a person hears that, and once."""
    browser, _ = kept(desk)
    content = HEADER + ROW.format("SENT-TWICE")
    for _ in "12":
        desk.work()
        browser.post("/deliveries", data={"partner": "helpline"}, files={"file": ("b.csv", content, "text/csv")})


def form(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = officer.post("/forms", data={"form": "helpline"}).headers["location"].rpartition("/")[0]
    first = {"answer-received_on": "2024-03-05", "answer-subject": "work under duress"}
    officer.post(f"{place}/1", data=first | {"revision-received_on": "0", "revision-subject": "0"})
    officer.post(f"{place}/2", data={"revision-handed_over_to": "0", "answer-handed_over_to": "~unknown"})
    assert officer.post(f"{place}/send").status_code == 303


def replay(desk: Desk) -> None:
    browser, receipt = kept(desk, WRONG)
    assert browser.post(f"{receipt}/replays").status_code == 303


def mend(desk: Desk) -> None:
    browser, receipt = kept(desk, WRONG)
    page = browser.get(f"{receipt}/mending").text
    typed = dict(re.findall(r'<input [^>]*name="(row-\d+-\d+)" value="([^"]*)"', page))
    assert browser.post(f"{receipt}/mending", data=typed | {"row-1-3": "police"}).status_code == 303


def withdraw(desk: Desk) -> None:
    browser, receipt = kept(desk)
    browser.post(f"{receipt}/withdrawals", data={"reason": "a mistake", "sure": "yes"})


def withdraw_by_key(desk: Desk) -> None:
    row = ROW.format("KEY-TO-GO").replace("{}", "")
    browser, receipt = kept(desk, row + ROW)
    key = {"key-report_number": "KEY-TO-GO"}
    browser.post(f"{receipt}/withdrawals", data={"reason": "a mistake", "sure": "yes"} | key)


def build(desk: Desk) -> None:
    assert desk.signed_in("statistician").post("/editions").status_code == 303


def ask(kind: str, **arguments: object) -> Callable[[Desk], None]:
    def asked(desk: Desk) -> None:
        with desk.office.database.begin() as connection:
            ask_for(connection, kind, arguments, "statistician@alliance.example")

    return asked


def case(desk: Desk) -> int:
    """A release that waits at the gate."""
    with desk.office.reading() as connection:
        found = gate.cases(connection)
    if not found:
        ask("publish", product="monitor")(desk)
        desk.work()
        return case(desk)
    return found[0].number


def release(desk: Desk) -> None:
    number = case(desk)
    with desk.office.database.begin() as connection:
        for table in gate.find_case(connection, number).tables:
            gate.judge_table(connection, number, "anna", table, TableDecision.ACCEPT, "")
        gate.vote(connection, number, "anna", Verdict.APPROVE, "I read it.")
        gate.release(connection, number, "bert")


def retract(desk: Desk) -> None:
    if not released(desk.office.public("monitor")):
        release(desk)
        desk.work()
    with desk.office.database.begin() as connection:
        gate.retract(connection, case(desk), "carla", "The wrong year.")


def epoch(desk: Desk) -> None:
    case(desk)
    ask("epoch", product="monitor")(desk)


def answer(desk: Desk) -> None:
    epoch(desk)
    desk.work()
    place = desk.signed_in("statistician").post("/questions", data=QUESTION).headers["location"]
    verdict = {"verdict": "approve"} | WHY
    assert desk.signed_in("releaser").post(f"{place}/verdict", data=verdict).status_code == 303


ASKED: Mapping[str, tuple[str, Callable[[Desk], object]]] = {
    "a file": ("deliver", sent),
    "a file that was delivered before": ("deliver", twice),
    "mended rows": ("deliver", mend),
    "a trial": ("try", lambda desk: sent(desk, trial="yes")),
    "a form": ("form", form),
    "refused rows": ("replay", replay),
    "a delivery that is withdrawn": ("withdraw", withdraw),
    "a record that is withdrawn": ("withdraw", withdraw_by_key),
    "what is shipped": ("simulate", ask("simulate")),
    "an edition": ("build", build),
    "a twin": ("twin", ask("twin", product="monitor")),
    "an extract": ("extract", ask("extract", product="monitor")),
    "a draft": ("publish", ask("publish", product="monitor")),
    "questions": ("epoch", epoch),
    "a question": ("answer", answer),
    "a release": ("release", release),
    "a release that is withdrawn": ("retract", retract),
}
"""What each kind of job is asked for in this test, in an order in which each finds what it needs."""

LEAVE_A_TRACE = ("deliver", "form", "replay", "withdraw")
DELIVERING = ("deliver", "try", "form", "replay", "withdraw", "simulate")


def test_each_kind_of_job_is_done_again_here() -> None:
    assert {kind for kind, _ in ASKED.values()} == set(WORK)


@pytest.mark.parametrize("what", ASKED)
def test_what_is_done_again_tells_the_same_and_is_there_once(desks: tuple[Desk, Desk], what: str) -> None:
    kind, prepare = ASKED[what]
    desk = desks[kind not in DELIVERING]
    prepare(desk)
    _, told = begun(desk, kind)
    before = standing(desk)
    with desk.office.database.begin() as connection:
        wait_again(connection)
    job, again = begun(desk, kind)
    assert (without_seal(again), standing(desk)) == (without_seal(told), before)
    end_and_tell(desk.office, job, State.DONE, *again)


@pytest.mark.parametrize("what", [one for one, (kind, _) in ASKED.items() if kind in LEAVE_A_TRACE])
def test_what_is_stopped_when_it_was_done_is_told_as_done(desks: tuple[Desk, Desk], what: str) -> None:
    desk = desks[0]
    ASKED[what][1](desk)
    with desk.office.database.begin() as connection:
        job = take_next(connection)
    assert job and finished(desk.office, job) is None, "nothing of it is done yet"
    told = do(desk.office, job, silent)
    assert finished(desk.office, job) == told
    end_and_tell(desk.office, job, State.DONE, *told)


def test_a_worker_asks_what_was_done_before_it_says_stopped(desks: tuple[Desk, Desk]) -> None:
    """Its process was stopped when the receipt was there; whoever waits gets it, and not a second try."""
    desk = desks[0]
    sent(desk)
    job, (told, came) = begun(desk, "deliver")
    with desk.office.database.begin() as connection:
        cancel(connection, job.number)
    _end_without_a_word(desk.office, job)
    with desk.office.reading() as connection:
        ended = find_job(connection, job.number)
    assert ended and (ended.state, ended.told) == (State.DONE, told)
    assert ended.result["receipt"] == came["receipt"]


def begun(desk: Desk, kind: str) -> tuple[Job, Result]:
    """Begin the job that waits and do its work; it does not say so."""
    with desk.office.database.begin() as connection:
        job = take_next(connection)
    assert job is not None and job.kind == kind
    return job, do(desk.office, job, silent)


def without_seal(told: Result) -> Result:
    """What is encrypted anew is other bytes."""
    return told[0], {name: value for name, value in told[1].items() if name != "sealed"}


def standing(desk: Desk) -> Mapping[str, object]:
    """All that could be there twice."""
    workspace = desk.office.workspace
    with open_to(workspace.resolved), desk.office.reading() as connection:
        return {
            "receipts": [one.delivery.number for one in Catalogue(workspace).receipts()],
            "erasures": [one["erasure"] for one in workspace.access_log.records() if one["action"] == "erase"],
            "editions": sorted(one.name for one in workspace.analysis_editions.path.glob("*")),
            "at the gate": [(one.number, one.digest) for one in gate.cases(connection)],
            "public": state_of(desk.office.public("monitor")),
            "epochs": [one.edition for one in workspace.open_epochs("monitor")],
            "questions": [one["question"] for one in workspace.questions.records()],
            "extracts": sorted(str(one) for one in workspace.extracts.rglob("*")),
        }

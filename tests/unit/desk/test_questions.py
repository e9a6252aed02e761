"""Questions at the desk: composed from public facts, judged by somebody else without a figure, answered by a worker."""

import pytest
from desks import Desk, opened
from sqlalchemy.exc import IntegrityError

from schakel import verbs
from schakel.desk.ask import decide, find_questions, put_question
from schakel.desk.database.decisions import DECISIONS
from schakel.desk.people import now
from schakel.model import TableQuestion
from schakel_base.errors import RequestError

QUESTION = {"product": "monitor", "of": "report", "by": ["subject", "year"]}


@pytest.fixture(scope="module")
def asked_at(desk: Desk, tmp_path_factory) -> Desk:
    """A desk whose alliance has published an edition and opened its epoch."""
    verbs.deliver_shipped(desk.office.folder)
    verbs.build(desk.office.folder)
    verbs.publish(desk.office.folder, "monitor", tmp_path_factory.mktemp("release") / "out")
    for _ in ("once", "again"):
        assert desk.signed_in("releaser").post("/questions/epochs", data={"product": "monitor"}).status_code == 303
    assert desk.work() == ["Questions can be asked."] * 2
    return desk


def test_a_question_goes_from_the_composer_to_its_answer(asked_at: Desk) -> None:
    asker, judge = asked_at.signed_in("statistician"), asked_at.signed_in("releaser")
    composed = asker.get("/questions/new", params=QUESTION).text
    assert "Each count is at most 9 from its figure." in composed and "Closest published table" in composed
    put = asker.post("/questions", data=QUESTION | {"purpose": "Question 12 of the member for Northtown"})
    place = put.headers["location"]
    assert "Somebody else judges your question." in asker.get(place).text
    at_gate = [one.get("/gate").text for one in (judge, asker, asked_at.signed_in("auditor"))]
    assert [place in one for one in at_gate] == [True, False, False]
    page = judge.get(place).text
    assert "Question 12" in page and "You see no figure" in page
    assert "Each count is at most 9 from its figure." in page and "Closest published table" in page
    assert judge.post(f"{place}/verdict", data={"verdict": "approve", "reason": "It is clear."}).status_code == 303
    assert place not in judge.get("/gate").text
    asked_at.work()
    assert "answer.csv" in asker.get(place).text
    found = asker.get(f"{place}/answer.csv")
    assert found.status_code == 200 and "at_most" in found.text.splitlines()[0]
    assert asker.get(f"{place}/answer.en.pdf").content.startswith(b"%PDF")


def test_a_refused_question_has_no_answer(asked_at: Desk) -> None:
    asker, judge = asked_at.signed_in("statistician"), asked_at.signed_in("releaser")
    place = asker.post("/questions", data=QUESTION | {"purpose": "Curiosity"}).headers["location"]
    judge.post(f"{place}/verdict", data={"verdict": "refuse", "reason": "No purpose of the product."})
    assert asked_at.work() == []
    assert "No purpose of the product." in asker.get(place).text
    assert asker.get(f"{place}/answer.csv").status_code == 404


def test_what_has_to_wait_is_kept_and_says_so(asked_at: Desk) -> None:
    asker = asked_at.signed_in("statistician")
    three = QUESTION | {"by": ["subject", "year", "days"]}
    assert "the next edition can answer it" in asker.get("/questions/new", params=three).text
    answer = asker.post("/questions", data=three | {"purpose": "For later"})
    assert answer.status_code == 400 and "the question is kept" in answer.text


@pytest.mark.parametrize("purpose", ["", "  ", "x" * 2001])
def test_a_question_says_what_for(asked_at: Desk, purpose: str) -> None:
    answer = asked_at.signed_in("statistician").post("/questions", data=QUESTION | {"purpose": purpose})
    assert answer.status_code == 400 and 'role="alert"' in answer.text


def test_nobody_judges_a_question_of_their_own(asked_at: Desk) -> None:
    releaser = asked_at.signed_in("releaser")
    place = releaser.post("/questions", data=QUESTION | {"purpose": "My own"}).headers["location"]
    answer = releaser.post(f"{place}/verdict", data={"verdict": "approve", "reason": "Good."})
    assert answer.status_code == 400 and "Somebody else judges your question." in answer.text


def test_the_database_keeps_two_persons_apart_too(asked_at: Desk) -> None:
    """Whatever a later version of the code forgets."""
    with asked_at.office.database.begin() as connection:
        name = put_question(connection, "monitor", TableQuestion("report", ("year",)), "Alone", "one")
    alone = {
        "question": name,
        "approved": True,
        "reason": "x",
        "asked_by": "one",
        "decided_by": "one",
        "decided": now(),
    }
    with pytest.raises(IntegrityError), asked_at.office.database.begin() as connection:
        connection.execute(DECISIONS.insert().values(**alone))


def test_a_question_is_decided_once(asked_at: Desk) -> None:
    with asked_at.office.database.begin() as connection:
        name = put_question(connection, "monitor", TableQuestion("report", ("days",)), "Once", "one")
        assert put_question(connection, "monitor", TableQuestion("report", ("days",)), "Once", "one") == name
        put = next(one for one in find_questions(connection) if one.name == name)
        decide(connection, put, False, "Not clear.", "another")
        decide(connection, put, False, "Not clear.", "another")
        with pytest.raises(RequestError, match="decided differently in the meantime"):
            decide(connection, put, True, "It is.", "a third")
        found = next(one for one in find_questions(connection) if one.name == name)
    assert found.decision is not None and not found.decision.approved and found.decision.job is None


def test_where_no_epoch_is_open_the_page_says_so(tmp_path) -> None:
    page = opened(tmp_path).signed_in("statistician").get("/questions/new").text
    assert "no edition is open for questions" in page

"""Nobody asks without end: so many requests of a person or token, so many of an address, fewer of what is dear."""

import inspect
import json
import re
from collections.abc import Iterator
from threading import Thread

import pytest
import uvicorn
from desks import FROM_HERE, HOST, Desk, opened
from running_desk import free_port, until
from starlette.testclient import TestClient

from schakel.desk import rates, sending
from schakel.desk.rates import ALL, DEAR, Rate, Rates, TooManyRequestsError
from schakel.desk.sending import RemoteDesk
from schakel.desk.serving import listening
from schakel.desk.web import guard
from schakel.desk.web.application import DOORS, application
from schakel.desk.web.guard import LANGUAGE


class Clock:
    """Says the time that a test wants it to be."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One desk: what is counted is in no database, so it is the same on each."""
    return opened(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def clock(asked: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """A desk where a person makes three requests a minute and one that is dear, and an address five."""
    clock = Clock()
    monkeypatch.setattr(guard, "ALL", Rate("all", 3, 5))
    monkeypatch.setattr(guard, "DEAR", Rate("dear", 1, 5))
    monkeypatch.setattr(asked.office, "rates", Rates(clock))
    yield clock


def test_who_asked_too_often_waits_and_then_goes_on(asked: Desk, clock: Clock) -> None:
    browser, other = asked.signed_in("supplier", "helpline"), asked.signed_in("supplier", "helpline")
    assert [browser.get("/deliveries").status_code for _ in "1234"] == [200, 200, 200, 429]
    refused = browser.get("/deliveries")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
    # What is refused counts for the address, which has none left.
    assert other.get("/deliveries").status_code == 429
    clock.at += 20
    assert [browser.get("/deliveries").status_code for _ in "12"] == [200, 429]


@pytest.mark.usefixtures("clock")
def test_an_office_shares_an_address_and_no_more_than_that(asked: Desk) -> None:
    people = [asked.signed_in("supplier", "helpline") for _ in "123456"]
    assert [one.get("/deliveries").status_code for one in people] == [200] * 5 + [429]
    assert asked.stranger().get("/sign-in").status_code == 429, "a stranger there too, before anybody looks who it is"
    assert asked.stranger("10.0.0.1").get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Too many requests. Wait 20 seconds and try again."),
        ("nl", "Te veel verzoeken. Wacht 20 seconden en probeer het opnieuw."),
        ("es", "Demasiadas solicitudes. Espere 20 segundos e inténtelo de nuevo."),
    ],
)
@pytest.mark.usefixtures("clock")
def test_it_is_said_in_the_language_of_the_visit(asked: Desk, language: str, said: str) -> None:
    browser = asked.signed_in("supplier", "helpline")
    browser.cookies.set(LANGUAGE, language)
    page = [browser.get("/deliveries") for _ in "1234"][-1]
    assert said in page.text and page.headers["retry-after"] == "20"


@pytest.mark.usefixtures("clock")
def test_a_machine_is_told_in_a_problem(asked: Desk) -> None:
    machine = asked.machine()
    answer = [machine.get("/api/v1/deliveries") for _ in "1234"][-1]
    assert answer.headers["content-type"] == "application/problem+json" and answer.headers["retry-after"] == "20"
    assert answer.json()["status"] == 429 and "wait 20 seconds" in answer.json()["detail"]
    assert asked.machine().get("/api/v1/deliveries").status_code == 200, "another token is another"


@pytest.mark.usefixtures("clock")
def test_what_is_dear_is_asked_less_often(asked: Desk) -> None:
    officer = asked.signed_in("privacy-officer")
    assert [officer.get("/access-log?words=a").status_code for _ in "12"] == [200, 429]
    assert officer.get("/").status_code == 200, "and other pages as before"


MAKES_WORK = r"\b(ask_for|ask_once|begin_upload|handed_over|send_response|deliver_mended)\b"


def test_each_door_that_makes_work_is_dear() -> None:
    begins = [one for one in DOORS if re.search(MAKES_WORK, inspect.getsource(one.answer))]
    assert len(begins) >= 10
    assert [one.path for one in begins if not one.is_dear] == []
    assert DEAR.of_person < ALL.of_person and DEAR.of_address < ALL.of_address


@pytest.mark.parametrize(("trusted", "last"), [("127.0.0.1", 200), ("", 429), ("10.9.9.9", 429)])
@pytest.mark.usefixtures("clock")
def test_a_proxy_is_believed_where_it_is_trusted_and_nowhere_else(asked: Desk, trusted: str, last: int) -> None:
    served = uvicorn.Config(application(asked.office), **listening("127.0.0.1", 8010, trusted))
    served.load()
    answers = []
    for number in range(6):
        forwarded = {**FROM_HERE, "x-forwarded-for": f"192.0.2.{number}"}
        visitor = TestClient(served.loaded_app, HOST, headers=forwarded, client=("127.0.0.1", 50_000))
        answers.append(visitor.get("/sign-in").status_code)
    assert answers == [200] * 5 + [last]


@pytest.fixture
def address(asked: Desk) -> Iterator[str]:
    """Where the desk is, served over a connection."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(application(asked.office), **listening("127.0.0.1", port)))
    serving = Thread(target=server.run)
    serving.start()
    until(lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    serving.join()


def test_who_sends_waits_as_long_as_it_takes(
    asked: Desk, clock: Clock, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(seconds: float) -> None:
        clock.at += seconds

    monkeypatch.setattr(sending.time, "sleep", wait)
    token = asked.machine().headers["authorization"].removeprefix("Bearer ")
    machine, before = RemoteDesk(address, token), clock.at
    answers = [json.loads(machine.ask("GET", "/api/v1/deliveries")[1]) for _ in "123456"]
    assert [one["total"] for one in answers] == [0] * 6
    # Three at once, and one more for each twenty seconds.
    assert clock.at - before >= 60


def test_who_asked_long_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_FEW", 10)
    clock = Clock()
    counted = Rates(clock)
    for number in range(100):
        clock.at += 60
        counted.count(f"address {number}", 1)
    assert len(counted._whole) < 25
    with pytest.raises(TooManyRequestsError, match="wait 60 seconds"):
        counted.count("address 99", 1)

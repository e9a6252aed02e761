"""The API for machines: what it describes is what it does, a key makes a file one delivery, and a token ends."""

from datetime import timedelta

import pytest
import schemathesis
from desks import HEADER, ROW, Desk
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from schakel.desk import people
from schakel.desk.database.tables import TOKENS
from schakel.desk.web.api.resources import description
from schakel.desk.web.application import DOORS, application

# What tus calls its parts are bytes.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
ASKS = {"partner": "helpline", "file-name": "a.csv", "on": "2025-01-02"}


def test_what_is_described_is_what_there_is() -> None:
    described = {
        (method.upper(), f"/api/v1{path}")
        for path, about in description()["paths"].items()
        for method in about
        if method != "parameters"
    }
    assert {(door.method, door.path.replace(":int", "")) for door in DOORS if door.for_machines} == described


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
@pytest.mark.parametrize("operation", list(description()["paths"]))
def test_whatever_is_asked_the_answer_is_as_described(desk: Desk, operation: str) -> None:
    headers = {"authorization": desk.machine().headers["authorization"], "host": "127.0.0.1"}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", application(desk.office, ["*"])).include(
        path=operation
    )

    for found in schema.get_all_operations():

        @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=found.ok().as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        ask()


def test_a_key_makes_a_file_one_delivery(desk: Desk) -> None:
    browser, content = desk.machine(), (HEADER + ROW.format("K1")).encode()
    answers = [
        browser.post("/api/v1/deliveries", params=ASKS, content=content, headers={"idempotency-key": "one"})
        for _ in "12"
    ]
    assert [one.status_code for one in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert len(desk.work()) == 1
    other = browser.post("/api/v1/deliveries", params=ASKS, content=content + b"x", headers={"idempotency-key": "one"})
    assert other.status_code == 422
    same_key = desk.machine().post(
        "/api/v1/deliveries", params=ASKS, content=content, headers={"idempotency-key": "one"}
    )
    assert same_key.json() != answers[0].json(), "the key of somebody else is another one"
    desk.work()


def test_a_scope_is_all_that_a_token_may(desk: Desk) -> None:
    only_delivers, only_reads = desk.machine("deliver"), desk.machine("receipts")
    assert only_delivers.get("/api/v1/deliveries").status_code == 403
    assert only_reads.post("/api/v1/deliveries", params=ASKS, content=b"x").status_code == 403


def test_a_token_opens_no_page(desk: Desk) -> None:
    assert desk.machine().get("/deliveries").status_code == 303


@pytest.mark.parametrize("column", ["ends", "ended"])
def test_a_token_ends(desk: Desk, column: str) -> None:
    browser = desk.machine()
    assert browser.get("/api/v1/deliveries").status_code == 200
    with desk.office.database.begin() as connection:
        connection.execute(TOKENS.update().values(**{column: people.now() - timedelta(seconds=1)}))
    answer = browser.get("/api/v1/deliveries")
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
    with desk.office.database.begin() as connection:
        connection.execute(TOKENS.delete())


def test_what_is_wrong_is_a_problem_with_a_sentence(desk: Desk) -> None:
    answer = desk.machine().post("/api/v1/deliveries", params=ASKS | {"on": "2 January"}, content=b"x")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "2 January is not a day; write a day as 2026-01-31",
    }


def test_who_made_a_token_and_what_it_did_is_in_the_access_log(desk: Desk) -> None:
    supplier = desk.signed_in("supplier", "helpline")
    supplier.post("/tokens", data={"partner": "helpline", "name": "noted", "scope": "receipts", "days": "9"})
    desk.machine().get("/api/v1/deliveries")
    log = desk.signed_in("privacy-officer").get("/access-log.csv").text
    assert "make a token" in log and "helpline: token" in log


def test_deliveries_come_in_pages_the_latest_first_and_each_says_where_the_next_is(desk: Desk) -> None:
    machine = desk.machine(partner="clinic")
    for number in range(3):
        about = {"partner": "clinic", "file-name": f"{number}.csv", "on": "2025-01-02"}
        machine.post("/api/v1/deliveries", params=about, content=(HEADER + ROW.format(f"P{number}")).encode())
    desk.work()
    first = machine.get("/api/v1/deliveries?page-size=2").json()
    last = machine.get(first["next"]).json()
    names = [[one["file-name"] for one in page["deliveries"]] for page in (first, last)]
    assert (names, first["total"], last["total"], last["next"]) == ([["2.csv", "1.csv"], ["0.csv"]], 3, 3, None)
    wrong = machine.get("/api/v1/deliveries?page=0")
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "application/problem+json")


def test_what_is_not_there_is_a_problem_too(desk: Desk) -> None:
    for path in ("/api/v1/nothing", f"/api/v1/deliveries/{'9' * 40}"):
        answer = desk.machine().get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")

"""What somebody tries who has a browser's own tools: twice at once, after their rights ended, and with nonsense."""

import re
from collections.abc import Iterator
from threading import Barrier, Thread

import pyotp
import pytest
from desks import HEADER, ROW, Desk
from sending import PART, TUS, begun
from starlette.testclient import TestClient

from schakel.desk.jobs import State, ask_for, find_job
from schakel.desk.people import end_person, end_role, find_person, make_link, people
from schakel.desk.signing_in import choose_password
from schakel.desk.web import coming_in
from schakel.desk.web.delivering import file_response
from schakel.desk.web.doors import Visit
from schakel.desk.web.guard import SESSION

PASSWORD = "a sentence is a good one"
CONTENT = (HEADER + ROW.format("A1")).encode()
FAR = "9" * 5000
"""No database holds such a number, and Python reads none of so many digits."""


def somebody(desk: Desk, role: str, of: str = "") -> tuple[str, TestClient]:
    """The address of somebody with a role, and their browser."""
    email, browser = desk.person(role, of), desk.stranger()
    browser.cookies.set(SESSION, desk.session(email))
    return email, browser


def number_of(desk: Desk, email: str) -> int:
    with desk.office.reading() as connection:
        return find_person(connection, email).number


def without_roles(desk: Desk, email: str) -> None:
    with desk.office.database.begin() as connection:
        for given in find_person(connection, email).grants:
            end_role(connection, given.number, "one")


def test_who_is_invited_again_has_no_password_any_more(desk: Desk) -> None:
    email, secret = desk.person("statistician"), pyotp.random_base32()
    with desk.office.database.begin() as connection:
        number = find_person(connection, email).number
        choose_password(connection, number, PASSWORD, secret, desk.office.cipher)
    desk.signed_in("administrator").post(f"/people/{number}/invitations")
    given = {"email": email, "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert desk.stranger().post("/sign-in", data=given).status_code == 403


def test_nobody_is_invited_into_an_account_that_has_ended(desk: Desk) -> None:
    email = desk.person("auditor")
    with desk.office.database.begin() as connection:
        end_person(connection, find_person(connection, email).number, "one")
    answer = desk.signed_in("administrator").post(f"/people/{number_of(desk, email)}/invitations")
    assert answer.status_code == 400 and "/invitations/" not in answer.text.partition("<main")[2].partition("<form")[0]


def test_of_two_who_accept_one_invitation_at_once_one_comes_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    linked, both, statuses = coming_in.linked, Barrier(2), list[int]()

    def together(visit: Visit, invites: bool) -> object:
        found = linked(visit, invites)
        both.wait(30)
        return found

    monkeypatch.setattr(coming_in, "linked", together)
    number = number_of(desk, desk.person("auditor"))
    with desk.office.database.begin() as connection:
        word = make_link(connection, number, invites=True)

    def accept() -> None:
        secret = pyotp.random_base32()
        given = {"password": PASSWORD, "secret": secret, "code": pyotp.TOTP(secret).now()}
        statuses.append(desk.stranger().post(f"/invitations/{word}", data=given).status_code)

    threads = [Thread(target=accept) for _ in "12"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(statuses) == [303, 404]


@pytest.mark.parametrize("leaves", [False, True], ids=["loses the role", "leaves"])
def test_a_token_ends_with_the_role_of_who_made_it(desk: Desk, leaves: bool) -> None:
    email, browser = somebody(desk, "supplier", "helpline")
    asked = {"partner": "helpline", "name": "night", "scope": ["receipts", "feed"], "days": "9"}
    word = re.search(r"schakel_[\w-]{40,}", browser.post("/tokens", data=asked).text)[0]
    machine = desk.stranger()
    machine.headers["authorization"] = f"Bearer {word}"
    assert machine.get("/api/v1/deliveries").status_code == 200
    if leaves:
        with desk.office.database.begin() as connection:
            end_person(connection, find_person(connection, email).number, "one")
    else:
        without_roles(desk, email)
    assert machine.get("/api/v1/deliveries").status_code == 401
    assert machine.get(f"/feeds/{word}").status_code == 404
    row = desk.signed_in("supplier", "helpline").get("/tokens").text.partition(email)[2].partition("</tr>")[0]
    assert "ended" in row and "<form" not in row


def losing_their_role(desk: Desk, email: str) -> Iterator[bytes]:
    """Content of a file, while whose it is loses the role to deliver it."""
    yield CONTENT[:9]
    without_roles(desk, email)
    yield CONTENT[9:]


def test_a_file_is_not_taken_in_of_who_lost_the_right_while_it_came(desk: Desk) -> None:
    email, browser = somebody(desk, "supplier", "helpline")
    place = begun(browser, len(CONTENT))
    headers = PART | {"upload-offset": "0"}
    assert browser.patch(place, headers=headers, content=losing_their_role(desk, email)).status_code == 404
    email, browser = somebody(desk, "supplier", "helpline")
    headers = {"content-length": str(len(CONTENT))}
    about = {"partner": "helpline", "file-name": "a.csv"}
    sent = losing_their_role(desk, email)
    assert browser.post("/api/v1/deliveries", params=about, headers=headers, content=sent).status_code == 404
    assert desk.work() == []


def test_nobody_goes_on_with_an_upload_of_another_partner(desk: Desk) -> None:
    place = begun(desk.signed_in("supplier", "helpline"), 9)
    other = desk.machine("deliver", partner="clinic")
    for method in ("HEAD", "PATCH", "DELETE"):
        headers = PART | {"upload-offset": "0"}
        assert other.request(method, place, headers=headers, content=b"x").status_code == 404, method


def waiting_job(desk: Desk, kind: str, by: str) -> int:
    with desk.office.database.begin() as connection:
        return ask_for(connection, kind, {"release": 0}, by)


@pytest.mark.parametrize(
    ("kind", "role", "is_own", "stops"),
    [
        ("retract", "statistician", False, False),
        ("release", "statistician", False, False),
        ("retract", "releaser", True, False),
        ("extract", "statistician", False, False),
        ("build", "statistician", False, True),
    ],
)
def test_nobody_stops_what_others_decided(desk: Desk, kind: str, role: str, is_own: bool, stops: bool) -> None:
    email, browser = somebody(desk, role)
    job = waiting_job(desk, kind, email if is_own else "another@alliance.example")
    assert (f"/jobs/{job}/cancel" in browser.get(f"/jobs/{job}").text) == stops
    assert browser.post(f"/jobs/{job}/cancel").status_code == (303 if stops else 400)
    with desk.office.database.begin() as connection:
        found = find_job(connection, job)
        assert found is not None and found.state == (State.CANCELLED if stops else State.WAITING)
        connection.exec_driver_sql(f"DELETE FROM jobs WHERE id = {job}")


def test_who_clicks_twice_asks_once(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    file = {"file": ("twice.csv", HEADER + "2,2023-01-02,,nobody,,,,\n", "text/csv")}
    browser.post("/deliveries", data={"partner": "helpline"}, files=file)
    desk.work()
    number = browser.get("/api/v1/deliveries").json()["deliveries"][0]["number"]
    first, again = (browser.post(f"/deliveries/{number}/replays").headers["location"] for _ in "12")
    assert first == again
    statistician = desk.signed_in("statistician")
    builds = [statistician.post("/editions").headers["location"] for _ in "12"]
    assert len(set(builds)) == 1
    statistician.post(f"{builds[0]}/cancel")
    desk.work()
    assert browser.post(f"/deliveries/{number}/replays").headers["location"] != first, "once it was done it is another"
    desk.work()


@pytest.mark.parametrize("text", ["a\0b", "a" * 5000], ids=["nothing printed", "long"])
def test_what_cannot_be_kept_is_said_and_is_no_defect(desk: Desk, text: str) -> None:
    asked = {
        desk.signed_in("administrator"): ("/people", {"name": text, "email": "a@b.example"}),
        desk.signed_in("supplier", "helpline"): (
            "/tokens",
            {"partner": "helpline", "name": text, "scope": "feed", "days": "9"},
        ),
        desk.signed_in("researcher", "monitor"): ("/extracts", {"product": "monitor", "purpose": text}),
        desk.stranger(): ("/sign-in", {"email": text, "password": text, "code": text}),
    }
    for browser, (path, data) in asked.items():
        assert browser.post(path, data=data).status_code != 500, path


def test_a_number_that_nothing_has_is_none(desk: Desk) -> None:
    supplier, administrator = desk.signed_in("supplier", "helpline"), desk.signed_in("administrator")
    for number in ("9" * 18, "9" * 19, FAR):
        for path in ("/jobs/{}", "/deliveries/{}", "/api/v1/jobs/{}"):
            assert supplier.get(path.format(number)).status_code == 404
        assert administrator.post(f"/people/{number}/invitations").status_code in (400, 404)
    for days in ("²", FAR):
        asked = {"partner": "helpline", "name": "night", "scope": "feed", "days": days}
        assert supplier.post("/tokens", data=asked).status_code == 400
    place = begun(supplier, 9)
    assert supplier.patch(place, headers=PART | {"upload-offset": FAR}, content=b"x").status_code == 400
    about = {"partner": "helpline", "file-name": "a.csv", "sha256": "0" * 65}
    assert supplier.post("/api/v1/deliveries", params=about, content=CONTENT).status_code == 400
    assert supplier.delete(place, headers=TUS).status_code == 204


@pytest.mark.parametrize("email", ["a@b.example\r\nBcc: c@d.example", "a b@c.example", "a@b@c.example", "a@\u202ec"])
def test_what_is_no_address_is_none(desk: Desk, email: str) -> None:
    assert desk.signed_in("administrator").post("/people", data={"name": "a", "email": email}).status_code == 400
    with desk.office.reading() as connection:
        assert email not in {one.email for one in people(connection)}


def test_whoever_has_all_addresses_of_a_network_tries_as_often_as_others(desk: Desk) -> None:
    answers = []
    for number in range(12):
        given = {"email": f"network{number}@alliance.example", "password": "x", "code": "1"}
        answers.append(desk.stranger(f"2001:db8::{number:x}").post("/sign-in", data=given).status_code)
    assert answers == [403] * 10 + [429] * 2


def test_a_file_is_given_under_any_name() -> None:
    named = [file_response(b"", name, "text/csv").headers["content-disposition"] for name in ("a.csv", 'a"\r\nb€.csv')]
    assert named == ['attachment; filename="a.csv"', "attachment; filename*=UTF-8''a%22%0D%0Ab%E2%82%AC.csv"]

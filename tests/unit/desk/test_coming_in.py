"""Signing in by a password and a one-time code, by a link, and after an invitation; what a stranger cannot try."""

import re
from datetime import timedelta

import pyotp
import pytest
from argon2 import extract_parameters, profiles
from desks import Desk
from sqlalchemy import select
from starlette.testclient import TestClient

from schakel.desk import people, secrets, signing_in
from schakel.desk.database.tables import LINKS, PEOPLE, SESSIONS
from schakel.desk.people import end_person, find_person, make_link
from schakel.desk.signing_in import known_browser
from schakel.desk.web.guard import SESSION

PASSWORD = "a sentence is a good one"
HASHER = secrets._PASSWORDS
"""That of a desk that runs: other tests have one that does less work."""


def invited(desk: Desk) -> tuple[str, str]:
    """Somebody who accepted an invitation: their address, and the secret of their codes."""
    email = desk.person("statistician")
    with desk.office.database.begin() as connection:
        word = make_link(connection, find_person(connection, email).number, invites=True)
    browser = desk.stranger()
    secret = re.search(r'name="secret" value="(\w+)"', browser.get(f"/invitations/{word}").text)[1]
    given = {"password": PASSWORD, "secret": secret, "code": pyotp.TOTP(secret).now()}
    assert browser.post(f"/invitations/{word}", data=given).status_code == 303
    assert browser.get("/overview").status_code == 200
    again = desk.stranger().get(f"/invitations/{word}")
    assert again.status_code == 404 and "This link was used or has ended." in again.text
    with desk.office.database.begin() as connection:  # the code of the invitation is used; another step has another
        connection.execute(PEOPLE.update().where(PEOPLE.c.email == email).values(last_code=None))
    return email, secret


def test_a_password_and_a_code_let_in_and_a_code_counts_once(desk: Desk) -> None:
    email, secret = invited(desk)
    given = {"email": email.upper(), "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert desk.stranger().post("/sign-in", data=given).status_code == 303
    assert desk.stranger().post("/sign-in", data=given).status_code == 403


@pytest.mark.parametrize("wrong", [{"email": "x@y.example"}, {"password": "something else"}, {"code": "000000"}])
def test_whatever_is_wrong_the_answer_is_the_same(desk: Desk, wrong: dict[str, str]) -> None:
    email, secret = invited(desk)
    given = {"email": email, "password": PASSWORD, "code": pyotp.TOTP(secret).now()} | wrong
    answer = desk.stranger().post("/sign-in", data=given)
    assert answer.status_code == 403
    assert "The address, the password or the code is not right." in answer.text
    assert PASSWORD not in answer.text


def test_who_has_no_account_takes_as_much_work_as_who_has_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    email, _ = invited(desk)
    work = []
    verify = secrets._PASSWORDS.verify
    monkeypatch.setattr(
        secrets, "_PASSWORDS", type("Counted", (), {"verify": lambda _, *given: (work.append(1), verify(*given))[1]})()
    )
    for address in (email, "nobody@alliance.example"):
        desk.stranger().post("/sign-in", data={"email": address, "password": "wrong", "code": "1"})
    assert work == [1, 1]


@pytest.mark.parametrize("repeated", ["account", "address"])
def test_after_ten_attempts_one_waits(desk: Desk, repeated: str) -> None:
    answers = []
    for number in range(12):
        tried = "tried" if repeated == "account" else f"tried{number}"
        given = {"email": f"{tried}@alliance.example", "password": "x", "code": "1"}
        browser = desk.stranger("10.0.0.99" if repeated == "address" else f"10.0.0.{number}")
        answers.append(browser.post("/sign-in", data=given).status_code)
    assert answers == [403] * 10 + [429] * 2


def test_who_signed_in_here_before_waits_for_no_stranger(desk: Desk) -> None:
    """Ten wrong passwords of a stranger lock out strangers; ten in a known browser lock out that browser."""
    email, secret = invited(desk)
    given, wrong = {"email": email, "password": PASSWORD, "code": ""}, {"email": email, "password": "x", "code": "1"}
    own, other = desk.stranger("10.0.1.1"), desk.stranger("10.0.1.1")
    assert own.post("/sign-in", data=given | {"code": pyotp.TOTP(secret).now()}).status_code == 303
    other.cookies.set("schakel_known", known_browser("another@alliance.example", desk.office.cipher))
    assert [other.post("/sign-in", data=wrong).status_code for _ in range(11)] == [403] * 10 + [429]
    with desk.office.database.begin() as connection:
        connection.execute(PEOPLE.update().where(PEOPLE.c.email == email).values(last_code=None))
    assert own.post("/sign-in", data=given | {"code": pyotp.TOTP(secret).now()}).status_code == 303
    assert [own.post("/sign-in", data=wrong).status_code for _ in range(11)] == [403] * 10 + [429]


def test_a_password_takes_the_work_that_the_standard_advises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_PASSWORDS", HASHER)
    assert extract_parameters(secrets.password_hash(PASSWORD)) == profiles.RFC_9106_LOW_MEMORY


def test_a_short_password_is_refused(desk: Desk) -> None:
    email = desk.person("auditor")
    with desk.office.database.begin() as connection:
        word = make_link(connection, find_person(connection, email).number, invites=True)
    given = {"password": "short", "secret": pyotp.random_base32(), "code": "1"}
    answer = desk.stranger().post(f"/invitations/{word}", data=given)
    assert answer.status_code == 400 and "at least 12 characters" in answer.text
    assert desk.stranger().get(f"/invitations/{word}").status_code == 200, "a mistake uses no invitation up"


def test_a_link_is_shown_before_it_is_used_and_works_once(desk: Desk) -> None:
    email = desk.person("auditor")
    with desk.office.database.begin() as connection:
        word = make_link(connection, find_person(connection, email).number, invites=False)
    assert desk.stranger().get(f"/links/{word}").status_code == 200
    assert desk.stranger().get(f"/links/{word}").status_code == 200, "whoever looks at mail uses no link up"
    assert desk.stranger().post(f"/links/{word}").status_code == 303
    assert desk.stranger().post(f"/links/{word}").status_code == 404


def test_a_link_ends(desk: Desk) -> None:
    email = desk.person("auditor")
    with desk.office.database.begin() as connection:
        word = make_link(connection, find_person(connection, email).number, invites=False)
        later = people.now() - timedelta(seconds=1)
        connection.execute(LINKS.update().where(LINKS.c.digest == secrets.digest(word)).values(ends=later))
    assert desk.stranger().post(f"/links/{word}").status_code == 404


def test_a_session_that_somebody_else_planted_is_not_taken_over(desk: Desk) -> None:
    email = desk.person("auditor")
    with desk.office.database.begin() as connection:
        word = make_link(connection, find_person(connection, email).number, invites=False)
    browser = desk.stranger()
    browser.cookies.set(SESSION, "planted")
    answer = browser.post(f"/links/{word}")
    assert answer.cookies[SESSION] != "planted"
    planted = desk.stranger()
    planted.cookies.set(SESSION, "planted")
    assert planted.get("/").status_code == 303


@pytest.mark.parametrize("column", ["seen", "made"])
def test_a_session_ends_when_nobody_uses_it_and_after_a_day_of_work(desk: Desk, column: str) -> None:
    browser = desk.signed_in("auditor")
    assert browser.get("/").status_code == 200
    longest = {"seen": signing_in.IDLE, "made": signing_in.LONGEST}[column]
    with desk.office.database.begin() as connection:
        connection.execute(SESSIONS.update().values(**{column: people.now() - longest - timedelta(seconds=1)}))
    assert browser.get("/").status_code == 303


def somebody_inside(desk: Desk) -> tuple[str, TestClient]:
    """The address of somebody who is signed in, and their browser."""
    email, browser = desk.person("auditor"), desk.stranger()
    browser.cookies.set(SESSION, desk.session(email))
    assert browser.get("/overview").status_code == 200
    return email, browser


def test_who_leaves_is_out_at_once(desk: Desk) -> None:
    email, browser = somebody_inside(desk)
    with desk.office.database.begin() as connection:
        end_person(connection, find_person(connection, email).number, "one")
    assert browser.get("/overview").status_code == 303


def test_who_chooses_another_password_is_signed_in_nowhere_else(desk: Desk) -> None:
    email, browser = somebody_inside(desk)
    with desk.office.database.begin() as connection:
        number = find_person(connection, email).number
        signing_in.choose_password(connection, number, PASSWORD, pyotp.random_base32(), desk.office.cipher)
    assert browser.get("/overview").status_code == 303


def test_who_has_no_role_yet_is_told_whom_to_ask(desk: Desk) -> None:
    answer = desk.signed_in("nobody").get("/")
    assert answer.status_code == 200 and "You have no role yet." in answer.text


def test_signing_out_ends_the_session_itself(desk: Desk) -> None:
    browser = desk.signed_in("auditor")
    word = browser.cookies[SESSION]
    browser.post("/sign-out")
    again = desk.stranger()
    again.cookies.set(SESSION, word)
    assert again.get("/").status_code == 303


def test_nothing_secret_is_in_the_database_as_it_is(desk: Desk) -> None:
    email, secret = invited(desk)
    word = desk.session(email)
    with desk.office.database.connect() as connection:
        row = connection.execute(select(PEOPLE).where(PEOPLE.c.email == email)).one()
        sessions = connection.scalars(select(SESSIONS.c.digest)).all()
    assert PASSWORD not in row.password and secret not in row.code_secret
    assert row.password.startswith("$argon2id$")
    assert word not in sessions


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_nobody_is_led_away_from_the_desk(desk: Desk, then: str) -> None:
    answer = desk.stranger().get("/languages/nl", params={"then": then})
    assert answer.headers["location"] == "/"

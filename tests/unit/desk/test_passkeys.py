"""What is no passkey lets nobody in, and is answered with a sentence. Browsers show theirs elsewhere."""

import base64
import json
import re
from hashlib import sha256
from html import unescape
from urllib.parse import urlsplit

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from desks import Desk
from starlette.testclient import TestClient

from schakel.desk.database.tables import PASSKEYS, SESSIONS
from schakel.desk.passkeys import passkeys
from schakel.desk.people import end_person, find_person, invite_again, now
from schakel.desk.signing_in import RECENT

NONSENSE = ["", "{}", "[]", "null", "7", '{"id": 1}', '{"id": "x", "rawId": "x", "response": [], "type": "public-key"}']


@pytest.mark.parametrize("shown", NONSENSE)
def test_nonsense_lets_nobody_in(desk: Desk, shown: str) -> None:
    answer = desk.stranger().post("/sign-in/passkey", data={"passkey": shown})
    assert answer.status_code == 403


@pytest.mark.parametrize("made", NONSENSE)
def test_nonsense_is_not_kept(desk: Desk, made: str) -> None:
    answer = desk.signed_in("auditor").post("/account/passkeys", data={"passkey": made, "name": "telephone"})
    assert answer.status_code == 400
    assert "The passkey was not accepted" in answer.text


@pytest.mark.parametrize("ends", [end_person, invite_again])
def test_who_is_ended_or_invited_again_has_no_passkey_any_more(desk: Desk, ends) -> None:
    email = desk.person("auditor")
    with desk.office.database.begin() as connection:
        number = find_person(connection, email).number
        kept = {"name": "telephone", "credential": email, "public_key": "k", "uses": 0, "made": now()}
        connection.execute(PASSKEYS.insert().values(person=number, **kept))
        ends(connection, number, "somebody")
        assert not passkeys(connection, number)


def made_for(browser: TestClient, name: bytes) -> str:
    """What a device says that made a passkey of some name for the page of an account."""
    options = json.loads(unescape(re.search('data-options="([^"]+)"', browser.get("/account").text)[1]))
    address = urlsplit(str(browser.base_url))
    told = {
        "type": "webauthn.create",
        "challenge": options["challenge"],
        "origin": f"{address.scheme}://{address.netloc}",
    }
    numbers = generate_private_key(SECP256R1()).public_key().public_numbers()
    key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    here = sha256(address.hostname.encode()).digest()
    # Somebody was there and was recognised, and a key follows: of no known make, with its name and itself.
    device = here + bytes([0b1000101]) + bytes(4) + bytes(16) + len(name).to_bytes(2, "big") + name + cbor2.dumps(key)
    said = {
        "clientDataJSON": as_text(json.dumps(told).encode()),
        "attestationObject": as_text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": device})),
    }
    return json.dumps({"id": as_text(name), "rawId": as_text(name), "type": "public-key", "response": said})


def as_text(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


def test_a_passkey_of_somebody_else_is_not_kept_a_second_time(desk: Desk) -> None:
    first, other = desk.signed_in("auditor"), desk.signed_in("clerk")
    for browser, status in ((first, 303), (other, 400), (first, 400)):
        answer = browser.post("/account/passkeys", data={"passkey": made_for(browser, b"one key"), "name": "telephone"})
        assert answer.status_code == status
        assert ("The passkey was not accepted" in answer.text) == (status == 400)


def test_who_signed_in_long_ago_does_so_again_before_a_passkey_is_made(desk: Desk) -> None:
    """Who comes by a screen that somebody left open makes themselves no way in."""
    browser, key = desk.signed_in("auditor"), b"of whoever passes by"
    given = {"passkey": made_for(browser, key), "name": "telephone"}
    with desk.office.database.begin() as connection:
        connection.execute(SESSIONS.update().values(made=now() - RECENT))
    answer = browser.post("/account/passkeys", data=given)
    assert answer.status_code == 400 and "Sign in again before you make a passkey." in answer.text
    page = browser.get("/account").text
    assert "data-options" not in page and "/sign-in?then=/account" in page

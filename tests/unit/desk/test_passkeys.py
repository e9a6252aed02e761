"""What is no passkey lets nobody in, and is answered with a sentence. Real ones are shown by a browser, elsewhere."""

import pytest
from desks import Desk

from schakel.desk.database.tables import PASSKEYS
from schakel.desk.passkeys import passkeys
from schakel.desk.people import end_person, find_person, invite_again, now

NONSENSE = ["", "{}", "[]", "null", "7", '{"id": 1}', '{"id": "x", "rawId": "x", "response": [], "type": "public-key"}']


@pytest.mark.parametrize("shown", NONSENSE)
def test_nonsense_lets_nobody_in(desk: Desk, shown: str) -> None:
    answer = desk.stranger().post("/sign-in/passkey", data={"passkey": shown})
    assert answer.status_code in (403, 429)


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

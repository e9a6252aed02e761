"""The directory of an organisation says who somebody is, and with that what they may do; a provider really runs."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import requests
from desks import Desk, opened
from oidc_provider_mock import run_server_in_thread
from oidc_provider_mock._app import OpenIDCode

from schakel.desk.database.tables import SESSIONS
from schakel.desk.people import end_person, find_person, now, people
from schakel.desk.rights import Grant
from schakel.desk.signing_in import LONGEST_BY_DIRECTORY, choose_password

SIGN_IN = """
sign_in:
  issuer: {issuer}
  client: schakel
  roles:
    - {{claim: groups, value: deliver-helpline, role: supplier, partner: helpline}}
    - {{claim: groups, value: counts, role: statistician}}
    - {{claim: groups, value: town, role: municipal-officer, municipality: GM1}}
    - {{claim: groups, value: study, role: researcher, product: monitor}}
"""
BACK = "/sign-in/directory/back"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the provider is on this machine, without TLS
        patch.setenv("SCHAKEL_OIDC_SECRET", "a secret")
        with run_server_in_thread(require_nonce=True) as server:
            yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def desk(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    found = opened(tmp_path_factory.mktemp("desk"))
    declared = found.office.folder / "alliance.yaml"
    declared.write_text(declared.read_text("utf-8") + SIGN_IN.format(issuer=issuer), "utf-8")
    return found


def known(issuer: str, name: str, *groups: str) -> None:
    """Let the directory know somebody."""
    about = {"email": f"{name}@police.example", "name": name.title(), "groups": list(groups)}
    requests.put(f"{issuer}/users/{name}", json=about, timeout=10).raise_for_status()


def comes_in(desk: Desk, name: str):
    """Sign in as somebody, and return their browser and the answer of the desk."""
    browser = desk.stranger()
    there = browser.get("/sign-in/directory").headers["location"]
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["nonce"] and asked["state"]
    back = requests.post(there, data={"sub": name}, allow_redirects=False, timeout=10).headers["location"]
    # The provider leads back by a request from its own site.
    return browser, browser.get(back.replace("http://127.0.0.1", ""), headers={"sec-fetch-site": "cross-site"})


def roles(desk: Desk, name: str) -> set[Grant]:
    with desk.office.reading() as connection:
        return {given.grant for given in find_person(connection, f"{name}@police.example").grants}


def test_who_the_directory_knows_comes_in_with_the_roles_of_its_claims(desk: Desk, issuer: str) -> None:
    known(issuer, "noor", "deliver-helpline", "something-else")
    browser, answer = comes_in(desk, "noor")
    assert answer.status_code == 303
    assert roles(desk, "noor") == {Grant("supplier", "helpline")}
    assert browser.get("/deliveries").status_code == 200
    assert browser.get("/overview").status_code == 403


def test_a_claim_gives_a_role_for_one_municipality_or_product(desk: Desk, issuer: str) -> None:
    known(issuer, "kim", "town", "study")
    comes_in(desk, "kim")
    assert roles(desk, "kim") == {Grant("municipal-officer", "GM1"), Grant("researcher", "monitor")}


def test_what_the_directory_does_not_say_any_more_ends(desk: Desk, issuer: str) -> None:
    known(issuer, "sam", "counts")
    comes_in(desk, "sam")
    known(issuer, "sam", "deliver-helpline")
    browser, _ = comes_in(desk, "sam")
    assert roles(desk, "sam") == {Grant("supplier", "helpline")}
    assert browser.get("/overview").status_code == 403


def test_a_session_of_the_directory_ends_after_an_hour(desk: Desk, issuer: str) -> None:
    """What the directory took away is not held on to: it is asked again."""
    known(issuer, "ali", "counts")
    browser, _ = comes_in(desk, "ali")
    assert browser.get("/overview").status_code == 200
    with desk.office.database.begin() as connection:
        connection.execute(SESSIONS.update().values(made=now() - LONGEST_BY_DIRECTORY))
    assert browser.get("/overview").status_code == 303


def test_whom_the_directory_signs_in_has_no_other_way_in(desk: Desk, issuer: str) -> None:
    """By a passkey or a password they would keep every role that the directory took away."""
    known(issuer, "eva", "counts")
    browser, _ = comes_in(desk, "eva")
    page = browser.get("/account").text
    assert "data-options" not in page and "in no other way" in page
    answer = browser.post("/account/passkeys", data={"passkey": "{}", "name": "telephone"})
    assert answer.status_code == 400 and "in no other way" in answer.text
    secret = pyotp.random_base32()
    with desk.office.database.begin() as connection:
        number = find_person(connection, "eva@police.example").number
        choose_password(connection, number, "a sentence is a good one", secret, desk.office.cipher)
    given = {"email": "eva@police.example", "password": "a sentence is a good one", "code": pyotp.TOTP(secret).now()}
    assert desk.stranger().post("/sign-in", data=given).status_code == 403
    invited = desk.signed_in("administrator").post(f"/people/{number}/invitations")
    assert invited.status_code == 400 and "in no other way" in invited.text


def test_who_refuses_at_the_directory_is_not_let_in(desk: Desk) -> None:
    browser = desk.stranger()
    there = browser.get("/sign-in/directory").headers["location"]
    back = requests.post(there, data={"action": "deny"}, allow_redirects=False, timeout=10).headers["location"]
    answer = browser.get(back.replace("http://127.0.0.1", ""))
    assert answer.status_code == 400 and "the directory refused your sign-in" in answer.text.lower()


def test_an_answer_of_the_directory_works_in_the_browser_that_left_and_once(desk: Desk, issuer: str) -> None:
    known(issuer, "kim", "counts")
    browser = desk.stranger()
    there = browser.get("/sign-in/directory").headers["location"]
    back = requests.post(there, data={"sub": "kim"}, allow_redirects=False, timeout=10).headers["location"]
    back = back.replace("http://127.0.0.1", "")
    other = desk.stranger()
    assert other.get(back).status_code == 400, "it never left"
    other.get("/sign-in/directory")
    assert other.get(back).status_code == 400, "it left with another state"
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 400, "a code works once"


def test_a_token_that_was_made_for_another_visit_lets_nobody_in(desk: Desk, issuer: str) -> None:
    known(issuer, "mo", "counts")
    browser = desk.stranger()
    there = re.sub("nonce=[^&]+", "nonce=another", browser.get("/sign-in/directory").headers["location"])
    back = requests.post(there, data={"sub": "mo"}, allow_redirects=False, timeout=10).headers["location"]
    answer = browser.get(back.replace("http://127.0.0.1", ""))
    assert answer.status_code == 400 and "refused your sign-in" in answer.text


@pytest.mark.parametrize(
    "claim",
    [
        {"aud": ["another-desk"]},
        {"aud": ["schakel", "another-desk"]},
        {"azp": "another-desk"},
        {"iss": "https://directory.example"},
    ],
    ids=str,
)
def test_a_token_for_another_desk_or_of_another_directory_lets_nobody_in(
    desk: Desk, issuer: str, monkeypatch: pytest.MonkeyPatch, claim: dict[str, object]
) -> None:
    said = OpenIDCode.get_client_claims
    monkeypatch.setattr(OpenIDCode, "get_client_claims", lambda *given: {**said(*given), **claim})
    known(issuer, "mo", "counts")
    _, answer = comes_in(desk, "mo")
    assert answer.status_code == 400 and "refused your sign-in" in answer.text


def test_an_address_that_the_directory_did_not_verify_is_nobodys_name(desk: Desk, issuer: str) -> None:
    about = {"email": "releaser@police.example", "email_verified": False, "groups": ["counts"]}
    requests.put(f"{issuer}/users/typed", json=about, timeout=10).raise_for_status()
    _, answer = comes_in(desk, "typed")
    assert answer.status_code == 400 and "names no e-mail address" in answer.text


def test_whose_account_was_ended_here_stays_out(desk: Desk, issuer: str) -> None:
    known(issuer, "lou", "counts")
    comes_in(desk, "lou")
    with desk.office.database.begin() as connection:
        end_person(connection, find_person(connection, "lou@police.example").number, "one")
    _, answer = comes_in(desk, "lou")
    assert answer.status_code == 400 and "was ended" in answer.text


def test_an_address_of_the_directory_takes_no_account_over(desk: Desk, issuer: str) -> None:
    email = desk.person("administrator")
    about = {"email": email, "groups": ["counts"]}
    requests.put(f"{issuer}/users/taker", json=about, timeout=10).raise_for_status()
    _, answer = comes_in(desk, "taker")
    assert answer.status_code == 400
    with desk.office.reading() as connection:
        assert [one.email for one in people(connection)].count(email) == 1


def test_a_directory_that_does_not_answer_is_said(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    lost = opened(tmp_path_factory.mktemp("lost"))
    declared = lost.office.folder / "alliance.yaml"
    declared.write_text(declared.read_text("utf-8") + SIGN_IN.format(issuer="http://127.0.0.1:9"), "utf-8")
    answer = lost.stranger().get("/sign-in/directory")
    assert answer.status_code == 400 and "does not answer" in answer.text
    assert desk.stranger().get("/sign-in").text.count("/sign-in/directory") == 1

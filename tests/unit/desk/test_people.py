"""What takes two administrators: one alone makes no second one, and comes by no role that shows what was delivered."""

import re
from pathlib import Path

import pytest
from databases import SLOW_AFTER_THE_FIRST
from desks import Desk, opened
from starlette.testclient import TestClient

from schakel.desk.people import Person, find_person
from schakel.desk.rights import ROLES, Asker, Grant, Right

DATABASES = SLOW_AFTER_THE_FIRST

OWN = {"": "", "partner": "helpline", "municipality": "GM1", "product": "monitor"}


def found(desk: Desk, email: str) -> Person:
    with desk.office.reading() as connection:
        return find_person(connection, email)


def given(desk: Desk, browser: TestClient, email: str, role: str, partner: str = "") -> int:
    """Give somebody a role at the desk, and return the number of what waits."""
    browser.post(f"/people/{found(desk, email).number}/roles", data={"role": role, "held-for": partner})
    [waiting] = found(desk, email).waiting
    return waiting.number


@pytest.mark.parametrize("role", ["supplier", "signal-officer", "clerk", "researcher", "administrator"])
def test_a_role_that_takes_two_waits_for_another_administrator(desk: Desk, role: str) -> None:
    one, other, email = desk.signed_in("administrator"), desk.signed_in("administrator"), desk.person("nobody")
    waiting = given(desk, one, email, role, OWN[ROLES[role].held_for])
    assert one.post(f"/roles/{waiting}/confirm").status_code == 400
    assert found(desk, email).grants == ()
    assert other.post(f"/roles/{waiting}/confirm").status_code == 303
    assert [one.grant.role for one in found(desk, email).grants] == [role]


def test_nobody_confirms_a_role_of_their_own(desk: Desk) -> None:
    email = desk.person("administrator")
    theirs = desk.stranger()
    theirs.cookies.set("schakel_session", desk.session(email))
    waiting = given(desk, desk.signed_in("administrator"), email, "clerk")
    assert theirs.post(f"/roles/{waiting}/confirm").status_code == 400
    assert [one.grant.role for one in found(desk, email).grants] == ["administrator"]


def test_who_is_invited_again_gets_such_a_role_back_from_another_administrator(desk: Desk) -> None:
    one, email = desk.signed_in("administrator"), desk.person("supplier", "helpline")
    browser = desk.stranger()
    browser.cookies.set("schakel_session", desk.session(email))
    page = one.post(f"/people/{found(desk, email).number}/invitations").text
    assert browser.get("/deliveries").status_code == 303, "the session of before has ended"
    [waiting] = found(desk, email).waiting
    assert found(desk, email).grants == ()
    assert one.post(f"/roles/{waiting.number}/confirm").status_code == 400
    link = re.search(r"/invitations/[\w-]+", page)[0]
    one.post(f"/people/{found(desk, email).number}/invitations")
    assert desk.stranger().get(link).status_code == 404, "the link of before has ended too"


def test_who_is_invited_again_keeps_a_role_that_one_administrator_gives(desk: Desk) -> None:
    one, email = desk.signed_in("administrator"), desk.person("statistician")
    one.post(f"/people/{found(desk, email).number}/invitations")
    assert [one.grant.role for one in found(desk, email).grants] == ["statistician"]


def test_a_role_ends_once_whoever_ends_it_says_so_and_is_told_what_ended(desk: Desk) -> None:
    browser, email = desk.signed_in("administrator"), desk.person("supplier", "helpline")
    held = found(desk, email)
    page = browser.get("/people").text
    assert f"{held.name} can no longer do anything as supplier (Reports to the helpline)" in page
    end, theirs = f"/roles/{held.grants[0].number}/end", desk.stranger()
    theirs.cookies.set("schakel_session", desk.session(email))
    assert theirs.get("/deliveries").status_code == 200
    unsure = browser.post(end)
    assert unsure.status_code == 400 and "Say that the role ends." in unsure.text
    assert found(desk, email).grants == held.grants
    told = browser.post(end, data={"sure": "yes"}, follow_redirects=True).text
    assert f"{held.name} no longer has the role supplier (Reports to the helpline)." in told
    assert found(desk, email).grants == ()
    assert theirs.get("/deliveries").status_code == 403, "at their next click"


def test_nobody_ends_the_role_by_which_they_manage_people(desk: Desk) -> None:
    email = desk.person("administrator")
    browser, [held] = desk.stranger(), found(desk, email).grants
    browser.cookies.set("schakel_session", desk.session(email))
    answer = browser.post(f"/roles/{held.number}/end", data={"sure": "yes"})
    assert answer.status_code == 400 and "Another administrator ends this role of yours" in answer.text
    other = desk.signed_in("administrator").post(f"/roles/{held.number}/end", data={"sure": "yes"})
    assert other.status_code == 303 and found(desk, email).grants == ()


@pytest.mark.parametrize("ended", ["1", "9" * 40, "-1", "one", "²"])
def test_no_role_is_said_to_have_ended_that_has_not(desk: Desk, ended: str) -> None:
    assert "no longer has the role" not in desk.signed_in("administrator").get(f"/people?ended={ended}").text


def test_a_role_for_one_partner_municipality_or_product_gives_nothing_of_another() -> None:
    held = (Grant("supplier", "helpline"), Grant("municipal-officer", "GM1"), Grant("researcher", "monitor"))
    asker = Asker("noor@alliance.example", held, 1)
    assert asker.may(Right.DELIVER, "helpline") and not asker.may(Right.DELIVER, "clinic")
    assert asker.may(Right.ASSESS, municipality="GM1") and not asker.may(Right.ASSESS, municipality="GM2")
    assert asker.may(Right.USE_EXTRACTS, product="monitor") and not asker.may(Right.USE_EXTRACTS, product="other")


@pytest.mark.parametrize(
    ("role", "of", "sentence"),
    [
        ("supplier", "nobody", "is for one partner: clinic, helpline"),
        ("researcher", "", "is for one product: monitor"),
        ("municipal-officer", "GM9999", "is for one municipality: –"),
        ("auditor", "helpline", "is for the whole alliance"),
        ("king", "", "there is no role king"),
    ],
)
def test_a_role_is_for_something_that_there_is(desk: Desk, role: str, of: str, sentence: str) -> None:
    number = found(desk, desk.person("nobody")).number
    answer = desk.signed_in("administrator").post(f"/people/{number}/roles", data={"role": role, "held-for": of})
    assert answer.status_code == 400 and sentence in answer.text.lower()


@pytest.mark.parametrize("role", ROLES)
def test_the_first_page_leads_to_all_that_stands_in_the_menu(desk: Desk, role: str) -> None:
    page = desk.signed_in(role, OWN[ROLES[role].held_for]).get("/").text
    menu, _, main = page.partition("<main")
    assert 'aria-current="page"' not in menu
    asked = set(re.findall(r'href="(/[a-z-]+)"', menu)) - {"/account"}
    assert asked and asked <= set(re.findall(r'href="(/[a-z-]+)"', main))


@pytest.mark.parametrize(
    ("role", "page", "entry"),
    [("researcher", "/outputs/new", "/research"), ("supplier", "/deliveries/new", "/deliveries")],
)
def test_the_menu_says_where_one_is(desk: Desk, role: str, page: str, entry: str) -> None:
    shown = desk.signed_in(role, OWN[ROLES[role].held_for]).get(page).text
    assert re.findall(r'href="([^"]+)" aria-current="page"', shown) == [entry]


def test_the_first_page_says_what_waits_for_others_to_decide(desk: Desk) -> None:
    said = "Roles that wait for you to confirm them: {}"
    one, other, email = desk.signed_in("administrator"), desk.signed_in("administrator"), desk.person("nobody")
    before = int((re.findall(r"to confirm them: (\d+)", other.get("/").text) or ["0"])[0])
    given(desk, one, email, "clerk")
    assert said.format(before + 1) in other.get("/").text
    assert said.format(before + 1) not in one.get("/").text, "nobody confirms what they gave"


def test_a_form_is_offered_to_those_who_have_one(tmp_path: Path) -> None:
    desk = opened(tmp_path)
    (desk.office.folder / "partners/clinic/form.yaml").unlink()
    offered = [
        'href="/forms"' in desk.signed_in("supplier", partner).get("/").text for partner in ("helpline", "clinic")
    ]
    assert offered == [True, False]

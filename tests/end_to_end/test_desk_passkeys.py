"""Somebody makes a passkey at a desk that really runs and signs in with it: Chromium has a device of its own for it."""

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from browsing import AXE, NARROW, WIDE, violations
from desks import two_partners
from playwright.sync_api import Browser, Page
from running_desk import RunningDesk, running

from schakel.desk.office import Office
from schakel.desk.people import add_person, make_link

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running(two_partners(tmp_path_factory.mktemp("desk")), "--demonstration") as found:
        yield found


def with_device(browser: Browser) -> Page:
    """A page of a browser whose device holds passkeys, and shows them without anybody asked."""
    page = browser.new_context(locale="en", bypass_csp=True).new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def looked_at(page: Page) -> None:
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(AXE)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_passkey_is_made_and_lets_in_once_for_each_challenge(desk: RunningDesk, browser: Browser) -> None:
    # A passkey belongs to a name, and an address of numbers is none.
    address, page = desk.address.replace("127.0.0.1", "localhost"), with_device(browser)
    page.goto(address + desk.links["auditor"])
    page.click("main button")
    page.click(".menu__who")
    page.fill("#name", "laptop")
    page.click("text=Make a passkey")
    page.wait_for_selector("text=laptop")
    looked_at(page)
    page.click("text=Sign out")
    looked_at(page)
    with page.expect_request("**/sign-in/passkey") as asked:
        page.click("text=Sign in with a passkey")
    page.wait_for_selector("text=What do you want to do?")
    # What the browser said, said again by somebody who overheard it.
    [shown] = parse_qs(asked.value.post_data or "")["passkey"]
    again = browser.new_context(extra_http_headers={"sec-fetch-site": "same-origin"})
    answer = again.request.post(f"{address}/sign-in/passkey", form={"passkey": shown})
    assert answer.status == 403 and "The passkey was not accepted" in answer.text()
    page.goto(f"{address}/account")
    page.click("text=Drop")
    page.wait_for_selector("text=Sign in with a passkey")
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("text=The passkey was not accepted")


def test_who_is_invited_can_begin_with_a_passkey_and_no_password(desk: RunningDesk, browser: Browser) -> None:
    office = Office(desk.folder)
    with office.database.begin() as connection:
        word = make_link(connection, add_person(connection, "Noor de Vries", "noor@helpline.example"), invites=True)
    address, page = desk.address.replace("127.0.0.1", "localhost"), with_device(browser)
    page.goto(f"{address}/invitations/{word}")
    looked_at(page)
    page.fill("#name", "telephone")
    page.click("text=Make a passkey")
    page.wait_for_selector("text=You have no role yet")
    page.click("text=Sign out")
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("text=You have no role yet")
    assert page.goto(f"{address}/invitations/{word}").status == 404, "an invitation works once"

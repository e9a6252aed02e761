"""A form is filled in on a telephone, in Chromium: begun, saved, sent, and seen in a receipt."""

from collections.abc import Iterator

import pytest
from browsing import NARROW
from desks import two_partners
from playwright.sync_api import Browser, Page
from running_desk import RunningDesk, running
from visitors import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running(two_partners(tmp_path_factory.mktemp("desk")), "--demonstration") as found:
        yield found


def go_on(page: Page, button: str) -> None:
    """Press a button, and wait for what follows: answers that are being kept are waited for first."""
    with page.expect_navigation():
        page.click(f"text={button}")


def test_a_form_is_filled_in_on_a_telephone_in_dutch(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "signal-officer of clinic", "nl")
    page = visitor.page
    visitor.go("/forms")
    page.set_viewport_size({"width": NARROW, "height": 740})
    page.click("text=Beginnen")
    go_on(page, "Opslaan en verder")
    visitor.look()
    assert "Beantwoord deze vraag." in page.inner_text("main")
    page.fill("#q-received_on", "2024-03-05")
    page.check("text=Gedwongen werk")
    go_on(page, "Opslaan en verder")
    page.check("text=Politie")
    go_on(page, "Opslaan en verder")
    visitor.look()
    assert "Er is nog een vraag bij gekomen." in page.inner_text("main")
    page.fill("#q-handed_over_on", "2024-03-01")
    go_on(page, "Opslaan en verder")
    visitor.look()
    assert "Gedwongen werk" in page.inner_text("main") and "dated before the report" in page.inner_text("main")
    page.click("main form button:text-is('Versturen')")
    page.wait_for_selector("text=Uw formulier is aanvaard.", timeout=120_000)
    visitor.look()
    visitor.go("/forms")
    assert "signal-officer@clinic.example" in page.inner_text("main")
    assert visitor.faults == []


def test_what_is_typed_is_kept_at_once_and_stays_when_the_session_ends(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "supplier of clinic", "en")
    page = visitor.page
    visitor.go("/forms")
    page.click("main button:has-text('Begin')")
    page.fill("#q-received_on", "2024-03-06")
    page.dispatch_event("#q-received_on", "change")
    page.wait_for_selector("text=Your answers are saved.")
    page.reload()
    assert page.input_value("#q-received_on") == "2024-03-06"
    kept = page.context.cookies()
    page.context.clear_cookies()
    page.fill("#q-received_on", "2024-03-05")
    go_on(page, "Save and continue")
    visitor.look()
    assert "What you typed is still here." in page.inner_text("main")
    page.context.add_cookies(kept)
    go_on(page, "Send again")
    assert page.url.endswith("/2"), "what was kept by the way is no answer of somebody else"
    assert visitor.faults == []

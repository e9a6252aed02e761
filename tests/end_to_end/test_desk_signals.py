"""A signal is followed up and a municipality assesses itself, in Chromium, at the desk of the Dutch alliance."""

import re
from collections.abc import Iterator

import pytest
from browsing import NARROW
from conftest import copy_alliance
from playwright.sync_api import Browser
from running_desk import RunningDesk, running, with_new_link
from visitors import Visitor

from schakel import verbs

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    folder = tmp_path_factory.mktemp("desk")
    alliance = copy_alliance("nl-mensenhandel", folder)
    answers = folder / "answers.csv"
    answers.write_text("gemeente_code,datum,indicator_id,antwoord,bewijs\nVG0001,2025-03-01,1.1,nee,\n", "utf-8")
    # A desk where something was delivered simulates no years of its own.
    verbs.deliver(alliance, "gemeenten", answers, synthetic=True)
    with running(alliance, "--demonstration") as found:
        yield found


def test_an_officer_finds_a_signal_sees_its_double_and_hands_it_on(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "signal-officer of emm", "en")
    page = visitor.page
    visitor.go("/inbox")
    assert page.locator("tbody tr").count() == 50
    [found] = re.findall(r"([\d,]+) found\.", page.inner_text("main"))
    # An invented month: 2,000 rows of eight services, of which one in twenty is sent again under the same number.
    assert (
        1800 < int(found.replace(",", "")) < 1950
        and page.locator("#of-zender option[value^=Voorbeelddienst]").count() == 8
    )
    page.select_option("#of-zender", "Voorbeelddienst 3")
    page.click("text=Show")
    visitor.look()
    # The heaviest evidence is with a signal that was sent under another number: among fifty there are some.
    for address in page.eval_on_selector_all("tbody a", "links => links.map(one => one.href)"):
        page.goto(address)
        if page.locator("text=This may be the same").count():
            break
    visitor.look()
    page.check("text=Hand on")
    page.select_option("#to", "politie")
    page.fill("#due", "2027-02-01")
    page.click("main button:text-is('Save')")
    assert "answer by 1 February 2027" in page.inner_text("main")
    page.fill("#reason-1", "another workplace")
    page.locator("text=They are two").first.click()
    page.wait_for_load_state()
    assert "/inbox/" in page.url and not page.locator(".wrong").count()
    assert visitor.faults == []


def test_a_signal_is_typed_on_a_telephone_in_dutch(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, with_new_link(desk, "signal-officer"), "new", "nl")
    page = visitor.page
    visitor.go("/forms")
    page.set_viewport_size({"width": NARROW, "height": 740})
    page.click("main button:has-text('Beginnen')")
    visitor.look()
    page.check("text=Voorbeelddienst 8 (verzonnen)")
    page.fill("#q-kenmerk_bron", "BR-telefoon")
    page.fill("#q-datum_signaal", "2026-03-05")
    with page.expect_navigation():
        page.click("text=Opslaan en verder")
    visitor.look()
    page.check("text=Arbeidsuitbuiting")
    page.select_option("#q-gemeente_code", "GM0034")
    with page.expect_navigation():
        page.click("text=Opslaan en verder")
    visitor.look()
    page.click("main form button:text-is('Versturen')")
    page.wait_for_selector("text=Uw formulier is aanvaard.", timeout=120_000)
    visitor.go("/inbox?words=BR-telefoon")
    assert page.locator("tbody tr").count() == 1
    assert visitor.faults == []


def test_a_municipal_officer_reads_in_english(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, with_new_link(desk, "municipal-officer"), "new", "en")
    for path in ("/assessments", "/municipalities/VG0001"):
        visitor.go(path)
        assert visitor.page.get_attribute("html", "lang") == "en" and visitor.page.locator("main h1").count() == 1
    assert visitor.faults == []


def test_a_municipality_assesses_itself_on_a_telephone_in_dutch(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "municipal-officer of VG0001", "nl")
    page = visitor.page
    visitor.go("/assessments")
    page.set_viewport_size({"width": NARROW, "height": 740})
    page.click("main button:has-text('Beginnen')")
    page.locator("fieldset", has_text="1.1").locator("text=ja").first.check()
    with page.expect_navigation():
        page.click("text=Opslaan en verder")
    visitor.look()
    page.locator("fieldset", has_text="Waaruit blijkt dat?").locator("text=besluit").check()
    with page.expect_navigation():
        page.click("text=Opslaan en verder")
    page.click("text=Alle antwoorden")
    visitor.look()
    page.click("main form button:text-is('Versturen')")
    page.wait_for_selector("text=Uw formulier is aanvaard.", timeout=120_000)
    visitor.go("/municipalities/VG0001")
    assert "besluit" in page.inner_text("main")
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible() and page.locator("main h1").is_visible()
    assert visitor.faults == []

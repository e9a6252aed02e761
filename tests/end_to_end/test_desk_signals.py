"""A signal is followed up and a municipality assesses itself, in Chromium, at the desk of the Dutch alliance."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from browsing import NARROW
from conftest import copy_alliance
from running_desk import RunningDesk, running
from visitors import Visitors

from schakel import verbs
from schakel.publication.localisation import localise

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


def test_an_officer_finds_a_signal_sees_its_double_and_hands_it_on(visitors: Visitors) -> None:
    visitor = visitors("signal-officer of emm", "nl")
    page = visitor.page
    visitor.go("/inbox")
    assert page.locator("tbody tr").count() == 50
    found = int(re.sub(r"\D", "", page.get_by_role("status").inner_text()))
    # An invented month: 2,000 rows of eight services, of which one in twenty is sent again under the same number.
    assert 1800 < found < 1950 and page.locator("#of-zender option[value^=Voorbeelddienst]").count() == 8
    page.select_option("#of-zender", "Voorbeelddienst 3")
    visitor.press("Show", "button")
    visitor.look()
    # The heaviest evidence is with a signal that was sent under another number: among fifty there are some.
    for address in page.eval_on_selector_all("tbody a", "links => links.map(one => one.href)"):
        page.goto(address)
        if page.locator(".alike").count():
            break
    visitor.look()
    visitor.read("This may be the same")
    page.check("#step-hand-on")
    page.select_option("#to", "politie")
    page.fill("#due", "2027-02-01")
    visitor.go_on("Save")
    visitor.read("answer by {day}", day=localise("nl").date(date(2027, 2, 1)))
    page.fill("#reason-1", "another workplace")
    visitor.go_on("They are two")
    assert "/inbox/" in page.url and not page.locator(".wrong").count()
    assert visitor.faults == []


def test_a_signal_is_typed_on_a_telephone(visitors: Visitors) -> None:
    visitor = visitors("signal-officer of emm", "nl")
    page = visitor.page
    visitor.go("/forms")
    page.set_viewport_size({"width": NARROW, "height": 740})
    visitor.go_on("Begin")
    visitor.look()
    page.check("input[value='Voorbeelddienst 8']")
    page.fill("#q-kenmerk_bron", "BR-typed")
    page.fill("#q-datum_signaal", "2026-03-05")
    visitor.go_on("Save and continue")
    visitor.look()
    page.check("input[value=arbeid]")
    page.select_option("#q-gemeente_code", "GM0034")
    visitor.go_on("Save and continue")
    visitor.look()
    visitor.press("Send", "button")
    visitor.read("Your form was accepted.")
    visitor.go("/inbox?words=BR-typed")
    assert page.locator("tbody tr").count() == 1
    assert visitor.faults == []


def test_a_municipality_assesses_itself_on_a_telephone(visitors: Visitors) -> None:
    visitor = visitors("municipal-officer of VG0001", "en")
    page = visitor.page
    visitor.go("/assessments")
    page.set_viewport_size({"width": NARROW, "height": 740})
    visitor.go_on("Begin")
    page.locator("fieldset", has_text="1.1").get_by_role("radio").first.check()
    visitor.go_on("Save and continue")
    visitor.look()
    evidence = page.locator(".choice", has=page.locator("input[value=besluit]"))
    called = evidence.inner_text().strip().lower()
    evidence.get_by_role("radio").check()
    visitor.go_on("Save and continue")
    visitor.press("All answers")
    visitor.look()
    visitor.press("Send", "button")
    visitor.read("Your form was accepted.")
    visitor.go("/municipalities/VG0001")
    assert called in page.inner_text("main").lower()
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible() and page.locator("main h1").is_visible()
    page.emulate_media(media="screen")
    assert visitor.faults == []

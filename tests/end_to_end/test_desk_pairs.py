"""Clerks judge pairs of persons at a desk that really runs, one of them by keyboard alone; axe looks at every page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from running_desk import RunningDesk, running
from template_with_persons import alliance_with_persons, deliver
from visitors import Visitor

from schakel import verbs

pytestmark = pytest.mark.browser
PEOPLE = ("Smitsonian,Anna,1990-02-10", "Smitsonian,Anne,1990-02-11")


def with_a_pair(folder: Path) -> Path:
    """Make an alliance with a pair that somebody should judge."""
    alliance = alliance_with_persons(folder)
    row = "H{},2023-01-02,work under duress,police,2023-01-09,no,Northtown,,{},,"
    deliver(alliance, 2, *(row.format(n, who) for n, who in enumerate(PEOPLE)))
    verbs.build(alliance)
    return alliance


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running(with_a_pair(tmp_path_factory.mktemp("desk")), "--demonstration") as found:
        yield found


@pytest.fixture(scope="module")
def dutch(desk: RunningDesk, browser: Browser) -> Visitor:
    return Visitor(browser, desk, "clerk", "nl")


@pytest.fixture(scope="module")
def english(desk: RunningDesk, browser: Browser) -> Visitor:
    return Visitor(browser, desk, "second-clerk", "en")


def test_a_pair_is_looked_at_and_judged_by_keyboard(dutch: Visitor) -> None:
    clerk = dutch
    clerk.go("/pairs")
    clerk.page.get_by_role("main").get_by_role("link").first.press("Enter")
    clerk.page.get_by_label("Waar u ze voor nodig hebt").wait_for()
    clerk.look()
    assert "Smitsonian" not in clerk.page.content()
    clerk.page.get_by_label("Waar u ze voor nodig hebt").fill("spelling vergelijken")
    clerk.page.keyboard.press("Enter")
    clerk.page.get_by_text("Smitsonian").first.wait_for()
    clerk.look()
    clerk.page.get_by_label("Zij zijn twee personen").press("Space")
    clerk.page.get_by_label("Waarom?").fill("Twee zussen.")
    clerk.page.get_by_role("button", name="Dit vastleggen").press("Enter")
    clerk.page.get_by_text("Twee zussen.").wait_for()
    clerk.page.get_by_role("group").get_by_text("Dit terugnemen").first.press("Enter")
    clerk.look()
    assert clerk.faults == []


def test_two_clerks_judge_a_sample_and_read_how_far_they_agree(dutch: Visitor, english: Visitor) -> None:
    words = [
        (dutch, "Een steekproef van paren", "De waarden tonen", "Zij zijn één persoon", "Dit vastleggen"),
        (english, "A sample of close pairs", "Show the values", "They are one person", "Record this"),
    ]
    for clerk, sample, show, one, record in words:
        clerk.go("/pairs")
        clerk.page.get_by_role("link", name=sample).click()
        clerk.look()
        assert "Smitsonian" not in clerk.page.content() and "Kappa" not in clerk.page.content()
        clerk.page.get_by_role("button", name=show).click()
        clerk.page.get_by_text("Smitsonian").first.wait_for()
        clerk.look()
        clerk.page.get_by_label(one).check()
        clerk.page.get_by_role("button", name=record).click()
        clerk.look()
        assert clerk.faults == []
    assert "Kappa" in english.page.inner_text("main")


def test_a_clerk_reads_what_happened_to_a_person(english: Visitor) -> None:
    english.go("/pairs")
    english.page.locator("main a[href^='/pairs/persons/']").first.click()
    english.look()
    said = english.page.inner_text("main")
    assert "The first record of" in said and "are two persons" in said and "Smitsonian" not in said
    assert english.faults == []

"""A clerk judges a pair of persons at a desk that really runs: in Dutch, by keyboard, every page held against axe."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from browsing import chromium
from playwright.sync_api import Browser
from running_desk import RunningDesk, running
from template_with_persons import HEADER, alliance_with_persons
from visitors import Visitor

from schakel import verbs

pytestmark = pytest.mark.browser
PEOPLE = ("Smitsonian,Anna,1990-02-10", "Smitsonian,Anne,1990-02-11")


def with_a_pair(folder: Path) -> Path:
    """Make an alliance with a pair that somebody should judge."""
    alliance, file = alliance_with_persons(folder), folder / "month.csv"
    row = "H{},2023-01-02,work under duress,police,2023-01-09,no,Northtown,,{},,"
    file.write_text("\n".join([HEADER, *(row.format(n, who) for n, who in enumerate(PEOPLE))]) + "\n", "utf-8")
    verbs.deliver(alliance, "helpline", file, date(2023, 2, 1))
    verbs.build(alliance)
    return alliance


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running(with_a_pair(tmp_path_factory.mktemp("desk")), "--demonstration") as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def test_a_pair_is_looked_at_and_judged_by_keyboard(desk: RunningDesk, browser: Browser) -> None:
    clerk = Visitor(browser, desk, "clerk", "nl")
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

"""A question from a parliament, in Chromium: composed, judged by somebody else, and its answer looked at."""

from collections.abc import Iterator

import pytest
from browsing import NARROW
from desks import two_partners
from playwright.sync_api import Browser
from running_desk import RunningDesk, running
from visitors import Visitor

from schakel import verbs

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    folder = two_partners(tmp_path_factory.mktemp("desk"))
    verbs.deliver_shipped(folder)
    verbs.build(folder)
    verbs.publish(folder, "monitor", tmp_path_factory.mktemp("release") / "out")
    verbs.open_epoch(folder, "monitor")
    with running(folder, "--demonstration") as found:
        yield found


def test_a_question_is_asked_in_dutch_on_a_telephone_and_judged_in_english(desk: RunningDesk, browser: Browser) -> None:
    asker, judge = Visitor(browser, desk, "statistician", "nl"), Visitor(browser, desk, "releaser", "en")
    page = asker.page
    asker.go("/questions")
    page.set_viewport_size({"width": NARROW, "height": 740})
    page.click("text=Een vraag stellen")
    asker.look()
    page.check("#by-subject")
    page.select_option("#only-year", "2024")
    page.click("text=Laat zien hoe het antwoord wordt")
    asker.look()
    assert "Elk aantal ligt ten hoogste 9 van zijn cijfer." in page.inner_text("main")
    page.fill("#purpose", "Kamervraag 12 over meldingen in 2024")
    page.click("main button:text-is('Vragen')")
    asker.look()
    assert "Iemand anders beoordeelt uw vraag." in page.inner_text("main")
    judge.go("/questions")
    judge.page.click("text=Kamervraag 12")
    judge.look()
    assert "You see no figure" in judge.page.inner_text("main")
    judge.page.fill("#reason", "It is clear what it is for.")
    judge.page.click("text=Approve")
    judge.page.wait_for_selector("text=answer.csv", timeout=120_000)
    judge.look()
    page.reload()
    asker.look()
    assert "answer.en.pdf" in page.inner_text("main")
    assert asker.faults == [] and judge.faults == []

"""Clerks judge pairs of persons at a desk that really runs in Chromium; axe looks at every page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import NARROW
from running_desk import RunningDesk, running
from template_with_persons import alliance_with_persons, deliver
from visitors import Visitors

from schakel import verbs

pytestmark = pytest.mark.browser
PEOPLE = (
    "Smitsonian,Anna,1990-02-10",
    "Smitsonian,Anne,1990-02-11",
    "Vandersmit,Eva,1985-05-03",
    "Vandersmit,Ewa,1985-05-04",
)

NAMES = re.compile("Smitsonian|Vandersmit")
FITS = "[...document.querySelectorAll('.scroll')].every(one => one.scrollWidth <= one.clientWidth)"


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


def test_a_pair_is_judged_and_its_persons_are_followed_by_keyboard(visitors: Visitors) -> None:
    clerk = visitors("clerk", "nl")
    clerk.go("/pairs")
    clerk.page.get_by_role("main").get_by_role("link").first.press("Enter")
    clerk.read("What you need them for")
    clerk.look()
    clerk.page.set_viewport_size({"width": NARROW, "height": 900})
    assert clerk.page.evaluate(FITS)
    assert NAMES.search(clerk.page.content()) is None
    clerk.fill("What you need them for", "to compare spellings")
    clerk.page.keyboard.press("Enter")
    clerk.page.get_by_text(NAMES).first.wait_for()
    assert clerk.page.evaluate(FITS)
    clerk.look()
    clerk.page.get_by_label(clerk.say("They are two persons")).press("Space")
    clerk.fill("Why?", "Two sisters.")
    clerk.button("Record this").press("Enter")
    clerk.page.get_by_text("Two sisters.").wait_for()
    clerk.page.get_by_role("group").get_by_text(clerk.say("Undo this")).first.press("Enter")
    clerk.look()
    clerk.page.locator("main a[href^='/pairs/persons/']").first.press("Enter")
    clerk.page.get_by_text("Two sisters.").wait_for()
    clerk.look()
    said = clerk.page.inner_text("main")
    for message in ("The first record of {one}", "{one} and {other} are two persons"):
        assert clerk.say(message).replace("{one}", "").rpartition("{other}")[-1].strip() in said
    assert NAMES.search(said) is None
    assert clerk.faults == []


def test_two_clerks_judge_a_sample_and_read_how_far_they_agree(visitors: Visitors) -> None:
    for who, language in (("clerk", "nl"), ("second-clerk", "en")):
        clerk = visitors(who, language)
        clerk.go("/pairs")
        clerk.press("A sample of close pairs that are apart")
        while not clerk.page.get_by_text(clerk.say("You have judged all pairs that wait for you.")).count():
            clerk.look()
            assert NAMES.search(clerk.page.content()) is None and clerk.say("Kappa") not in clerk.page.content()
            clerk.go_on("Show the values")
            clerk.page.get_by_text(NAMES).first.wait_for()
            clerk.look()
            clerk.page.get_by_label(clerk.say("They are one person")).check()
            clerk.go_on("Record this")
        clerk.look()
        assert clerk.faults == []
    clerk.read("Kappa")

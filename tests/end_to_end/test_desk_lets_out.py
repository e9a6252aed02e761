"""What leaves by a desk that really runs, in Chromium: a release through the gate, an extract and an output."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from broken import template
from gates import build_second, drafts_of, with_gate
from playwright.sync_api import Browser
from running_desk import RunningDesk, running, with_new_link
from visitors import Visitor, Visitors

from schakel import verbs

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk whose alliance released one edition and built the next."""
    folder = with_gate(template(tmp_path_factory.mktemp("desk")))
    public = folder / ".schakel/public/monitor"
    verbs.publish(folder, "monitor", public)
    (first,) = drafts_of(folder)
    verbs.let_out(first, first.digest, public)
    build_second(folder)
    with running(folder, "--demonstration") as found:
        yield found


def test_an_edition_is_made_approved_released_and_withdrawn(
    desk: RunningDesk, browser: Browser, visitors: Visitors
) -> None:
    maker = visitors("statistician", "en")
    maker.go("/gate")
    maker.press("Make a release of the last edition")
    maker.page.wait_for_url(re.compile(r"/gate/\d+$"))
    maker.look()
    address = maker.page.url.removeprefix(desk.address)
    assert maker.button("Release").count() == 0

    approving = visitors("releaser", "en")
    approving.go(address)
    for number in range(approving.page.locator("details.dossier form").count()):
        table = approving.page.locator("details.dossier:has(form)").nth(number)
        table.locator("summary").click()
        if number == 0:
            approving.look()
        table.get_by_label(approving.say("Accept this table")).check()
        table.get_by_role("button", name=approving.say("Judge this table")).click()
        table.get_by_text(approving.say("Accepted"), exact=True).first.wait_for()
    approving.go(f"{address}/draft/site/en/index.html")
    assert approving.page.get_by_role("main").inner_text()
    approving.go(address)
    approving.page.get_by_label(approving.say("I approve it")).check()
    approving.page.get_by_label(approving.say("Why"), exact=True).first.fill("Each table was read.")
    approving.press("Keep this verdict")
    approving.read("approved, waits to be released")
    approving.look()
    assert approving.button("Release").count() == 0

    releasing = Visitor(browser, with_new_link(desk, "second-releaser"), "new", "en", scripts=False)
    releasing.go(address)
    releasing.press("Release", "button")
    releasing.page.wait_for_url(re.compile(r"/gate/\d+$"))
    releasing.press("Withdraw this release")
    releasing.fill("Why, in words for readers", "A partner delivered the wrong year.")
    releasing.press("Withdraw", "button")
    releasing.page.wait_for_url(re.compile(r"/gate/\d+$"))
    releasing.read("Withdrawn")
    approving.go("/gate")
    assert approving.say("withdrawn") in approving.page.locator("main tbody tr").first.inner_text()
    assert [one.faults for one in (maker, approving, releasing)] == [[], [], []]


def test_an_extract_is_asked_for_approved_and_downloaded_once(visitors: Visitors) -> None:
    asking, approving = visitors("researcher of monitor", "en"), visitors("releaser", "en")
    asking.go("/research")
    asking.press("Make the twin")
    asking.page.wait_for_url("**/research")
    with asking.page.expect_download() as twin:
        asking.press("Download the synthetic twin")
    assert twin.value.suggested_filename == "monitor-invented.zip"
    asking.fill("What you need it for", "How long it takes to hand over.")
    asking.press("Request")
    asking.read("Another person must approve it.")
    asking.look()

    approving.go("/research")
    approving.fill("Why", "It fits the product.")
    approving.press("Approve")
    while not asking.button("Download").count():
        asking.page.reload()
    with asking.page.expect_download():
        asking.press("Download", "button")
    asking.go("/research")
    assert asking.button("Download").count() == 0
    assert asking.faults == approving.faults == []


def test_an_output_has_two_verdicts(visitors: Visitors, tmp_path: Path) -> None:
    asking, approving = visitors("researcher of monitor", "en"), visitors("releaser", "en")
    (tmp_path / "table.csv").write_text("year,number\n2023,120\n2024,160\n", "utf-8")
    asking.go("/outputs/new?kind=table")
    asking.page.locator("input[name^=column-]").first.fill("number")
    asking.page.get_by_label(asking.say("It shows a minimum or a maximum")).check()
    asking.fill("What it is for", "An article.")
    asking.page.get_by_label(asking.say("File"), exact=True).set_input_files(tmp_path / "table.csv")
    asking.press("Have it checked")
    asking.read("a person must look")
    asking.look()
    approving.page.goto(asking.page.url)
    approving.fill("Why", "Two years, both large.")
    approving.look()
    approving.press("It may leave")
    approving.page.get_by_text("Two years, both large.").wait_for()
    asking.page.reload()
    with asking.page.expect_download():
        asking.press("Download")
    assert asking.faults == approving.faults == []

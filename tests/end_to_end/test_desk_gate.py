"""A release goes through the gate at a desk that really runs, in Chromium: in Dutch and English, at two widths."""

import re
from collections.abc import Iterator

import pytest
from broken import template
from gates import build_second, drafts_of, with_gate
from playwright.sync_api import Browser
from running_desk import RunningDesk, running
from visitors import Visitor

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


def test_an_edition_is_made_approved_released_and_withdrawn(desk: RunningDesk, browser: Browser) -> None:
    maker = Visitor(browser, desk, "statistician", "en")
    maker.go("/gate")
    maker.page.get_by_role("button", name="Make a release of the last edition").click()
    maker.page.wait_for_url(re.compile("/gate/\\d+$"))
    maker.look()
    address = maker.page.url.removeprefix(desk.address)
    assert maker.page.get_by_role("button", name="Release", exact=True).count() == 0

    approving = Visitor(browser, desk, "releaser", "nl")
    approving.go(address)
    for number in range(approving.page.locator("details.dossier form").count()):
        table = approving.page.locator("details.dossier:has(form)").nth(number)
        table.locator("summary").click()
        if number == 0:
            approving.look()
        table.get_by_label("Deze tabel aanvaarden").check()
        table.get_by_role("button", name="Over deze tabel oordelen").click()
        table.get_by_text("Aanvaard", exact=True).first.wait_for()
    approving.go(f"{address}/draft/site/en/index.html")
    assert approving.page.get_by_role("main").inner_text()
    approving.go(address)
    approving.page.get_by_label("Ik keur haar goed").check()
    approving.page.get_by_label("Waarom").fill("Elke tabel gelezen.")
    approving.page.get_by_role("button", name="Dit oordeel bewaren").click()
    approving.page.get_by_text("goedgekeurd, wacht op vrijgave").wait_for()
    approving.look()
    assert approving.page.get_by_role("button", name="Vrijgeven").count() == 0

    releasing = Visitor(browser, desk, "second-releaser", "en", scripts=False)
    releasing.go(address)
    releasing.page.get_by_role("button", name="Release", exact=True).click()
    releasing.page.wait_for_url(re.compile("/gate/\\d+$"))
    releasing.page.get_by_text("Withdraw this release").click()
    releasing.page.get_by_label("Why, in words for readers").fill("A partner delivered the wrong year.")
    releasing.page.get_by_role("button", name="Withdraw", exact=True).click()
    releasing.page.wait_for_url(re.compile("/gate/\\d+$"))
    approving.go("/gate")
    assert "ingetrokken" in approving.page.locator("main").inner_text()
    assert [one.faults for one in (maker, approving, releasing)] == [[], [], []]

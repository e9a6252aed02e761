"""What leaves by a desk that really runs, in Chromium: a release through the gate, an extract and an output."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from broken import template
from gates import build_second, drafts_of, with_gate
from playwright.sync_api import Browser
from running_desk import RunningDesk, running, with_new_link
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


@pytest.fixture(scope="module")
def asking(desk: RunningDesk, browser: Browser) -> Visitor:
    """The researcher: a link signs in once."""
    return Visitor(browser, desk, "researcher of monitor", "nl")


@pytest.fixture(scope="module")
def approving(desk: RunningDesk, browser: Browser) -> Visitor:
    return Visitor(browser, with_new_link(desk, "releaser"), "new", "en")


def test_an_extract_is_asked_for_approved_and_downloaded_once(asking: Visitor, approving: Visitor) -> None:
    asking.go("/research")
    asking.page.get_by_role("button", name="De tweeling maken").click()
    asking.page.wait_for_url("**/research")
    with asking.page.expect_download() as twin:
        asking.page.get_by_text("De verzonnen tweeling downloaden").click()
    assert twin.value.suggested_filename == "monitor-invented.zip"
    asking.page.get_by_label("Waar u het voor nodig hebt").fill("Hoe lang overdrachten duren.")
    asking.page.get_by_role("button", name="Aanvragen").click()
    asking.page.get_by_text("Een ander moet het goedkeuren.").wait_for()
    asking.look()

    approving.go("/research")
    approving.page.get_by_label("Why").fill("It fits the product.")
    approving.page.get_by_role("button", name="Approve").click()
    while not asking.page.get_by_role("button", name="Downloaden").count():
        asking.page.reload()
    with asking.page.expect_download():
        asking.page.get_by_role("button", name="Downloaden").click()
    asking.go("/research")
    assert asking.page.get_by_role("button", name="Downloaden").count() == 0
    assert asking.faults == approving.faults == []


def test_an_output_has_two_verdicts(asking: Visitor, approving: Visitor, tmp_path: Path) -> None:
    (tmp_path / "tabel.csv").write_text("jaar,aantal\n2023,120\n2024,160\n", "utf-8")
    asking.go("/outputs/new?kind=table")
    asking.page.get_by_label("Kolom van het bestand").fill("aantal")
    asking.page.get_by_label("Er staat een minimum of maximum in").check()
    asking.page.get_by_label("Waar het voor is").fill("Een artikel.")
    asking.page.get_by_label("Bestand", exact=True).set_input_files(tmp_path / "tabel.csv")
    asking.page.get_by_role("button", name="Laten toetsen").click()
    asking.page.get_by_text("een mens moet kijken").wait_for()
    asking.look()
    approving.page.goto(asking.page.url)
    approving.page.get_by_label("Why").fill("Two years, both large.")
    approving.look()
    approving.page.get_by_role("button", name="It may leave").click()
    approving.page.get_by_text("Two years, both large.").wait_for()
    asking.page.reload()
    with asking.page.expect_download():
        asking.page.get_by_role("link", name="Downloaden").click()
    assert asking.faults == approving.faults == []

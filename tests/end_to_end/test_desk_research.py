"""A researcher gets an extract by another's approval, and takes an output out, at a desk that really runs: in Dutch."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from broken import template
from gates import with_gate
from playwright.sync_api import Browser
from running_desk import RunningDesk, running
from visitors import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running(with_gate(template(tmp_path_factory.mktemp("desk"))), "--demonstration") as found:
        yield found


@pytest.fixture(scope="module")
def asking(desk: RunningDesk, browser: Browser) -> Visitor:
    """The researcher: a link signs in once."""
    return Visitor(browser, desk, "researcher of monitor", "nl")


@pytest.fixture(scope="module")
def approving(desk: RunningDesk, browser: Browser) -> Visitor:
    return Visitor(browser, desk, "releaser", "en")


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

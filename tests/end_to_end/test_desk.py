"""Each role does its main task at a desk that really runs, in Chromium: in three languages, one by keyboard alone."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import AXE, NARROW, PATIENCE, violations
from desks import HEADER, ROW, two_partners
from playwright.sync_api import Browser, Route
from running_desk import RunningDesk, running, with_new_link
from visitors import Visitor

from schakel import verbs

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    folder = tmp_path_factory.mktemp("desk")
    alliance = two_partners(folder)
    rows = [ROW.format(f"E{number}").replace("work under duress", "as they say") for number in range(10)]
    verbs.deliver(alliance, "clinic", file_of(folder, "earlier.csv", *rows))
    with running(alliance, "--demonstration") as found:
        yield found


def file_of(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(rows), "utf-8")
    return path


def test_a_supplier_delivers_by_keyboard_alone_in_dutch(desk: RunningDesk, browser: Browser, tmp_path: Path) -> None:
    file = file_of(tmp_path, "meldingen.csv", ROW.format("R1"), ROW.format("R2"), "R3,,x,y\n")
    visitor = Visitor(browser, desk, "supplier of clinic", "nl")
    page = visitor.page
    visitor.look()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deliveries/new")
    visitor.look()
    # A file is chosen in a window of the operating system, where no page can press a key.
    page.set_input_files("#file", file)
    page.focus("#file")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/deliveries/\d+$"), timeout=120_000)
    visitor.look()
    assert "Van 3 rijen zijn er 2 aanvaard en 1 geweigerd." in page.inner_text("main")
    with page.expect_download() as download:
        page.click("text=Download de geweigerde rijen")
    assert "row,line,column,rule,value,sentence" in Path(download.value.path()).read_text("utf-8")
    for path in ("/deliveries", "/tokens"):
        visitor.go(path)
    assert visitor.faults == []


MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("milliseconds", "offsets"), [(0, [0, 8, 8]), (16_000, [0, 8, 8, 9, 10, 11])], ids=["fast line", "slow line"]
)
def test_a_large_file_is_sent_in_pieces_that_fit_the_line_and_goes_on_where_it_broke(
    desk: RunningDesk, browser: Browser, tmp_path: Path, milliseconds: int, offsets: list[int]
) -> None:
    visitor, begun = Visitor(browser, with_new_link(desk, "supplier"), "new", "nl"), list[int]()
    page = visitor.page
    # Each look at the clock is so much later, however busy the machine is.
    page.add_init_script(f"let now = 0; performance.now = () => now += {milliseconds}")
    visitor.go("/deliveries/new")

    def break_once(route: Route) -> None:
        if route.request.method == "PATCH":
            begun.append(int(route.request.headers["upload-offset"]) // MEGABYTE)
        route.abort() if begun == [0, 8] and route.request.method == "PATCH" else route.continue_()

    page.route("**/api/v1/uploads/*", break_once)
    page.set_input_files("#file", file_of(tmp_path, f"large-{milliseconds}.csv", "x" * (11 * MEGABYTE)))
    page.click("main form button")
    page.wait_for_url(re.compile(r"/(jobs|deliveries)/\d+$"), timeout=PATIENCE)
    assert begun == offsets


def test_a_supplier_without_scripts_delivers_too(desk: RunningDesk, browser: Browser, tmp_path: Path) -> None:
    visitor = Visitor(browser, with_new_link(desk, "supplier"), "new", "en", scripts=False)
    visitor.page.goto(f"{desk.address}/deliveries/new")
    visitor.page.set_input_files("#file", file_of(tmp_path, "plain.csv", ROW.format("N1")))
    visitor.page.click("main form button")
    for _ in range(100):
        if "/deliveries/" in visitor.page.url:
            break
        visitor.page.wait_for_timeout(500)
        visitor.page.reload()
    assert "The one row was accepted." in visitor.page.inner_text("main")


def test_a_statistician_sees_what_came_and_builds_an_edition(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "statistician", "nl")
    visitor.go("/overview")
    visitor.page.click("text=Een editie maken")
    visitor.page.wait_for_selector("main p[lang]", timeout=120_000)
    visitor.look()
    assert "Editie " in visitor.page.inner_text("main p[lang]")
    visitor.go("/overview")
    visitor.page.click("main table a")
    visitor.look()
    visitor.page.select_option("#match", "none")
    visitor.page.fill("#value", "niet te duiden")
    visitor.page.fill("#reason", "Het kan alles zijn.")
    visitor.page.click("main form button")
    visitor.page.wait_for_selector("text=Uw voorstel is bewaard.")
    visitor.look()
    visitor.page.click("text=Terugnemen")
    visitor.page.wait_for_selector("text=Downloaden als patch", state="detached")
    visitor.page.click("text=Terug naar het overzicht")
    assert visitor.faults == []


def test_a_supplier_tries_a_file_and_withdraws_a_delivery(desk: RunningDesk, browser: Browser, tmp_path: Path) -> None:
    visitor = Visitor(browser, with_new_link(desk, "supplier"), "new", "es")
    visitor.go("/account")
    visitor.go("/deliveries/new")
    visitor.page.check("#trial")
    visitor.page.set_input_files("#file", file_of(tmp_path, "prueba.csv", ROW.format("P1")))
    visitor.page.click("main form button")
    visitor.page.wait_for_selector("text=Prueba: no se guardó nada", timeout=60_000)
    visitor.look()
    visitor.go("/deliveries")
    visitor.page.click("main table a")
    visitor.page.click("main >> text=Retirar")
    visitor.look()
    visitor.page.fill("#reason", "No debió entregarse.")
    visitor.page.check("#sure")
    visitor.page.click("main form button")
    visitor.page.wait_for_selector("text=Filas borradas", timeout=60_000)
    visitor.look()
    assert visitor.faults == []


def test_a_privacy_officer_finds_who_read_what_in_spanish(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "privacy-officer", "es")
    visitor.go("/access-log")
    visitor.page.fill("#words", "supplier@clinic.example receipts")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**words=*")
    visitor.look()
    found = visitor.page.inner_text("main")
    assert "supplier@clinic.example" in found and "Leer acuses" in found and "read receipts" not in found
    visitor.page.fill("#words", "acuses")
    visitor.page.fill("#until", "2020-01-01")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("text=Registros encontrados: 0.")
    visitor.page.click("text=Mostrar todos los registros")
    assert "Leer acuses" in visitor.page.inner_text("main")
    assert visitor.faults == []


def test_administrators_let_somebody_in_together(desk: RunningDesk, browser: Browser) -> None:
    one, other = (Visitor(browser, desk, who, "en") for who in ("administrator", "second-administrator"))
    one.go("/people")
    one.page.fill("#name", "Noor de Vries")
    one.page.fill("#email", "noor@helpline.example")
    one.page.click("text=Make an invitation")
    one.look()
    assert "/invitations/" in one.page.inner_text(".told")
    about = one.page.locator(".people > li", has_text="Noor de Vries")
    about.locator("summary").click()
    about.locator("select[name=role]").select_option("supplier")
    about.locator("input[name=held-for]").fill("helpline")
    one.look()
    about.locator("text=Give this role").click()
    assert "waits for a second administrator" in about.inner_text()
    about.locator("text=Confirm").click()
    assert "confirmed by another one" in one.page.inner_text(".wrong")
    other.go("/people")
    theirs = other.page.locator(".people > li", has_text="Noor de Vries")
    theirs.locator("text=Confirm").click()
    assert "waits" not in theirs.inner_text()
    ending = theirs.locator(".roles details")
    ending.locator("summary").click()
    other.look()
    ending.locator("input").check()
    ending.locator("text=End this role").click()
    assert "Noor de Vries no longer has the role supplier (Reports to the helpline)." in other.page.inner_text(".told")
    assert other.page.goto(f"{desk.address}/deliveries").status == 403, "an administrator sees no data"
    other.look()
    assert other.page.goto(f"{desk.address}/people?told=confirmed").ok
    assert "counts from now on" in other.page.inner_text(".told")
    assert one.faults + other.faults == []


def test_a_steward_goes_from_a_value_without_a_mapping_to_a_proposal_in_english(
    desk: RunningDesk, browser: Browser
) -> None:
    visitor = Visitor(browser, desk, "steward", "en")
    page = visitor.page
    visitor.look()
    page.click("text=See what partners delivered")
    page.set_viewport_size({"width": NARROW, "height": 740})
    assert "Share of rows refused" in page.inner_text("main"), "on a telephone each figure has its name before it"
    page.locator("main table tr", has_text="clinic").locator("a").click()
    visitor.look()
    page.click("text=Propose a line for it")
    assert page.input_value("#value") == "as they say" and page.input_value("#column") == "subject"
    page.fill("#concept", "nowhere")
    page.fill("#reason", "Their words for it.")
    page.click("text='Propose'")
    visitor.look()
    assert "has no concept nowhere" in page.inner_text("[role=alert]") and page.input_value("#value") == "as they say"
    page.fill("#concept", "other")
    page.click("text='Propose'")
    assert "Your proposal is kept." in page.inner_text(".told")
    visitor.look()
    page.click("text=Take back")
    assert "Proposed lines" not in page.inner_text("main")
    assert visitor.faults == []


def test_an_auditor_reads_and_changes_nothing(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "auditor", "nl")
    visitor.go("/gate")
    visitor.go("/overview")
    assert visitor.page.locator("main button").count() == 0
    visitor.page.click("main table a")
    visitor.look()
    assert visitor.page.locator("main button").count() == 0
    visitor.go("/access-log")
    assert "Alle regels zijn zojuist gecontroleerd" in visitor.page.inner_text("main")
    assert visitor.faults == []


IN_THE_OTHER_LANGUAGE = [
    ("steward", "nl"),
    ("privacy-officer", "nl"),
    ("privacy-officer", "en"),
    ("auditor", "en"),
    ("administrator", "nl"),
    ("researcher", "en"),
]
"""Who does a main task in Dutch or English alone, and what is left."""


@pytest.mark.parametrize(("role", "language"), IN_THE_OTHER_LANGUAGE)
def test_what_the_menu_of_a_role_leads_to_is_there_in_the_other_language_too(
    desk: RunningDesk, browser: Browser, role: str, language: str
) -> None:
    visitor = Visitor(browser, with_new_link(desk, role), "new", language)
    addresses = visitor.page.eval_on_selector_all(".menu a", "links => links.map(one => one.getAttribute('href'))")
    assert addresses
    for address in addresses:
        visitor.go(address)
        assert visitor.page.get_attribute("html", "lang") == language
        assert visitor.page.locator("main h1").count() == 1
    assert visitor.faults == []


def test_a_stranger_sees_where_to_sign_in(desk: RunningDesk, browser: Browser) -> None:
    page = browser.new_context(locale="nl", bypass_csp=True).new_page()
    page.goto(f"{desk.address}/deliveries")
    assert page.url.endswith("/sign-in?then=/deliveries")
    page.evaluate(AXE)
    assert violations(page) == []


def test_a_port_that_is_taken_is_said_in_a_sentence(desk: RunningDesk) -> None:
    other = [sys.executable, "-c", "from schakel.cli import main; main()", "desk", str(desk.folder)]
    found = subprocess.run([*other, "--port", str(desk.port)], capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert f"port {desk.port} of 127.0.0.1 is taken" in found.stderr and "Traceback" not in found.stderr

"""Roles do their main task at a desk that really runs, in Chromium: one of them by keyboard alone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from browsing import NARROW, PATIENCE
from command_line import schakel
from desks import HEADER, ROW, two_partners
from playwright.sync_api import Browser, Route
from running_desk import RunningDesk, running, with_new_link
from visitors import Visitor, Visitors

from schakel import verbs
from schakel.desk.office import Office
from schakel.desk.people import add_person, give_role
from schakel.desk.rights import Grant
from schakel.desk.secrets import new_code_secret
from schakel.desk.signing_in import choose_password

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


PASSWORD = "a sentence is a good one"


def with_a_password(desk: RunningDesk, email: str) -> str:
    """Let a supplier have a password, and return a code that signs in."""
    office, secret = Office(desk.folder), new_code_secret()
    with office.database.begin() as connection:
        number = add_person(connection, "Iris Jansen", email)
        give_role(connection, number, Grant("supplier", "clinic"), "one", office.held_for, at_once=True)
        choose_password(connection, number, PASSWORD, secret, office.cipher)
    return pyotp.TOTP(secret).now()


def test_a_supplier_signs_in_and_delivers_by_keyboard_alone(
    desk: RunningDesk, browser: Browser, tmp_path: Path
) -> None:
    email = "iris@clinic.example"
    visitor = Visitor(browser, desk, "", "en")
    keyboard = visitor.page.keyboard
    code = with_a_password(desk, email)
    visitor.go("/sign-in")
    visitor.tab_to("Skip to the content")
    keyboard.press("Enter")
    for typed in (email, PASSWORD, code):
        keyboard.press("Tab")
        keyboard.type(typed)
    keyboard.press("Enter")
    visitor.read("What do you want to do?")
    visitor.look()
    visitor.tab_to("Deliver a file")
    keyboard.press("Enter")
    visitor.page.wait_for_url("**/deliveries/new")
    visitor.look()
    # A file is chosen in a window of the operating system, where no page can press a key.
    rows = [ROW.format(f"K{number}") for number in range(2)]
    visitor.page.set_input_files("#file", file_of(tmp_path, "keyboard.csv", *rows, "R3,,x,y\n"))
    visitor.tab_to("Send")
    keyboard.press("Enter")
    visitor.read("Rows accepted: {accepted} of {rows}. Rows refused: {refused}.", rows=3, accepted=2, refused=1)
    visitor.look()
    assert visitor.page.query_selector("a[href$=mending]") is None, "what does not fit the columns is mended in a file"
    visitor.tab_to("Download the refused rows with their reasons (CSV)")
    with visitor.page.expect_download() as download:
        keyboard.press("Enter")
    assert "row,line,column,rule,value,sentence" in Path(download.value.path()).read_text("utf-8")
    for path in ("/deliveries", "/tokens"):
        visitor.go(path)
    assert visitor.faults == []


MEGABYTE = 1024 * 1024


def asked_too_often(route: Route) -> None:
    """Answer as a desk that was asked too often."""
    route.fulfill(status=429, content_type="application/problem+json", body='{"detail": "too many requests"}')


@pytest.mark.parametrize(
    ("milliseconds", "offsets", "broken"),
    [(0, [0, 8, 8], asked_too_often), (16_000, [0, 8, 8, 9, 10, 11], Route.abort)],
    ids=["fast line", "slow line"],
)
def test_a_large_file_is_sent_in_pieces_that_fit_the_line_and_goes_on_where_it_broke(
    desk: RunningDesk,
    browser: Browser,
    tmp_path: Path,
    milliseconds: int,
    offsets: list[int],
    broken: Callable[[Route], None],
) -> None:
    visitor, begun = Visitor(browser, with_new_link(desk, "supplier"), "new", "nl"), list[int]()
    page = visitor.page
    # Each look at the clock is so much later, however busy the machine is.
    page.add_init_script(f"let now = 0; performance.now = () => now += {milliseconds}")
    visitor.go("/deliveries/new")

    def break_once(route: Route) -> None:
        if route.request.method == "PATCH":
            begun.append(int(route.request.headers["upload-offset"]) // MEGABYTE)
            if begun == [0, 8]:
                return broken(route)
        return route.continue_()

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


def test_a_statistician_sees_what_came_and_builds_an_edition(visitors: Visitors) -> None:
    visitor = visitors("statistician", "en")
    visitor.go("/overview")
    visitor.press("Build an edition")
    visitor.page.wait_for_selector("main p[lang]")
    visitor.look()
    built = visitor.page.inner_text("main p[lang]")
    assert built.startswith(visitor.say("Edition {edition}, from {deliveries} deliveries.").partition("{")[0])
    visitor.go("/overview")
    visitor.page.click("main table a")
    visitor.look()
    visitor.page.select_option("#match", "none")
    visitor.page.fill("#value", "niet te duiden")
    visitor.page.fill("#reason", "Het kan alles zijn.")
    visitor.press("Propose", "button")
    visitor.read(PROPOSED)
    visitor.look()
    visitor.press("Take back")
    visitor.page.wait_for_selector("#proposed", state="detached")
    visitor.press("Back to the overview")
    assert visitor.faults == []


PROPOSED = "Your proposal is saved. It counts once the person who maintains the alliance folder has applied it."


def test_a_supplier_tries_a_file_and_withdraws_a_delivery(visitors: Visitors, tmp_path: Path) -> None:
    visitor = visitors("supplier of clinic", "es")
    visitor.go("/account")
    for trial in (False, True):
        visitor.go("/deliveries/new")
        visitor.page.set_checked("#trial", trial)
        visitor.page.set_input_files("#file", file_of(tmp_path, f"prueba-{trial}.csv", ROW.format(f"P{trial}")))
        visitor.press("Send")
        visitor.read("The one row was accepted.")
    visitor.read("Trial: nothing was kept")
    visitor.look()
    visitor.go("/deliveries")
    visitor.page.click("main table a")
    visitor.press("Withdraw")
    visitor.look()
    visitor.page.fill("#reason", "No debió entregarse.")
    visitor.page.check("#sure")
    visitor.page.click("main form button")
    visitor.page.wait_for_selector("text=Filas borradas")
    visitor.look()
    assert visitor.faults == []


def test_a_privacy_officer_finds_who_read_what(visitors: Visitors) -> None:
    visitors("supplier of clinic", "nl").go("/deliveries")
    visitor = visitors("privacy-officer", "nl")
    read, written = visitor.say("Read receipts"), "read receipts"
    visitor.go("/access-log")
    visitor.page.fill("#words", f"supplier@clinic.example {written}")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**words=*")
    visitor.look()
    found = visitor.page.inner_text("main")
    assert "supplier@clinic.example" in found and read in found and written not in found
    with visitor.page.expect_download() as download:
        visitor.press("All of them as CSV")
    assert "supplier@clinic.example" in Path(download.value.path()).read_text("utf-8")
    visitor.page.fill("#words", read)
    visitor.page.fill("#until", "2020-01-01")
    visitor.page.keyboard.press("Enter")
    visitor.read("Records found: {number}.", number=0)
    visitor.press("Show all records")
    visitor.read("Read receipts")
    assert visitor.faults == []


def test_administrators_let_somebody_in_together(visitors: Visitors) -> None:
    one, other = (visitors(who, "nl") for who in ("administrator", "second-administrator"))
    name = "Noor de Vries"
    one.go("/people")
    one.fill("Name", name)
    one.fill("E-mail address", "invited@helpline.example")
    one.press("Make an invitation")
    one.look()
    assert "/invitations/" in one.page.inner_text(".told")
    about, theirs = (who.page.locator(".people > li", has_text=name) for who in (one, other))
    about.locator("summary").click()
    about.locator("select[name=role]").select_option("supplier")
    about.locator("input[name=held-for]").fill("helpline")
    one.look()
    about.get_by_role("button", name=one.say("Give this role")).click()
    assert one.say("waits for a second administrator") in about.inner_text()
    about.get_by_role("button", name=one.say("Confirm")).click()
    one.read("a role that takes two administrators is confirmed by another one")
    other.go("/people")
    theirs.get_by_role("button", name=one.say("Confirm")).click()
    assert one.say("waits for a second administrator") not in theirs.inner_text()
    ending = theirs.locator(".roles details")
    ending.locator("summary").click()
    other.look()
    ending.locator("input").check()
    ending.get_by_role("button", name=one.say("End this role")).click()
    role = f"{one.say('supplier')} (Reports to the helpline)"
    other.read("{name} no longer has the role {role}.", name=name, role=role)
    assert other.page.goto(f"{other.address}/deliveries").status == 403, "an administrator sees no data"
    other.look()
    assert other.page.goto(f"{other.address}/people?told=confirmed").ok
    other.read("The role is confirmed and counts from now on.")
    assert one.faults + other.faults == []


def test_a_steward_goes_from_a_value_without_a_mapping_to_a_proposal(visitors: Visitors) -> None:
    visitor = visitors("steward", "nl")
    page = visitor.page
    visitor.go("/")
    visitor.press("See what partners delivered")
    page.set_viewport_size({"width": NARROW, "height": 740})
    # On a telephone each figure has its name before it.
    visitor.read("Share of rows refused")
    page.locator("main table tr", has_text="clinic").locator("a").click()
    visitor.look()
    visitor.press("Propose a line for it")
    assert page.input_value("#value") == "as they say" and page.input_value("#column") == "subject"
    page.fill("#concept", "nowhere")
    page.fill("#reason", "Their words for it.")
    visitor.press("Propose", "button")
    visitor.look()
    visitor.read("the scheme of {column} has no concept {concept}", column="subject", concept="nowhere")
    assert page.locator("[role=alert]").count() and page.input_value("#value") == "as they say"
    page.fill("#concept", "other")
    visitor.press("Propose", "button")
    visitor.read(PROPOSED)
    visitor.look()
    visitor.press("Take back")
    page.wait_for_selector("#proposed", state="detached")
    assert visitor.faults == []


def test_an_auditor_reads_and_changes_nothing(visitors: Visitors) -> None:
    visitor = visitors("auditor", "nl")
    for path in ("/gate", "/overview"):
        visitor.go(path)
        assert visitor.page.locator("main button").count() == 0
    visitor.page.click("main table a")
    visitor.look()
    assert visitor.page.locator("main button").count() == 0
    visitor.go("/access-log")
    visitor.read("All records were checked just now: none was changed, and none is missing.")
    assert visitor.faults == []


def test_a_supplier_mends_a_refused_row_and_withdraws_the_delivery(visitors: Visitors, tmp_path: Path) -> None:
    visitor = visitors("supplier of clinic", "nl")
    wrong = ROW.format("M1").replace("2023-01-02", "2 January")
    visitor.go("/deliveries/new")
    visitor.page.set_input_files("#file", file_of(tmp_path, "mend.csv", ROW.format("G1"), wrong))
    visitor.press("Send")
    visitor.read("Rows accepted: {accepted} of {rows}. Rows refused: {refused}.", rows=2, accepted=1, refused=1)
    receipt = visitor.page.url.removeprefix(visitor.address)
    visitor.press("Mend these rows here")
    visitor.look()
    visitor.page.get_by_label("received_on").fill("2023-01-02")
    visitor.press("Deliver the rows that I changed")
    visitor.read("The one row was accepted.")
    visitor.go(receipt)
    visitor.read("Mended.")
    visitor.press("Withdraw", "a")
    visitor.look()
    visitor.fill("Why?", "It should not have been delivered.")
    visitor.page.check("#sure")
    visitor.press("Withdraw", "button")
    message = "Rows erased: {rows}, from deliveries: {deliveries}. Editions erased with them: {editions}."
    visitor.page.get_by_role("main").get_by_text(visitor.say(message).partition("{")[0]).wait_for()
    visitor.go(receipt)
    erased = visitor.say("Rows erased on {day}: {rows}.").partition("{")[0]
    assert erased in visitor.page.inner_text("main")
    assert visitor.faults == []


def test_a_page_is_looked_at_again_once_more_than_its_words_differ(visitors: Visitors) -> None:
    visitor = visitors("second-administrator", "en")
    visitor.go("/people")
    visitor.page.eval_on_selector("h1", "title => title.textContent = 'Other words'")
    visitor.look()
    assert visitor.faults == []
    visitor.page.eval_on_selector("#name", "field => field.labels[0].remove()")
    visitor.look()
    assert [fault for fault in visitor.faults if "label" in fault]
    visitor.faults.clear()


def test_a_stranger_sees_where_to_sign_in(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "", "nl")
    visitor.go("/deliveries")
    assert visitor.page.url.endswith("/sign-in?then=/deliveries")
    assert visitor.faults == []


def test_a_port_that_is_taken_is_said_in_a_sentence(desk: RunningDesk) -> None:
    found = schakel("desk", desk.folder, "--port", desk.port)
    assert found.exit_code == 1
    assert f"port {desk.port} of 127.0.0.1 is taken" in found.stderr and "Traceback" not in found.stderr

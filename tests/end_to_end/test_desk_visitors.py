"""At one desk that really runs, in Chromium: who signs in with a passkey, fills in a form, and asks a question.

Chromium has a device of its own for passkeys; the form is filled in and the question composed on a telephone.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from browsing import NARROW
from desks import two_partners
from playwright.sync_api import Browser
from running_desk import RunningDesk, running
from visitors import Visitor

from schakel import verbs
from schakel.desk.office import Office
from schakel.desk.people import add_person, make_link

pytestmark = pytest.mark.browser
NOT_ACCEPTED = "De toegangssleutel is niet geaccepteerd"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk whose alliance published an edition and answers questions about it."""
    folder = two_partners(tmp_path_factory.mktemp("desk"))
    verbs.deliver_shipped(folder)
    verbs.build(folder)
    verbs.publish(folder, "monitor", tmp_path_factory.mktemp("release") / "out")
    verbs.open_epoch(folder, "monitor")
    with running(folder, "--demonstration") as found:
        yield found


def with_device(browser: Browser, desk: RunningDesk, language: str) -> Visitor:
    """A stranger whose browser holds passkeys, and shows them without anybody asked."""
    visitor = Visitor(browser, desk, "", language)
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return visitor


def test_a_passkey_is_made_and_lets_in_once_for_each_challenge(desk: RunningDesk, browser: Browser) -> None:
    # A passkey belongs to a name, and an address of numbers is none.
    address, visitor = desk.address.replace("127.0.0.1", "localhost"), with_device(browser, desk, "nl")
    page = visitor.page
    page.goto(address + desk.links["auditor"])
    page.click("main button")
    page.click(".menu__who")
    page.fill("#name", "laptop")
    visitor.press("Make a passkey", "button")
    page.wait_for_selector("text=laptop")
    visitor.look()
    visitor.button("Sign out").click()
    visitor.look()
    with page.expect_request("**/sign-in/passkey") as asked:
        visitor.press("Sign in with a passkey", "button")
    visitor.read("What do you want to do?")
    # What the browser said, said again by somebody who overheard it.
    [shown] = parse_qs(asked.value.post_data or "")["passkey"]
    again = browser.new_context(extra_http_headers={"sec-fetch-site": "same-origin", "accept-language": "nl"})
    answer = again.request.post(f"{address}/sign-in/passkey", form={"passkey": shown})
    assert answer.status == 403 and NOT_ACCEPTED in answer.text()
    page.goto(f"{address}/account")
    visitor.press("Drop")
    visitor.press("Sign in with a passkey", "button")
    page.wait_for_selector(f"text={NOT_ACCEPTED}")
    assert visitor.faults == []


def test_who_is_invited_can_begin_with_a_passkey_and_no_password(desk: RunningDesk, browser: Browser) -> None:
    office = Office(desk.folder)
    with office.database.begin() as connection:
        number = add_person(connection, "Noor de Vries", "noor@helpline.example")
        word = make_link(connection, number, invites=True)
    address, visitor = desk.address.replace("127.0.0.1", "localhost"), with_device(browser, desk, "en")
    page = visitor.page
    page.goto(f"{address}/invitations/{word}")
    visitor.look()
    page.fill("#name", "telephone")
    visitor.press("Make a passkey", "button")
    visitor.read("You have no role yet. An administrator gives you one.")
    visitor.button("Sign out").click()
    visitor.press("Sign in with a passkey", "button")
    visitor.read("You have no role yet. An administrator gives you one.")
    assert page.goto(f"{address}/invitations/{word}").status == 404, "an invitation works once"
    assert visitor.faults == []


def test_a_form_is_filled_in_on_a_telephone_in_dutch(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "signal-officer of clinic", "nl")
    page = visitor.page
    visitor.go("/forms")
    page.set_viewport_size({"width": NARROW, "height": 740})
    page.click("text=Beginnen")
    visitor.go_on("Save and continue")
    visitor.look()
    assert "Beantwoord deze vraag." in page.inner_text("main")
    page.fill("#q-received_on", "2024-03-05")
    page.check("text=Gedwongen werk")
    visitor.go_on("Save and continue")
    page.check("text=Politie")
    visitor.go_on("Save and continue")
    visitor.look()
    assert "Er is nog een vraag bij gekomen." in page.inner_text("main")
    page.fill("#q-handed_over_on", "2024-03-01")
    visitor.go_on("Save and continue")
    visitor.look()
    assert "Gedwongen werk" in page.inner_text("main") and "dated before the report" in page.inner_text("main")
    page.click("main form button:text-is('Versturen')")
    page.wait_for_selector("text=Uw formulier is aanvaard.", timeout=120_000)
    visitor.look()
    visitor.go("/forms")
    assert "signal-officer@clinic.example" in page.inner_text("main")
    assert visitor.faults == []


def test_what_is_typed_is_kept_at_once_and_stays_when_the_session_ends(desk: RunningDesk, browser: Browser) -> None:
    visitor = Visitor(browser, desk, "supplier of clinic", "en")
    page = visitor.page
    visitor.go("/forms")
    page.click("main button:has-text('Begin')")
    page.fill("#q-received_on", "2024-03-06")
    page.dispatch_event("#q-received_on", "change")
    page.wait_for_selector("text=Your answers are saved.")
    page.reload()
    assert page.input_value("#q-received_on") == "2024-03-06"
    kept = page.context.cookies()
    page.context.clear_cookies()
    page.fill("#q-received_on", "2024-03-05")
    visitor.go_on("Save and continue")
    visitor.look()
    assert "What you typed is still here." in page.inner_text("main")
    page.context.add_cookies(kept)
    visitor.go_on("Send again")
    assert page.url.endswith("/2"), "what was kept by the way is no answer of somebody else"
    assert visitor.faults == []


def asked(asker: Visitor, purpose: str) -> None:
    """Put a question together on a telephone, and ask it."""
    page = asker.page
    asker.go("/questions")
    page.set_viewport_size({"width": NARROW, "height": 740})
    asker.press("Ask a question")
    asker.look()
    page.check("#by-subject")
    page.select_option("#only-year", "2024")
    asker.press("Show what the answer will be like")
    asker.look()
    asker.read("Each count is at most {number} from its figure.", number=9)
    page.fill("#purpose", purpose)
    asker.button("Ask").click()
    asker.look()
    asker.read("Somebody else judges your question.")


def judged(judge: Visitor, purpose: str, reason: str, verdict: str) -> None:
    """Read a question as whoever judges it, and say what they decide."""
    judge.go("/questions")
    judge.page.click(f"text={purpose}")
    judge.look()
    judge.page.fill("#reason", reason)
    judge.button(verdict).click()


def test_a_question_is_asked_in_one_language_and_judged_in_another(desk: RunningDesk, browser: Browser) -> None:
    asker, judge = Visitor(browser, desk, "statistician", "nl"), Visitor(browser, desk, "releaser", "en")
    asked(asker, "Kamervraag 12 over meldingen in 2024")
    judged(judge, "Kamervraag 12", "It is clear what it is for.", "Approve")
    judge.page.wait_for_selector("text=answer.csv", timeout=120_000)
    judge.look()
    asker.page.reload()
    asker.look()
    assert "answer.en.pdf" in asker.page.inner_text("main")
    asked(asker.speaks("en"), "To see what comes")
    judged(judge.speaks("nl"), "To see what comes", "Niet duidelijk waar het voor is.", "Refuse")
    judge.look()
    asker.page.reload()
    asker.look()
    assert "Niet duidelijk waar het voor is." in asker.page.inner_text("main")
    assert asker.faults == [] and judge.faults == []

"""What the engine says is read in other languages: why rows and files were refused, and what a job does.

A message is made with its fields where something goes wrong, and kept so on a receipt. The sources are walked: whatever
refuses a file, and whatever tells how far a job is, is a message that the catalogues have.
"""

from dataclasses import replace
from html import unescape

import pytest
from databases import SLOW_AFTER_THE_FIRST
from desks import HEADER, ROW, Desk
from raised_sentences import said_on_receipts, told_of_work
from starlette.testclient import TestClient

from schakel.desk.jobs import Job, State
from schakel.desk.languages import LOCALE
from schakel.desk.people import now
from schakel.desk.web.guard import LANGUAGE
from schakel.desk.web.receipt_words import ReceiptWords
from schakel.desk.web.words import doing
from schakel.model.delivery import Note, RowRefusal
from schakel.publication.localisation import localise
from schakel_base.errors import Fault
from schakel_base.progress import Pace

DATABASES = SLOW_AFTER_THE_FIRST

DUTCH, ENGLISH = localise("nl", LOCALE), localise("en", LOCALE)
MANY = 30


@pytest.mark.parametrize("said", [said_on_receipts(), told_of_work()], ids=["on receipts", "of work"])
def test_whatever_is_said_is_a_message_that_catalogues_have(said: list[tuple[str, str | None]]) -> None:
    assert len(said) > MANY
    assert [(place, one) for place, one in said if one not in DUTCH.messages] == []


def running(*said: Fault) -> Job:
    told = {"said": [one.parts for one in said]}
    return Job(1, "build", "", {}, "x", State.RUNNING, 0.5, ", ".join(map(str, said)), told, now(), None)


@pytest.mark.parametrize(
    "what, kept, read",
    [
        (
            Fault("protecting {name}", fields={"name": "monitor"}),
            "protecting monitor, about 12 s left",
            "Monitor beveiligen, nog ongeveer 12 s",
        ),
        (Fault("dossier of person"), "dossier of person, about 12 s left", "Bezig, nog ongeveer 12 s"),
    ],
)
def test_what_a_job_does_is_read_in_dutch(what: Fault, kept: str, read: str) -> None:
    clock = [0.0]
    pace = Pace(now=lambda: clock[0])
    assert doing(running(*pace.said(what, 0.0)), DUTCH) == read.partition(",")[0]
    clock[0] = 12.0
    job = running(*pace.said(what, 0.5))
    assert (job.told, doing(job, DUTCH)) == (kept, read)
    assert doing(job, ENGLISH).lower() == kept


def words(language: str = "nl") -> ReceiptWords:
    return ReceiptWords(None, "a.zip", localise(language, LOCALE))


def test_what_was_kept_before_messages_stays_english_and_says_so() -> None:
    refusal = RowRefusal(3, 4, "age", "type", "x", 'a.zip, row 3 (line 4), column `age`: "x" is not a number.')
    assert words().refusal(refusal) == [('Row 3 (line 4), column `age`: "x" is not a number.', "en")]
    assert words().note(Note("n", "", "a.zip: something.", 0)) == [("Something.", "en")]


def test_a_value_and_a_sentence_of_a_contract_may_have_braces() -> None:
    place, wrong = Fault("row {row} (line {line})"), Fault('"{value}" is not a number.')
    refusal = RowRefusal(3, 4, "age", "type", "{row} {x}", "", (place, wrong))
    assert words().refused(refusal) == 'Rij 3 (regel 4), kolom `age`: "{row} {x}" is geen getal.'
    declared = replace(refusal, said=(place, Fault("Ages are {0-120}.")))
    assert words().refusal(declared)[-1] == ("Ages are {0-120}.", "en")
    hidden = replace(refusal, value="")
    assert words().refusal(hidden)[-1] == ("De waarde is geen getal.", "nl")


def _sent(desk: Desk, browser: TestClient, content: str) -> str:
    """Send a file, and return the address of its receipt."""
    files = {"file": ("a.csv", content, "text/csv")}
    job = browser.post("/deliveries", data={"partner": "helpline"}, files=files).headers["location"]
    desk.work()
    return browser.get(job).headers["location"]


def test_a_receipt_is_read_in_the_language_of_its_reader(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = _sent(desk, browser, HEADER + ROW.format("L1") + "L2,soon,x,y\n" + "L3,31/01/2023,,nobody,,no,,\n")
    browser.cookies.set(LANGUAGE, "en")
    assert "The row has 4 fields, but the header has 8." in browser.get(receipt).text
    browser.cookies.set(LANGUAGE, "nl")
    dutch = browser.get(receipt).text
    assert '<span lang="nl">Rij 2 (regel 3):</span>' in dutch and "velden, maar de kopregel heeft er" in dutch
    assert '"nobody" is geen van "police", "labour inspectorate".' in unescape(dutch)
    assert '"31/01/2023" is geen datum in de vorm 2026-01-31.' in unescape(dutch)
    assert 'lang="en"' not in dutch.split("<main")[1]
    table = browser.get(f"{receipt}/refused-rows.csv").text
    assert "Rij 2 (regel 3):" in table and "the header" not in table


def test_a_file_that_is_refused_as_a_whole_says_why_in_dutch(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = _sent(desk, browser, "report_number,dat\n1,2\n")
    browser.cookies.set(LANGUAGE, "nl")
    assert "De kopregel past niet bij het contract." in browser.get(receipt).text


def test_a_receipt_is_read_by_a_machine_in_the_language_that_it_asks_for(desk: Desk) -> None:
    browser, machine = desk.signed_in("supplier", "helpline"), desk.machine()
    number = _sent(desk, browser, HEADER + "L4,soon,x,y\n" + "L5,31/01/2023,,nobody,,no,,\n").rsplit("/")[-1]
    english = "a.csv, row 1 (line 2): the row has 4 fields, but the header has 8."
    for language, shown in (("*", english), ("nl", "Rij 1 (regel 2): De rij heeft 4 velden, maar")):
        answer = machine.get(f"/api/v1/deliveries/{number}", headers={"accept-language": language})
        rows = machine.get(f"/api/v1/deliveries/{number}/refused-rows", headers={"accept-language": language})
        assert answer.headers["content-language"] == language.replace("*", "en")
        for first in (answer.json()["refusals"][0], rows.json()["refused-rows"][0]):
            assert first["sentence"].startswith(shown)
            assert "said" not in first
    missing = machine.get("/api/v1/deliveries/99999", headers={"accept-language": "es"})
    assert missing.json()["detail"] == "Esta página no existe, o usted no puede verla."

"""Who asked for it is told by mail and by a feed: by a server that really takes mail, in counts alone."""

import re

import feedparser
import pytest
from databases import server
from desks import HEADER, ROW, Desk
from postbox import Postbox, postbox
from running_desk import free_port

from schakel.desk import mail
from schakel.desk.database.tables import LETTERS
from schakel.desk.mail import MailServer, send_waiting
from schakel.desk.people import now
from schakel.desk.telling import tell_of_lateness
from schakel_base.errors import RequestError

__all__ = ["postbox", "server"]
SENT = {"file": ("a.csv", HEADER + ROW.format("NOT-TO-BE-MAILED") + "R2,,x,y\n", "text/csv")}
MONTHLY = """
slaProperties:
  - {property: frequency, value: 1, unit: month}
  - {property: latency, value: 10, unit: day}
  - {property: generalAvailability, value: "%s"}
"""


def wanting(desk: Desk, partner: str) -> str:
    """Somebody who asked for mail: their address."""
    email = desk.person("supplier", partner)
    browser = desk.stranger()
    browser.cookies.set("schakel_session", desk.session(email))
    browser.post("/account/mail", data={"mail": "yes"})
    assert "checked" in browser.get("/account").text
    return email


def sent(desk: Desk) -> int:
    declared = MailServer.declared()
    assert declared
    return send_waiting(desk.office.database, declared)


def test_who_asked_is_mailed_when_there_is_a_receipt_and_nobody_else(desk: Desk, postbox: Postbox) -> None:
    wants, _, _ = wanting(desk, "helpline"), wanting(desk, "clinic"), desk.person("supplier", "helpline")
    desk.signed_in("supplier", "helpline").post("/deliveries", data={"partner": "helpline"}, files=SENT)
    desk.work()
    assert sent(desk) == 1
    [letter] = postbox.letters
    assert letter["To"] == wants and letter["From"] == "desk@alliance.example"
    assert re.fullmatch(r"Delivery \d+ has a receipt", letter["Subject"])
    assert "https://desk.example/deliveries/" in letter.get_payload()
    assert "NOT-TO-BE-MAILED" not in letter.as_string()
    assert sent(desk) == 0, "a letter is sent once"


def test_a_letter_waits_for_a_server_that_does_not_answer(
    desk: Desk, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanting(desk, "clinic")
    file = {"file": ("b.csv", HEADER + ROW.format("B1"), "text/csv")}
    desk.signed_in("supplier", "clinic").post("/deliveries", data={"partner": "clinic"}, files=file)
    desk.work()
    right = MailServer.declared()
    monkeypatch.setenv(mail.SERVER, f"smtp://127.0.0.1:{free_port()}")
    assert sent(desk) == 0
    assert right and send_waiting(desk.office.database, right) == 0, "not at once again"
    with desk.office.database.begin() as connection:
        connection.execute(LETTERS.update().values(after=now()))
    assert send_waiting(desk.office.database, right) == len(postbox.letters) >= 1


@pytest.mark.parametrize("wrong", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_what_is_no_server_of_mail_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv(mail.SERVER, wrong)
    monkeypatch.setenv(mail.SENDER, "desk@alliance.example")
    with pytest.raises(RequestError, match="such as smtp://"):
        MailServer.declared()


def test_who_is_late_is_told_once_of_each_period_and_sees_it_in_the_feed(desk: Desk, postbox: Postbox) -> None:
    contract = desk.office.folder / "partners/clinic/contract.yaml"
    contract.write_text(contract.read_text("utf-8") + MONTHLY % f"{now().year - 1}-01-01", "utf-8")
    desk.office._looked = 0.0
    wants = wanting(desk, "clinic")
    for _ in range(2):
        tell_of_lateness(desk.office)
    sent(desk)
    own = [one["Subject"] for one in postbox.letters if one["To"] == wants]
    assert len(own) == 1 and "Late: the delivery about" in own[0]
    page = desk.signed_in("supplier", "clinic").get("/deliveries").text
    assert "What was due" in page and "not yet" in page
    cell = desk.signed_in("statistician").get("/overview").text.partition('data-label="Late with">')[2].split("</td>")
    late = next(one for one in cell if "<br>" in one)
    assert late.count(" – ") == 3 and "earlier periods" in late, "the last three periods, and how many more"
    word = desk.machine("feed", partner="clinic").headers["authorization"].split()[1]
    read = feedparser.parse(desk.stranger().get(f"/feeds/{word}").content)
    assert not read.bozo and any("Late:" in one.title for one in read.entries)


def test_the_address_of_a_feed_opens_that_partner_and_nothing_else(desk: Desk) -> None:
    machine = desk.machine("feed", partner="helpline")
    word = machine.headers["authorization"].split()[1]
    feed = desk.stranger().get(f"/feeds/{word}")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert "rows accepted: 1, refused: 1" in feed.text and "NOT-TO-BE-MAILED" not in feed.text
    assert machine.get("/api/v1/deliveries").status_code == 403
    for other in ("x", desk.machine("receipts").headers["authorization"].split()[1]):
        assert desk.stranger().get(f"/feeds/{other}").status_code == 404

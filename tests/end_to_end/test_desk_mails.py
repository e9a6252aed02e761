"""The worker of a desk that really runs sends mail to who asked for it."""

from pathlib import Path

import requests
from desks import HEADER, ROW, two_partners
from postbox import Postbox, postbox
from running_desk import running, until

__all__ = ["postbox"]


def test_a_supplier_who_asked_gets_a_letter_with_the_receipt(postbox: Postbox, tmp_path: Path) -> None:
    with running(two_partners(tmp_path), "--demonstration") as desk, requests.Session() as browser:
        browser.headers["sec-fetch-site"] = "same-origin"
        browser.post(desk.address + desk.links["supplier of clinic"])
        browser.post(f"{desk.address}/account/mail", data={"mail": "yes"})
        sent = {"file": ("a.csv", HEADER + ROW.format("L1"), "text/csv")}
        browser.post(f"{desk.address}/deliveries", data={"partner": "clinic"}, files=sent, allow_redirects=False)
        until(lambda: bool(postbox.letters))
        [letter] = postbox.letters
        assert letter["To"] == "supplier@clinic.example" and letter["Subject"] == "Delivery 1 has a receipt"

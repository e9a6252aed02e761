"""The worker of a desk that really runs sends mail to who asked for it, and leaves no files of its own behind."""

from pathlib import Path

import pytest
import requests
from desks import HEADER, ROW, two_partners
from postbox import Postbox, postbox
from running_desk import running, until

__all__ = ["postbox"]


def test_a_supplier_who_asked_gets_a_letter_with_the_receipt(
    postbox: Postbox, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path_factory.mktemp("t")  # short, since the address of a socket in it is
    monkeypatch.setenv("TMPDIR", str(temporary))
    with running(two_partners(tmp_path), "--demonstration", afresh=True) as desk, requests.Session() as browser:
        browser.headers["sec-fetch-site"] = "same-origin"
        browser.post(desk.address + desk.links["supplier of clinic"])
        browser.post(f"{desk.address}/account/mail", data={"mail": "yes"})
        sent = {"file": ("a.csv", HEADER + ROW.format("L1"), "text/csv")}
        browser.post(f"{desk.address}/deliveries", data={"partner": "clinic"}, files=sent, allow_redirects=False)
        until(lambda: bool(postbox.letters))
        [letter] = postbox.letters
        assert letter["To"] == "supplier@clinic.example" and letter["Subject"] == "Delivery 1 has a receipt"
        # The process of the job has gone, with what it kept for a while; the server and the worker are still there.
        until(lambda: len(list(temporary.glob("schakel-*"))) <= 2)
    assert list(temporary.iterdir()) == []

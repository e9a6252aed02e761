"""Refused rows are mended at the desk: only these are shown, checked as in a file, and delivered with a receipt."""

import re
from html import unescape

from desks import HEADER, ROW, Desk
from starlette.testclient import TestClient

from schakel.store.archive import archived
from schakel.store.door import open_to

SECRET = "Annabel-from-the-corner-shop"
WRONG = f"{{}},2023-01-02,work under duress,nobody,,no,Northtown,{SECRET}\n"


def delivered(desk: Desk, browser: TestClient, *rows: str) -> str:
    """Deliver a file with these rows, and return the address of its receipt."""
    sent = {"file": ("a.csv", HEADER + "".join(rows), "text/csv")}
    job = browser.post("/deliveries", data={"partner": "helpline"}, files=sent).headers["location"]
    desk.work()
    return str(browser.get(job).headers["location"])


def fields(page: str) -> dict[str, str]:
    """What the page has filled in, by the name of the field."""
    found = re.findall(r'<input [^>]*name="(row-\d+-\d+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def test_only_refused_rows_are_shown_with_what_is_wrong_and_nothing_personal(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, ROW.format("M1"), WRONG.format("M2"), "M3,x\n")
    assert f"{receipt}/mending" in browser.get(receipt).text
    page = browser.get(f"{receipt}/mending").text
    assert "M2" in page and "M1" not in page and SECRET not in page
    assert '"nobody" is not one of "police", "labour inspectorate".' in unescape(page)
    assert "Rows that do not fit the columns are not here: 1." in page


def test_what_is_mended_is_a_delivery_with_a_receipt_and_keeps_what_was_not_shown(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("N1"), WRONG.format("N2"))
    typed = fields(browser.get(f"{receipt}/mending").text)
    sent = browser.post(f"{receipt}/mending", data=typed | {"row-1-3": "police"})
    desk.work()
    after = browser.get(browser.get(sent.headers["location"]).headers["location"]).text
    assert "All 1 rows were accepted." in after and f"mended-rows-of-delivery-{receipt.rpartition('/')[2]}.csv" in after
    [sha256] = re.findall(r"<code>(\w{64})</code>", after)
    with open_to(desk.office.workspace.resolved), archived(desk.office.workspace, sha256).open() as file:
        header, row = file.read().decode().splitlines()
    assert header == HEADER.strip()
    assert row == f"N1,2023-01-02,work under duress,police,,no,Northtown,{SECRET}"
    # Sent twice it is one delivery; the row that was left as it is stays refused.
    browser.post(f"{receipt}/mending", data=typed | {"row-1-3": "police"})
    assert "was already delivered" in desk.work()[0]


def test_what_is_still_wrong_is_said_and_what_was_typed_stays(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("P1"))
    typed = fields(browser.get(f"{receipt}/mending").text)
    again = browser.post(f"{receipt}/mending", data=typed | {"row-1-3": "somebody", "row-1-1": ""})
    assert again.status_code == 400
    assert '"somebody" is not one of' in unescape(again.text) and "it is required" in again.text
    assert fields(again.text)["row-1-3"] == "somebody"
    unchanged = browser.post(f"{receipt}/mending", data=typed)
    assert unchanged.status_code == 400 and "Change what is wrong in a row first." in unchanged.text


def test_rows_of_a_file_of_another_partner_or_of_none_cannot_be_mended(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("Q1"))
    accepted = delivered(desk, browser, ROW.format("Q2"))
    assert desk.signed_in("supplier", "clinic").get(f"{receipt}/mending").status_code == 404
    assert browser.get(f"{accepted}/mending").status_code == 404
    assert "/mending" not in browser.get(accepted).text

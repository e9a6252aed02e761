"""Refused rows are mended at the desk: only these are shown, checked as in a file, and delivered with a receipt."""

import csv
import io
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest
from broken import edit
from databases import ENGINES, SLOW_AFTER_THE_FIRST
from desks import HEADER, ROW, Desk, on_database, two_partners
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient
from xlsxwriter import Workbook

from schakel.desk import mending
from schakel.desk.office import Office
from schakel.store.archive import archived
from schakel.store.door import open_to
from schakel_base import clock
from schakel_base.errors import RequestError

DATABASES = SLOW_AFTER_THE_FIRST

SECRET = "Annabel-from-the-corner-shop"
WRONG = f"{{}},2023-01-02,work under duress,nobody,,no,Northtown,{SECRET}\n"


def delivered(desk: Desk, browser: TestClient, *rows: str) -> str:
    """Deliver a file with these rows, and return the address of its receipt."""
    return sent(desk, browser, (HEADER + "".join(rows)).encode())


def sent(desk: Desk, browser: TestClient, content: bytes, partner: str = "helpline", on: str = "") -> str:
    """Deliver a file, and return the address of its receipt."""
    about = {"partner": partner, "on": on}
    job = browser.post("/deliveries", data=about, files={"file": ("a.csv", content, "text/csv")}).headers["location"]
    desk.work()
    return str(browser.get(job).headers["location"])


def mend(desk: Desk, browser: TestClient, receipt: str, **values: str) -> str:
    """Type what rows should be, deliver that, and return the address of its receipt."""
    typed = fields(browser.get(f"{receipt}/mending").text)
    job = browser.post(f"{receipt}/mending", data=typed | {name.replace("_", "-"): one for name, one in values.items()})
    assert job.status_code == 303, job.text
    desk.work()
    return str(browser.get(job.headers["location"]).headers["location"])


def content_of(desk: Desk, browser: TestClient, receipt: str) -> bytes:
    """The file behind a receipt, as it is in the archive."""
    [sha256] = re.findall(r"<code>(\w{64})</code>", browser.get(receipt).text)
    with open_to(desk.office.workspace.resolved), archived(desk.office.workspace, sha256).open() as file:
        return file.read()


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
    later = mend(desk, browser, receipt, row_1_3="police")
    after = browser.get(later).text
    assert "The one row was accepted." in after and f"mended-rows-of-delivery-{receipt.rpartition('/')[2]}.csv" in after
    header, row = content_of(desk, browser, later).decode().splitlines()
    assert header == HEADER.strip()
    assert row == f"N1,2023-01-02,work under duress,police,,no,Northtown,{SECRET}"


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
    long = browser.post(f"{receipt}/mending", data=typed | {"row-1-3": "police", "row-1-2": "x" * 4001})
    assert long.status_code == 400 and fields(long.text)["row-1-3"] == "police"


def test_rows_of_a_file_of_another_partner_or_of_none_cannot_be_mended(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("Q1"))
    accepted = delivered(desk, browser, ROW.format("Q2"))
    assert desk.signed_in("supplier", "clinic").get(f"{receipt}/mending").status_code == 404
    assert browser.get(f"{accepted}/mending").status_code == 404
    assert "/mending" not in browser.get(accepted).text


def test_a_row_that_was_mended_is_seen_as_mended_and_is_not_mended_again(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("R1"), WRONG.format("R2"))
    opened_before = fields(browser.get(f"{receipt}/mending").text)
    later = mend(desk, browser, receipt, row_1_3="police")
    page = browser.get(receipt).text
    assert re.search(rf'Row 1 was mended by supplier\d+@alliance.example on [^<]+ <a [^>]*href="{later}"', page)
    assert page.count("Mended.") == 1 and f'href="{receipt}"' in browser.get(later).text
    assert "R1" not in browser.get(f"{receipt}/mending").text
    stale = browser.post(f"{receipt}/mending", data=opened_before | {"row-2-3": "police"})
    assert stale.status_code == 400 and "was mended in the meantime" in stale.text
    assert fields(stale.text) == {name: one for name, one in opened_before.items() if name.startswith("row-2")} | {
        "row-2-3": "police"
    }


def test_a_receipt_offers_what_is_left_to_do_and_nothing_else(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    misfits = browser.get(delivered(desk, browser, "Z1,x\n", ROW.format("Z2"))).text
    assert "/mending" not in misfits and "/replays" in misfits
    assert "Rows that do not fit the columns cannot be mended here. Download the refused rows" in misfits
    receipt = delivered(desk, browser, WRONG.format("Z3"), "Z4,x\n")
    assert f"{receipt}/mending" in browser.get(receipt).text
    mend(desk, browser, receipt, row_1_3="police")
    assert "/mending" not in browser.get(receipt).text and "that do not fit" in browser.get(receipt).text
    whole = delivered(desk, browser, WRONG.format("Z5"))
    mend(desk, browser, whole, row_1_3="police")
    page = browser.get(whole).text
    assert "/mending" not in page and "/replays" not in page and "Rows to mend" not in page


def test_of_two_tabs_the_first_counts_and_the_second_keeps_what_was_typed_of_other_rows(desk: Desk) -> None:
    browser, colleague = desk.signed_in("supplier", "helpline"), desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("S1"), WRONG.format("S2"))
    typed = fields(browser.get(f"{receipt}/mending").text)
    assert browser.post(f"{receipt}/mending", data=typed | {"row-1-3": "police"}).status_code == 303
    # The first is not taken in yet: its job waits.
    second = colleague.post(f"{receipt}/mending", data=typed | {"row-1-3": "labour inspectorate", "row-2-3": "police"})
    assert second.status_code == 400 and "it is being taken in" in unescape(second.text).lower()
    left = fields(second.text)
    assert left["row-2-3"] == "police" and not any(name.startswith("row-1-") for name in left)
    assert "Row 1 is being taken in, mended by supplier" in colleague.get(receipt).text
    other = colleague.post(f"{receipt}/mending", data=left)
    assert other.status_code == 303
    desk.work()
    assert (
        "The one row was accepted." in browser.get(str(browser.get(other.headers["location"]).headers["location"])).text
    )
    assert "/mending" not in browser.get(receipt).text, "both are mended"


@pytest.mark.parametrize("desk", ENGINES, indirect=True, scope="module")
def test_of_two_who_send_a_row_at_the_same_moment_one_is_taken(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("X1"))
    typed = fields(browser.get(f"{receipt}/mending").text) | {"row-1-3": "police"}
    gate = Barrier(2)

    def send(_: int) -> int:
        gate.wait()
        return browser.post(f"{receipt}/mending", data=typed).status_code

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(send, range(2))) == [303, 400]
    assert len(desk.work()) == 1


def test_rows_that_are_checked_again_meanwhile_are_left_alone_until_that_is_done(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("V1"))
    typed = fields(browser.get(f"{receipt}/mending").text) | {"row-1-3": "police"}
    browser.post(f"{receipt}/replays")
    answer = browser.post(f"{receipt}/mending", data=typed)
    assert answer.status_code == 400 and "These rows are being checked again." in answer.text
    assert fields(answer.text)["row-1-3"] == "police"
    desk.work()
    assert browser.post(f"{receipt}/mending", data=typed).status_code == 303
    desk.work()


def test_who_mended_a_row_stands_beside_it_in_the_file_and_for_machines(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("Y1"), WRONG.format("Y2"))
    later = mend(desk, browser, receipt, row_1_3="police").rpartition("/")[2]
    first, second = csv.DictReader(io.StringIO(browser.get(f"{receipt}/refused-rows.csv").text))
    assert first["mended-by"].startswith("supplier") and first["mended-in-delivery"] == later
    assert first["mended-on"] == clock.today().isoformat()
    assert [second[name] for name in ("mended-by", "mended-on", "mended-in-delivery")] == ["", "", ""]
    told = desk.machine().get(f"/api/v1{receipt}/refused-rows").json()["refused-rows"]
    assert told[0]["mended"]["delivery"] == f"/api/v1/deliveries/{later}" and told[1]["mended"] is None


def test_a_file_that_is_too_large_is_told_so_before_anybody_asks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("W1"))
    monkeypatch.setattr(mending, "LARGEST_FILE", 100)
    page = browser.get(receipt).text
    assert "cannot be mended here. Download the refused rows" in page and f"{receipt}/mending" not in page
    assert browser.get(f"{receipt}/mending").status_code == 404


def test_a_mended_row_is_not_checked_again_and_is_free_once_it_is_withdrawn(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    receipt = delivered(desk, browser, WRONG.format("T1"))
    later = mend(desk, browser, receipt, row_1_3="police")
    browser.post(f"{receipt}/replays")
    with pytest.raises(RequestError, match="has no refused rows that are left to check"):
        desk.work()
    assert "No refused row is left that can be mended here." in browser.get(f"{receipt}/mending").text
    browser.post(f"{later}/withdrawals", data={"reason": "wrong", "sure": "yes"})
    desk.work()
    assert "T1" in browser.get(f"{receipt}/mending").text


LAYOUT = """\
      - property: layouts
        value: [{version: 1.0.0, until: 2023-12-31, columns: {report_number: nr}, formats: {received_on: "%d-%m-%Y"}}]
"""


@pytest.fixture(scope="module", params=SLOW_AFTER_THE_FIRST)
def other_files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk whose partners deliver a file with an earlier layout, a workbook, and a register as a whole.

    The database is asked the same of other files: the tests above ask either kind.
    """
    address = request.getfixturevalue("server") if request.param == "postgresql" else ""
    folder = two_partners(tmp_path_factory.mktemp("others"))
    shutil.copytree(folder / "partners/clinic", folder / "partners/shelter")
    files = {name: f"partners/{name}/contract.yaml" for name in ("helpline", "clinic", "shelter")}
    edit(folder, files["shelter"], "id: clinic", "id: shelter")
    edit(folder, files["helpline"], "version: 1.0.0", "version: 2.0.0")
    edit(folder, files["helpline"], "      - property: rowRules\n", f"{LAYOUT}      - property: rowRules\n")
    workbook = "      - {property: format, value: {name: xlsx, sheet: Reports}}\n      - property: rowRules\n"
    edit(folder, files["clinic"], "      - property: rowRules\n", workbook)
    (folder / "partners/clinic/form.yaml").unlink()
    register = "      - {property: snapshot, value: {of: register}}\n      - property: rowRules\n"
    edit(folder, files["shelter"], "      - property: rowRules\n", register)
    return on_database(Office(folder), address)


def test_rows_in_an_earlier_layout_are_mended_in_that_layout(other_files: Desk) -> None:
    browser = other_files.signed_in("supplier", "helpline")
    old = HEADER.replace("report_number", "nr") + "1,02-01-2023,debts,nobody,,no,Northtown,\n"
    receipt = sent(other_files, browser, old.encode(), on="2023-06-01")
    later = mend(other_files, browser, receipt, row_1_3="police")
    assert "The one row was accepted." in browser.get(later).text
    assert content_of(other_files, browser, later).decode().splitlines()[0].startswith("nr,")


def test_rows_of_a_workbook_become_a_workbook(other_files: Desk) -> None:
    browser, file = other_files.signed_in("supplier", "clinic"), io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet("Reports")
        for line, row in enumerate((HEADER.strip(), "007,2023-01-02,debts,nobody,,no,Northtown,")):
            for place, value in enumerate(row.split(",")):
                sheet.write_string(line, place, value)
    receipt = sent(other_files, browser, file.getvalue(), "clinic")
    later = mend(other_files, browser, receipt, row_1_3="police")
    assert "The one row was accepted." in browser.get(later).text
    again = CalamineWorkbook.from_filelike(io.BytesIO(content_of(other_files, browser, later)))
    assert again.get_sheet_by_name("Reports").to_python()[1][:4] == ["007", "2023-01-02", "debts", "police"]


def test_of_a_snapshot_the_whole_file_is_delivered_with_the_mended_row_in_its_place(other_files: Desk) -> None:
    browser = other_files.signed_in("supplier", "shelter")
    rows = (ROW.format("1"), WRONG.format("2"), ROW.format("3"), WRONG.format("4"))
    receipt = sent(other_files, browser, (HEADER + "".join(rows)).encode(), "shelter")
    first = browser.get(f"{receipt}/mending").text
    later = mend(other_files, browser, receipt, row_2_3="police")
    assert "Rows accepted: 3 of 4. Rows refused: 1." in browser.get(later).text
    lines = content_of(other_files, browser, later).decode().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["1", "2", "3", "4"] and SECRET in lines[2]
    typed = fields(first) | {"row-4-3": "labour inspectorate"}
    stale = browser.post(f"{receipt}/mending", data=typed)
    assert stale.status_code == 400 and "took the place of this one." in stale.text
    assert fields(stale.text)["row-4-3"] == "labour inspectorate", "what was typed in a second tab is still there"
    page = browser.get(receipt).text
    assert "took the place of this one." in page and "/mending" not in page
    assert browser.get(f"{receipt}/mending").status_code == 404


def test_a_file_under_a_contract_that_changed_since_says_what_to_do_first(
    other_files: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schakel.desk.office._STANDING", 0.0)
    browser = other_files.signed_in("supplier", "helpline")
    receipt = sent(other_files, browser, (HEADER + WRONG.format("U1")).encode())
    edit(other_files.office.folder, "partners/helpline/contract.yaml", "version: 2.0.0", "version: 2.1.0")
    page = browser.get(receipt).text
    assert "Check its refused rows again first." in page and "/mending" not in page
    replayed = browser.post(f"{receipt}/replays").headers["location"]
    other_files.work()
    again = str(browser.get(replayed).headers["location"])
    page = browser.get(receipt).text
    assert f'These rows were checked again: <a class="utrecht-link utrecht-link--html-a" href="{again}"' in page
    assert f"Mend the rows of delivery {again.rpartition('/')[2]}." in page and "/mending" not in page
    assert "The one row was accepted." in browser.get(mend(other_files, browser, again, row_1_3="police")).text
    # Now that the row of that check was mended, it is seen as mended from where it was first refused.
    assert "Row 1 was mended by" in browser.get(receipt).text


def test_rows_that_a_later_check_accepted_are_not_offered_again(
    other_files: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schakel.desk.office._STANDING", 0.0)
    browser, contract = other_files.signed_in("supplier", "helpline"), "partners/helpline/contract.yaml"
    receipt = sent(other_files, browser, (HEADER + WRONG.format("U2")).encode())
    before = (other_files.office.folder / contract).read_text("utf-8")
    edit(other_files.office.folder, contract, "version: 2.1.0", "version: 2.2.0")
    edit(other_files.office.folder, contract, "labour inspectorate]", "labour inspectorate, nobody]")
    replayed = browser.post(f"{receipt}/replays").headers["location"]
    other_files.work()
    page, again = browser.get(receipt).text, str(browser.get(replayed).headers["location"])
    assert "The one row was accepted." in browser.get(again).text and f'href="{again}"' in page
    assert "Rows to mend" not in page and "/mending" not in page and "/replays" not in page
    (other_files.office.folder / contract).write_text(before, "utf-8")

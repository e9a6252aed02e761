"""A file that is only tried leaves nothing behind; what is withdrawn is erased everywhere, its key from the job too."""

import pyarrow.parquet as pq
import pytest
from databases import SLOW_AFTER_THE_FIRST
from desks import HEADER, ROW, Desk
from starlette.testclient import TestClient

from schakel import verbs
from schakel.desk.database.tables import JOBS
from schakel.desk.jobs import SEALED_FOR, drop_sealed, wait_again
from schakel.desk.people import now
from schakel.desk.uploads import MOST, Announced, begin_upload, drop_upload
from schakel.store.door import open_to
from schakel_base import clock

DATABASES = SLOW_AFTER_THE_FIRST

SURE = {"reason": "delivered by mistake", "sure": "yes"}


def sent(browser: TestClient, *rows: str, **more: str) -> str:
    """Send a file by the form, and return the address of its job."""
    file = {"file": ("a.csv", HEADER + "".join(rows), "text/csv")}
    return browser.post("/deliveries", data={"partner": "helpline", **more}, files=file).headers["location"]


def latest(browser: TestClient) -> dict:
    return browser.get("/api/v1/deliveries").json()["deliveries"][0]


def test_what_is_tried_is_answered_and_not_kept(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    before = browser.get("/api/v1/deliveries").json()["total"]
    job = sent(browser, ROW.format("T-ONLY-TRIED"), "T2,,x,y\n", trial="yes")
    assert desk.work() == ["a.csv, 2 rows: 1 accepted, 1 refused."]
    page = browser.get(job).text
    assert "Trial: nothing was kept" in page and "Rows accepted: 1 of 2. Rows refused: 1." in page
    assert browser.get("/api/v1/deliveries").json()["total"] == before
    assert not list((desk.office.workspace.intake / "drafts").glob("*/"))
    # What it quotes is in the database under seal, and goes after a day.
    with desk.office.database.begin() as connection:
        row = connection.execute(JOBS.select().order_by(JOBS.c.id.desc())).first()
        assert row and row.sealed and "x" not in str(row.result)
        connection.execute(JOBS.update().values(ended=now() - SEALED_FOR))
        drop_sealed(connection)
    assert "Done." in browser.get(job).text


def test_a_file_without_rows_and_one_that_is_refused_say_what_to_do(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    job = sent(browser)
    other = {"file": ("b.csv", "something else\n1\n", "text/csv")}
    wrong = browser.post("/deliveries", data={"partner": "helpline"}, files=other).headers["location"]
    desk.work()
    empty, refused = (browser.get(browser.get(one).headers["location"]).text for one in (job, wrong))
    assert "The file holds no rows." in empty and "All 0 rows" not in empty
    assert "The file was refused as a whole." in refused and "Deliver a file in its place" in refused


def test_a_machine_that_may_deliver_and_no_more_follows_its_own_job(desk: Desk) -> None:
    own, other = desk.machine("deliver"), desk.machine("deliver")
    asks = {"partner": "helpline", "file-name": "a.csv"}
    job = own.post("/api/v1/deliveries", params=asks, content=HEADER + ROW.format("M1")).json()["href"]
    desk.work()
    assert own.get(job).json()["state"] == "done"
    assert other.get(job).status_code == 404
    assert own.get("/api/v1/deliveries").status_code == 403
    assert desk.machine("receipts").get(job).json()["state"] == "done"


def test_a_delivery_is_withdrawn_whole(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    sent(browser, ROW.format("W1"), ROW.format("W2"))
    desk.work()
    number = latest(browser)["number"]
    assert browser.post(f"/deliveries/{number}/withdrawals", data=SURE | {"sure": ""}).status_code == 400
    assert browser.post(f"/deliveries/{number}/withdrawals", data=SURE).status_code == 303
    assert "Withdrawing" in browser.get("/deliveries").text
    assert desk.work() == ["Rows erased: 2, from deliveries: 1. Editions erased with them: 0."]
    assert "2 rows" in browser.get(f"/deliveries/{number}").text
    log = desk.signed_in("privacy-officer").get("/access-log")
    assert log.status_code == 200 and "delivered by mistake" in log.text
    with open_to(desk.office.workspace.resolved):
        assert pq.read_table(desk.office.workspace.accepted_rows(number).read_buffer()).num_rows == 0


def test_a_record_is_withdrawn_by_its_key_which_the_job_forgets(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    sent(browser, ROW.format("KEY-TO-GO"), ROW.format("KEY-TO-STAY"))
    desk.work()
    number = latest(browser)["number"]
    key = {"key-report_number": "KEY-TO-GO"}
    browser.post(f"/deliveries/{number}/withdrawals", data=SURE | key)
    with desk.office.reading() as connection:
        row = connection.execute(JOBS.select().order_by(JOBS.c.id.desc())).first()
        assert row and "KEY-TO-GO" not in str(row) and row.sealed
    assert desk.work() == ["Rows erased: 1, from deliveries: 1. Editions erased with them: 0."]
    with desk.office.reading() as connection:
        row = connection.execute(JOBS.select().order_by(JOBS.c.id.desc())).first()
        assert row and not row.sealed


@pytest.mark.parametrize("key", [{"key-report_number": "BROKEN-OFF"}, {}])
def test_a_withdrawal_that_is_broken_off_is_finished(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, key: dict[str, str]
) -> None:
    browser = desk.signed_in("supplier", "helpline")
    sent(browser, ROW.format("BROKEN-OFF") + f"X{len(key)},,x,y\n")
    desk.work()
    browser.post(f"/deliveries/{latest(browser)['number']}/withdrawals", data=SURE | key)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(verbs.erasing, "_carry_out", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        desk.work()
    with desk.office.database.begin() as connection:
        wait_again(connection)
    assert desk.work() == ["Rows erased: 1, from deliveries: 1. Editions erased with them: 0."]


def test_nobody_withdraws_what_another_partner_delivered(desk: Desk) -> None:
    own, other = desk.signed_in("supplier", "helpline"), desk.signed_in("supplier", "clinic")
    sent(own, ROW.format("O1"))
    desk.work()
    assert other.post(f"/deliveries/{latest(own)['number']}/withdrawals", data=SURE).status_code == 404


def test_a_partner_has_so_many_files_on_their_way_and_no_more(desk: Desk) -> None:
    about = Announced("a.csv", 9, clock.today())
    with desk.office.database.begin() as connection:
        begun = [begin_upload(connection, "clinic", "somebody", about) for _ in range(MOST)]
    asks = {"partner": "clinic", "file-name": "a.csv"}
    answer = desk.machine(partner="clinic").post("/api/v1/deliveries", params=asks, content=b"x")
    assert answer.status_code == 429 and "on their way" in answer.json()["detail"]
    for one in begun:
        drop_upload(desk.office.database, desk.office.workspace, one.name)

"""A file arrives in parts: whoever was cut off goes on, nobody else does, and nothing is in clear on the way."""

import base64
import os

import pytest
from desks import HEADER, ROW, Desk
from sending import PART, TUS, announced, begun, files_of_at_most, sent

from schakel.desk import receiving
from schakel.desk.receiving import Receiving, WrongOffsetError
from schakel.desk.uploads import drop_ended, drop_upload, find_upload
from schakel.store.door import open_to
from schakel_base.errors import DiskError


def test_a_file_in_parts_is_one_delivery(desk: Desk) -> None:
    browser, content = desk.signed_in("supplier", "helpline"), (HEADER + ROW.format("P1") + ROW.format("P2")).encode()
    place = begun(browser, len(content), on="2025-01-02", covers_from="2023-01-01", covers_until="2023-12-31")
    assert sent(browser, place, 0, content[:50]) == 204
    assert browser.head(place, headers=TUS).headers["upload-offset"] == "50"
    last = browser.patch(place, headers=PART | {"upload-offset": "50"}, content=content[50:])
    assert last.headers["schakel-job"].startswith("/api/v1/jobs/")
    assert desk.work() == ["a.csv, 2 rows: 2 accepted, 0 refused."]
    told = browser.get(last.headers["schakel-job"]).json()
    receipt = browser.get(told["delivery"]).json()
    assert receipt["accepted"] == 2 and receipt["delivery"]["covers"] == {"from": "2023-01-01", "until": "2023-12-31"}
    assert sent(browser, place, len(content), b"") in (204, 409)
    assert desk.work() == [], "what is whole is taken in once"


@pytest.mark.parametrize("at", [3, 11, 99])
def test_a_part_begins_where_the_upload_is(desk: Desk, at: int) -> None:
    browser = desk.signed_in("supplier", "helpline")
    place = begun(browser, 20)
    assert sent(browser, place, 0, b"0123456789") == 204
    answer = browser.patch(place, headers=PART | {"upload-offset": str(at)}, content=b"x")
    assert answer.status_code == 409 and answer.json()["offset"] == 10


def test_more_than_was_announced_is_refused(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    place = begun(browser, 3)
    assert sent(browser, place, 0, b"more") == 400
    assert browser.head(place, headers=TUS).headers["upload-offset"] == "0"


def test_of_two_that_go_on_at_once_one_does(desk: Desk) -> None:
    upload = announced(desk, 8)
    one, other = (Receiving(desk.office.database, desk.office.workspace, upload, 0) for _ in range(2))
    one.take(b"1111")
    other.take(b"2222")
    one.end()
    with pytest.raises(WrongOffsetError, match="at byte 4"):
        other.end()
    folder = desk.office.workspace.intake / "uploads" / upload.name
    assert len(list(folder.iterdir())) == 1, "the part that did not count is gone"


def test_a_part_of_nothing_is_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request ends with a piece of nothing; after a whole part it would stand where the next request begins."""
    monkeypatch.setattr(receiving, "BLOCK", 8)
    monkeypatch.setattr(receiving, "PART", 8)
    browser = desk.signed_in("supplier", "helpline")
    place = begun(browser, 24)
    assert [sent(browser, place, at, b"01234567") for at in (0, 8)] == [204, 204]
    assert browser.head(place, headers=TUS).headers["upload-offset"] == "16"


def test_nothing_is_put_down_after_what_the_disk_refused(desk: Desk) -> None:
    upload = announced(desk, 600_000)
    arriving = Receiving(desk.office.database, desk.office.workspace, upload, 0)
    arriving.take(b"1" * 300_000)
    with files_of_at_most(1000), pytest.raises(DiskError):
        arriving.write(arriving.block())
    arriving.take(b"2" * 1000)
    arriving.end()
    with desk.office.database.connect() as connection:
        assert find_upload(connection, upload.name).received == 0, "the second would lie where the first should be"
    assert not list((desk.office.workspace.intake / "uploads" / upload.name).iterdir())


def test_nothing_counts_of_what_came_after_a_part_that_does_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part is put down while the next one is written already: if somebody else went on first, both are dropped."""
    monkeypatch.setattr(receiving, "PART", 4)
    upload = announced(desk, 12)
    one, other = (Receiving(desk.office.database, desk.office.workspace, upload, 0) for _ in range(2))
    other.take(b"2222")
    one.take(b"1111")
    one.write(one.block())
    part = one.part()
    one.take(b"11")
    one.write(one.block())
    other.end()
    with pytest.raises(WrongOffsetError, match="at byte 4"):
        one.put_down(part)
    one.end()
    folder = desk.office.workspace.intake / "uploads" / upload.name
    assert len(list(folder.iterdir())) == 1, "what the other one sent"


def test_what_comes_of_an_upload_that_was_dropped_is_told_so(desk: Desk) -> None:
    upload = announced(desk, 20)
    arriving = Receiving(desk.office.database, desk.office.workspace, upload, 0)
    arriving.take(b"0123456789")
    arriving.write(arriving.block())
    drop_upload(desk.office.database, desk.office.workspace, upload.name)
    with pytest.raises(WrongOffsetError, match="at byte 0"):
        arriving.end()


def test_nothing_of_a_file_is_in_clear_on_the_way(desk: Desk) -> None:
    upload = announced(desk, 20)
    arriving = Receiving(desk.office.database, desk.office.workspace, upload, 0)
    arriving.take(b"Zwanenburg")
    arriving.end()
    files = [path for path in desk.office.workspace.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if b"Zwanenburg" in path.read_bytes()]
    assert not [path for path in files if path.stat().st_mode & 0o077]


def test_somebody_else_of_the_same_partner_does_not_go_on_with_it(desk: Desk) -> None:
    place = begun(desk.signed_in("supplier", "helpline"), 9)
    other = desk.signed_in("supplier", "helpline")
    assert other.head(place, headers=TUS).status_code == 404
    assert sent(other, place, 0, b"x") == 404
    assert other.delete(place, headers=TUS).status_code == 404


def test_an_upload_can_be_dropped_and_is_forgotten_after_a_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from schakel.desk import uploads
    from schakel.desk.people import now

    browser = desk.signed_in("supplier", "helpline")
    place = begun(browser, 9)
    assert browser.delete(place, headers=TUS).status_code == 204
    assert browser.head(place, headers=TUS).status_code == 404
    left = announced(desk, 9)
    monkeypatch.setattr(uploads, "now", lambda: now() + timedelta(days=1, seconds=1))
    drop_ended(desk.office.database, desk.office.workspace)
    with desk.office.database.connect() as connection:
        assert find_upload(connection, left.name) is None


def test_a_file_that_is_not_what_was_announced_is_not_taken_in(desk: Desk) -> None:
    browser, content = desk.signed_in("supplier", "helpline"), (HEADER + ROW.format("S1")).encode()
    place = begun(browser, len(content), sha256="0" * 64)
    assert sent(browser, place, 0, content) == 204
    from schakel_base.errors import DeliveryError

    with pytest.raises(DeliveryError, match="its SHA-256 is another"):
        desk.work()


def test_a_large_file_is_put_down_part_by_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "BLOCK", 16)
    monkeypatch.setattr(receiving, "PART", 64)
    rows = "".join(ROW.format(f"L{number}") for number in range(200))
    content, browser = (HEADER + rows).encode(), desk.signed_in("supplier", "helpline")
    assert sent(browser, begun(browser, len(content)), 0, content) == 204
    assert desk.work() == ["a.csv, 200 rows: 200 accepted, 0 refused."]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"tus-resumable": "0.2.0"}, 412),
        ({"upload-length": "-1"}, 400),
        ({"upload-length": str(2**80)}, 400),
        ({"upload-metadata": "partner %%%"}, 400),
        ({"upload-metadata": "filename YQ=="}, 404),
    ],
)
def test_what_is_announced_wrongly_is_refused(desk: Desk, headers: dict[str, str], status: int) -> None:
    told = f"partner {base64.b64encode(b'helpline').decode()},filename YQ=="
    usual = TUS | {"upload-length": "9", "upload-metadata": told}
    answer = desk.signed_in("supplier", "helpline").post("/api/v1/uploads", headers=usual | headers)
    assert answer.status_code == status


def test_parts_read_as_the_file_that_was_sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from schakel.desk.uploaded_file import uploaded_file

    monkeypatch.setattr(receiving, "BLOCK", 300)
    monkeypatch.setattr(receiving, "PART", 1000)
    content = os.urandom(10_123)
    upload = announced(desk, len(content))
    arriving = Receiving(desk.office.database, desk.office.workspace, upload, 0)
    for start in range(0, len(content), 777):
        if arriving.take(content[start : start + 777]) and arriving.write(arriving.block()):
            arriving.put_down(arriving.part())
    arriving.end()
    with desk.office.database.connect() as connection:
        file = uploaded_file(connection, desk.office.workspace, upload)
    with open_to(desk.office.workspace.resolved), file.open() as opened:
        assert opened.read() == content
        opened.seek(5000)
        assert opened.read(2000) == content[5000:7000]
        opened.seek(-10, os.SEEK_END)
        assert opened.read() == content[-10:]

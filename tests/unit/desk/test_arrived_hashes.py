"""The SHA-256 of a file is taken as it comes; where it is not known the file is read again, and judged as it is."""

from datetime import timedelta
from hashlib import sha256

import pytest
from desks import HEADER, ROW, Desk
from sending import announced, begun, files_of_at_most, sent

from schakel.desk import arrived_hashes, receiving
from schakel.desk.arrived_hashes import ArrivedHashes
from schakel.desk.people import now
from schakel.desk.receiving import Receiving, WrongOffsetError
from schakel.desk.uploads import Upload, find_upload
from schakel_base.errors import DeliveryError, DiskError


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "BLOCK", 16)
    monkeypatch.setattr(receiving, "PART", 64)


def table(name: str) -> bytes:
    return (HEADER + "".join(ROW.format(f"{name}{row}") for row in range(9))).encode()


def sent_in_three(desk: Desk, content: bytes, announced_sha256: str, forgets: bool = False) -> int:
    """Send a file in three requests, and return how often it is read to check and to take it in."""
    browser = desk.signed_in("supplier", "helpline")
    place, log = begun(browser, len(content), sha256=announced_sha256), desk.office.workspace.access_log
    assert sent(browser, place, 0, content[:100]) == 204
    if forgets:  # as a server that begins again, or another process, does
        desk.office.arrived_hashes = ArrivedHashes()
    assert [sent(browser, place, at, content[at:until]) for at, until in ((100, 300), (300, None))] == [204, 204]
    before = len(list(log.records()))
    desk.work()
    return len(list(log.records())) - before


def test_a_file_is_not_read_again_to_check_it(desk: Desk) -> None:
    one, other = table("A"), table("B")
    times = sent_in_three(desk, one, sha256(one).hexdigest())
    assert sent_in_three(desk, other, sha256(other).hexdigest(), forgets=True) == times + 1


@pytest.mark.parametrize("forgets", [False, True])
def test_a_file_in_parts_that_is_not_what_was_announced_is_not_taken_in(desk: Desk, forgets: bool) -> None:
    with pytest.raises(DeliveryError, match="its SHA-256 is another"):
        sent_in_three(desk, table("C"), sha256(table("A")).hexdigest(), forgets)


def arrived(desk: Desk, upload: Upload) -> tuple[int, str]:
    with desk.office.reading() as connection:
        found = find_upload(connection, upload.name)
    assert found
    return found.received, found.arrived_sha256


def test_of_two_at_one_offset_the_hash_is_of_the_one_that_counts(desk: Desk) -> None:
    upload = announced(desk, 80)
    one, other = (Receiving(desk.office.database, desk.office.workspace, upload, 0) for _ in range(2))
    for receives, content in ((one, b"1" * 40), (other, b"2" * 40)):
        receives.take(content)
        receives.write(receives.block())
    other.end()
    with pytest.raises(WrongOffsetError):
        one.end()
    assert one.arrived is None, "what it knew was of bytes that do not count"
    assert arrived(desk, upload) == (40, sha256(b"2" * 40).hexdigest())


def test_after_a_fault_nothing_is_known_of_what_was_dropped(desk: Desk) -> None:
    upload = announced(desk, 600_000)
    receives = Receiving(desk.office.database, desk.office.workspace, upload, 0)
    receives.take(b"1" * 10)
    receives.write(receives.block())
    receives.take(b"2" * 400_000)
    with files_of_at_most(1000), pytest.raises(DiskError):
        receives.write(receives.block())
    receives.end()
    assert receives.arrived is None


def test_the_hash_of_a_part_is_not_ahead_of_it(desk: Desk) -> None:
    """The next block is written while a part is put down."""
    upload = announced(desk, 200)
    receives = Receiving(desk.office.database, desk.office.workspace, upload, 0)
    receives.take(b"1" * 64)
    assert receives.write(receives.block())
    part = receives.part()
    receives.take(b"2" * 20)
    receives.write(receives.block())
    receives.put_down(part)
    assert arrived(desk, upload) == (64, sha256(b"1" * 64).hexdigest())
    receives.end()
    assert arrived(desk, upload) == (84, sha256(b"1" * 64 + b"2" * 20).hexdigest())


def test_a_hash_is_known_where_the_upload_is_and_nowhere_else(desk: Desk) -> None:
    upload, hashes = announced(desk, 9), ArrivedHashes()
    hashes.keep(upload, 4, sha256(b"1111"))
    assert hashes.at(upload, 3) is None
    for _ in range(2):  # of two who go on at once each has its own
        going_on = hashes.at(upload, 4)
        assert going_on
        going_on.update(b"2")
        assert going_on.hexdigest() == sha256(b"11112").hexdigest()
    hashes.keep(upload, 9, sha256(b"111122222"))
    assert hashes.at(upload, 9) is None, "nobody goes on with what is whole"


def test_hashes_are_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """When an upload is dropped or has ended, and the first ones where there are too many."""
    first, second, third = (announced(desk, 9) for _ in range(3))
    hashes = ArrivedHashes()
    monkeypatch.setattr(arrived_hashes, "MOST", 2)
    for one in (first, second, third):
        hashes.keep(one, 1, sha256(b"1"))
    assert [hashes.at(one, 1) is None for one in (first, second, third)] == [True, False, False]
    hashes.forget(second.name)
    assert hashes.at(second, 1) is None
    monkeypatch.setattr(arrived_hashes, "now", lambda: now() + timedelta(days=1, seconds=1))
    hashes.keep(first, 1, sha256(b"1"))
    assert hashes.at(third, 1) is None


def test_a_part_that_another_process_received_leaves_the_hash_unknown(desk: Desk) -> None:
    """The server knows the hash of what it received itself, and the upload is further by now."""
    upload, hashes = announced(desk, 12), ArrivedHashes()
    database, workspace = desk.office.database, desk.office.workspace
    for at, knows in ((0, True), (4, False), (8, True)):
        with desk.office.reading() as connection:
            here = find_upload(connection, upload.name)
        assert here
        receives = Receiving(database, workspace, here, at, hashes.at(here, at) if knows else None)
        receives.take(b"1234")
        receives.end()
        if knows:
            hashes.keep(here, receives.at, receives.arrived)
    assert arrived(desk, upload) == (12, "")

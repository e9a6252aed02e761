"""A record is in a chained file whole or not at all, whatever happens while it is written."""

import json
import os
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from small_disks import small_disk

from schakel_base.chained_file import ChainedFile
from schakel_base.errors import ChainError

RECORD = {"edition": "2024", "words": "één"}


def records(file):
    return list(ChainedFile(file).records())


@pytest.fixture
def chain(tmp_path):
    """A file with two records."""
    file = tmp_path / "chain.jsonl"
    for number in (1, 2):
        ChainedFile(file).append({"number": number})
    return file


@contextmanager
def room_for(size):
    """No file grows past so many bytes, as with a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_record_that_a_quota_cuts_short_leaves_the_file_as_it_was(chain):
    before, whole = chain.read_bytes(), chain.with_name("whole.jsonl")
    whole.write_bytes(before)
    ChainedFile(whole).append(RECORD)
    for size in range(len(before), whole.stat().st_size):
        with room_for(size), pytest.raises(OSError, match="File too large"):
            ChainedFile(chain).append(RECORD)
        assert chain.read_bytes() == before
    ChainedFile(chain).append(RECORD)
    assert chain.read_bytes() == whole.read_bytes()


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", kilobytes=64) as place:
        yield place


def test_a_record_for_which_the_disk_is_too_full_leaves_the_file_as_it_was(disk):
    file, written = disk / "chain.jsonl", 0
    with pytest.raises(OSError, match="No space left on device"):
        for number in range(100):
            ChainedFile(file).append({"number": number, "words": "a" * 3000})
            written += 1
    assert [one["number"] for one in records(file)] == list(range(written))
    with (disk / "room").open("wb") as other, pytest.raises(OSError, match="No space"):
        other.write(bytes(1 << 20))
        other.flush()
    with pytest.raises(OSError, match="No space left on device"):
        ChainedFile(file).append({"words": "b" * 6000})
    assert len(records(file)) == written
    (disk / "room").unlink()
    ChainedFile(file).append({"number": "last"})
    assert records(file)[-1] == {"number": "last"} and len(records(file)) == written + 1


def test_a_head_for_which_the_disk_is_too_full_loses_no_record(disk):
    """A short record still fits behind the last one, where the head beside it needs room of its own."""
    chain = ChainedFile(disk / "chain.jsonl", disk / "head.json")
    chain.append({"number": 1})
    with (disk / "room").open("wb") as other, pytest.raises(OSError, match="No space"):
        other.write(bytes(1 << 20))
        other.flush()
    with pytest.raises(OSError, match="No space left on device"):
        chain.append({"number": 2})
    assert [one["number"] for one in chain.records()] in ([1], [1, 2])
    (disk / "room").unlink()
    chain.append({"number": 3})
    numbers = [one["number"] for one in chain.records()]
    assert (numbers[0], numbers[-1], chain.now().number) == (1, 3, len(numbers))


def test_a_record_that_a_kill_cut_short_is_not_read_and_the_next_takes_its_place(chain):
    before = chain.read_bytes()
    ChainedFile(chain).append(RECORD)
    whole = chain.read_bytes()
    for cut in range(len(before), len(whole)):
        chain.write_bytes(whole[:cut])
        assert records(chain) == [{"number": 1}, {"number": 2}]
        ChainedFile(chain).append(RECORD)
        assert chain.read_bytes() == whole


def test_a_record_of_which_the_disk_kept_the_end_alone_was_not_written(chain):
    before = chain.read_bytes()
    ChainedFile(chain).append(RECORD)
    size = chain.stat().st_size - len(before)
    chain.write_bytes(before + bytes(size - 1) + b"\n")
    assert records(chain) == [{"number": 1}, {"number": 2}]


@pytest.mark.parametrize("damage", ["{", "[]", "{}", "", "\0\0"])
def test_damage_before_the_last_record_is_said_in_a_sentence(chain, damage):
    _, second = chain.read_text("utf-8").splitlines()
    chain.write_text(f"{damage}\n{second}\n", "utf-8")
    with pytest.raises(ChainError, match=r"chain\.jsonl:1: this line is damaged, and others follow it"):
        records(chain)


@pytest.mark.parametrize("words", ["first\u2028second", "first\u0085second", "first\nsecond"])
def test_words_of_several_lines_are_one_record(chain, words):
    ChainedFile(chain).append({"words": words})
    ChainedFile(chain).append(RECORD)
    assert records(chain)[2:] == [{"words": words}, RECORD]


_APPEND = """
import sys
from pathlib import Path
from schakel_base.chained_file import ChainedFile
for number in range(25):
    ChainedFile(Path(sys.argv[1])).append({"by": sys.argv[2], "number": number})
"""


def test_two_that_append_at_once_lose_nothing(tmp_path):
    file = tmp_path / "chain.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", _APPEND, file, by], env=os.environ) for by in "ab"]
    assert [one.wait() for one in writers] == [0, 0]
    found = records(file)
    assert [one["number"] for one in found if one["by"] == "a"] == list(range(25))
    assert [one["number"] for one in found if one["by"] == "b"] == list(range(25))
    assert all(json.loads(line) for line in file.read_text("utf-8").splitlines())


@pytest.fixture
def head(tmp_path):
    return tmp_path / "head.json"


@pytest.fixture
def known(tmp_path, head):
    """A file with three records that a head knows."""
    file = tmp_path / "known.jsonl"
    for number in (1, 2, 3):
        ChainedFile(file, head).append({"number": number})
    return file


@pytest.mark.parametrize("left", [0, 1, 2])
def test_records_that_are_lost_are_missed(known, head, left):
    known.write_bytes(b"".join(known.read_bytes().splitlines(keepends=True)[:left]))
    with pytest.raises(ChainError, match=f"{3 - left} of 3 records are missing; restore the file from a backup"):
        list(ChainedFile(known, head).records())
    with pytest.raises(ChainError, match="are missing"):
        ChainedFile(known, head).append(RECORD)


def test_a_last_record_that_was_changed_is_found(known, head):
    known.write_bytes(known.read_bytes().replace(b'{"number":3', b'{"number":4'))
    with pytest.raises(ChainError, match=r"known\.jsonl:3: this record is not the one that was written"):
        list(ChainedFile(known, head).records())


def test_who_was_killed_before_the_head_was_written_loses_nothing(known, head):
    before = head.read_bytes()
    ChainedFile(known, head).append(RECORD)
    head.write_bytes(before)
    assert len(list(ChainedFile(known, head).records())) == 4
    ChainedFile(known, head).append(RECORD)
    assert json.loads(head.read_bytes())["records"] == 5


def test_a_damaged_head_is_said_in_a_sentence(known, head):
    head.write_bytes(head.read_bytes()[:10])
    with pytest.raises(ChainError, match=r"head\.json: this file is damaged; restore it from a backup"):
        list(ChainedFile(known, head).records())


def test_a_long_file_is_not_read_to_append_to_it(tmp_path, monkeypatch):
    file = ChainedFile(tmp_path / "chain.jsonl", tmp_path / "head.json")
    for number in range(3):
        file.append({"number": number, "words": "a" * 9000})
    monkeypatch.setattr(ChainedFile, "_whole_lines", lambda _: pytest.fail("it was read from its beginning"))
    file.append(RECORD)
    monkeypatch.undo()
    assert [one.get("number") for one in file.records()] == [0, 1, 2, None]


@pytest.mark.parametrize("harm", ["a line less", "a line more", "another last line", "cut short", "an old head"])
def test_what_is_not_as_the_head_knows_it_is_looked_at_as_a_whole(tmp_path, harm):
    file = ChainedFile(tmp_path / "chain.jsonl", tmp_path / "head.json")
    for number in range(3):
        file.append({"number": number})
    first, second, third = file.path.read_bytes().splitlines(keepends=True)
    if harm == "an old head":
        known = json.loads(file.head.read_text())
        file.head.write_text(json.dumps({name: known[name] for name in ("records", "checksum")}))
    if harm == "a line more":  # by who was killed before the head was written
        ahead = file.head.read_bytes()
        file.append({"number": 3})
        file.head.write_bytes(ahead)
    if harm in ("an old head", "a line more"):
        file.append({"number": 4})
        assert list(file.records())[-1] == {"number": 4}
        return
    file.path.write_bytes(
        {"a line less": first + third, "another last line": first + second + third[::-1][1:] + b"\n"}.get(
            harm, first + second + third[:-5]
        )
    )
    with pytest.raises(ChainError):
        file.append({"number": 4})


def test_a_file_is_held_against_all_that_was_kept_elsewhere_at_once(chain):
    file = ChainedFile(chain)
    kept = file.now()
    file.append(RECORD)
    head = file.now()
    assert file.verify([kept, head], [kept.checksum, head.checksum]) == head.number == kept.number + 1
    cut_short = chain.read_bytes().rsplit(b"\n", 2)[0] + b"\n"
    chain.write_bytes(cut_short)
    with pytest.raises(ChainError, match=r"1 of .* records are missing"):
        file.verify([kept, head])
    with pytest.raises(ChainError, match="records are missing that were known elsewhere"):
        file.verify(checksums=[head.checksum])
    assert file.verify([kept], [kept.checksum]) == kept.number

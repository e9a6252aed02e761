"""Who read what, and for what, is in a log: no record in it can be changed, left out or cut off unseen."""

import pytest

from schakel.store.access_log import reading, record_access
from schakel.store.sealing import seal_existing
from schakel.store.workspace import Workspace
from schakel_base.errors import ChainError, ZoneError


@pytest.fixture
def workspace(tmp_path):
    """A workspace with a log of three accesses."""
    found = Workspace(tmp_path / ".schakel")
    for number in range(3):
        with reading(found, "trace", "a question", "monitor", table=f"table-{number}"):
            pass
    return found


def lines(workspace):
    return workspace.access_log.path.read_bytes().splitlines(keepends=True)


def test_an_access_names_action_product_and_purpose(workspace):
    last = list(workspace.access_log.records())[-1]
    assert (last["action"], last["product"], last["purpose"]) == ("trace", "monitor", "a question")
    assert last["table"] == "table-2" and last["user"] and last["at"]


def test_the_log_tells_nothing_to_who_has_no_key(workspace, monkeypatch, tmp_path):
    content = workspace.access_log.path.read_bytes()
    assert not [word for word in (b"trace", b"monitor", b"table", b"question") if word in content]
    monkeypatch.setenv("SCHAKEL_SECRET_FILE", str(tmp_path / "other.secret"))
    other = Workspace(workspace.folder)
    with pytest.raises(ZoneError, match="was encrypted under another key"):
        list(other.access_log.records())
    with pytest.raises(ZoneError, match="was encrypted under another key"):
        record_access(other.access_log, "trace", "a question")
    assert workspace.access_log.path.read_bytes() == content


def test_each_record_is_encrypted_by_itself_so_that_equal_accesses_look_different(workspace):
    record_access(workspace.access_log, "trace", "a question")
    record_access(workspace.access_log, "trace", "a question")
    assert len(set(lines(workspace))) == 5


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_changed_record_is_found(workspace, number):
    kept = lines(workspace)
    at = len(kept[number - 1]) // 2
    line = kept[number - 1]
    kept[number - 1] = line[:at] + (b"A" if line[at : at + 1] != b"A" else b"B") + line[at + 1 :]
    workspace.access_log.path.write_bytes(b"".join(kept))
    with pytest.raises(ChainError, match=r"access\.log(:\d)?: (this line is damaged|1 of 3 records)"):
        list(workspace.access_log.records())


def test_a_record_that_was_left_out_is_found(workspace):
    first, _, third = lines(workspace)
    workspace.access_log.path.write_bytes(first + third)
    with pytest.raises(ChainError, match="1 of 3 records are missing"):
        list(workspace.access_log.records())


@pytest.mark.parametrize("left", [0, 1, 2])
def test_behind_a_log_that_was_cut_off_nothing_is_read(workspace, left):
    workspace.access_log.path.write_bytes(b"".join(lines(workspace)[:left]))
    with pytest.raises(ChainError, match=f"{3 - left} of 3 records are missing"):
        reading(workspace, "trace", "a question", "monitor").__enter__()


def test_a_log_from_before_it_was_encrypted_is_refused_in_a_sentence(tmp_path):
    workspace = Workspace(tmp_path / ".schakel")
    workspace.access_log.path.parent.mkdir()
    workspace.access_log.path.write_text('{"at": "2025-01-01", "action": "trace"}\n')
    with pytest.raises(ZoneError, match=r"access\.log is not encrypted; run: schakel keys seal ALLIANCE"):
        record_access(workspace.access_log, "trace", "a question")


def test_a_log_from_before_it_was_encrypted_is_encrypted_and_chained(tmp_path):
    workspace = Workspace(tmp_path / ".schakel")
    workspace.access_log.path.parent.mkdir()
    workspace.access_log.path.write_text('{"at": "2025-01-01"}\n{"at": "2025-01-02"}\n')
    assert seal_existing(workspace) == 1
    assert seal_existing(workspace) == 0
    record_access(workspace.access_log, "trace", "a question")
    assert [one["at"][:4] for one in workspace.access_log.records()][:2] == ["2025", "2025"]
    assert b"2025" not in workspace.access_log.path.read_bytes()

"""A release takes its place whole, whatever stops it; what a person made beside it stays."""

import errno
import os
import shutil
import signal
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

import publication_samples as samples
import pytest
from forked import run_forked
from small_disks import small_disk

from schakel.publication.placing import placing
from schakel.publication.release import publish
from schakel.publication.verification import verify
from schakel_base.errors import RequestError

FIRST = "2022-02-06-0123abcd"
SECOND = "2022-03-06-4567cdef"
STEPS = ("os.rename", "shutil.rmtree")
FULL, ROOM = 8, 64
WHOLE = samples.content(languages=("en",))
EARLIER = replace(WHOLE, tables=WHOLE.tables[:1])  # how files are placed is asked, not which
LATER = replace(EARLIER, edition=SECOND)


def killed_at(step, folder):
    """Publish in a process that is killed just before its so many-th rename or removal; say whether it came so far."""
    ended = run_forked(publish_and_be_killed, step, str(folder))
    assert ended.returncode in (0, -signal.SIGKILL)
    return ended.returncode != 0


def publish_and_be_killed(step, folder):
    steps = count(1)

    def hook(event, _):
        if event in STEPS and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    publish(LATER, Path(folder))


def everything(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_kill_while_a_release_takes_its_place_loses_an_earlier_one(tmp_path):
    first, undisturbed = tmp_path / "first", tmp_path / "undisturbed"
    publish(EARLIER, first)
    shutil.copytree(first, undisturbed)
    publish(LATER, undisturbed)
    step, came = 0, True
    while came:
        step += 1
        folder = tmp_path / str(step) / "monitor"
        shutil.copytree(first, folder)
        came = killed_at(step, folder)
        publish(LATER, folder)
        assert {one.edition for one in verify(folder)} == {FIRST, SECOND}
        assert everything(folder) == everything(undisturbed)
        assert list(folder.parent.iterdir()) == [folder]
    assert step > len(STEPS)


def test_what_a_person_made_beside_a_release_stays(tmp_path):
    for name in ("monitor.draft", "monitor.replaced"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("years of work")
    publish(EARLIER, tmp_path / "monitor")
    publish(LATER, tmp_path / "monitor")
    assert len(list(tmp_path.glob("monitor.*/thesis.txt"))) == 2


def test_a_folder_of_our_name_that_is_not_ours_is_left_alone(tmp_path):
    theirs = tmp_path / ".monitor.schakel" / "draft"
    theirs.mkdir(parents=True)
    (theirs / "thesis.txt").write_text("years of work")
    with pytest.raises(RequestError, match="is in the way, and not made by Schakel"):
        publish(EARLIER, tmp_path / "monitor")
    assert (theirs / "thesis.txt").read_text() == "years of work"


def test_a_link_leads_to_the_release_and_stays_a_link(tmp_path):
    (tmp_path / "disk").mkdir()
    link = tmp_path / "monitor"
    link.symlink_to(tmp_path / "disk" / "monitor")
    publish(EARLIER, link)
    publish(LATER, link)
    assert link.is_symlink()
    assert {one.edition for one in verify(tmp_path / "disk" / "monitor")} == {FIRST, SECOND}
    assert [path.name for path in (tmp_path / "disk").iterdir()] == ["monitor"]


def test_what_fails_leaves_the_place_as_it_was(tmp_path):
    place = tmp_path / "monitor"
    place.mkdir()
    (place / "old").write_text("old")
    with pytest.raises(RuntimeError), placing(place) as draft:
        (draft / "new").write_text("new")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["monitor"]
    assert (place / "old").read_text() == "old"


def test_a_release_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    """After a power cut a name never leads to files that were not written."""
    done, rename = [], Path.rename
    monkeypatch.setattr(os, "sync", lambda: done.append("written"))
    monkeypatch.setattr(Path, "rename", lambda path, target: (done.append("named"), rename(path, target)))
    with placing(tmp_path / "monitor") as draft:
        (draft / "page.html").write_text("page")
    assert done == ["written", "named"]


def test_a_disk_that_is_full_at_any_write_keeps_the_earlier_release(tmp_path):
    publish(EARLIER, tmp_path / "first")
    publish(EARLIER, tmp_path / "both")
    publish(LATER, tmp_path / "both")
    first, both = (room_of(tmp_path / name) for name in ("first", "both"))
    for share in range(FULL):
        with small_disk(tmp_path / str(share), first + (both - first) * share // FULL + ROOM) as disk:
            publish(EARLIER, disk / "monitor")
            before = everything(disk / "monitor")
            with pytest.raises(OSError, match="No space left"):
                publish(LATER, disk / "monitor")
            assert everything(disk / "monitor") == before
            assert {one.edition for one in verify(disk / "monitor")} == {FIRST}
            assert [path.name for path in disk.iterdir()] == ["monitor"]


def room_of(folder):
    """The room that a folder takes on such a disk, in kilobytes: a file takes whole pages, once for all its names."""
    sizes = {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return sum(4 * -(-size // 4096) for size in sizes.values())


def test_a_disk_that_is_full_at_once_is_left_as_it_was(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"), placing(tmp_path / "monitor"):
        pass
    assert list(tmp_path.iterdir()) == []

"""An expiry that is killed at any moment is finished by the next one, and together they are one expiry."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date

import pytest
from decrypted import files_with
from template_with_persons import HEADER, alliance_with_persons

from schakel import verbs
from schakel.store import ENVIRONMENT, Catalogue, Workspace
from schakel.store.access_log import reading
from schakel_base import clock

ROW = "H{0},{2}-03-0{1},debts,police,{2}-03-09,no,Northtown,,{3},Quirijn,1987-06-05,SKN{0},"
DAY = date(2026, 6, 1)
KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from schakel import verbs
from schakel_base import clock

clock.today = lambda: date(2026, 6, 1)
left = int(sys.argv[2])

def killed_before(function):
    def step(*given, **named):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return function(*given, **named)
    return step

for name in ("unlink", "replace", "rename", "link", "rmdir", "fsync", "mkdir"):
    setattr(os, name, killed_before(getattr(os, name)))
verbs.expire(Path(sys.argv[1]))
print(left)
"""


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """An alliance of which one row of three has run out, with an edition and an extract."""
    folder = tmp_path_factory.mktemp("killed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT, str(folder / "keys"))
        patch.setattr(clock, "today", lambda: date(2025, 1, 1))
        alliance = alliance_with_persons(folder)
        rows = [ROW.format(1001, 1, 2021, "Zwanenburg"), *(ROW.format(one, 2, 2023, "Bakker") for one in (1002, 1003))]
        (folder / "reports.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        verbs.deliver(alliance, "helpline", folder / "reports.csv", date(2023, 4, 1), synthetic=True)
        verbs.build(alliance)
        verbs.extract(alliance, "monitor")
        yield alliance


def expire_and_kill(alliance, after):
    command = [sys.executable, "-c", KILLED, str(alliance), str(after)]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def steps(delivered, tmp_path_factory):
    """How many times an expiry changes the disk."""
    done = expire_and_kill(shutil.copytree(delivered, tmp_path_factory.mktemp("steps") / "whole"), 1000)
    assert done.returncode == 0, done.stderr
    return 1000 - int(done.stdout)


def check_killed(delivered, folder, after):
    alliance = shutil.copytree(delivered, folder)
    killed = expire_and_kill(alliance, after)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    verbs.expire(alliance)
    workspace = Workspace.of(alliance, "template")
    assert files_with(alliance, "Zwanenburg") == [] and files_with(alliance, "Bakker")
    assert not workspace.erasure.path.exists()
    with reading(workspace, "test", "a test", "monitor"):
        [receipt] = Catalogue(workspace).receipts()
    assert [one.rows for one in receipt.erased] == [1]
    assert verbs.expire(alliance)[-1].deliveries == ()
    assert len(verbs.build(alliance).edition.receipts) == 1


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_what_was_killed_is_finished(delivered, steps, tmp_path, monkeypatch, share):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    check_killed(delivered, tmp_path / "killed", int(share * steps))


@pytest.mark.slow
def test_what_was_killed_at_any_step_is_finished(delivered, steps, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    for after in range(steps):
        check_killed(delivered, tmp_path / f"killed-{after}", after)

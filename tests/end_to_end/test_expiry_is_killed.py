"""An expiry that is killed at any moment is finished by the next one, and together they are one expiry."""

import shutil
import signal
from datetime import date

import pytest
from decrypted import content_of_edition, files_with
from killed import steps_of, work_and_kill
from template_with_persons import HEADER, alliance_with_persons

from schakel import verbs
from schakel.store import ENVIRONMENT, Catalogue, Workspace
from schakel.store.access_log import reading
from schakel_base import clock

ROW = "H{0},{2}-03-0{1},debts,police,{2}-03-09,no,Northtown,,{3},Quirijn,1987-06-05,SKN{0},"
DAY = date(2026, 6, 1)
KEPT = range(1002, 1030)
"""So many that what remains of the edition without the row that ran out is worth keeping."""
REMAINDERS = "/remainders/"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """An alliance of which one row has run out, with an edition and an extract."""
    folder = tmp_path_factory.mktemp("killed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT, str(folder / "keys"))
        patch.setattr(clock, "today", lambda: date(2025, 1, 1))
        alliance = alliance_with_persons(folder)
        rows = [ROW.format(1001, 1, 2021, "Zwanenburg"), *(ROW.format(one, 2, 2023, "Bakker") for one in KEPT)]
        (folder / "reports.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        verbs.deliver(alliance, "helpline", folder / "reports.csv", date(2023, 4, 1), synthetic=True)
        verbs.build(alliance)
        verbs.extract(alliance, "monitor")
        yield alliance


@pytest.fixture(scope="module")
def steps(delivered, tmp_path_factory):
    """How many times an expiry changes the disk."""
    return steps_of("expire", shutil.copytree(delivered, tmp_path_factory.mktemp("steps") / "whole"), DAY)


def check_killed(delivered, folder, after, inside=""):
    alliance = shutil.copytree(delivered, folder)
    killed = work_and_kill("expire", alliance, DAY, after, inside)
    assert killed.returncode == -signal.SIGKILL
    verbs.expire(alliance)
    workspace = Workspace.of(alliance, "template")
    assert files_with(alliance, "Zwanenburg") == [] and files_with(alliance, "Bakker")
    assert not workspace.erasure.path.exists()
    with reading(workspace, "build", "a test", "monitor"):
        [receipt] = Catalogue(workspace).receipts()
    assert [one.rows for one in receipt.erased] == [1]
    assert verbs.expire(alliance)[-1].deliveries == ()
    built = verbs.build(alliance)
    assert len(built.edition.receipts) == 1
    assert not list((alliance / ".schakel").rglob("*.draft"))
    return alliance, built


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_what_was_killed_is_finished(delivered, steps, tmp_path, monkeypatch, share):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    check_killed(delivered, tmp_path / "killed", int(share * steps))


def test_what_was_killed_while_it_wrote_what_remains_of_an_edition_is_finished(delivered, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    steps = steps_of("expire", shutil.copytree(delivered, tmp_path / "whole"), DAY, REMAINDERS)
    assert steps > 10
    alliance, built = check_killed(delivered, tmp_path / "killed", int(0.9 * steps), REMAINDERS)
    following = content_of_edition(built.folder)
    assert following == content_of_edition(verbs.build(alliance, full=True).folder)


@pytest.mark.slow
def test_what_was_killed_at_any_step_is_finished(delivered, steps, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: DAY)
    for after in range(steps):
        check_killed(delivered, tmp_path / f"killed-{after}", after)

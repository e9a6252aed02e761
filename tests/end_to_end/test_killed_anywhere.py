"""Killed with half of a write done, or at any moment: the next command goes on, and nothing is lost.

Each time a whole alliance with one release publishes the next edition and then erases what has run out, in a process
that is killed with signal 9 on its way. Then the same is asked again, undisturbed.
"""

import json
import random
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import killed_anywhere
import pytest
from decrypted import files_with
from killed_anywhere import AT_ANY_MOMENT, DAY, KINDS
from template_with_persons import HEADER, alliance_with_persons

from schakel import verbs
from schakel.publication.editions import released
from schakel.publication.verification import verify
from schakel.store import ENVIRONMENT, Catalogue, Workspace
from schakel.store.access_log import reading
from schakel_base import clock

ROW = "H{0},{1}-03-0{2},debts,police,{1}-03-09,no,Northtown,,{3},Quirijn,1987-06-05,SKN{0},"
FEW, MANY = 5, 200


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """An alliance with one release and a next edition, of which a row has run out, and what a person put beside it."""
    folder = tmp_path_factory.mktemp("ready")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT, str(folder / "keys"))
        patch.setattr(clock, "today", lambda: DAY)
        alliance = alliance_with_persons(folder)
        for number, (year, name) in enumerate([(2023, "Bakker"), (2019, "Zwanenburg")]):
            rows = [ROW.format(1000 + 10 * number + row, year, row, name) for row in range(1, 6)]
            (folder / f"{name}.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
            verbs.deliver(alliance, "helpline", folder / f"{name}.csv", date(2023, 4, 1 + number), synthetic=True)
            verbs.build(alliance)
            if number == 0:
                verbs.publish(alliance, "monitor", folder / "release")
        (folder / "release.draft").mkdir()
        (folder / "release.draft" / "thesis.txt").write_text("years of work")
        yield folder


@pytest.fixture(scope="module")
def process(ready):
    """The process that is asked; it starts once, and each time a child of it is killed."""
    paths = [str(Path(killed_anywhere.__file__).parent), *sys.path]
    code = f"import sys; sys.path[:0] = {paths}; from killed_anywhere import main; main()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, text=True, cwd=ready) as running:

        def ask(folder, kind="", at=0.0):
            asked = {"alliance": str(folder / "example"), "out": str(folder / "release"), "kind": kind, "at": at}
            running.stdin.write(json.dumps(asked) + "\n")
            running.stdin.flush()
            return json.loads(running.stdout.readline())

        yield ask
        running.stdin.close()


@pytest.fixture(scope="module")
def undisturbed(ready, process, tmp_path_factory):
    """What is done where nobody kills: how long it takes, how often each kind of file changes, and what is left."""
    folder = shutil.copytree(ready, tmp_path_factory.mktemp("undisturbed") / "whole")
    begin = time.monotonic()
    told = process(folder)
    assert not told["killed"], told
    return time.monotonic() - begin, json.loads(told["seen"]), everything(folder / "release")


def everything(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("release.json", "data.zip")  # these tell how far the access log went
    }


def check(ready, folder, process, left):
    """Ask again, and see that all is there that was there, and that what is erased is gone."""
    alliance, out, workspace = folder / "example", folder / "release", Workspace.of(folder / "example", "template")
    before = Workspace.of(ready / "example", "template")
    told = process(folder)
    assert not told["killed"] and told["status"] == 0, told
    workspace.access_log.verify([before.access_log.now()])
    workspace.release_ledger.verify([before.release_ledger.now()])
    assert verbs.verify_log(alliance, [out]) > before.access_log.now().number
    assert len(verify(out)) == len(released(out)) in (1, 2)
    if len(released(out)) == 2:
        assert everything(out) == left
    assert workspace.release_ledger.now().number >= len(released(out))
    with reading(workspace, "build", "a test", "monitor"):
        assert [(one.delivery.number, one.remaining) for one in Catalogue(workspace).receipts()] == [(1, 5), (2, 0)]
    assert files_with(alliance, "Zwanenburg") == [] and files_with(alliance, "Bakker")
    assert (folder / "release.draft" / "thesis.txt").read_text() == "years of work"
    beside = {path.name for path in folder.iterdir()} - {path.name for path in ready.iterdir()}
    assert beside <= {".release.schakel"}, "which the next release clears away"


def kill_and_check(number, ready, process, undisturbed, folder):
    takes, changes, left = undisturbed
    chance = random.Random(number)
    kind = (*KINDS, AT_ANY_MOMENT)[number % (len(KINDS) + 1)]
    at = chance.uniform(0, takes) if kind == AT_ANY_MOMENT else chance.randint(1, changes[kind])
    shutil.copytree(ready, folder)
    told = process(folder, kind, at)
    assert told["killed"] or kind == AT_ANY_MOMENT, (number, kind, at, told)
    check(ready, folder, process, left)
    shutil.rmtree(folder)


@pytest.mark.parametrize("number", range(FEW))
def test_nothing_is_lost_where_a_process_is_killed(ready, process, undisturbed, tmp_path, number):
    kill_and_check(number, ready, process, undisturbed, tmp_path / "killed")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(FEW, MANY))
def test_nothing_is_lost_where_a_process_is_killed_many_times(ready, process, undisturbed, tmp_path, number):
    kill_and_check(number, ready, process, undisturbed, tmp_path / "killed")

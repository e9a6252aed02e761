"""A build that is killed at any moment is made up for by the next one: it takes over what is whole, and is the same."""

import random
import shutil
import signal
from datetime import date
from pathlib import Path

import pytest
from decrypted import content_of_edition
from killed import steps_of, work_and_kill
from template_with_persons import alliance_with_persons, deliver

from schakel import verbs
from schakel.store import ENVIRONMENT
from schakel_base import clock

ROW = "H{0},2023-03-0{1},debts,police,2023-03-09,no,Northtown,,{2},Quirijn,1987-06-05,SKN{0},"
DAY = date(2024, 1, 1)
KILLS, MORE_KILLS = 1, 27


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """An alliance with an edition, and a delivery since."""
    folder = tmp_path_factory.mktemp("killed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT, str(folder / "keys"))
        patch.setattr(clock, "today", lambda: DAY)
        alliance = alliance_with_persons(folder)
        deliver(alliance, 1, *(ROW.format(one, 1, "Bakker") for one in range(1001, 1030)))
        verbs.build(alliance)
        deliver(alliance, 2, ROW.format(1003, 2, "Visser"), ROW.format(1031, 2, "Visser"))
        yield alliance


def first_edition(delivered: Path, folder: Path) -> Path:
    """The same before any edition was built: the next is built in full."""
    alliance = Path(shutil.copytree(delivered, folder))
    shutil.rmtree(alliance / ".schakel" / "analysis" / "editions")
    return alliance


def next_edition(delivered: Path, folder: Path) -> Path:
    """The edition that follows the one before."""
    return Path(shutil.copytree(delivered, folder))


def counts(content: dict[str, list[str]]) -> dict[str, list[str]]:
    """The base cells of an edition."""
    return {name: rows for name, rows in content.items() if name.startswith("base ")}


def written(built: verbs.Built) -> dict[str, bytes]:
    """The files of base cells of an edition, byte for byte as they were encrypted."""
    return {file.name: file.read_bytes() for file in built.folder.folder("bases").glob("*.parquet")}


def leave_draft(alliance: Path) -> None:
    for zone in ("analysis", "intake"):
        (alliance / ".schakel" / zone / "editions" / "2020-01-01-0123abcd.draft").mkdir(parents=True)


def check_killed(delivered: Path, tmp_path: Path, begin, kills: int) -> None:
    whole = begin(delivered, tmp_path / "whole")
    steps = steps_of("build", whole, DAY)
    expected = counts(content_of_edition(verbs.build(whole, full=True).folder))
    undisturbed = written(verbs.build(begin(delivered, tmp_path / "undisturbed")))
    chance = random.Random(kills)
    for turn in range(kills):
        alliance = begin(delivered, tmp_path / str(turn))
        killed = work_and_kill("build", alliance, DAY, chance.randrange(steps))
        assert killed.returncode == -signal.SIGKILL
        # What a build of an earlier version left, whose edition nobody will make again.
        leave_draft(alliance)
        again = verbs.build(alliance)
        found, files = content_of_edition(again.folder), written(again)
        assert counts(found) == expected
        # Whoever is new gets an id by chance, so units are compared with what is built in full from the same ledger.
        full = verbs.build(alliance, full=True)
        assert found == content_of_edition(full.folder)
        assert files == undisturbed
        assert not list((alliance / ".schakel").rglob("*.draft"))
        shutil.rmtree(alliance)


@pytest.mark.parametrize("begin", [first_edition, next_edition])
def test_a_build_that_is_killed_is_made_up_for(delivered, tmp_path, begin):
    check_killed(delivered, tmp_path, begin, KILLS)


@pytest.mark.slow
@pytest.mark.parametrize("begin", [first_edition, next_edition])
def test_a_build_that_is_killed_at_many_moments_is_made_up_for(delivered, tmp_path, begin):
    check_killed(delivered, tmp_path, begin, MORE_KILLS)

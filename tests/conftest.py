"""What many tests share: a copy of a real alliance with a secret of its own, delivered and released once."""

import fcntl
import gc
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from schakel.cli.collecting import collect_seldom
from schakel.store import door
from schakel.store.secret import ENVIRONMENT
from schakel_base.database import one_thread

pytest_plugins = ["collected_once"]

for profile in ("untimed", "thorough"):  # a test is never timed: a busy machine is no failure
    settings.register_profile(profile, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ALLIANCES = Path(__file__).parent.parent / "alliances"
LINE_145 = "ar-linea-145"


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for no garbage while tests are collected, since what is imported stays; then as seldom as a command does."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.unfreeze()  # to the oldest objects, without a look at them; what is frozen to the end, DuckDB calls a leak
        gc.enable()
        collect_seldom()


def pytest_collection_finish(session: pytest.Session):
    """Draw each picture once."""
    if "schakel.publication.site" in sys.modules:  # tests that publish nothing need not load it
        from drawn_once import draw_once

        draw_once(session.config._tmp_path_factory.getbasetemp() / "pictures")


def copy_alliance(name: str, folder: Path) -> Path:
    """Copy an alliance without its workspace: tests never work in the repository."""
    return Path(shutil.copytree(ALLIANCES / name, folder / name, ignore=shutil.ignore_patterns(".schakel")))


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Make something in a folder of that name, once for all processes of a run; who asks meanwhile waits."""
    place = tmp_path_factory.getbasetemp() / name
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            unfinished = place.with_suffix(".unfinished")
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(place)
    return place


@pytest.fixture(scope="session", autouse=True)
def secret_of_the_tests(tmp_path_factory: pytest.TempPathFactory):
    """Keep the keys of tests apart from those of the user who runs them, and the same, so that roundings are too."""
    patch = pytest.MonkeyPatch()
    file = tmp_path_factory.mktemp("secret") / "tests.secret"
    file.touch(0o600)
    file.write_text("5c" * 32 + "\n")
    patch.setenv(ENVIRONMENT, str(file))
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def temporary_files_go_with_those_of_the_tests(tmp_path_factory: pytest.TempPathFactory):
    """Processes that tests kill leave temporary files behind: where pytest removes them."""
    patch = pytest.MonkeyPatch()
    patch.setattr(tempfile, "tempdir", tempfile.gettempdir())  # our own stay elsewhere: we remove them after pytest
    patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("t")))  # short, since addresses of sockets are
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def tests_look_into_the_zones():
    """Tests look at what stands in a workspace without saying so; commands that they run do not (`command_line`)."""
    patch = pytest.MonkeyPatch()
    patch.setattr(door, "is_open", lambda _: True)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def queries_run_in_one_thread():
    """Queries of tests are about few rows: over threads they cost a tenth more. Commands that tests start have all."""
    with one_thread():
        yield


@pytest.fixture(scope="session")
def argentina(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The alliance of line 145, its files delivered and its latest edition built."""
    from schakel import verbs

    def make(place: Path) -> None:
        folder = copy_alliance(LINE_145, place)
        verbs.deliver_shipped(folder)
        verbs.build(folder)

    own = tmp_path_factory.mktemp("alliances") / "built"
    shutil.copytree(once(tmp_path_factory, "line-145", make), own)
    return own / LINE_145

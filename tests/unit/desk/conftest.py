"""A desk on each kind of database: on SQLite, and on a PostgreSQL that is really started."""

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from argon2 import PasswordHasher
from command_line import IS_OPEN
from databases import ENGINES, server
from desks import Desk, opened
from starlette.testclient import TestClient

from schakel.desk import secrets
from schakel.store import door

__all__ = ["server"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask both databases, but where a file, or a test itself, says which."""
    marked = [one for one in metafunc.definition.iter_markers("parametrize") if one.args[0] == "desk"]
    if "desk" in metafunc.fixturenames and not marked and not hasattr(metafunc.module, "desk"):
        asked = getattr(metafunc.module, "DATABASES", ENGINES)
        metafunc.parametrize("desk", asked, indirect=True, scope="module")


@pytest.fixture(scope="module")
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    address = request.getfixturevalue("server") if request.param == "postgresql" else ""
    return opened(tmp_path_factory.mktemp("desk"), address)


@pytest.fixture(scope="session", autouse=True)
def _one_loop() -> Iterator[None]:
    """One event loop for all requests: a browser would begin another for each."""
    with pytest.MonkeyPatch.context() as patch, start_blocking_portal() as portal:
        patch.setattr(TestClient, "portal", portal)
        yield


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """As little work as Argon2 does; `test_coming_in.py` says how much a password takes at a desk that runs."""
    monkeypatch.setattr(secrets, "_PASSWORDS", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(autouse=True)
def _closed_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """As at a desk that runs: whoever reads a zone has recorded what for."""
    monkeypatch.setattr(door, "is_open", IS_OPEN)

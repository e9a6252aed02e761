"""For tests that need the operational database: SQLite in a folder, and a PostgreSQL that is really started."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ENGINES = ("sqlite", "postgresql")
SLOW_AFTER_THE_FIRST = (ENGINES[0], *(pytest.param(one, marks=pytest.mark.slow) for one in ENGINES[1:]))
"""Both in `make test-slow`: for tests of pages and words, that ask a database little that others do not."""


def program(name: str) -> str:
    """Return where a program of PostgreSQL is: Debian keeps them out of the way."""
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    assert found, "these tests need PostgreSQL; on Debian: apt-get install postgresql"
    return found


def as_somebody() -> list[str]:
    """Return how a program is run that refuses to be run by root."""
    if os.getuid():
        return []
    return ["runuser", "-u", "postgres" if "postgres" in {one.pw_name for one in pwd.getpwall()} else "nobody", "--"]


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL in a folder of its own, and return its address."""
    # Not among the folders of pytest, which are closed to whoever runs the server.
    folder = Path(tempfile.mkdtemp(prefix="schakel-postgresql-", dir="/tmp"))
    data = folder / "data"
    data.mkdir()
    if not os.getuid():
        for place in (folder, data):
            shutil.chown(place, as_somebody()[2])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = as_somebody()
    made = [program("initdb"), "--pgdata", data, "--auth", "trust", "--username", "schakel", "--no-sync"]
    subprocess.run([*run, *made], check=True, capture_output=True, cwd="/")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    control = [program("pg_ctl"), "--pgdata", data, "--wait"]
    started = [*run, *control, "--options", options, "--log", data / "log", "start"]
    subprocess.run(started, check=True, stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield f"postgresql://schakel@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*run, *control, "--mode", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL for all tests of a process."""
    with postgresql() as address:
        yield address

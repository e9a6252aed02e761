"""Server and worker are killed at any moment: what was accepted is there, nothing is there half, and work goes on."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from desks import HEADER, ROW, two_partners
from running_desk import RunningDesk, running, until

from schakel.desk.database.tables import TOKENS
from schakel.desk.jobs import OPEN
from schakel.desk.office import Office
from schakel.desk.tokens import make_token

PATH = "/api/v1/deliveries?partner=helpline&on=2025-01-02&file-name="


def asked(desk: RunningDesk, token: str, path: str, content: bytes | None = None, key: str = "") -> dict:
    request = urllib.request.Request(f"{desk.address}{path}", content, {"authorization": f"Bearer {token}"})
    if key:
        request.add_header("idempotency-key", key)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def killed(folder: Path, times: int, seed: int) -> None:
    """Send files, kill both processes at a moment drawn at random, and start again; then count what is there."""
    draw, office = random.Random(seed), Office(two_partners(folder), "")
    with office.database.begin() as connection:
        token = make_token(connection, "helpline", "night", ["deliver", "receipts"], 9, "somebody")
    accepted: set[str] = set()
    for number in range(times):
        name = f"file{number}.csv"
        content = (HEADER + "".join(ROW.format(f"{number}-{row}") for row in range(200))).encode()
        with running(office.folder) as desk:
            moment, worker = draw.uniform(0, 1.5), desk.worker()
            for _ in range(2):
                with suppress(urllib.error.URLError, ConnectionError):
                    asked(desk, token, f"{PATH}{name}", content, name)
                    accepted.add(name)
                time.sleep(moment / 2)
                with suppress(ProcessLookupError):
                    os.kill(draw.choice([desk.process.pid, worker]), signal.SIGKILL)
    with running(office.folder) as desk:
        until(lambda: not _open(office))
        found = asked(desk, token, "/api/v1/deliveries?page-size=100")["deliveries"]
    assert accepted <= {one["file-name"] for one in found}
    assert {(one["rows"], one["accepted"]) for one in found} == {(200, 200)}
    assert not list((office.workspace.intake / "uploads").glob("*")), "no part is left behind"
    with office.reading() as connection:
        assert connection.execute(TOKENS.select()).one().name == "night"


def _open(office: Office) -> bool:
    from sqlalchemy import func, select

    from schakel.desk.database.tables import JOBS

    with office.reading() as connection:
        return bool(connection.scalar(select(func.count()).where(JOBS.c.state.in_(OPEN))))


def test_two_kills_lose_nothing(tmp_path: Path) -> None:
    killed(tmp_path, 1, 1)


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    killed(tmp_path, 100, 2)


def test_a_worker_ends_whose_server_was_killed_before_it_first_looked(tmp_path):
    office = Office(two_partners(tmp_path), "")
    with subprocess.Popen([sys.executable, "-c", ""]) as server:
        server.wait()
    worker = [sys.executable, "-m", "schakel.desk.worker", str(office.folder), str(server.pid)]
    assert subprocess.run(worker, check=False, timeout=120).returncode == 0

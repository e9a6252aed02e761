"""Server and worker are killed at any moment: what was accepted is there, nothing is there half, and work goes on."""

import base64
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from desks import HEADER, ROW, Desk, two_partners
from forked import begin_forked
from forked_desk import work_for
from running_desk import RunningDesk, running, until

from schakel.desk.database.tables import TOKENS
from schakel.desk.jobs import OPEN
from schakel.desk.office import Office
from schakel.desk.tokens import make_token

TUS = {"Tus-Resumable": "1.0.0"}
PIECES, ROWS = 6, 200
LONGEST = 1.5
"""Seconds until a kill: so long a piece of an upload is awaited, a file is sent and it is taken in."""


@dataclass(frozen=True)
class Upload:
    """A file that is sent in parts: what is in it, and where it is, from when the desk said so."""

    name: str
    content: bytes
    places: list[str] = field(default_factory=list)
    done: Event = field(default_factory=Event)


def file_of(number: int) -> Upload:
    rows = "".join(ROW.format(f"{number}-{row}") for row in range(ROWS))
    return Upload(f"file{number}.csv", (HEADER + rows).encode())


def send(client: httpx.Client, upload: Upload, pause: float) -> None:
    """Send a file, or what the desk does not have of it: the pieces of a request with a pause between them."""
    if not upload.places:
        told = {"filename": upload.name, "partner": "helpline", "on": "2025-01-02"}
        metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
        about = {"Upload-Length": str(len(upload.content)), "Upload-Metadata": metadata}
        upload.places.append(client.post("/api/v1/uploads", headers=TUS | about).raise_for_status().headers["location"])
    # Of two requests of which only the first was cut off, the other may have come first.
    at = int(client.head(upload.places[0], headers=TUS).raise_for_status().headers["upload-offset"])
    size = len(upload.content) // PIECES + 1

    def pieces() -> Iterator[bytes]:
        for begin in range(at, len(upload.content), size):
            time.sleep(pause)
            yield upload.content[begin : begin + size]

    headers = TUS | {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
    answer = client.patch(upload.places[0], headers=headers, content=pieces()).raise_for_status()
    assert "schakel-job" in answer.headers
    upload.done.set()


def send_all(desk: RunningDesk, token: str, uploads: list[Upload], pause: float) -> None:
    """Go on with what was cut off before, and send what is new, until the desk is gone."""
    with suppress(httpx.TransportError), client_of(desk, token) as client:
        for upload in uploads:
            if not upload.done.is_set():
                send(client, upload, pause)


def client_of(desk: RunningDesk, token: str) -> httpx.Client:
    return httpx.Client(base_url=desk.address, headers={"authorization": f"Bearer {token}"}, timeout=60)


def kill_both(desk: RunningDesk, draw: random.Random) -> None:
    """Kill the worker and then, at another moment, the server; or the server and at once its worker."""
    worker = desk.worker()
    time.sleep(draw.uniform(0, LONGEST))
    first, second = (worker, desk.process.pid) if draw.random() < 0.5 else (desk.process.pid, worker)
    os.kill(first, signal.SIGKILL)
    if first == worker:
        time.sleep(draw.uniform(0, LONGEST / 2))
        assert desk.process.poll() is None
    os.kill(second, signal.SIGKILL)


def killed(folder: Path, times: int, seed: int) -> None:
    """Send files, kill both processes at a moment drawn at random, and start again; then count what is there."""
    draw, desk_of = random.Random(seed), Desk(Office(two_partners(folder), ""))
    office, maker = desk_of.office, desk_of.person("supplier", "helpline")
    with office.database.begin() as connection:
        token = make_token(connection, "helpline", "night", ["deliver", "receipts"], 9, maker)
    uploads: list[Upload] = []
    for number in range(times):
        with running(office.folder, afresh=True) as desk:
            # What was cut off goes on; a job that takes its worker down three times would be given up.
            send_all(desk, token, uploads, 0)
            until(lambda: not _open(office))
            uploads.append(file_of(number))
            sending = Thread(target=send_all, args=(desk, token, uploads, draw.uniform(0, 0.2)))
            sending.start()
            kill_both(desk, draw)
            sending.join()
    with running(office.folder) as desk, client_of(desk, token) as client:
        send_all(desk, token, uploads, 0)
        until(lambda: not _open(office))
        found = deliveries(client)
    # Each file is there once and whole: none was lost, and none that was sent again counts twice.
    assert sorted(one["file-name"] for one in found) == sorted(one.name for one in uploads)
    assert {(one["rows"], one["accepted"]) for one in found} == {(ROWS, ROWS)}
    until(lambda: not list((office.workspace.intake / "uploads").glob("*")))
    with office.reading() as connection:
        assert connection.execute(TOKENS.select()).one().name == "night"


def deliveries(client: httpx.Client) -> list[dict[str, Any]]:
    """All deliveries, read page by page."""
    found, place = list[dict[str, Any]](), "/api/v1/deliveries?page-size=100"
    while place:
        page = client.get(place).json()
        found, place = [*found, *page["deliveries"]], page["next"]
    return found


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
    with subprocess.Popen(["true"]) as server:
        server.wait()
    log = tmp_path / "worker.log"
    log.touch()
    worker = begin_forked(log, work_for, str(office.folder), server.pid)
    until(lambda: worker.poll() is not None)
    assert log.read_text("utf-8") == ""

"""The desk under load: 200 people at once on PostgreSQL, uploads by turns with `cp` and SHA-256, what it holds idle.

People ask for a page every five seconds, as people do who read, and half of them fill in a form; the load comes from a
second process on loopback.
"""

import asyncio
import hashlib
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import httpx

# A desk and a PostgreSQL are started here as tests start them.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from databases import postgresql
from desks import FROM_HERE, HEADER, ROW, Desk, two_partners
from running_desk import RunningDesk, running

from schakel.desk.database import ENVIRONMENT
from schakel.desk.office import Office
from schakel.desk.tokens import make_token
from schakel.desk.uploaded_file import uploaded_file
from schakel.desk.uploads import LARGEST, find_upload
from schakel.desk.web.guard import SESSION
from schakel.store.access_log import reading

PEOPLE, SECONDS, EVERY = 200, 60, 5.0
UPLOAD = 1 << 30
PART, BLOCK, TURNS = 64 << 20, 1 << 18, 5
TUS = {"Tus-Resumable": "1.0.0"}
ANSWERS = {"revision-received_on": "0", "answer-received_on": "2024-03-05", "revision-subject": "0"}


def main() -> None:
    """Measure, and print a line each."""
    with tempfile.TemporaryDirectory() as folder, postgresql() as address:
        os.environ[ENVIRONMENT] = address
        os.environ["SCHAKEL_SECRET_FILE"] = f"{folder}/root"
        desk = Desk(Office(two_partners(Path(folder)), address))
        roles = ["supplier", "signal-officer"] * (PEOPLE // 2)
        sessions = [(role, desk.session(desk.person(role, "helpline"))) for role in roles]
        with running(desk.office.folder) as served:
            print(f"desk, idle: {_memory(served.process.pid) + _memory(served.worker()):.0f} MB")
            receipt = _delivered(served, desk)
            asyncio.run(_load(served, sessions, receipt))
            _upload(served, desk, Path(folder))


def _memory(process: int) -> float:
    """The memory of a process in MB, what it shares with others divided among them."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _token(desk: Desk) -> dict[str, str]:
    with desk.office.database.begin() as connection:
        word = make_token(connection, "helpline", "benchmark", ["deliver", "receipts"], 1, "benchmark")
    return {"Authorization": f"Bearer {word}"}


def _delivered(served: RunningDesk, desk: Desk) -> str:
    content = (HEADER + "".join(ROW.format(row) for row in range(500)) + "R,,,\n" * 50).encode()
    about = {"partner": "helpline", "file-name": "a.csv"}
    with httpx.Client(base_url=served.address, headers=_token(desk)) as client:
        job = client.post("/api/v1/deliveries", params=about, content=content).json()["href"]
        while not (found := client.get(job).json()["delivery"]):
            time.sleep(0.2)
    return str(found).removeprefix("/api/v1")


async def _load(served: RunningDesk, sessions: list[tuple[str, str]], receipt: str) -> None:
    """Let half of the people look at receipts and at the page of a new delivery, and the others fill in a form."""
    draw, took, wrong = random.Random(1), [], []
    limits = httpx.Limits(max_connections=PEOPLE, max_keepalive_connections=PEOPLE)
    async with httpx.AsyncClient(base_url=served.address, limits=limits, timeout=30) as client:

        async def somebody(role: str, session: str) -> None:
            who = {"Cookie": f"{SESSION}={session}", **FROM_HERE}
            await asyncio.sleep(draw.uniform(0, EVERY))
            looks = [("GET", "/deliveries/new", dict[str, str]()), ("GET", receipt, {})]
            if role == "signal-officer":
                begun = await client.post("/forms", headers=who, data={"form": "helpline"})
                looks = [("GET", begun.headers["location"], {}), ("POST", begun.headers["location"], ANSWERS)]
            end = time.perf_counter() + SECONDS
            while time.perf_counter() < end:
                begin, (method, address, data) = time.perf_counter(), draw.choice(looks)
                answer = await client.request(method, address, headers=who, data=data)
                took.append(time.perf_counter() - begin)
                wrong.extend([answer.status_code] * (answer.status_code not in {200, 303}))
                await asyncio.sleep(max(0.0, EVERY - took[-1]))

        await asyncio.gather(*(somebody(*one) for one in sessions))
    last = statistics.quantiles(took, n=100)[98]
    middle = statistics.median(took)
    print(
        f"desk, {PEOPLE} people, a page each {EVERY:.0f} s: {len(took)} pages, median {1000 * middle:.0f} ms, "
        f"p99 {1000 * last:.0f} ms, {len(wrong)} wrong"
    )


def _upload(served: RunningDesk, desk: Desk, folder: Path) -> None:
    """Send a file as clients of tus do, in one request, and in parts as a page does; each by turns with the peer."""
    file, token = folder / "large.csv", _token(desk)
    file.write_bytes(HEADER.encode() + os.urandom(UPLOAD // 64).hex().encode() * 32)
    for how, part in (("one request", LARGEST), (f"parts of {PART >> 20} MB", PART)):
        turns, before = [], _memory(served.process.pid)
        for _ in range(TURNS):
            bare, begin = _copied(file, folder / "copy"), time.perf_counter()
            most = _send(served, desk.office, file, part, token)
            turns.append((time.perf_counter() - begin, bare, most - before))
        ratios = sorted(sent / bare for sent, bare, _ in turns)
        sent, bare = (statistics.median(turn[which] for turn in turns) for which in (0, 1))
        print(
            f"desk, upload of {file.stat().st_size >> 20} MB in {how}, {TURNS} turns: {sent:.1f} s beside {bare:.1f} s "
            f"of cp and SHA-256, ratio {statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f}); "
            f"memory grew by {max(grown for *_, grown in turns):.0f} MB"
        )


def _copied(file: Path, copy: Path) -> float:
    """Return the seconds that `cp` and SHA-256 take."""
    begin = time.perf_counter()
    shutil.copyfile(file, copy)
    with file.open("rb") as content:
        hashlib.file_digest(content, "sha256")
    return time.perf_counter() - begin


def _send(served: RunningDesk, office: Office, file: Path, part: int, token: dict[str, str]) -> float:
    """Send a file in parts, check it, drop it, and return the most memory in MB that the server held meanwhile.

    It is announced as one byte longer: a file that is whole would be taken in beside the next turn. The check is made
    here as a worker makes it, since `cp` has SHA-256 beside it too.
    """
    size, at, most = file.stat().st_size, 0, 0.0
    told = {"Upload-Length": str(size + 1), "Upload-Metadata": "filename bGFyZ2UuY3N2,partner aGVscGxpbmU="}
    # A client that costs little: it shares two cores with what is measured.
    connection = HTTPConnection("127.0.0.1", served.port, blocksize=BLOCK)
    place = _asked(connection, "POST", "/api/v1/uploads", token | told).headers["Location"]
    with file.open("rb") as whole:
        while at < size:
            length = min(part, size - at)
            about = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
            content = (whole.read(BLOCK) for _ in range(0, length, BLOCK))
            _asked(connection, "PATCH", place, {**token, **about, "Content-Length": str(length)}, content)
            at += length
            most = max(most, _memory(served.process.pid))
    _check(office, place.rpartition("/")[2], size)
    _asked(connection, "DELETE", place, token)
    return most


def _check(office: Office, name: str, size: int) -> None:
    """Read what was sent as one file, and take its SHA-256."""
    with office.reading() as connection:
        upload = find_upload(connection, name)
        assert upload is not None
        sent = replace(uploaded_file(connection, office.workspace, upload), size=size)
    with reading(office.workspace, "deliver", "checking what partners deliver", "monitor"), sent.open() as content:
        hashlib.file_digest(content, "sha256")


def _asked(
    connection: HTTPConnection, method: str, place: str, headers: dict[str, str], content: Iterator[bytes] | None = None
) -> HTTPResponse:
    connection.request(method, place, content, TUS | headers)
    answer = connection.getresponse()
    said = answer.read()
    assert answer.status < 400, said
    return answer


if __name__ == "__main__":
    main()

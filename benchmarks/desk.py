"""The desk under load: 200 people at once on PostgreSQL, uploads by turns with `cp` and SHA-256, what it holds idle.

People ask for a page every five seconds, as people do who read, and half of them fill in a form; the load comes from a
second process on loopback.
"""

import asyncio
import hashlib
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import httpx

# A desk and a PostgreSQL are started here as tests start them.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from databases import postgresql
from desks import FROM_HERE, HEADER, ROW, Desk, two_partners
from running_desk import RunningDesk, running

from schakel.desk.database import ENVIRONMENT
from schakel.desk.jobs import cancel
from schakel.desk.office import Office
from schakel.desk.tokens import make_token
from schakel.desk.uploads import LARGEST, drop_ended, find_upload
from schakel.desk.web.guard import SESSION

PEOPLE, SECONDS, EVERY = 200, 60, 5.0
UPLOAD, LARGE = 1 << 30, 5 << 30
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
    maker = desk.person("supplier", "helpline")
    with desk.office.database.begin() as connection:
        word = make_token(connection, "helpline", "benchmark", ["deliver", "receipts"], 1, maker)
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
    # Uvicorn closes what was idle for five seconds: just when it would be used again.
    limits = httpx.Limits(max_connections=PEOPLE, max_keepalive_connections=PEOPLE, keepalive_expiry=EVERY / 2)
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
    size = file.stat().st_size
    with _waiting(served.worker()):
        for how, part in (("one request", LARGEST), (f"parts of {PART >> 20} MB", PART)):
            turns = []
            for _ in range(TURNS):
                bare, sha256 = _copied(file, folder / "copy")
                with file.open("rb") as whole:
                    turns.append((*_send(served, desk.office, token, _Sent(whole.read, size, part, sha256)), bare))
            ratios = sorted(sent / bare for sent, _, bare in turns)
            sent, bare = (statistics.median(turn[which] for turn in turns) for which in (0, 2))
            print(
                f"desk, upload of {size >> 20} MB in {how}, {TURNS} turns: {sent:.1f} s beside {bare:.1f} s of cp and "
                f"SHA-256, ratio {statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f}); "
                f"memory grew by {max(grown for _, grown, _ in turns):.0f} MB at most"
            )
        block, digest = os.urandom(BLOCK), hashlib.sha256()
        for _ in range(0, LARGE, BLOCK):
            digest.update(block)
        sent, grown = _send(
            served, desk.office, token, _Sent(lambda size: block[:size], LARGE, LARGEST, digest.hexdigest())
        )
        print(f"desk, upload of {LARGE >> 30} GB in one request: {sent:.1f} s, memory grew by {grown:.0f} MB at most")


@contextmanager
def _waiting(worker: int) -> Iterator[None]:
    """Let the worker wait: what is sent would be taken in beside the next turn."""
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def _copied(file: Path, copy: Path) -> tuple[float, str]:
    """Return the seconds that `cp` and SHA-256 take, and the SHA-256."""
    begin = time.perf_counter()
    shutil.copyfile(file, copy)
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return time.perf_counter() - begin, sha256


@dataclass(frozen=True)
class _Sent:
    """A file to be sent: what reads so many bytes of it, its size, that of its parts, and its SHA-256."""

    read: Callable[[int], bytes]
    size: int
    part: int
    sha256: str


def _send(served: RunningDesk, office: Office, token: dict[str, str], file: _Sent) -> tuple[float, float]:
    """Send a file until it is whole and its SHA-256 is known to be right, and drop it.

    Returns
    -------
    The seconds that it took, and how many MB the server held more meanwhile.
    """
    process, at = served.process.pid, 0
    Path(f"/proc/{process}/clear_refs").write_text("5", "utf-8")  # the most that it held begins anew
    before, begin = _most_memory(process), time.perf_counter()
    told = {"Upload-Length": str(file.size), "Upload-Metadata": "filename bGFyZ2UuY3N2,partner aGVscGxpbmU="}
    # A client that costs little: it shares two cores with what is measured.
    connection = HTTPConnection("127.0.0.1", served.port, blocksize=BLOCK)
    place = _asked(connection, "POST", "/api/v1/uploads", token | told).headers["Location"]
    while at < file.size:
        length = min(file.part, file.size - at)
        about = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        content = (file.read(min(BLOCK, length - sent)) for sent in range(0, length, BLOCK))
        _asked(connection, "PATCH", place, {**token, **about, "Content-Length": str(length)}, content)
        at += length
    took, grown = time.perf_counter() - begin, _most_memory(process) - before
    with office.database.begin() as database:
        upload = find_upload(database, place.rpartition("/")[2])
        assert upload and upload.job and upload.arrived_sha256 == file.sha256
        cancel(database, upload.job)
    drop_ended(office.database, office.workspace)
    return took, grown


def _most_memory(process: int) -> float:
    """Return the most MB that a process held."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


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

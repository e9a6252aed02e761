"""What is under way at a desk that really runs: a killed upload goes on, and so does the job of a killed worker.

A job is followed live and stopped cleanly.
"""

import base64
import hashlib
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from desks import HEADER, ROW, Desk, two_partners
from running_desk import RunningDesk, running, until

from schakel.desk.office import Office
from schakel.desk.web.guard import SESSION
from schakel.store.one_writer import one_writer

TUS = {"tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream"}
CONTENT = (HEADER + "".join(ROW.format(row) for row in range(2000))).encode()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Office(two_partners(tmp_path)))


def supplier(desk: Desk, served: RunningDesk, email: str) -> httpx.Client:
    headers = {"cookie": f"{SESSION}={desk.session(email)}", "sec-fetch-site": "same-origin"}
    return httpx.Client(base_url=served.address, headers=headers)


def no_part_is_left(desk: Desk) -> bool:
    return not list((desk.office.workspace.intake / "uploads").glob("*"))


def test_an_upload_that_was_killed_goes_on_from_where_it_was_told(desk: Desk) -> None:
    email, third = desk.person("supplier", "helpline"), len(CONTENT) // 3
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    told = {"filename": "a.csv", "partner": "helpline", "sha256": sha256}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
    with running(desk.office.folder) as served, supplier(desk, served, email) as browser:
        begun = {"upload-length": str(len(CONTENT)), "upload-metadata": metadata}
        place = browser.post("/api/v1/uploads", headers=TUS | begun).headers["location"]
        browser.patch(place, headers=TUS | {"upload-offset": "0"}, content=CONTENT[:third]).raise_for_status()

        def until_it_is_killed() -> Iterator[bytes]:
            yield CONTENT[third : 2 * third]
            time.sleep(0.2)
            served.kill()
            yield CONTENT[2 * third :]

        with pytest.raises(httpx.TransportError):
            browser.patch(place, headers=TUS | {"upload-offset": str(third)}, content=until_it_is_killed())
    with running(desk.office.folder) as served, supplier(desk, served, email) as browser:
        at = int(browser.head(place, headers=TUS).headers["upload-offset"])
        assert at == third, "what nobody was told of is sent again"
        last = browser.patch(place, headers=TUS | {"upload-offset": str(at)}, content=CONTENT[at:])
        job = last.headers["schakel-job"]
        until(lambda: browser.get(job).json()["state"] == "done")
        assert browser.get(job).json()["told"] == "a.csv, 2,000 rows: 2,000 accepted, 0 refused."
        until(lambda: no_part_is_left(desk))


def test_a_job_is_stopped_before_anything_is_kept_and_one_whose_worker_is_killed_is_done_by_another(desk: Desk) -> None:
    email = desk.person("supplier", "helpline")
    with running(desk.office.folder) as served, supplier(desk, served, email) as browser:
        with one_writer(desk.office.workspace, "a test"):
            file = {"file": ("a.csv", CONTENT, "text/csv")}
            job = browser.post("/deliveries", data={"partner": "helpline"}, files=file).headers["location"]
            states = []
            with browser.stream("GET", f"{job}/events", timeout=60) as events:
                for line in (line for line in events.iter_lines() if line):
                    states.append(json.loads(line.removeprefix("data: ")))
                    assert len(states) < 600, "it goes on for minutes after it was to stop"
                    if "a test" in states[-1]["told"] and states[-1]["state"] == "running":
                        browser.post(f"{job}/cancel")
        assert (states[-1]["state"], states[-1]["is_open"]) == ("cancelled", False)
        assert "Nothing was kept." in browser.get(job).text
        assert "Nothing was delivered yet." in browser.get("/deliveries").text
        job = browser.post("/deliveries", data={"partner": "helpline"}, files=file).headers["location"]
        os.kill(served.worker(), signal.SIGKILL)
        until(lambda: browser.get(job).status_code == 303)
        until(lambda: no_part_is_left(desk))
        assert len(served.left()) > 1
    until(lambda: not served.left())

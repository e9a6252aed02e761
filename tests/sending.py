"""For tests of uploads: files that are sent in parts, as clients of tus do, and a disk that refuses one."""

import base64
import resource
from collections.abc import Iterator
from contextlib import contextmanager

from desks import Desk
from starlette.testclient import TestClient

from schakel.desk.uploads import Announced, Upload, begin_upload
from schakel_base import clock

TUS = {"tus-resumable": "1.0.0"}
PART = TUS | {"content-type": "application/offset+octet-stream"}


def begun(browser: TestClient, length: int, **told: str) -> str:
    told = {"filename": "a.csv", "partner": "helpline"} | told
    pairs = [f"{name.replace('_', '-')} {base64.b64encode(value.encode()).decode()}" for name, value in told.items()]
    headers = TUS | {"upload-length": str(length), "upload-metadata": ",".join(pairs)}
    answer = browser.post("/api/v1/uploads", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def sent(browser: TestClient, place: str, at: int, content: bytes) -> int:
    return browser.patch(place, headers=PART | {"upload-offset": str(at)}, content=content).status_code


def announced(desk: Desk, length: int) -> Upload:
    with desk.office.database.begin() as connection:
        return begin_upload(connection, "helpline", "somebody", Announced("a.csv", length, clock.today()))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

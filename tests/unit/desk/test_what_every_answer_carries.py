"""What a browser is told with every answer, and what becomes of what people type or send to do harm."""

import os
import re
from pathlib import Path

import pytest
from databases import SLOW_AFTER_THE_FIRST
from desks import HEADER, ROW, Desk, opened

from schakel.desk.web.application import HEADERS

DATABASES = SLOW_AFTER_THE_FIRST

SCRIPT = "<script>alert(1)</script>"
NAMELESS = b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\nrows\r\n--x--\r\n'


@pytest.mark.parametrize(
    "path", ["/sign-in", "/nowhere", "/health", "/api/v1/deliveries", "/static/desk.css", "/static/../x"]
)
def test_every_answer_carries_the_same_rules(desk: Desk, path: str) -> None:
    answer = desk.stranger().get(path)
    missing = [name for name in HEADERS if name != "Cache-Control" and name not in answer.headers]
    assert missing == []
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_over_tls_cookies_are_secure_and_stay_so(desk: Desk) -> None:
    browser = desk.stranger()
    browser.base_url = "https://127.0.0.1"
    assert browser.get("/sign-in").headers["strict-transport-security"].startswith("max-age=")
    cookie = browser.get("/languages/nl", params={"then": "/"}).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie


def test_another_host_is_refused(desk: Desk) -> None:
    browser = desk.stranger()
    browser.base_url = "http://elsewhere.example"
    answer = browser.get("/sign-in")
    assert answer.status_code == 400 and not [name for name in HEADERS if name not in answer.headers]


def test_what_people_type_is_never_run(desk: Desk) -> None:
    administrator = desk.signed_in("administrator")
    page = administrator.post("/people", data={"name": SCRIPT, "email": f"{SCRIPT}@alliance.example"}).text
    page += administrator.get("/people").text
    supplier = desk.signed_in("supplier", "helpline")
    page += supplier.post("/tokens", data={"partner": "helpline", "name": SCRIPT, "scope": "deliver", "days": "9"}).text
    sent = {"file": (f"{SCRIPT}.csv", HEADER + ROW.format(SCRIPT), "text/csv")}
    supplier.post("/deliveries", data={"partner": "helpline"}, files=sent)
    page += supplier.get("/deliveries").text
    desk.work()
    page += supplier.get("/deliveries").text + supplier.get("/deliveries/1").text
    page += desk.signed_in("auditor").get("/access-log", params={"words": SCRIPT}).text
    page += desk.stranger().get("/sign-in", params={"then": f"/{SCRIPT}"}).text
    assert page.count("&lt;script&gt;") >= 6
    assert SCRIPT not in page


@pytest.mark.parametrize("words", ["' OR 1=1 --", "%'; DROP TABLE people; --", "\\", "{{ 7 * 7 }}"])
def test_a_search_is_words_and_nothing_else(desk: Desk, words: str) -> None:
    browser = desk.signed_in("auditor")
    answer = browser.get("/access-log", params={"words": words})
    assert answer.status_code == 200 and "49" not in answer.text.partition("Records found")[2][:40]
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("name", ["../../alliance.yaml", "..\\..\\alliance.yaml", "/etc/passwd", "C:\\reports\\a.csv"])
def test_the_name_of_a_file_leads_nowhere(desk: Desk, name: str) -> None:
    supplier = desk.signed_in("supplier", "helpline")
    sent = {"file": (name, HEADER + ROW.format(name.replace("\\", "")), "text/csv")}
    assert supplier.post("/deliveries", data={"partner": "helpline"}, files=sent).status_code == 303
    desk.work()
    latest = supplier.get("/api/v1/deliveries").json()["deliveries"][0]
    assert latest["file-name"] in ("alliance.yaml", "passwd", "a.csv")


@pytest.mark.parametrize(
    "path", ["/static/..%2f..%2fsign-in.html", "/styles/..%2fschakel.css", "/templates/helpline.py"]
)
def test_no_other_file_is_served(desk: Desk, path: str) -> None:
    assert desk.signed_in("supplier", "helpline").get(path).status_code == 404


def test_a_formula_in_a_refused_row_is_a_text(desk: Desk) -> None:
    supplier = desk.signed_in("supplier", "helpline")
    sent = {"file": ("f.csv", HEADER + "R1,=1+cmd|x,work under duress,,,no,Northtown,\n", "text/csv")}
    supplier.post("/deliveries", data={"partner": "helpline"}, files=sent)
    desk.work()
    number = supplier.get("/api/v1/deliveries").json()["deliveries"][0]["number"]
    rows = supplier.get(f"/deliveries/{number}/refused-rows.csv").text
    assert ",'=1+cmd|x," in rows


@pytest.mark.parametrize(
    "content", [b"--x\r\nno header\r\n", b"--y", b"--x\r\nContent-Disposition form-data\r\n\r\n", NAMELESS]
)
def test_a_form_that_arrives_damaged_is_said(desk: Desk, content: bytes) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = desk.signed_in("supplier", "helpline").post("/deliveries", content=content, headers=headers)
    assert answer.status_code == 400 and "Schakel itself failed" not in answer.text


def test_a_form_that_is_too_long_is_refused_and_not_taken_for_an_empty_one(desk: Desk) -> None:
    answer = desk.signed_in("administrator").post("/people", data={"name": "a" * 70_000, "email": "a@b.example"})
    assert answer.status_code == 400 and "too long for this form" in answer.text


def test_declarations_at_fault_are_said_while_the_desk_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schakel.desk.office._STANDING", 0.0)
    desk = opened(tmp_path)
    assert desk.stranger().get("/sign-in").status_code == 200
    declared = desk.office.folder / "alliance.yaml"
    declared.write_text(declared.read_text("utf-8") + "unknown: 1\n", "utf-8")
    os.utime(declared, (2e9, 2e9))
    answer = desk.stranger().get("/sign-in")
    assert answer.status_code == 503 and "unknown" in answer.json()["detail"]


def test_a_defect_is_said_without_what_it_was_about(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from schakel.desk.visible.deliveries import VisibleDeliveries

    def broken(_: VisibleDeliveries) -> None:
        raise ValueError("Zwanenburg")

    monkeypatch.setattr(VisibleDeliveries, "receipts", broken)
    answer = desk.signed_in("supplier", "helpline").get("/deliveries")
    assert answer.status_code == 500 and "Zwanenburg" not in answer.text
    assert "Schakel itself failed here" in answer.text


def test_whoever_watches_over_the_machine_gets_counts_in_the_form_of_openmetrics(desk: Desk) -> None:
    answer = desk.stranger().get("/metrics")
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    *lines, last = answer.text.splitlines()
    assert last == "# EOF" and answer.text.endswith("\n")
    assert all(re.fullmatch(r'# TYPE \w+ gauge|\w+(\{state="\w+"\})? \d+', line) for line in lines)
    assert {"schakel_sessions", "schakel_letters_waiting"} <= {line.split()[0] for line in lines}
    assert desk.stranger().get("/health").text == "ok\n"

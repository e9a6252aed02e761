"""What a statistician sees of a partner: what moved, what no mapping covers; and a line proposed as a patch."""

import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from databases import SLOW_AFTER_THE_FIRST
from desks import HEADER, ROW, Desk
from starlette.testclient import TestClient

from schakel import verbs
from schakel.alliance import read
from schakel.desk.database.tables import PROPOSALS
from schakel.desk.office import Office
from schakel.desk.overview import compared
from schakel.desk.quality import quality
from schakel.model.delivery import Delivery, Note, Receipt
from schakel.store.editions import Manifest

DATABASES = SLOW_AFTER_THE_FIRST

NEW, RARE = "forced marriage as they call it", "told by one person alone"
LINE = {"column": "subject", "value": NEW, "match": "narrow", "concept": "other", "reason": "Half of it, we think."}


def receipt(number: int, accepted: int, refused: int = 0, noted: int = 0) -> Receipt:
    about = Delivery(number, "helpline", "1.0.0", "a.csv", "", date(2026, number, 1), date(2026, number, 1))
    notes = (Note("unmapped", "subject", "", noted),) if noted else ()
    return Receipt(about, accepted + refused, accepted, refused, notes=notes)


def moved(*receipts: Receipt) -> dict[str, bool]:
    return {one.rule: one.moved for one in quality(receipts[::-1])}


def test_a_share_moved_if_chance_does_not_explain_it() -> None:
    steady = [receipt(month, accepted=990, refused=10, noted=50) for month in (1, 2, 3)]
    assert moved(*steady, receipt(4, 985, 15, 55)) == {"refused": False, "unmapped": False}
    assert moved(*steady, receipt(4, 900, 100, 50)) == {"refused": True, "unmapped": False}
    assert moved(*steady, receipt(4, 990, 10)) == {"refused": False, "unmapped": True}, "what is gone moved too"
    assert moved(*steady, receipt(4, 9, 1, 1)) == {"refused": False, "unmapped": False}, "ten rows tell little"


def test_an_edition_is_compared_with_the_one_before_it() -> None:
    editions = [
        Manifest("b", date(2026, 2, 1), (1, 3, 4), "other declarations", "code"),
        Manifest("a", date(2026, 1, 1), (1, 2), "declarations", "code"),
    ]
    later, first = compared(editions, {1: "om", 2: "om", 3: "om", 4: "police"})
    assert (later.name, later.more, later.fewer, later.changed) == (
        "b",
        {"om": 1, "police": 1},
        {"om": 1},
        (True, False),
    )
    assert (first.deliveries, first.changed) == (2, (False, False))
    assert (first.more, first.fewer) == ({}, {}), "there is nothing before it"


def test_editions_name_partners_as_people_do(desk: Desk) -> None:
    supplier = desk.signed_in("supplier", "helpline")
    for day in ("2026-01-01", "2026-02-01"):
        file = {"file": ("a.csv", HEADER + ROW.format(day), "text/csv")}
        supplier.post("/deliveries", data={"partner": "helpline", "on": day}, files=file)
        desk.work()
        verbs.build(desk.office.folder, date.fromisoformat(day))
    page = desk.signed_in("steward").get("/overview").text
    assert "deliveries: 1<" in page and "deliveries: 2;" in page
    assert page.count("1 more of Reports to the helpline") == 1, "the first edition is beside none"


def delivered(desk: Desk, browser: TestClient) -> None:
    rows = [ROW.format(number).replace("work under duress", NEW) for number in range(12)]
    rows += [ROW.format(f"R{number}").replace("work under duress", RARE) for number in range(3)]
    file = {"file": ("a.csv", HEADER + "".join(rows), "text/csv")}
    browser.post("/deliveries", data={"partner": "helpline"}, files=file)
    desk.work()


def test_a_line_is_proposed_as_a_patch_and_the_folder_stays_as_it_is(desk: Desk) -> None:
    delivered(desk, desk.signed_in("supplier", "helpline"))
    browser, mapping = desk.signed_in("steward"), desk.office.folder / "partners/helpline/mapping.csv"
    page = browser.get("/overview/helpline").text
    assert NEW in page and "12 rows" in page and RARE not in page
    before = mapping.read_bytes()
    assert browser.post("/overview/helpline/mapping", data=LINE).status_code == 303
    assert mapping.read_bytes() == before
    assert "Half of it, we think." in browser.get("/overview/helpline").text
    with desk.office.reading() as connection:
        row = connection.execute(PROPOSALS.select()).one()
        assert NEW not in str(row), "a value of a partner is encrypted"
    given = browser.get("/overview/helpline/mapping.patch").text
    subprocess.run(["git", "apply", "-"], input=given, text=True, cwd=desk.office.folder, check=True)
    applied = [one for one in read(desk.office.folder).partners["helpline"].mapping if one.source_value == NEW]
    assert [(one.concept, one.note) for one in applied] == [("other", "Half of it, we think.")]
    assert applied[0].reviewer.startswith("steward")
    desk.office._looked = 0.0
    assert NEW not in browser.get("/overview/helpline").text, "what is mapped is proposed no more"


def test_a_value_is_chosen_from_the_list_and_a_proposal_is_taken_back(desk: Desk) -> None:
    browser = desk.signed_in("steward")
    delivered(desk, desk.signed_in("supplier", "helpline"))
    desk.office._looked = 0.0
    other = LINE | {"value": "said elsewhere"}
    told = browser.post("/overview/helpline/mapping", data=other).headers["location"]
    page = browser.get(told).text
    assert 'role="status"' in page and "said elsewhere" in page
    with desk.office.reading() as connection:
        number = max(row.id for row in connection.execute(PROPOSALS.select()))
    auditor = desk.signed_in("auditor")
    assert auditor.post(f"/overview/helpline/mapping/{number}/end").status_code == 403
    assert browser.post(f"/overview/clinic/mapping/{number}/end").status_code == 303
    assert "said elsewhere" in browser.get("/overview/helpline").text, "it is of another partner"
    browser.post(f"/overview/helpline/mapping/{number}/end")
    assert "said elsewhere" not in browser.get("/overview/helpline").text


def test_a_value_without_a_mapping_fills_the_form(desk: Desk) -> None:
    browser = desk.signed_in("steward")
    rows = [ROW.format(f"X{number}").replace("work under duress", "as they say") for number in range(12)]
    file = {"file": ("x.csv", HEADER + "".join(rows), "text/csv")}
    desk.signed_in("supplier", "clinic").post("/deliveries", data={"partner": "clinic"}, files=file)
    desk.work()
    page = browser.get("/overview/clinic?line=1").text
    assert 'value="as they say"' in page and "<option selected>subject</option>" in page
    assert '<option value="other">' in page, "the concepts of its scheme, with what they are called"
    for line in ("0", "9", "x", "-1"):
        assert browser.get(f"/overview/clinic?line={line}").status_code == 200


def test_a_check_is_named_by_what_it_looks_for_in_the_language_of_the_reader(desk: Desk) -> None:
    browser = desk.signed_in("steward")
    browser.cookies.set("schakel_language", "nl")
    delivered(desk, desk.signed_in("supplier", "helpline"))
    page = browser.get("/overview/helpline").text.split("<main")[1]
    assert "Geen regel van de mapping dekt deze waarde." in page and "unmapped" not in page
    assert 'lang="en"' not in page


def test_what_cannot_be_a_line_is_told_in_a_sentence(desk: Desk) -> None:
    browser = desk.signed_in("statistician")
    for wrong in ({"column": "remarks"}, {"concept": "nowhere"}, {"reason": ""}, {"match": "none"}, {"match": "?"}):
        answer = browser.post("/overview/helpline/mapping", data=LINE | wrong)
        assert answer.status_code == 400 and 'role="alert"' in answer.text
    assert desk.signed_in("auditor").post("/overview/helpline/mapping", data=LINE).status_code == 403
    assert "Propose a line" not in desk.signed_in("auditor").get("/overview/helpline").text


@pytest.mark.parametrize(("role", "proposes"), [("steward", True), ("statistician", True), ("auditor", False)])
def test_to_propose_is_a_right_of_its_own(desk: Desk, role: str, proposes: bool) -> None:
    browser = desk.signed_in(role)
    browser.cookies.set("schakel_language", "en")
    assert ("Propose a line" in browser.get("/overview/helpline").text) is proposes
    assert (browser.get("/overview/helpline/mapping.patch").status_code == 200) is proposes
    assert ("Build an edition" in browser.get("/overview").text) is (role == "statistician")


def test_the_overview_shows_builds_that_have_not_ended_and_leads_to_them_whoever_may_see_them(desk: Desk) -> None:
    builder, auditor = desk.signed_in("statistician"), desk.signed_in("auditor")
    address = builder.post("/editions").headers["location"]
    assert address in builder.get("/overview").text
    seen = auditor.get("/overview")
    assert seen.status_code == 200 and address not in seen.text
    assert auditor.get(address).status_code == 404
    desk.work()


def test_declarations_are_looked_at_without_entering_the_workspace(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job makes and removes folders there meanwhile; what is entered as it goes is found no more."""
    listed = os.scandir

    def gone(path: str) -> Any:
        if ".schakel" in Path(path).parts:
            raise FileNotFoundError(path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", gone)
    assert Office(desk.office.folder).alliance.name == desk.office.alliance.name

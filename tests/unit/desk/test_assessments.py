"""A municipality assesses itself: its people together, for themselves alone, and with a profile at once."""

from pathlib import Path

import pytest
from conftest import copy_alliance
from desks import Desk
from starlette.testclient import TestClient

from schakel import verbs
from schakel.alliance import read
from schakel.desk.beside_others import FEWEST
from schakel.desk.office import Office
from schakel.model.assessment import BuildingBlock
from schakel_base.errors import DeclarationError

FORM, OWN = "kader-aanpak-mensenhandel", "VG0013"
HEADER = "gemeente_code,datum,indicator_id,antwoord,bewijs\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    alliance = copy_alliance("nl-mensenhandel", folder)
    earlier = [f"{OWN},2025-03-01,1.1,Nee,\n", f"{OWN},2025-03-01,1.2,ja,besluit\n", "GM9999,2025-03-01,1.1,ja,\n"]
    others = [f"VG{number:04},2025-03-02,1.1,{'deels' if number % 2 else 'ja'},\n" for number in range(14, 14 + FEWEST)]
    file = folder / "earlier.csv"
    file.write_text(HEADER + "".join([*earlier, *others]), "utf-8")
    receipt = verbs.deliver(alliance, "gemeenten", file, synthetic=True)
    assert [one.value for one in receipt.refusals] == ["GM9999"], "a code that no municipality has"
    return Desk(Office(alliance))


def officer(desk: Desk, of: str = OWN) -> TestClient:
    """Somebody who answers for a municipality, in English."""
    browser = desk.signed_in("municipal-officer", of)
    browser.cookies.set("schakel_language", "en")
    return browser


def asked(number: str, answer: str, revision: int = 0) -> dict[str, str]:
    return {f"revision-{number}": str(revision), f"answer-{number}": answer}


def begun(browser: TestClient) -> str:
    answer = browser.post("/assessments", data={"form": FORM, "subject": OWN})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[0]


def test_people_of_one_municipality_answer_together_and_one_submits(desk: Desk) -> None:
    one, other = (officer(desk) for _ in range(2))
    place = begun(one)
    assert begun(other) == place
    more = one.post(f"{place}/1", data=asked("1.1", "ja") | asked("1.3", "deels"))
    assert more.status_code == 200 and "What is the evidence?" in more.text
    proven = asked("1.1-evidence", "besluit") | asked("1.3-evidence", "~unknown")
    assert one.post(f"{place}/1", data=proven).headers["location"] == f"{place}/2"
    assert other.post(f"{place}/2", data=asked("2.1", "~unknown")).status_code == 303
    assert other.post(f"{place}/send").status_code == 303
    assert desk.work() == [f"{FORM}-{place.rpartition('/')[2][:8]}.csv, 3 rows: 3 accepted, 0 refused."]
    assert "Your form was accepted." in one.get(place).text
    sheet = one.get(f"/municipalities/{OWN}").text
    assert "Voorbeeldgemeente 013" in sheet and "decision" in sheet and "synthetic" in sheet
    now, before = sheet.index("<strong>yes</strong>"), sheet.index("no<br>")
    assert now < before, "what holds now, then what was answered before"
    assert f"{FEWEST} other municipalities of this size answered." in sheet


def test_an_officer_answers_for_one_municipality_alone(desk: Desk) -> None:
    own, other = officer(desk), officer(desk, "VG0014")
    place = begun(own)
    for subject in (OWN, "GM9999"):
        assert other.post("/assessments", data={"form": FORM, "subject": subject}).status_code == 404
        assert other.get(f"/municipalities/{subject}").status_code == 404
    assert other.get(place).status_code == 404
    assert other.post(f"{place}/send").status_code == 404
    assert other.get("/forms").status_code == 403


def test_nothing_is_said_of_others_where_they_are_few(desk: Desk) -> None:
    sheet = officer(desk, "VG0345").get("/municipalities/VG0345").text
    assert f"Fewer than {FEWEST} other municipalities of this size answered" in sheet
    assert "Others:" not in sheet and "Nothing has been answered yet." in sheet


def test_a_supplier_of_the_partner_answers_for_no_municipality(desk: Desk) -> None:
    supplier = desk.signed_in("supplier", "gemeenten")
    assert supplier.post("/forms", data={"form": FORM, "subject": OWN}).status_code == 404
    assert FORM not in supplier.get("/forms").text


def test_what_was_not_found_of_the_framework_is_said_with_the_day(desk: Desk) -> None:
    text = officer(desk).get(f"/municipalities/{OWN}").text
    assert "The building blocks of the framework are not here: they were sought on 30 November 2026" in text


def test_building_blocks_belong_to_themes(tmp_path: Path) -> None:
    folder = copy_alliance("nl-mensenhandel", tmp_path)
    blocks = folder / "reference/building-blocks.csv"
    blocks.write_text("theme,block,source\n2,A contact person is named,page 7\n", "utf-8")
    found = read(folder).assessments[0].framework.building_blocks
    assert found.found == (BuildingBlock("2", "A contact person is named", "page 7"),)
    blocks.write_text("theme,block,source\n6,A contact person is named,page 7\n", "utf-8")
    with pytest.raises(DeclarationError, match=r"building-blocks\.csv:2: There is no theme `6`"):
        read(folder)

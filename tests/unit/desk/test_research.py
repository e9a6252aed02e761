"""The researcher's door: a twin without approval, an extract by another's and once, and outputs that two look at."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from desks import Desk
from gates import with_gate
from sqlalchemy import delete, insert
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from schakel.desk.database.decisions import EXTRACT_DOWNLOADS, EXTRACT_VERDICTS, OUTPUT_VERDICTS, OUTPUTS
from schakel.desk.extract_requests import PIECE, extract_requests, find_extract_request, zip_in_pieces
from schakel.desk.jobs import State, end
from schakel.desk.people import now
from schakel.desk.rights import Asker, Grant
from schakel.desk.visible.research import VisibleResearch

WHY = "It fits the product."


@pytest.fixture(scope="module", autouse=True)
def edition(desk: Desk) -> None:
    with_gate(desk.office.folder)


@pytest.fixture(scope="module")
def researcher(desk: Desk) -> TestClient:
    return desk.signed_in("researcher", "monitor")


@pytest.fixture(scope="module")
def releaser(desk: Desk) -> TestClient:
    return desk.signed_in("releaser")


def unzipped(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_a_twin_takes_no_approval_and_has_the_columns_of_the_extract(
    desk: Desk, researcher: TestClient, releaser: TestClient
) -> None:
    researcher.post("/twins", data={"product": "monitor"})
    researcher.post("/extracts", data={"product": "monitor", "purpose": "How long hand-overs take."})
    number = _number(researcher.get("/research").text)
    assert researcher.post(f"/extracts/{number}/verdicts").status_code == 403
    assert researcher.post(f"/extracts/{number}/file").status_code == 400  # not ready
    undecided = releaser.post(f"/extracts/{number}/verdicts", data={"reason": WHY})
    assert undecided.status_code == 400 and f">{WHY}</textarea>" in undecided.text
    releaser.post(f"/extracts/{number}/verdicts", data={"verdict": "approve", "reason": WHY})
    desk.work()
    twin = unzipped(researcher.get("/twins/monitor.zip").content)
    # Another researcher, under the same product, sees nothing of it.
    other = desk.signed_in("researcher", "monitor")
    assert other.post(f"/extracts/{number}/file").status_code == 404
    assert "How long hand-overs take." not in other.get("/research").text
    extract = unzipped(researcher.post(f"/extracts/{number}/file").content)
    headers = [
        {one: file.read(one).split(b"\n")[0] for one in file.namelist() if one.endswith(".csv")}
        for file in (twin, extract)
    ]
    assert headers[0] == headers[1] != {}
    again = researcher.post(f"/extracts/{number}/file")
    assert again.status_code == 400 and "downloaded already" in again.text
    recorded = [one for one in desk.office.workspace.access_log.records() if one["action"] == "download an extract"]
    assert [one["purpose"] for one in recorded][-2:] == ["How long hand-overs take."] * 2


def test_why_an_extract_could_not_be_written_is_marked_with_its_language(
    desk: Desk, researcher: TestClient, releaser: TestClient
) -> None:
    researcher.post("/extracts", data={"product": "monitor", "purpose": "A second look."})
    number = _number(researcher.get("/research").text)
    releaser.post(f"/extracts/{number}/verdicts", data={"verdict": "approve", "reason": WHY})
    with desk.office.database.begin() as connection:
        asked = find_extract_request(connection, int(number))
        assert asked is not None and asked.job is not None
        end(connection, asked.job.number, State.FAILED, "no catalogue has this")
    assert '<span lang="en">no catalogue has this</span>' in researcher.get("/research").text


def test_a_zip_is_made_while_it_is_sent(tmp_path: Path) -> None:
    large = random.Random(1).randbytes(20 * PIECE)  # which nothing makes smaller
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "units.csv").write_bytes(large)
    (tmp_path / "codebook.md").write_text("year: a year\n")
    pieces = list(zip_in_pieces(tmp_path))
    assert max(map(len, pieces)) < 3 * PIECE < sum(map(len, pieces))
    made = unzipped(b"".join(pieces))
    assert made.testzip() is None
    assert made.read("in/units.csv") == large and made.namelist() == ["codebook.md", "in/units.csv"]


def _number(page: str) -> str:
    return page.split("Extract ")[1].partition(":")[0]


def brought(browser: TestClient, content: str, **fields: str) -> str:
    about = {"product": "monitor", "kind": "table", "purpose": "A paper.", "column-smallest_cell": "n"}
    sent = browser.post("/outputs", data=about | fields, files={"file": ("counts.csv", content, "text/csv")})
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def test_the_rules_decide_where_they_can(researcher: TestClient, releaser: TestClient) -> None:
    leaves = brought(researcher, "year,n\n2023,120\n2024,140\n")
    stays = brought(researcher, "year,n\n2023,3\n2024,140\n")
    assert researcher.get(f"{leaves}/file").content.startswith(b"year")
    assert researcher.get(f"{stays}/file").status_code == 404
    assert "fewer than" in researcher.get(stays).text
    # Nobody overrules them.
    told = releaser.post(f"{stays}/verdicts", data={"verdict": "accept", "reason": WHY})
    assert told.status_code == 400 and "the checks say refuse" in told.text.lower()


def test_a_person_decides_where_they_cannot_and_it_is_another(
    desk: Desk, researcher: TestClient, releaser: TestClient
) -> None:
    output = brought(researcher, "year,n\n2023,120\n2024,160\n", shows_extremes="yes")
    assert researcher.get(f"{output}/file").status_code == 404
    assert researcher.post(f"{output}/verdicts", data={"verdict": "accept", "reason": WHY}).status_code == 403
    assert releaser.post(f"{output}/verdicts", data={"verdict": "accept"}).status_code == 400
    assert releaser.post(f"{output}/verdicts", data={"verdict": "accept", "reason": WHY}).status_code == 303
    assert researcher.get(f"{output}/file").status_code == 200
    shown = researcher.get(output).text
    assert "a person must look" in shown and WHY in shown
    assert desk.signed_in("researcher", "monitor").get(output).status_code == 404


def test_what_is_no_output_is_refused_in_a_sentence(researcher: TestClient) -> None:
    about = {"product": "monitor", "kind": "table", "purpose": "A paper."}
    for content, fields, sentence in (
        ("year,n\n2023,4\n", {"column-smallest_cell": "m"}, "no column m"),
        ("year,n\n2023,4\n", {"smallest_cell": "many"}, "is not a number"),
        ("year,n\n2023,4\n", {"smallest_cell": "nan"}, "is not a number"),
        ("", {}, "Choose a file"),
        ("x" * 1_100_000, {}, "larger than 1 MB"),
    ):
        told = researcher.post("/outputs", data=about | fields, files={"file": ("a.csv", content, "text/csv")})
        assert told.status_code == 400 and sentence in told.text
        assert all(f'value="{value}"' in told.text for value in fields.values()), "what was filled in stays"
        assert ">A paper.</textarea>" in told.text


def test_the_database_refuses_what_the_code_would_not_do(desk: Desk) -> None:
    with desk.office.database.begin() as connection:
        output = connection.execute(OUTPUTS.select()).first()
        request = connection.execute(EXTRACT_VERDICTS.select()).first()
    verdict = {"output": output.id, "made_by": output.made_by, "verdict": "accept", "reason": "", "at": now()}
    for statement in (
        insert(OUTPUT_VERDICTS).values(**verdict, judged_by=output.made_by),
        insert(EXTRACT_DOWNLOADS).values(request=request.request, verdict="refuse", at=now()),
        delete(OUTPUTS),
    ):
        with pytest.raises(DBAPIError), desk.office.database.begin() as connection:
            connection.execute(statement)


def test_who_is_a_researcher_of_another_product_now_sees_nothing_of_before(desk: Desk, researcher: TestClient) -> None:
    researcher.post("/extracts", data={"product": "monitor", "purpose": "As long as I may."})
    with desk.office.reading() as connection:
        asked_by = extract_requests(connection)[0].asked_by
    for product, is_theirs in (("monitor", True), ("other", False)):
        asker = Asker(asked_by, (Grant("researcher", product),), 1)
        assert bool(VisibleResearch(desk.office, asker).extract_requests()) is is_theirs

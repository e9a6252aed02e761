"""A backup is put back on an empty machine: with all that was delivered, everybody's rights, and nothing in clear."""

from pathlib import Path

import pytest
from databases import ENGINES
from desks import HEADER, ROW, Desk, opened
from sqlalchemy import create_engine, text

from schakel.desk.backup import back_up, restore
from schakel.desk.office import Office
from schakel.desk.people import find_person
from schakel.store.secret import ENVIRONMENT
from schakel_base.errors import RequestError, ZoneError


@pytest.fixture
def lived_in(desk: Desk) -> Desk:
    supplier = desk.signed_in("supplier", "helpline")
    sent = {"file": ("lived.csv", HEADER + ROW.format("B1"), "text/csv")}
    supplier.post("/deliveries", data={"partner": "helpline"}, files=sent)
    desk.work()
    return desk


@pytest.mark.parametrize("onto", ENGINES)
def test_what_was_backed_up_is_there_again(
    lived_in: Desk, onto: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    email = lived_in.person("statistician")
    back_up(lived_in.office, tmp_path / "backup")
    address = _empty(request.getfixturevalue("server")) if onto == "postgresql" else ""
    restore(tmp_path / "backup", tmp_path / "again", lived_in.office.alliance.name, address)
    again = Desk(Office(tmp_path / "again", address))
    supplier = again.signed_in("supplier", "helpline")
    assert "lived.csv" in supplier.get("/deliveries").text
    with again.office.reading() as connection:
        assert [given.grant.role for given in find_person(connection, email).grants] == ["statistician"]
    # Numbers go on after those that were put back, and work goes on too.
    supplier.post("/deliveries", data={"partner": "helpline"}, files={"file": ("new.csv", HEADER + ROW.format("B2"))})
    assert again.work() == ["new.csv, 1 row: 1 accepted, 0 refused."]


_made = iter(range(1000))


def _empty(server: str) -> str:
    name = f"restored{next(_made)}"
    with create_engine(server.replace("postgresql", "postgresql+psycopg")).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"CREATE DATABASE {name}"))
    return server.removesuffix("/postgres") + f"/{name}"


def test_sessions_do_not_come_back(lived_in: Desk, tmp_path: Path) -> None:
    browser = lived_in.signed_in("auditor")
    back_up(lived_in.office, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again", lived_in.office.alliance.name)
    other = Desk(Office(tmp_path / "again", "")).stranger()
    other.cookies.update(browser.cookies)
    assert other.get("/").status_code == 303


def test_a_backup_holds_nothing_in_clear_and_is_its_owners_alone(lived_in: Desk, tmp_path: Path) -> None:
    back_up(lived_in.office, tmp_path / "backup")
    content = (tmp_path / "backup").read_bytes()
    assert not [word for word in (b"alliance.example", b"lived.csv", b"report_number", b"ustar") if word in content]
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


def test_without_the_key_it_is_worth_nothing(lived_in: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(lived_in.office, tmp_path / "backup")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "another"))
    with pytest.raises(ZoneError, match="under another key"):
        restore(tmp_path / "backup", tmp_path / "again", lived_in.office.alliance.name)
    assert not (tmp_path / "again").exists()


def test_a_database_that_holds_people_is_left_alone_and_no_folder_is_left(
    lived_in: Desk, tmp_path: Path, server: str
) -> None:
    address = _empty(server)
    back_up(lived_in.office, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "first", lived_in.office.alliance.name, address)
    with pytest.raises(RequestError, match="restore into an empty one"):
        restore(tmp_path / "backup", tmp_path / "second", lived_in.office.alliance.name, address)
    assert {one.name for one in tmp_path.iterdir()} == {"backup", "first"}


def test_nothing_is_replaced(lived_in: Desk, tmp_path: Path) -> None:
    back_up(lived_in.office, tmp_path / "backup")
    with pytest.raises(RequestError, match="replaces nothing"):
        back_up(lived_in.office, tmp_path / "backup")
    with pytest.raises(RequestError, match="restore into a new folder"):
        restore(tmp_path / "backup", lived_in.office.folder, lived_in.office.alliance.name)
    with pytest.raises(RequestError, match="write it elsewhere"):
        back_up(lived_in.office, lived_in.office.folder / "backup")


def test_a_backup_is_recorded(tmp_path: Path) -> None:
    desk = opened(tmp_path / "desk")
    back_up(desk.office, tmp_path / "backup")
    [record] = list(desk.office.workspace.access_log.records())
    assert record["action"] == "backup"

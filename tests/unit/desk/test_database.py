"""The database has the form that the code expects, or is refused; and who is to wait does not fail."""

import json
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from desks import Desk, opened
from sqlalchemy import text

from schakel.desk.database import open_database
from schakel.desk.database.tables import JOBS, METADATA
from schakel.desk.jobs import MOST_ATTEMPTS, State, ask_for, cancel, end, find_job, take_next, wait_again
from schakel.desk.rights import ROLES
from schakel_base.errors import RequestError


@pytest.fixture(autouse=True)
def no_jobs(desk: Desk) -> None:
    with desk.office.database.begin() as connection:
        connection.execute(JOBS.delete())


def test_a_new_database_has_the_tables_that_the_code_knows_and_is_opened_again(desk: Desk) -> None:
    with desk.office.database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    again = open_database(desk.office.workspace, desk.office.database_address)
    with again.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0012"


def test_a_database_of_another_version_is_refused_in_a_sentence(tmp_path: Path) -> None:
    office = opened(tmp_path).office
    with office.database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RequestError, match="another version"):
        open_database(office.workspace)


def test_an_alliance_can_declare_every_role_and_no_other() -> None:
    schema = json.loads((files("schakel.alliance") / "alliance.schema.json").read_text("utf-8"))
    role = schema["properties"]["sign_in"]["properties"]["roles"]["items"]["properties"]["role"]
    assert role["enum"] == list(ROLES)


def test_of_many_who_take_jobs_at_once_each_gets_its_own(desk: Desk) -> None:
    with desk.office.database.begin() as connection:
        asked = {ask_for(connection, "build", {}, "somebody") for _ in range(12)}
    taken: list[int] = []

    def take() -> None:
        for _ in range(3):
            with desk.office.database.begin() as connection:
                if job := take_next(connection):
                    taken.append(job.number)

    threads = [Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(asked)


def running(desk: Desk) -> int:
    with desk.office.database.begin() as connection:
        number = ask_for(connection, "build", {}, "somebody")
        assert take_next(connection).number == number
    return number


def state(desk: Desk, number: int) -> State:
    with desk.office.reading() as connection:
        return find_job(connection, number).state


def test_what_a_killed_worker_left_waits_again_but_not_for_ever(desk: Desk) -> None:
    number = running(desk)
    for _ in range(MOST_ATTEMPTS - 1):
        with desk.office.database.begin() as connection:
            wait_again(connection)
        assert state(desk, number) is State.WAITING
        with desk.office.database.begin() as connection:
            take_next(connection)
    with desk.office.database.begin() as connection:
        wait_again(connection)
    assert state(desk, number) is State.FAILED


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_when_it_can(desk: Desk) -> None:
    number = running(desk)
    with desk.office.database.begin() as connection:
        waiting = ask_for(connection, "build", {}, "somebody")
        assert cancel(connection, waiting) and cancel(connection, number)
    assert (state(desk, waiting), state(desk, number)) == (State.CANCELLED, State.CANCELLING)
    with desk.office.database.begin() as connection:
        end(connection, number, State.CANCELLED, "")
        end(connection, number, State.DONE, "too late")
    assert state(desk, number) is State.CANCELLED

"""What was begun and not sent is kept as long as its form declares, and the person sees until when; then it goes."""

from datetime import date, timedelta

import pytest
from broken import edit
from conftest import copy_alliance
from desks import Desk

from schakel.alliance import read
from schakel.desk.database.tables import ANSWERS
from schakel.desk.responses import begin_response, drop_unsent, find_response, keep_answers, send_response
from schakel.model.form import UNSENT_DAYS, FormAnswer
from schakel_base import clock

SECRET = "a voice that said nothing, and breathed"


def begun(desk: Desk, by: str, sent: bool = False) -> str:
    with desk.office.database.begin() as connection:
        name = begin_response(connection, "helpline", "", by)
        keep_answers(connection, desk.office.cipher, name, {"remarks": (FormAnswer(SECRET), 0)}, by)
        if sent:
            send_response(connection, find_response(connection, name), "helpline", by)
    return name


def is_there(desk: Desk, name: str) -> bool:
    with desk.office.reading() as connection:
        return find_response(connection, name) is not None


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)


def test_it_goes_after_its_last_day_with_its_answers_and_what_was_sent_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    today, name, sent = clock.today(), begun(desk, "anna"), begun(desk, "bert", sent=True)
    on(monkeypatch, today + timedelta(days=UNSENT_DAYS))
    drop_unsent(desk.office)
    assert is_there(desk, name)
    on(monkeypatch, today + timedelta(days=UNSENT_DAYS + 2))  # a night may lie between the answer and today
    drop_unsent(desk.office)
    assert not is_there(desk, name) and is_there(desk, sent)
    with desk.office.reading() as connection:
        assert connection.execute(ANSWERS.select().where(ANSWERS.c.response == name)).all() == []
    [dropped] = [one for one in desk.office.workspace.access_log.records() if one["action"] == "drop an unsent form"]
    assert (dropped["response"], dropped["begun_by"]) == (name, "anna") and SECRET not in str(dropped)


def test_whoever_begins_sees_until_when_it_is_kept(desk: Desk) -> None:
    browser = desk.signed_in("signal-officer", "helpline")
    browser.cookies.set("schakel_language", "en")
    begun(desk, "carla")
    assert "If nobody continues it, it is deleted after" in browser.get("/forms").text


def test_a_form_says_how_long_or_it_is_ninety_days(tmp_path) -> None:
    folder = copy_alliance("_template", tmp_path)
    assert read(folder).partners["helpline"].form.kept_unsent == UNSENT_DAYS == 90
    edit(folder, "partners/helpline/form.yaml", "synthetic: true", "synthetic: true\nkept_unsent: 14")
    assert read(folder).partners["helpline"].form.kept_unsent == 14

"""A form is filled in page by page: what is typed is kept, two tabs lose nothing, and what is sent is a delivery."""

import re

import pytest
from desks import Desk
from starlette.testclient import TestClient

from schakel import verbs
from schakel.desk.jobs import find_job
from schakel.desk.responses import find_response, keep_answers
from schakel.desk.signing_in import SESSIONS
from schakel.model.form import FormAnswer

FIRST = {"revision-received_on": "0", "revision-subject": "0", "answer-received_on": "2024-03-05"}


def begun(browser: TestClient, form: str = "helpline") -> str:
    """Begin a form, and return its address."""
    answer = browser.post("/forms", data={"form": form})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[0]


def filled(browser: TestClient, **answers: str) -> str:
    """Fill in both parts of a form, and return its address."""
    place = begun(browser)
    first = FIRST | {"answer-subject": "work under duress"} | {f"answer-{name}": one for name, one in answers.items()}
    assert browser.post(f"{place}/1", data=first).headers["location"] == f"{place}/2"
    second = {"revision-handed_over_to": "0", "revision-remarks": "0", "answer-handed_over_to": "~unknown"}
    assert browser.post(f"{place}/2", data=second).headers["location"] == place
    return place


def test_a_form_becomes_a_delivery_with_a_receipt(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = filled(officer)
    assert "Work under duress" in officer.get(place).text
    assert officer.post(f"{place}/send").headers["location"] == place
    assert desk.work() == [f"helpline-{place[7:15]}.csv, 1 row: 1 accepted, 0 refused."]
    receipt = officer.get(place).text
    assert "Your form was accepted." in receipt and "/deliveries/" not in receipt
    [number] = re.findall(r"Receipt of delivery (\d+)", receipt)
    supplier = desk.signed_in("supplier", "helpline")
    assert supplier.get(f"/deliveries/{number}").status_code == 200
    assert f"/deliveries/{number}" in supplier.get(place).text


def test_a_page_is_one_look_at_what_it_shows(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = filled(officer)
    officer.post(f"{place}/send")
    desk.work()
    [number] = re.findall(r"Receipt of delivery (\d+)", officer.get(place).text)
    supplier, begins = desk.signed_in("supplier", "helpline"), begun(officer)
    before = len([*desk.office.workspace.access_log.records()])
    assert supplier.get(f"/deliveries/{number}").status_code == 200
    assert officer.post(f"{begins}/1", data=FIRST).status_code == 303
    looks = [*desk.office.workspace.access_log.records()][before:]
    assert [one["action"] for one in looks] == ["read receipts", "read a form", "check a form"]
    assert [one["user"].partition("@")[0].strip("0123456789") for one in looks] == [
        "supplier",
        "signal-officer",
        "signal-officer",
    ]


def test_a_form_is_sent_once(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = filled(officer)
    for _ in range(3):
        assert officer.post(f"{place}/send").status_code == 303
    assert len(desk.work()) == 1
    assert officer.post(f"{place}/1", data=FIRST).status_code == 404, "what was sent is not changed"


def test_what_breaks_a_rule_of_the_contract_is_kept_and_not_sent(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = begun(officer)
    wrong = officer.post(f"{place}/1", data=FIRST | {"answer-received_on": "the fifth of March"})
    assert wrong.status_code == 400 and "Write this in another way" in wrong.text
    assert 'value="the fifth of March"' in officer.get(f"{place}/1").text
    assert officer.post(f"{place}/send").status_code == 400
    assert desk.work() == []


def test_a_question_that_a_contract_requires_is_answered(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = begun(officer)
    assert "Answer this question." in officer.post(f"{place}/1", data=FIRST | {"answer-received_on": ""}).text


def test_a_rule_about_a_whole_row_is_said_in_its_own_words(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = filled(officer)
    more = {"revision-handed_over_to": "1", "answer-handed_over_to": "police"}
    asked = officer.post(f"{place}/2", data=more)
    assert asked.status_code == 200 and "There is a question more." in asked.text
    day = {"revision-handed_over_on": "0", "answer-handed_over_on": "2024-03-01", "revision-followed_up": "0"}
    assert officer.post(f"{place}/2", data=day).status_code == 303
    assert "The hand-over is dated before the report." in officer.get(place).text
    assert officer.post(f"{place}/send").status_code == 303, "a note refuses nothing"


def test_what_is_not_asked_any_more_is_not_sent(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = filled(officer)
    officer.post(f"{place}/2", data={"revision-handed_over_to": "1", "answer-handed_over_to": "police"})
    officer.post(f"{place}/2", data={"revision-followed_up": "0", "answer-followed_up": "yes"})
    officer.post(f"{place}/2", data={"revision-handed_over_to": "2", "answer-handed_over_to": "~unknown"})
    assert "Did they take it further?" not in officer.get(place).text


def test_two_tabs_lose_nothing_of_each_other(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = begun(officer)
    saved = officer.post(f"{place}/1", data=FIRST | {"answer-subject": "sexual exploitation"})
    assert saved.status_code == 303
    # The other tab saw neither answer: it leaves the day open, and says another subject.
    other = officer.post(f"{place}/1", data=FIRST | {"answer-received_on": "", "answer-subject": "work under duress"})
    assert other.status_code == 400 and "answered this meanwhile: Sexual exploitation" in other.text
    kept = officer.get(f"{place}/1").text
    assert 'value="2024-03-05"' in kept and 'value="sexual exploitation" checked' in kept
    # Whoever typed decides: the page now shows what the other one answered.
    again = {"revision-subject": "1", "answer-subject": "work under duress"}
    assert officer.post(f"{place}/1", data=again).status_code == 303
    assert 'value="work under duress" checked' in officer.get(f"{place}/1").text


def test_what_a_page_keeps_by_the_way_says_which_revision_it_is(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = begun(officer)
    kept = officer.post(f"{place}/1", data=FIRST | {"then": "quietly"})
    assert kept.json() == {"received_on": 1}
    late = officer.post(f"{place}/1", data=FIRST | {"answer-received_on": "2024-03-09", "then": "quietly"})
    assert late.json() == {}, "somebody else was first: the page hears of it when it is sent"


def test_two_at_the_same_revision_do_not_both_count(desk: Desk) -> None:
    place = begun(desk.signed_in("signal-officer", "helpline"))
    name, answers = place.rpartition("/")[2], []
    for value in ("2024-01-01", "2024-01-02"):
        with desk.office.database.begin() as connection:
            typed = {"received_on": (FormAnswer(value), 0)}
            answers.append(keep_answers(connection, desk.office.cipher, name, typed, "somebody"))
    assert answers[0] == {} and answers[1]["received_on"].answer.value == "2024-01-01"


def test_nothing_is_lost_when_a_session_ends(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = begun(officer)
    with desk.office.database.begin() as connection:
        connection.execute(SESSIONS.delete())
    lost = officer.post(f"{place}/1", data=FIRST | {"answer-subject": 'with "quotes" & <signs>'})
    assert lost.status_code == 401 and 'value="2024-03-05"' in lost.text
    assert "with &#34;quotes&#34; &amp; &lt;signs&gt;" in lost.text
    assert f'action="{place}/1"' in lost.text


def test_a_correction_replaces_what_was_sent(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = filled(officer)
    assert officer.post(f"{place}/corrections").status_code == 400, "what was not sent is changed, not corrected"
    officer.post(f"{place}/send")
    desk.work()
    newer = officer.post(f"{place}/corrections").headers["location"]
    assert officer.post(f"{place}/corrections").headers["location"] == newer
    day = {"revision-received_on": "1", "answer-received_on": "2024-03-06"}
    assert officer.post(f"{newer}/1", data=day).status_code == 303
    officer.post(f"{newer}/send")
    desk.work()
    with desk.office.reading() as connection:
        jobs = [find_response(connection, one.rpartition("/")[2]).job for one in (place, newer)]
        first, second = (find_job(connection, job).result["receipt"] for job in jobs)
    assert second > first
    with desk.office.reading() as connection:
        assert len({find_response(connection, one.rpartition("/")[2]).number for one in (place, newer)}) == 1


def test_a_form_that_was_not_sent_can_be_thrown_away(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = begun(officer)
    assert officer.post(f"{place}/drop").status_code == 303
    assert officer.get(place).status_code == 404


def test_nothing_that_is_typed_is_in_clear_on_the_disk(desk: Desk) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    place = begun(officer)
    typed = "Zwanenburg-aan-de-Schelde"
    officer.post(f"{place}/2", data={"revision-remarks": "0", "answer-remarks": typed})
    assert typed in officer.get(f"{place}/2").text
    files = [path for path in desk.office.workspace.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if typed.encode() in path.read_bytes()]


def test_a_form_of_another_partner_is_not_there(desk: Desk) -> None:
    place = begun(desk.signed_in("signal-officer", "helpline"))
    other = desk.signed_in("signal-officer", "clinic")
    assert other.get(place).status_code == 404
    assert other.post("/forms", data={"form": "helpline"}).status_code == 404
    assert place.rpartition("/")[2] not in other.get("/forms").text


@pytest.mark.parametrize("language", ["nl", "en", "es"])
def test_a_form_is_asked_in_the_language_of_the_visit(desk: Desk, language: str) -> None:
    officer = desk.signed_in("signal-officer", "helpline")
    officer.cookies.set("schakel_language", language)
    asked = {"nl": "Waar gaat de melding over?", "en": "What is the report about?", "es": "¿De qué trata la denuncia?"}
    assert asked[language] in officer.get(f"{begun(officer)}/1").text


def test_a_build_counts_what_was_filled_in(desk: Desk) -> None:
    built = verbs.build(desk.office.folder)
    assert built.edition.receipts

"""A clerk judges pairs of persons: in the order of the shell, with values hidden until asked for, in one ledger."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import schakel
from desks import Desk
from starlette.testclient import TestClient
from template_with_persons import alliance_with_persons, deliver

from schakel import verbs
from schakel.desk import pairs
from schakel.desk.office import Office
from schakel.desk.web.guard import LANGUAGE, SESSION
from schakel.identity import ByPerson, Ledger, open_ledger
from schakel.identity.judging.queue import QUEUE_FILE, pairs_to_judge
from schakel.identity.who_is_who.judgements import (
    APART,
    ATTACHED,
    CONFIRMED,
    CREATED,
    DOUBTED,
    JOINED,
    REFUTED,
    UNDECIDED,
    UNDONE,
    Judgement,
)
from schakel.store.access_log import reading
from schakel.store.one_writer import one_writer
from schakel_base import clock

# Another first name and another day: too much alike to pass over, too different for a machine to join.
PEOPLE = [
    "Smitsonian,Anna,1990-02-10", "Smitsonian,Anne,1990-02-11", "Vissersma,Pieter,1980-06-01",
    "Vissersma,Peter,1980-06-02", "Bakkerveld,Marian,1972-10-21", "Bakkerveld,Marina,1972-10-22",
    "Smitsonian,Karel,1961-01-08", "Smitsonian,Carel,1961-01-09",
]  # fmt: skip
PAIR = r'href="(/pairs/\w{32}/\w{32})"'
ROW = "H{},2023-01-02,work under duress,police,2023-01-09,no,Northtown,,{},,"
WHY = "One address, one telephone."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An alliance with four pairs that somebody should judge."""
    alliance = alliance_with_persons(tmp_path_factory.mktemp("built"))
    rows = [ROW.format(number, who) for number, who in enumerate(PEOPLE, 1001)]
    assert deliver(alliance, 2, *rows).accepted == len(PEOPLE)
    verbs.build(alliance)
    return alliance


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Desk:
    """A desk on SQLite: nothing of a pair is in the database."""
    return Desk(Office(Path(shutil.copytree(built, tmp_path / built.name))))


@pytest.fixture
def email(desk: Desk) -> str:
    return desk.person("clerk")


@pytest.fixture
def clerk(desk: Desk, email: str) -> TestClient:
    browser = desk.stranger()
    browser.cookies.update({SESSION: desk.session(email), LANGUAGE: "en"})
    return browser


def listed(browser: TestClient) -> list[str]:
    """The addresses of the pairs that wait, in their order."""
    return re.findall(PAIR, browser.get("/pairs").text)


@contextmanager
def ledger(desk: Desk) -> Iterator[Ledger]:
    with reading(desk.office.workspace, "build", "to hold a page against the ledger", ""):
        yield open_ledger(desk.office.folder)


def judged(desk: Desk, kind: str) -> list[tuple[str, str]]:
    with ledger(desk) as found:
        return [(one.judgement.by, one.judgement.reason) for one in found.judged(kind)]


def say(browser: TestClient, pair: str, decision: str, reason: str = WHY) -> int:
    return browser.post(f"{pair}/judgements", data={"decision": decision, "reason": reason}).status_code


def test_the_queue_is_that_of_the_shell(desk: Desk, clerk: TestClient) -> None:
    shell = schakel("judge", "review", desk.office.folder).stdout.splitlines()
    expected = ["/pairs/{}/{}".format(*line.split()) for line in shell]
    assert (desk.office.workspace.persons / QUEUE_FILE).exists(), "the build laid it ready"
    assert listed(clerk) == expected
    assert len(expected) == 4


def test_a_weight_is_that_of_the_day_on_which_it_was_found(desk: Desk, clerk: TestClient) -> None:
    """Of two people among eight and among eighty the weights differ, though the two say the same."""
    pair = listed(clerk)[0]
    assert "When this pair was listed" not in clerk.get(pair).text
    more = [ROW.format(number, f"Other{number},Name{number},19{number % 100:02}-05-05") for number in range(2000, 2072)]
    deliver(desk.office.folder, 3, *more)
    verbs.build(desk.office.folder)
    page, queue = clerk.get(pair).text, clerk.get("/pairs").text
    [weight] = re.findall(r"When this pair was listed, it weighed ([\d.]+) bits", page)
    assert f">{weight}</td>" in queue and f">{weight}</td>" not in page
    assert "Weight in bits when listed" in queue and "Weight in bits<" in page


def test_values_are_hidden_until_somebody_says_what_for(desk: Desk, clerk: TestClient, email: str) -> None:
    pair = listed(clerk)[0]
    names = [name for who in PEOPLE for name in who.split(",")]
    hidden = clerk.get(pair).text
    assert not [name for name in names if name in hidden]
    assert "the same" in hidden and "Weight in bits" in hidden
    refused = clerk.post(f"{pair}/values", data={"purpose": " "})
    assert refused.status_code == 400 and "Say what you need the values for." in refused.text
    assert not [name for name in names if name in refused.text]
    assert clerk.post(f"{pair}/values", data={"purpose": "long " * 300}).status_code == 400
    shown = clerk.post(f"{pair}/values", data={"purpose": "to compare spellings"})
    assert shown.status_code == 200 and len([name for name in names if name in shown.text]) >= 4
    looks = [one for one in desk.office.workspace.access_log.records() if one["action"] == "look at persons"]
    [look] = [(one["user"], one["purpose"], one["persons"]) for one in looks]
    assert look == (email, "to compare spellings", " ".join(pair.split("/")[2:]))


@pytest.mark.parametrize("kind", [JOINED, APART, DOUBTED])
def test_a_decision_has_a_reason_and_is_recorded_once(desk: Desk, clerk: TestClient, email: str, kind: str) -> None:
    pair, *others = listed(clerk)
    assert [say(clerk, pair, kind, reason) for reason in (" ", "long " * 300)] == [400, 400]
    assert say(clerk, pair, "perhaps") == 400
    assert judged(desk, kind) == []
    assert [say(clerk, pair, kind) for _ in range(2)] == [303, 303]
    assert judged(desk, kind) == [(email, WHY)]
    assert WHY in clerk.get("/pairs").text
    # Of whom nobody could tell, somebody else may.
    assert set(listed(clerk)) == ({pair, *others} if kind == DOUBTED else set(others))


@pytest.mark.parametrize("kind", [JOINED, APART, DOUBTED])
def test_taking_back_is_another_entry(desk: Desk, clerk: TestClient, kind: str) -> None:
    pair = listed(clerk)[0]
    say(clerk, pair, kind)
    [undoing] = re.findall(r"/pairs/judgements/\d+/undoing", clerk.get("/pairs").text)
    assert clerk.post(undoing, data={"reason": ""}).status_code == 400
    with ledger(desk) as found:
        before = found.size
    assert [clerk.post(undoing, data={"reason": "the wrong key"}).status_code for _ in range(2)] == [303, 303]
    with ledger(desk) as found:
        assert found.size == before + 1, "nothing is erased, and a second click adds nothing"
        assert [one.judgement.reason for one in found.judged(UNDONE)] == ["the wrong key"]
    assert judged(desk, kind) == []
    assert pair in listed(clerk)


def test_what_the_shell_decides_and_what_the_desk_decides_is_one(desk: Desk, clerk: TestClient) -> None:
    pair = listed(clerk)[0]
    with ledger(desk) as found:
        one = pairs_to_judge(found, clock.today())[0]
        found.keep_apart(one.one, one.other, ByPerson("A. Terminal", clock.today(), "two faces"))
    assert pair not in listed(clerk)
    page = clerk.get("/pairs").text
    assert "A. Terminal" in page and "two faces" in page
    assert say(clerk, pair, JOINED) == 404, "it is taken back first"


def test_nothing_is_recorded_while_somebody_else_writes(desk: Desk, clerk: TestClient) -> None:
    pair = listed(clerk)[0]
    with one_writer(desk.office.workspace, "schakel build"):
        answer = clerk.post(f"{pair}/judgements", data={"decision": APART, "reason": WHY})
    assert answer.status_code == 400 and "Somebody else writes into this alliance now." in answer.text
    assert WHY in answer.text, "what was typed is kept"
    assert judged(desk, APART) == []


def test_nobody_looks_up_persons_of_whom_nobody_asks(clerk: TestClient) -> None:
    one, other = (pair.split("/")[2] for pair in listed(clerk)[:2])
    for method, address in [
        ("GET", f"/pairs/{one}/{other}"),
        ("POST", f"/pairs/{one}/{other}/values"),
        ("POST", f"/pairs/{one}/{other}/judgements"),
        ("POST", "/pairs/judgements/0/undoing"),
        ("POST", "/pairs/judgements/x/undoing"),
    ]:
        about = {"decision": JOINED, "reason": WHY, "purpose": "curious"}
        assert clerk.request(method, address, data=about).status_code == 404, address


def test_the_queue_is_read_page_by_page(desk: Desk, clerk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = listed(clerk)
    monkeypatch.setattr(pairs, "PAIRS_OF_A_PAGE", 3)
    first = clerk.get("/pairs").text
    [after] = re.findall(r'href="(/pairs\?after=[^"]+)"', first)
    with one_writer(desk.office.workspace, "schakel build"):
        pages = [re.findall(PAIR, clerk.get(address).text) for address in ("/pairs", after)]
    assert pages == [whole[:3], whole[3:]], "also while somebody else writes"
    assert "Pairs that wait: 4." in first
    assert clerk.get("/pairs?after=somewhere").status_code == 404


def test_a_decision_says_by_which_model_it_was_weighed_and_what_was_compared(desk: Desk, clerk: TestClient) -> None:
    first, second = listed(clerk)[:2]
    say(clerk, first, JOINED)
    say(clerk, second, DOUBTED)
    with ledger(desk) as found:
        said = [found.judged(kind)[0].judgement for kind in (JOINED, DOUBTED)]
        by_model = found.judged(CREATED)[0].judgement.by
    assert {one.model for one in said} == {by_model}
    digests = [digest for one in said for digest in one.seen.split()]
    assert len(set(digests)) == 4 and all(len(digest) == 26 for digest in digests)


def test_a_person_over_time_shows_joins_and_what_was_taken_back_when_and_by_whom(
    desk: Desk, clerk: TestClient, email: str
) -> None:
    pair = listed(clerk)[0]
    one, other = pair.split("/")[2:]
    say(clerk, pair, JOINED)
    [undoing] = re.findall(r"/pairs/judgements/\d+/undoing", clerk.get("/pairs").text)
    clerk.post(undoing, data={"reason": "two sisters"})
    with ledger(desk) as found:
        record = next(name for name, person in found.persons().of_record.items() if person == one)
        found.append([Judgement(ATTACHED, clock.today(), "a model", "near", one, "another record")])
        by = ByPerson("A. Terminal", clock.today(), "written twice")
        split_off = found.split(one, [record], by)
    page = clerk.get(f"/pairs/persons/{one}").text
    for said in (
        "The first record of",
        "are one person",
        WHY,
        email,
        "two sisters",
        "Records that went",
        "A. Terminal",
    ):
        assert said in page, said
    assert "Anna" not in page and "Smitsonian" not in page
    assert "Records that went from" in clerk.get(f"/pairs/persons/{split_off}").text
    assert "Undone on" in clerk.get(f"/pairs/persons/{other}").text
    assert clerk.get(f"/pairs/persons/{'0' * 32}").status_code == 404
    looks = [one for one in desk.office.workspace.access_log.records() if one["action"] == "history of a person"]
    assert {one["user"] for one in looks} == {email} and looks[0]["persons"] == one


def test_a_person_over_time_says_which_decisions_are_about_records_that_changed(desk: Desk, clerk: TestClient) -> None:
    pairs_listed = listed(clerk)
    assert [say(clerk, one, APART) for one in pairs_listed] == [303] * 4

    def changed() -> list[str]:
        persons = [(one, f"/pairs/persons/{person}") for one in pairs_listed for person in one.split("/")[2:]]
        said = "What the records say has changed since."
        return [one for one, address in persons if said in clerk.get(address).text]

    assert changed() == []
    deliver(desk.office.folder, 3, ROW.format(1001, "Smitsonian,Annelies,1990-02-10"))
    verbs.build(desk.office.folder)
    found = changed()
    assert len(found) == 2 and found[0] == found[1], "of both persons of the pair, and of no other"


def clerk_of(desk: Desk) -> TestClient:
    browser = desk.stranger()
    browser.cookies.update({SESSION: desk.session(desk.person("clerk")), LANGUAGE: "en"})
    return browser


SAMPLE = "/pairs/samples/apart"


def say_of_next(browser: TestClient, verdict: str) -> str:
    """Judge the next pair of a sample; return its number."""
    [number] = re.findall(r'name="pair" value="(\w+)"', browser.get(SAMPLE).text)
    assert browser.post(f"{SAMPLE}/judgements", data={"pair": number, "verdict": verdict}).status_code == 303
    return str(number)


def test_a_sample_is_offered_once_there_is_an_edition_to_draw_it_from(desk: Desk, clerk: TestClient) -> None:
    assert SAMPLE in clerk.get("/pairs").text
    shutil.rmtree(desk.office.workspace.analysis_editions.path)
    page = clerk.get("/pairs")
    assert page.status_code == 200 and SAMPLE not in page.text
    assert "Records are compared once a statistician has built an edition." in clerk.get(SAMPLE).text


def test_two_judge_a_sample_and_neither_sees_what_the_other_says(desk: Desk) -> None:
    one, two, three = clerk_of(desk), clerk_of(desk), clerk_of(desk)
    numbers = [say_of_next(one, verdict) for verdict in (CONFIRMED, REFUTED, CONFIRMED, UNDECIDED)]
    assert "You have judged all pairs that wait for you." in one.get(SAMPLE).text
    before = two.get(SAMPLE).text
    assert "You see this once you have judged every pair that another person judged." in before
    assert "bits" not in before and "Your judgement" not in before, "nobody is led by what the model thinks"
    assert "What was decided" not in two.get("/pairs").text
    assert [say_of_next(two, verdict) for verdict in (CONFIRMED, REFUTED, REFUTED, UNDECIDED)] == numbers
    told = three.get(SAMPLE).text
    # Of 8 verdicts 3, 3 and 2 are the same: (3/4 - 22/64) / (1 - 22/64).
    assert "0.62 (95% interval" in told
    assert re.search("Same judgement by both</dt><dd>3<", told) and re.search(
        "differently by two people</dt><dd>2<", told
    )
    assert three.post(f"{SAMPLE}/judgements", data={"pair": numbers[0], "verdict": CONFIRMED}).status_code == 404
    assert len(listed(one)) == 4, "a sample joins and parts nobody"


def test_a_verdict_is_recorded_once_and_taken_back_by_whoever_gave_it(desk: Desk, clerk: TestClient) -> None:
    number = say_of_next(clerk, CONFIRMED)
    about = {"pair": number, "verdict": CONFIRMED}
    assert clerk.post(f"{SAMPLE}/judgements", data=about).status_code == 303
    other = clerk.post(f"{SAMPLE}/judgements", data={**about, "verdict": REFUTED})
    assert other.status_code == 400 and "Undo that first." in other.text
    assert clerk.post(f"{SAMPLE}/judgements", data={"pair": number}).status_code == 400
    assert clerk.post(f"{SAMPLE}/judgements", data={**about, "pair": "0" * 16}).status_code == 404
    [undoing] = re.findall(rf"{SAMPLE}/judgements/\d+/undoing", clerk.get(SAMPLE).text)
    assert clerk_of(desk).post(undoing, data={"reason": "not mine"}).status_code == 404
    assert clerk.post(undoing, data={"reason": ""}).status_code == 400
    assert [clerk.post(undoing, data={"reason": "too quick"}).status_code for _ in range(2)] == [303, 303]
    assert judged(desk, CONFIRMED) == [] and len(judged(desk, UNDONE)) == 1
    assert say_of_next(clerk, REFUTED) == number, "it is asked again"
    with ledger(desk) as found:
        [said] = found.judged(REFUTED)
    assert said.judgement.model and len(said.judgement.seen.split()) == 2


def test_values_of_a_sampled_pair_are_hidden_until_asked_for(desk: Desk, clerk: TestClient, email: str) -> None:
    names = [name for who in PEOPLE for name in who.split(",")]
    assert not [name for name in names if name in clerk.get(SAMPLE).text]
    shown = clerk.post(f"{SAMPLE}/values").text
    assert len([name for name in names if name in shown]) >= 4
    looks = [one for one in desk.office.workspace.access_log.records() if one["action"] == "look at a sample"]
    assert [(one["user"], one["purpose"]) for one in looks] == [(email, "how well persons are linked")]
    assert clerk.get("/pairs/samples/all").status_code == 404


def test_before_there_is_an_edition_a_clerk_is_told_who_makes_one(desk: Desk, clerk: TestClient) -> None:
    pair = listed(clerk)[0]
    shutil.rmtree(desk.office.workspace.analysis_editions.path)
    told = clerk.get(pair)
    assert told.status_code == 400 and "once a statistician has built an edition" in told.text
    assert pair in told.text, "the pairs are there"

"""What arrived is followed up: each signal once, with a status for each role, and with those that may be the same."""

import itertools
import re
from datetime import timedelta

import pytest
from broken import edit
from conftest import copy_alliance
from desks import Desk
from lxml import html
from starlette.testclient import TestClient

from schakel import verbs
from schakel.desk.database.tables import FOLLOW_UPS
from schakel.desk.follow_up import STEPS, ItemStatus, last_events, possible_steps, shown_status, status_of
from schakel.desk.forms import forms_of
from schakel.desk.inbox import forget_what_is_gone, inbox_items
from schakel.desk.office import Office
from schakel.desk.rights import ROLES
from schakel.identity.judging.duplicates import list_candidates
from schakel.store.access_log import reading
from schakel_base import clock

HEADER = "signaal_nummer,zender,datum_signaal,vorm,gemeente_code,kenmerk_bron,onderzoek_nummer\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The Dutch alliance with a few signals: one that two services sent, two that are likely one, and two that are not.

    Two of one sender are also likely one, though that they are of one sender speaks against it. One was sent twice from
    different places, and of these the second is like another.
    """
    folder = tmp_path_factory.mktemp("desk")
    alliance, day = copy_alliance("nl-mensenhandel", folder), clock.today() - timedelta(days=20)
    rows = [
        f"S1,Voorbeelddienst 1,{day},seksueel,GM0014,BR-1,",
        f"S2,Voorbeelddienst 2,{day},seksueel,GM0014,BR-1,",
        f"S3,Voorbeelddienst 3,{day},arbeid,GM0034,BR-3,",
        f"S4,Voorbeelddienst 4,{day + timedelta(days=1)},arbeid,GM0034,BR-4,",
        f"S5,Voorbeelddienst 5,{day},crimineel,GM0037,BR-5,",
        f"S6,Voorbeelddienst 5,{day},crimineel,GM0037,BR-6,",
        f"S7,Voorbeelddienst 1,{day - timedelta(days=45)},crimineel,GM0037,BR-7,",
        f"S8,Voorbeelddienst 3,{day},seksueel,GM0080,BR-8,",
        f"S9,Voorbeelddienst 4,{day},seksueel,GM0090,BR-8,",
        f"S10,Voorbeelddienst 6,{day},seksueel,GM0090,BR-9,",
    ]
    edit(alliance, "linking/signal.yaml", "same: {m: 0.00037821", "same: {m: 0.1")
    file = folder / "signals.csv"
    file.write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    assert verbs.deliver(alliance, "emm", file, synthetic=True).accepted == len(rows)
    return Desk(Office(alliance))


def officer(desk: Desk) -> TestClient:
    browser = desk.signed_in("signal-officer", "emm")
    browser.cookies.set("schakel_language", "en")
    return browser


def place(browser: TestClient, number: str) -> str:
    """Return the address of the item with a number."""
    [found] = re.findall(rf'href="(/inbox/\w+)">{number}<', browser.get("/inbox").text)
    return found


def test_a_signal_of_two_senders_is_there_once(desk: Desk) -> None:
    browser = officer(desk)
    listed = browser.get("/inbox").text
    assert "Signals found: 8" in listed and "Voorbeelddienst 1, Voorbeelddienst 2" in listed and "synthetic" in listed
    assert "Sent 2 times; it counts once." in browser.get(place(browser, "BR-1")).text


def test_an_inbox_is_asked_by_status_answer_and_words(desk: Desk) -> None:
    browser = officer(desk)
    browser.get(place(browser, "BR-5"))
    for asked, found in [
        ({"of-vorm": "arbeid"}, 2),
        ({"of-zender": "Voorbeelddienst 2"}, 1),
        ({"status": "read", "of-vorm": "crimineel"}, 1),
        ({"words": "br-3 GM0034"}, 1),
        ({"words": "nothing-of-the-kind"}, 0),
        ({"page": "x"}, 8),
    ]:
        assert f"Signals found: {found}" in browser.get("/inbox", params=asked).text, asked


def test_who_reads_first_is_written_down_once(desk: Desk) -> None:
    one, other = officer(desk), officer(desk)
    for browser in (one, other):
        browser.get(place(browser, "BR-1"))
    with desk.office.database.connect() as connection:
        events = connection.execute(FOLLOW_UPS.select().where(FOLLOW_UPS.c.item == place(one, "BR-1")[7:])).all()
    assert [row.event for row in events] == ["read"]


def test_a_signal_is_handed_on_by_a_day_answered_and_closed(desk: Desk) -> None:
    browser = officer(desk)
    item = place(browser, "BR-5")
    browser.get(item)
    assert "Say to whom it is handed on" in browser.post(f"{item}/steps", data={"step": "hand-on"}).text
    wrong = browser.post(f"{item}/steps", data={"step": "hand-on", "to": "politie", "due": "soon"})
    assert wrong.status_code == 400 and "soon is not a day" in wrong.text
    done = {"step": "hand-on", "to": "politie", "due": "2027-01-15", "note": "Ask for the second half of the plate"}
    assert browser.post(f"{item}/steps", data=done).status_code == 303
    shown = browser.get(item).text
    assert "handed on" in shown and "politie (Suspect registrations), answer by 15 January 2027" in shown
    assert "second half of the plate" in shown
    files = [path for path in desk.office.workspace.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if b"second half of the plate" in path.read_bytes()]
    assert browser.post(f"{item}/steps", data={"step": "take-up"}).status_code == 400, "it is handed on already"
    for step in ("follow-up", "close", "reopen"):
        assert browser.post(f"{item}/steps", data={"step": step}).status_code == 303


def test_what_may_be_the_same_is_judged_with_a_reason(desk: Desk) -> None:
    browser = officer(desk)
    item, other = place(browser, "BR-3"), place(browser, "BR-4")
    shown = browser.get(item).text
    assert "This may be the same" in shown and "differs" in shown
    agrees = r"<td[^>]*>([^<]+)</td><td[^>]*>\1</td><td[^>]*>the same</td><td[^>]*>[\d.]+</td>"
    assert re.search(agrees, shown), "what agrees, and how much that weighs"
    judged = {"other": other[7:], "decision": "same"}
    assert browser.post(f"{item}/judgements", data=judged | {"reason": " "}).status_code == 400
    assert browser.post(f"{item}/judgements", data=judged | {"reason": "one workplace"}).status_code == 303
    assert "Signals found: 7" in browser.get("/inbox").text
    assert "Sent 2 times" in browser.get(item).text
    assert browser.get(other).status_code == 200, "an address that somebody kept leads on"


def test_what_speaks_against_it_says_so_in_words_and_no_pair_is_listed_that_is_likely_two(desk: Desk) -> None:
    browser = officer(desk)
    numbers = {("BR-5", "BR-6"): True, ("BR-5", "BR-7"): False}
    weights = {(one.one, one.other): one.weight for one in list_candidates(desk.office.folder, "signal", clock.today())}
    assert {pair: weights[pair] > 0 for pair in numbers} == numbers, "a terminal lists both"
    shown = browser.get(place(browser, "BR-5")).text
    assert ">BR-6</a>" in shown and ">BR-7</a>" not in shown
    assert re.search(r"the same; this speaks against it</td><td[^>]*>[-−][\d.]+</td>", shown)
    assert not re.search(r"against it</td><td[^>]*>\d", shown)


def test_what_a_pair_weighs_is_what_its_table_adds_up_to_of_the_rows_that_it_shows(desk: Desk) -> None:
    browser = officer(desk)
    pages = [browser.get(place(browser, number)).text for number in ("BR-1", "BR-3", "BR-5", "BR-8", "BR-9")]
    pairs = [html.fragment_fromstring(one) for text in pages for one in re.findall("<section.*?</section>", text, re.S)]
    assert len(pairs) >= 3
    for pair in pairs:
        told = pair.find("h3").text_content()
        parts = [_bits(one.text_content()) for one in pair.iter("td") if one.get("class") == "figures"]
        assert _bits(told.rpartition(":")[2]) == pytest.approx(sum(parts), abs=0.06 * len(parts))
    [shown] = re.findall('<section class="alike">.*?</section>', pages[4], re.S)
    assert ">BR-8</a>" in shown and "GM0080" not in shown, "the row that was compared"


def _bits(text: str) -> float:
    return sum(float(one.replace("−", "-")) for one in re.findall(r"[-−]?\d+(?:\.\d+)?", text)[:1])


def test_who_sent_it_sees_how_far_it_is_and_no_more(desk: Desk) -> None:
    sender = desk.signed_in("supplier", "emm")
    sender.cookies.set("schakel_language", "en")
    form = sender.post("/forms", data={"form": "emm"}).headers["location"].rpartition("/")[0]
    first = {"zender": "Voorbeelddienst 6", "kenmerk_bron": "BR-8", "datum_signaal": str(clock.today())}
    for section, answers in ((1, first), (2, {"vorm": "~unknown", "gemeente_code": "GM0014"})):
        typed = {f"answer-{name}": value for name, value in answers.items()} | {
            f"revision-{name}": "0" for name in answers
        }
        assert sender.post(f"{form}/{section}", data=typed).status_code == 303
    sender.post(f"{form}/send")
    desk.work()
    assert "<dd>received</dd>" in sender.get(form).text
    browser = officer(desk)
    item = place(browser, "BR-8")
    browser.get(item)
    browser.post(f"{item}/steps", data={"step": "take-up"})
    assert "<dd>in hand</dd>" in sender.get(form).text
    assert sender.get(item).status_code == 403


def test_an_inbox_of_another_partner_is_not_there(desk: Desk) -> None:
    item, other = place(officer(desk), "BR-1"), desk.signed_in("signal-officer", "politie")
    assert other.get(item).status_code == 404
    assert "BR-1" not in other.get("/inbox").text


def test_the_key_is_read_once_for_all_items(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read for each of two thousand, it took most of the half a second that a page took."""
    [form] = (one for one in forms_of(desk.office.alliance).values() if one.inbox)
    workspace, key, read = desk.office.workspace, desk.office.workspace.desk_key, list[object]()
    monkeypatch.setattr(type(workspace), "desk_key", property(lambda _: read.append(form) or key))
    with reading(workspace, "read an inbox", "a test", "monitor"):
        assert len(inbox_items(desk.office, form)) > 5
    assert len(read) == 1


def test_what_was_done_goes_with_the_signal(desk: Desk) -> None:
    browser = officer(desk)
    kept, gone = (place(browser, number)[7:] for number in ("BR-1", "BR-5"))
    for name in (kept, gone):
        browser.get(f"/inbox/{name}")
    verbs.withdraw(desk.office.folder, "emm", "its sender asked for it", ["S5"])
    forget_what_is_gone(desk.office)
    with desk.office.database.connect() as connection:
        assert {kept} == {kept, gone} & set(last_events(connection))


def test_every_status_has_a_label_for_who_may_see_it_and_none_for_others() -> None:
    officers, senders = set(), set()
    for status, role in itertools.product(ItemStatus, ROLES):
        shown = shown_status(status, role)
        if role == "signal-officer":
            officers.add(shown)
        elif role == "supplier":
            senders.add(shown)
        else:
            assert shown == "", f"{role} sees no status"
    assert officers == {status.value for status in ItemStatus}
    assert senders == {"received", "in-hand", "done"}


def test_every_status_is_reached_and_left_by_the_steps_alone() -> None:
    assert {after for _, after in STEPS.values()} | {ItemStatus.NEW} == set(ItemStatus)
    assert status_of([]) is ItemStatus.NEW
    for status in ItemStatus:
        assert possible_steps(status) or status is ItemStatus.NEW
        assert "read" not in possible_steps(status)

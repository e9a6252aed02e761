"""The access log is read in the language of its reader, and stays as it was written.

An action that has no words is refused as it is recorded; the sources are walked for what they name beside them.
"""

import ast
import csv
import io
from collections.abc import Iterator
from functools import cache
from html import unescape

import pytest
from databases import SLOW_AFTER_THE_FIRST
from desks import HEADER, Desk
from raised_sentences import modules_of

import schakel
from schakel.desk.people import find_person
from schakel.desk.web.guard import LANGUAGE, SESSION
from schakel.store.access_log import asked_by, record_access
from schakel.store.accesses import ACTIONS, DETAILS, PURPOSES

DATABASES = SLOW_AFTER_THE_FIRST

FEWEST = 15


def test_an_action_without_a_sentence_is_not_recorded(desk: Desk) -> None:
    with pytest.raises(AssertionError, match="no words for 'look around'"):
        record_access(desk.office.workspace.access_log, "look around", "a purpose")


@cache
def recorded() -> list[tuple[str | None, list[str]]]:
    """Each call that names an action: the purpose where it is next to it, and the names of its details."""
    modules = modules_of(schakel, with_any=[f'"{action}"' for action in ACTIONS])
    calls = (node for _, tree in modules for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [one for call in calls for one in named_by(call)]


def named_by(call: ast.Call) -> Iterator[tuple[str | None, list[str]]]:
    said = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
    place = next((place for place, one in enumerate(said) if one in ACTIONS), None)
    if place is not None and any(word in ast.unparse(call.func) for word in ("reading", "record")):
        beside = said[place + 1] if len(said) > place + 1 else None
        yield str(beside) if beside else None, [one.arg for one in call.keywords if one.arg]


def test_each_purpose_and_each_detail_that_the_sources_name_has_words() -> None:
    purposes = {purpose for purpose, _ in recorded() if purpose}
    assert len(purposes) > FEWEST and purposes - set(PURPOSES) == set()
    assert {name for _, names in recorded() for name in names} - {"product"} - set(DETAILS) == set()


@pytest.fixture
def logged(desk: Desk) -> Desk:
    """A desk where a supplier read receipts, and somebody looked for the product, and for reasons of their own."""
    supplier = desk.signed_in("supplier", "helpline")
    supplier.post("/deliveries", data={"partner": "helpline"}, files={"file": ("a.csv", HEADER, "text/csv")})
    supplier.get("/deliveries")
    log, product = desk.office.workspace.access_log, desk.office.alliance.products["monitor"]
    with asked_by("somebody@alliance.example"):
        record_access(log, "trace", product.purpose.in_language("en"), product="monitor", table="reports")
        record_access(log, "withdraw", "a mistake {of} <ours>", product="", partner="clinic, helpline")
        record_access(log, "list alike", "which report is which", product="", unit="report")
    return desk


def read(desk: Desk, language: str, query: str = "") -> str:
    browser = desk.signed_in("privacy-officer")
    browser.cookies.set(LANGUAGE, language)
    return unescape(browser.get(f"/access-log?{query}").text.split("<main")[1])


def test_what_was_done_and_what_for_is_read_in_dutch(logged: Desk) -> None:
    dutch = read(logged, "nl")
    assert "Ontvangstbewijzen lezen" in dutch and "een leverancier zijn ontvangstbewijzen tonen" in dutch
    assert "read receipts" not in dutch and "the receipts of a supplier" not in dutch
    assert "nagaan welke dezelfde zijn" in dutch and "a mistake {of} <ours>" in dutch and "alle partners" in dutch
    assert "finding out which are the same" in read(logged, "en")


def test_the_purpose_of_a_product_is_said_as_it_is_declared(logged: Desk) -> None:
    product = logged.office.alliance.products["monitor"]
    for language in ("en", "nl"):
        assert " ".join(product.purpose.in_language(language).split()) in read(logged, language, "words=trace")


def test_words_are_found_as_they_are_kept_and_as_they_are_read(logged: Desk) -> None:
    for words in ("withdraw+mistake", "intrekken+mistake", "INTREKKEN+somebody%40alliance"):
        found = read(logged, "nl", f"words={words}")
        assert "Rijen intrekken" in found and "Een cijfer herleiden" not in found


def test_days_are_chosen_and_what_is_no_day_is_said(logged: Desk) -> None:
    assert "Records found: 0." in read(logged, "en", "until=2020-01-01")
    assert "Read receipts" in read(logged, "en", "from=2020-01-01&until=2999-01-01")
    assert "soon is not a day" in read(logged, "en", "from=soon")


def test_the_file_has_each_record_as_it_is_kept_and_as_a_sentence(logged: Desk) -> None:
    browser = logged.signed_in("auditor")
    browser.cookies.set(LANGUAGE, "nl")
    rows = list(csv.DictReader(io.StringIO(browser.get("/access-log.csv?words=withdraw").text)))
    kept = {name: rows[0][name] for name in ("action", "purpose", "partner")}
    assert kept == {"action": "withdraw", "purpose": "a mistake {of} <ours>", "partner": "clinic, helpline"}
    assert rows[0]["sentence"] == "Rijen intrekken: a mistake {of} <ours>; partner: alle partners"
    assert browser.get("/access-log.csv?from=soon").status_code == 400


def test_accounts_and_roles_that_changed_are_named(desk: Desk) -> None:
    browser, email = desk.signed_in("administrator"), desk.person("nobody")
    with desk.office.reading() as connection:
        number = find_person(connection, email).number
    browser.post(f"/people/{number}/roles", data={"role": "supplier", "held-for": "clinic"})
    with desk.office.reading() as connection:
        given = find_person(connection, email).waiting[0].number
    browser.post(f"/roles/{given}/end", data={"sure": "yes"})
    unsure = browser.post(f"/people/{number}/end")
    assert unsure.status_code == 400 and "Say that all their roles and sessions end." in unsure.text
    browser.post(f"/people/{number}/end", data={"sure": "yes"})
    found = read(desk, "nl", f"words={email}")
    assert f"rol: leverancier, Reports to the helpline, {email}" in found and f"account: {email}" in found


def test_who_reads_the_log_stands_in_it(logged: Desk) -> None:
    email = logged.person("auditor")
    browser = logged.stranger()
    browser.cookies.set(SESSION, logged.session(email))
    assert email not in read(logged, "en", "words=read+the+access+log")
    browser.get("/access-log?words=trace")
    assert email in read(logged, "en", "words=read+the+access+log")

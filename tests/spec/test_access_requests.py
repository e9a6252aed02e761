"""A person asks what is held

Somebody who asks what is held of him or her is answered by a privacy officer: who holds what of a number, and until
when. That is logged and counted, and done only under a product that serves for it.
"""

import json
from datetime import date

import pytest
from broken import faults_of
from command_line import schakel
from made_once import made_and_copied
from template_with_persons import ACCESS, ACCESS_FILE, HEADER, alliance_with_persons, answer_those_who_ask

from schakel import verbs
from schakel_base import clock

DAY = date(2024, 1, 1)
ROW = "H{0},2023-03-0{1},debts,police,2023-03-09,no,Northtown,,{2}"
ASKS = "Zwanenburg,Quirijn,1987-06-05,SKN7654321,"
OTHER = "Bakker,Noor,1990-01-02,SKN1234567,999900018"
REFUSED = ROW.format(1009, 1, "Zwanenburg,Quirijn,1987-13-45,SKN7654321,")


def make(place):
    """Two deliveries of rows about two persons, and a product for those who ask."""
    folder = alliance_with_persons(place)
    answer_those_who_ask(folder)
    rows = [[(1001, ASKS), (2001, OTHER), (1002, ASKS)], [(2002, OTHER)]]
    for number, those in enumerate(rows, start=1):
        lines = [ROW.format(name, number, who) for name, who in those] + ([REFUSED] if number == 2 else [])
        (place / f"{number}.csv").write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
        verbs.deliver(folder, "helpline", place / f"{number}.csv", date(2023, 3 + number, 1), synthetic=True)


made, alliance = made_and_copied(DAY, make)


def ask(alliance, number="SKN7654321", product="access", *words):
    return schakel("access-request", alliance, "--number", number, "--product", product, *words)


def test_the_answer_says_who_holds_which_rows_and_columns_and_until_when(alliance):
    assert ask(alliance).stdout.splitlines() == [
        "Request 1 under access. Partners that hold something: helpline.",
        "",
        "helpline",
        "  delivery 1 of 2023-04-01: rows 1, 3",
        "    columns: report_number, received_on, subject, handed_over_to, handed_over_on, followed_up, surname, "
        "first_name, born_on, skn",
        "    kept until 2028-03-01",
        "  delivery 2 of 2023-05-01: no accepted row; the file as it arrived names it",
        "  used for monitor: To show how an alliance is declared.",
    ]


def test_the_answer_repeats_no_value(alliance):
    said = ask(alliance, "SKN7654321", "access", "--json").stdout
    assert json.loads(said)["holdings"]["helpline"][0]["rows"] == [1, 3]
    assert not [word for word in ("Zwanenburg", "SKN7654321", "1987") if word in said]


def test_each_request_is_counted_and_logged_without_the_number(alliance):
    ask(alliance)
    assert ask(alliance, "SKN0000000").stdout == "Request 2 under access. Nobody holds this number.\n"
    logged = schakel("log", "show", alliance).stdout
    assert logged.count("access request  access: To tell persons what is held of them.") == 2
    assert "SKN" not in logged


@pytest.mark.parametrize(
    ("product", "sentence"),
    [
        ("monitor", "product monitor has another purpose than to answer requests of persons; for it are: access"),
        ("acces", "no product is called acces; there are: access, monitor"),
    ],
)
def test_nobody_is_looked_for_under_another_product(alliance, product, sentence):
    told = ask(alliance, product=product)
    assert told.exit_code == 1 and sentence in told.stderr


def test_nothing_is_answered_after_the_product_ended(alliance, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2031, 1, 1))
    assert "product access ended on 2030-12-31" in ask(alliance).stderr


def test_nothing_else_is_read_or_released_under_it(alliance, tmp_path):
    verbs.build(alliance)
    for words in (("publish", alliance, "access", "--out", tmp_path / "out"), ("extract", alliance, "access")):
        assert "product access answers requests of persons; nothing else is read or released" in schakel(*words).stderr
    verbs.publish(alliance, "monitor", tmp_path / "release")


def test_what_was_withdrawn_is_held_no_more(alliance):
    verbs.withdraw(alliance, "helpline", "a mistake", person="SKN7654321")
    assert ask(alliance).stdout == "Request 1 under access. Nobody holds this number.\n"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "role: privacy-officer", "role: reader",
            "7: Requests of persons are answered by a user in the role `privacy-officer`.",
        ),
        (
            "access_requests: true", "tables: [reports-by-subject]\naccess_requests: true",
            "9: A product that answers requests of persons publishes nothing: leave out `tables`.",
        ),
    ],
)  # fmt: skip
def test_a_product_for_requests_does_nothing_else(alliance, old, new, fault):
    (alliance / ACCESS_FILE).write_text(ACCESS.replace(old, new), "utf-8")
    assert faults_of(alliance) == [f"{ACCESS_FILE}:{fault}"]


def test_any_other_product_has_tables(alliance):
    (alliance / ACCESS_FILE).write_text(ACCESS.replace("access_requests: true\n", ""), "utf-8")
    assert faults_of(alliance) == [f"{ACCESS_FILE}:1: `{key}` is missing." for key in ("tables", "profile")]

"""Rows run out

What is kept no longer is deleted from the whole workspace: rows, files, receipts, ledgers, editions and extracts. What
was released stays.
"""

import hashlib
from datetime import date

import pytest
from command_line import schakel
from decrypted import files_with
from made_once import made_and_copied
from template_with_persons import HEADER, alliance_with_persons

from schakel import verbs
from schakel.intake import taking_in
from schakel_base import clock
from schakel_base.errors import RequestError

DAY = date(2025, 1, 1)
OLD = "H{0},2021-03-0{1},debts,police,2021-03-09,no,Oudstad,,Zwanenburg,Quirijn,1987-06-05,SKN7654321,111222333"
NEW = "H{0},2023-03-0{1},debts,police,2023-03-09,no,Nieuwstad,,Bakker,Noor,1990-01-02,SKN1234567,999900018"
REFUSED = "H1,2021-03-01,debts,police,2021-03-09,no,Oudstad,,Zwanenburg,Quirijn,1987-13-45,SKN7654321,1"
GONE = ("Zwanenburg", "Quirijn", "SKN7654321", "111222333", "1987-06-05", "1987-13-45", "H1001", "H1005")
STAYS = ("Bakker", "SKN1234567", "H2001")
ASKED = """
number: 1
name: growth
title: {en: Growth}
asked: {en: Are there more reports?}
letter_answered: {en: There may be.}
letter: {source: A letter, verified: false}
tables: [reports-by-subject]
parts:
  - what: {en: whether there are more}
    status: answered
    short: {answered: {en: They were counted.}}
    quoting:
      says: {en: "In 2021 {first}."}
      figures: {first: {table: reports-by-subject, at: {year: "2021"}}}
answer:
  - says: {en: "There were {first} reports in 2021."}
    figures: {first: {table: reports-by-subject, at: {year: "2021"}}}
  - says: {en: "In 2021-2023 there were {all} reports."}
    figures: {all: {table: reports-by-subject}}
  - says: {en: "There are {all} reports."}
    figures: {all: {table: reports-by-subject}}
picture: {table: reports-by-subject, at: {year: "2021"}}
"""


def make(place):
    """Two deliveries, one of 2021 and one of both years, built, extracted, judged and released in 2025."""
    folder = alliance_with_persons(place)
    (folder / "recommendations").mkdir()
    (folder / "recommendations" / "1-growth.yaml").write_text(ASKED, "utf-8")
    old = [OLD.format(number, number % 5 + 1) for number in range(1001, 1006)]
    new = [NEW.format(number, number % 5 + 1) for number in range(2001, 2006)]
    for name, rows, day in (("old", [*old, REFUSED], "2021-04-01"), ("both", [*old[:2], *new], "2023-04-01")):
        file = place / f"{name}.csv"
        file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        assert schakel("deliver", folder, "helpline", file, "--on", day, "--synthetic").exit_code == 0
    verbs.build(folder)
    verbs.extract(folder, "monitor")
    verbs.publish(folder, "monitor", place / "release")


made, alliance = made_and_copied(DAY, make)


def content_of(folder):
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def expire(alliance, monkeypatch, day="2026-06-01", **options):
    monkeypatch.setattr(clock, "today", lambda: date.fromisoformat(day))
    return verbs.expire(alliance, **options)


@pytest.fixture
def stopped(alliance, tmp_path, monkeypatch):
    """The same, with a delivery that was stopped when its file was in the archive."""
    file = tmp_path / "stopped.csv"
    file.write_text("\n".join([HEADER, NEW.format(2008, 8).replace("Bakker", "Zilverberg")]) + "\n", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            verbs.deliver(alliance, "helpline", file, synthetic=True)
    return alliance


def test_before_they_run_out_the_workspace_holds_the_values(alliance):
    assert all(files_with(alliance, word) for word in (*GONE, *STAYS))


def test_no_byte_of_what_ran_out_is_left_and_the_rest_stays(alliance, monkeypatch):
    [erasure] = expire(alliance, monkeypatch)
    assert (erasure.rows, len(erasure.deliveries), len(erasure.editions), len(erasure.extracts)) == (7, 2, 1, 1)
    assert {word: files_with(alliance, word) for word in GONE} == {word: [] for word in GONE}
    assert all(files_with(alliance, word) for word in STAYS)


def test_an_edition_that_is_built_again_counts_what_stays(alliance, monkeypatch):
    assert verbs.extract(alliance, "monitor").units == 10
    expire(alliance, monkeypatch)
    verbs.build(alliance)
    assert verbs.extract(alliance, "monitor").units == 5


def test_an_answer_that_quotes_what_is_gone_is_refused_in_a_sentence(alliance, tmp_path, monkeypatch):
    page = "site/en/recommendations/growth.html"
    assert "In 2021-2023" in (tmp_path / "release" / page).read_text("utf-8")
    expire(alliance, monkeypatch)
    verbs.build(alliance)
    verbs.publish(alliance, "monitor", tmp_path / "after")
    said = (tmp_path / "after" / page).read_text("utf-8")
    assert "were erased, because their retention ended" in said
    assert "refused, with reasons" in said and "in 2021" not in said
    assert "In 2021-2023" not in said, "what was counted in 2023 alone"
    assert "There are" in said


def test_releases_stay_and_a_trace_says_when_the_rows_went(alliance, tmp_path, monkeypatch):
    released, edition = content_of(tmp_path / "release"), verbs.extract(alliance, "monitor").folder.name
    expire(alliance, monkeypatch)
    assert content_of(tmp_path / "release") == released
    with pytest.raises(RequestError) as refused:
        verbs.trace(alliance, edition, "reports-by-subject", {})
    assert str(refused.value) == (
        f"edition {edition} was erased on 2026-06-01, because rows behind it ran out or were withdrawn; what was "
        "released of it stays, but can no longer be traced"
    )


def test_a_dry_run_lists_the_same_and_deletes_nothing(alliance, monkeypatch):
    before = content_of(alliance)
    seen = expire(alliance, monkeypatch, on=date(2026, 6, 1), dry_run=True)
    changed = {path.name for path, digest in content_of(alliance).items() if before.get(path) != digest}
    assert changed <= {"access.log", "log-head.json"}
    assert expire(alliance, monkeypatch) == seen


def test_a_day_that_lies_ahead_is_for_a_dry_run_alone(alliance, monkeypatch):
    assert expire(alliance, monkeypatch, on=date(2040, 1, 1), dry_run=True)[0].rows == 12
    with pytest.raises(RequestError, match="which lies ahead, more will have run out than today"):
        expire(alliance, monkeypatch, on=date(2040, 1, 1))


def test_what_has_gone_goes_once(alliance, monkeypatch):
    expire(alliance, monkeypatch)
    assert [one.deliveries for one in expire(alliance, monkeypatch)] == [()]
    assert schakel("expire", alliance).stdout == "Nothing has run out.\n"


def test_the_command_says_what_it_deletes_and_the_log_holds_counts(alliance, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 1))
    said = schakel("expire", alliance).stdout.splitlines()
    assert said[0] == "Erased 7 accepted rows of 2 deliveries, 1 edition, 1 extract and 5 records of persons."
    assert said[1:3] == [
        "  delivery 1 of helpline: 5 of 5 rows, and the file as it arrived",
        "  delivery 2 of helpline: 2 of 7 rows, and the file as it arrived",
    ]
    logged = schakel("log", "show", alliance).stdout
    assert "erasure=1  cause=ran out  on=2026-06-01  rows=7  deliveries=1, 2  files=2  records=5" in logged
    assert not [word for word in GONE if word in logged]


def test_a_receipt_tells_what_was_erased_and_the_same_file_does_not_bring_it_back(alliance, monkeypatch, tmp_path):
    expire(alliance, monkeypatch)
    told = schakel("deliver", alliance, "helpline", tmp_path / "both.csv", "--on", "2026-07-01", "--synthetic").stdout
    assert "both.csv was already delivered, as delivery 2." in told
    assert "erased     2 accepted rows on 2026-06-01 (ran out), and the file as it arrived" in told
    assert {word: files_with(alliance, word) for word in GONE} == {word: [] for word in GONE}
    refused = schakel("replay", alliance, "1")
    assert refused.exit_code == 1
    assert "the file of delivery 1 was erased on 2026-06-01, so its rows cannot be checked again" in refused.stderr


def test_a_file_whose_delivery_was_stopped_is_told_of_and_taken_in_when_it_is_delivered_again(stopped, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("\n".join([HEADER, NEW.format(2009, 9)]) + "\n", "utf-8")
    told = "1 file that arrived has no receipt, because a delivery was stopped: deliver it again."
    assert told in schakel("deliver", stopped, "helpline", other, "--synthetic").stderr
    again = schakel("deliver", stopped, "helpline", tmp_path / "stopped.csv", "--synthetic")
    assert "delivery   4" in again.stdout and told not in again.stderr
    assert not schakel("expire", stopped, "--dry-run").stdout.startswith("Would erase 1 file without")


def test_a_file_without_a_receipt_goes_with_the_next_expiry(stopped, monkeypatch):
    assert files_with(stopped, "Zilverberg")
    [erasure] = expire(stopped, monkeypatch, "2025-01-02")
    assert len(erasure.left_behind) == 1 and erasure.deliveries == ()
    assert files_with(stopped, "Zilverberg") == []
    assert expire(stopped, monkeypatch, "2025-01-02")[0].left_behind == ()


def test_a_file_that_was_refused_as_a_whole_runs_out_with_its_delivery(alliance, monkeypatch, tmp_path):
    (tmp_path / "headless.csv").write_text("Zwanenburg,Quirijn\n", "utf-8")
    assert schakel("deliver", alliance, "helpline", tmp_path / "headless.csv", "--on", "2020-02-01").exit_code == 1
    [erasure] = expire(alliance, monkeypatch, "2025-02-01")
    assert [(one.number, one.rows) for one in erasure.deliveries] == [(3, 0)]
    assert verbs.extract(alliance, "monitor").units == 10, "no edition rests on it"
    assert expire(alliance, monkeypatch, "2025-02-01")[0].deliveries == ()

"""Many small deliveries

A form sends one record at a time. Small deliveries of one contract are kept together in bundles, which makes no
difference to anybody: receipts, rows, files and traces are those of deliveries that are kept one by one.

The helpline delivers six reports, one by one, and a correction of the first. A bundle takes three or more here.
"""

from datetime import date

import pytest
from broken import edit
from decrypted import content_of_edition, files_with
from made_once import copy_to_change, made_on
from small_deliveries import DAY, FEWEST, alone, bundles, deliver, make, told
from template_with_persons import CONTRACT

from schakel import verbs
from schakel.store import bundling
from schakel_base import clock


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return made_on(DAY, tmp_path_factory.mktemp("made"), make)


@pytest.fixture
def alliance(made, tmp_path, monkeypatch):
    """A copy of what was delivered, where three deliveries make a bundle."""
    monkeypatch.setattr(bundling, "FEWEST", FEWEST)
    return copy_to_change(made, DAY, tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def made_and_built(made, tmp_path_factory):
    place = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundling, "FEWEST", FEWEST)
        verbs.build(copy_to_change(made, DAY, place, patch))
    return place


@pytest.fixture
def built(made_and_built, tmp_path, monkeypatch):
    """A copy of the same after a build: in one bundle, beside the deliveries that it takes the place of."""
    monkeypatch.setattr(bundling, "FEWEST", FEWEST)
    return copy_to_change(made_and_built, DAY, tmp_path, monkeypatch)


def test_a_build_keeps_small_deliveries_together_and_tells_the_same_of_each(alliance):
    before = told(alliance)
    verbs.build(alliance)
    assert bundles(alliance) == [(1, 2, 3, 4, 5, 6, 7)]
    assert told(alliance) == before
    verbs.build(alliance)
    assert alone(alliance) == [], "what a bundle took the place of goes with the next edition"
    assert told(alliance) == before


def test_an_edition_is_what_it_is_of_deliveries_that_are_kept_one_by_one(alliance, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(bundling, "FEWEST", 1000)
        apart = verbs.build(alliance)
    assert bundles(alliance) == []
    separate = content_of_edition(apart.folder)
    together = verbs.build(alliance, full=True)
    assert bundles(alliance) and together.edition.name == apart.edition.name
    assert content_of_edition(together.folder) == separate


def test_an_edition_of_an_earlier_day_leaves_out_what_a_bundle_holds_of_later_days(built):
    assert len(verbs.build(built, date(2023, 4, 3)).edition.receipts) == 3
    found = verbs.trace(built, "2023-04-03", "reports-by-subject", {})
    assert sorted((number, row) for _, number, row in found.rows) == [(1, 1), (2, 1), (3, 1)]


def test_a_trace_leads_to_the_delivery_in_a_bundle(built):
    found = verbs.trace(built, "latest", "reports-by-subject", {})
    assert sorted(number for _, number, _ in found.rows) == [2, 3, 4, 5, 6, 7], "the first is corrected"


def test_a_bundle_grows_until_it_is_full(alliance, monkeypatch):
    monkeypatch.setattr(bundling, "FULL", 4)
    verbs.build(alliance)
    assert bundles(alliance) == [(1, 2, 3, 4), (5, 6, 7)]
    deliver(alliance, 8, 9, 10)
    verbs.build(alliance)
    assert bundles(alliance) == [(1, 2, 3, 4), (5, 6, 7, 8), (9, 10)]


def test_the_same_file_again_is_the_delivery_in_the_bundle(built):
    verbs.build(built)
    again = verbs.deliver(built, "helpline", built / "deliveries" / "4.csv", synthetic=True)
    assert (again.delivery.number, again.same_as) == (8, 4)
    assert alone(built) == ["8.json"]


def test_a_refused_row_in_a_bundle_can_be_checked_again(built):
    verbs.build(built)
    edit(built, CONTRACT, "validValues: [police, labour inspectorate]", "validValues: [police, nobody]")
    edit(built, CONTRACT, "version: 1.0.0 ", "version: 1.1.0 ")
    receipt = verbs.replay(built, 3)
    assert (receipt.accepted, receipt.replay_of) == (1, 3)


def test_no_byte_of_a_delivery_that_is_withdrawn_is_left_in_its_bundle(built):
    assert files_with(built, "Geweigerd") and files_with(built, "Visserman")
    verbs.withdraw(built, "helpline", delivery=3, reason="delivered by mistake")
    assert [files_with(built, word) for word in ("Visserman", "Geweigerd", "SKN1000003")] == [[], [], []]
    assert all(files_with(built, word) for word in ("Oudendijk", "Bakkerman", "Verbeterd"))
    left = told(built)
    assert [len(rows) for _, rows, _ in left] == [1, 1, 0, 1, 1, 1, 1]
    assert [file is None for *_, file in left] == [number == 3 for number in range(1, 8)]
    assert len(verbs.build(built).edition.receipts) == 7


def test_a_row_that_runs_out_goes_from_its_bundle(built, monkeypatch):
    assert verbs.expire(built)[-1].deliveries == ()
    monkeypatch.setattr(clock, "today", lambda: date(2025, 1, 2))
    assert [(one.number, one.rows) for one in verbs.expire(built)[-1].deliveries] == [(2, 1)]
    assert files_with(built, "Bakkerman") == [] and files_with(built, "Visserman")
    assert [number for number, (*_, file) in enumerate(told(built), start=1) if file is None] == [2]


def test_who_is_held_in_a_bundle_is_found_by_a_number(built):
    answer = verbs.answer_access_request(built, "SKN1000004", "access")
    assert [(one.delivery, one.rows) for one in answer.holdings["helpline"]] == [(4, (1,))]

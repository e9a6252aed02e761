"""Bundles are made and replaced so that a command that is killed loses nothing and counts nothing twice."""

import shutil
import signal

import pytest
from forked import run_forked
from killed import MOST, work_and_kill
from made_once import copy_to_change, made_on
from small_deliveries import DAY, FEWEST, alone, bundle, bundle_until, bundles, deliver, make, told, workspace_of

from schakel import verbs
from schakel.store import Catalogue, bundling
from schakel.store.access_log import reading
from schakel.store.bundle import bundled
from schakel.store.receipt_record import receipt_record

ALL = [(1, 2, 3, 4, 5, 6, 7)]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return made_on(DAY, tmp_path_factory.mktemp("made"), make)


@pytest.fixture
def alliance(made, tmp_path, monkeypatch):
    monkeypatch.setattr(bundling, "FEWEST", FEWEST)
    return copy_to_change(made, DAY, tmp_path, monkeypatch)


def test_what_is_killed_while_it_makes_a_bundle_loses_nothing_and_counts_nothing_twice(alliance, tmp_path):
    before = told(alliance)
    whole = shutil.copytree(alliance, tmp_path / "whole")
    steps = MOST - run_forked(bundle_until, str(whole), MOST).returned
    assert bundles(whole) == ALL
    for share in (0.2, 0.5, 0.8):
        killed = shutil.copytree(alliance, tmp_path / str(share))
        assert run_forked(bundle_until, str(killed), int(share * steps)).returncode == -signal.SIGKILL
        assert told(killed) == before
        bundle(killed)
        assert (told(killed), bundles(killed)) == (before, ALL)


def test_what_is_killed_while_it_removes_what_a_bundle_took_the_place_of_is_finished(alliance):
    before = told(alliance)
    bundle(alliance)
    for inside in ("/archive", "/accepted", "/receipts"):
        assert work_and_kill("build", alliance, DAY, 2, inside).returncode == -signal.SIGKILL
        assert told(alliance) == before
    bundle(alliance)
    assert (told(alliance), alone(alliance)) == (before, [])


def test_fewer_than_a_bundle_takes_stay_by_themselves(alliance, monkeypatch):
    monkeypatch.setattr(bundling, "FEWEST", 8)
    bundle(alliance)
    assert bundles(alliance) == []


@pytest.mark.parametrize("most", ["MOST_ROWS", "MOST_BYTES"])
def test_what_is_not_small_stays_by_itself(alliance, monkeypatch, most):
    monkeypatch.setattr(bundling, most, {"MOST_ROWS": 1, "MOST_BYTES": 260}[most])
    bundle(alliance)
    assert bundles(alliance) == [(1, 2, 4, 5, 6, 7)]


def test_a_build_reads_no_receipt_of_a_bundle_whole(alliance):
    """What each quotes would take longer than all the rest."""
    bundle(alliance)
    with reading(workspace_of(alliance), "build", "a test", "monitor"):
        [found] = bundled(workspace_of(alliance)).bundles
    found.told.path.unlink()
    assert len(verbs.build(alliance).edition.receipts) == 7


def test_whoever_holds_a_receipt_reads_it_though_its_bundle_has_grown_since(alliance):
    bundle(alliance)
    before = [receipt for receipt, *_ in told(alliance)]
    with reading(workspace_of(alliance), "build", "a test", "monitor"):
        held = list(Catalogue(workspace_of(alliance)).receipts())
    deliver(alliance, 8, 9, 10)
    bundle(alliance)
    bundle(alliance)
    assert bundles(alliance) == [(*ALL[0], 8, 9, 10)]
    assert [receipt_record(one) for one in held] == before

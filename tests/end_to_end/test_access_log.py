"""The access log of an alliance can be verified by itself, and by releases that others keep."""

import json
import re
import shutil

import pytest
from command_line import schakel
from conftest import copy_alliance

from schakel import verbs
from schakel.store.workspace import Workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with an alliance and its release."""
    folder = tmp_path_factory.mktemp("made")
    verbs.run([copy_alliance("_template", folder)], folder / "release")
    return folder


@pytest.fixture
def world(made, tmp_path):
    """An alliance with a release, to change."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "_template", tmp_path / "release"


def test_each_command_that_reads_names_product_and_purpose(world):
    alliance, _ = world
    assert schakel("trace", alliance, "latest", "reports-by-subject").exit_code == 0
    assert schakel("extract", alliance, "monitor").exit_code == 0
    found = verbs.accesses(alliance)
    assert [one["action"] for one in found] == ["deliver", "build", "publish", "trace", "extract"]
    assert all(one["product"] == "monitor" and one["purpose"] for one in found)
    shown = schakel("log", "show", alliance).stdout.splitlines()
    assert len(shown) == 5 and "trace" in shown[3] and "table=reports-by-subject" in shown[3]


def test_a_whole_log_is_said_to_be_whole(world):
    alliance, release = world
    found = schakel("log", "verify", alliance, "--release", release)
    assert (found.exit_code, found.stdout) == (0, "The access log is whole: 3 records.\n")


def test_a_release_says_how_far_the_log_went_when_it_first_left(world):
    alliance, release = world
    said = json.loads((release / "release.json").read_bytes())["log"]
    assert said.keys() == {"head"} and re.fullmatch("[0-9a-f]{64}", said["head"])
    again = verbs.publish(alliance, "monitor", release.with_name("again"))
    assert json.loads((again.folder / "release.json").read_bytes())["log"] == said


def cut(alliance, left):
    log = Workspace.of(alliance).access_log
    log.path.write_bytes(b"".join(log.path.read_bytes().splitlines(keepends=True)[:left]))


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_log_that_was_cut_off_is_found(world, left):
    alliance, _ = world
    cut(alliance, left)
    found = schakel("log", "verify", alliance)
    assert found.exit_code == 1 and f"{3 - left} of 3 records are missing" in found.stderr


def test_a_log_that_was_deleted_with_its_head_is_found_by_the_release_ledger(world):
    alliance, _ = world
    log = Workspace.of(alliance).access_log
    log.path.unlink()
    log.head.unlink()
    found = schakel("log", "verify", alliance)
    assert found.exit_code == 1 and "3 of 3 records are missing" in found.stderr


def test_a_log_of_a_workspace_that_was_begun_anew_is_found_by_a_release(world):
    alliance, release = world
    (alliance / ".schakel").rename(alliance.parent / "away")
    verbs.deliver_shipped(alliance)
    assert schakel("log", "verify", alliance).exit_code == 0
    found = schakel("log", "verify", alliance, "--release", release)
    assert found.exit_code == 1 and "records are missing that were known elsewhere" in found.stderr


def test_a_record_that_was_written_anew_is_named(world):
    alliance, _ = world
    log = Workspace.of(alliance).access_log
    kept = log.path.read_bytes()
    log.path.unlink()
    log.head.unlink()
    log.append({"at": "2025", "user": "nobody", "action": "trace", "purpose": "another"})
    log.path.write_bytes(log.path.read_bytes() + b"".join(kept.splitlines(keepends=True)[1:]))
    found = schakel("log", "verify", alliance)
    assert found.exit_code == 1
    assert "access.log:2: the line before this one is not the one that it was written after" in found.stderr


def test_a_folder_without_a_release_is_said(world, tmp_path):
    alliance, _ = world
    found = schakel("log", "verify", alliance, "--release", tmp_path)
    assert found.exit_code == 1 and "holds no release" in found.stderr

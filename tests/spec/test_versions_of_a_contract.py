"""Versions of a contract

A receipt names the version of the contract that its file was checked against. So a contract that checks something else
has another version, and a release says which declarations its tables are counted by.
"""

import pytest
from arrivals import DAY, deliver, rule, shelter, take_in, write
from broken import edit, template

from schakel import verbs
from schakel.store import Workspace
from schakel_base.errors import DeclarationError

CONTRACT = "partners/helpline/contract.yaml"
LINES = ("1,2021-02-01,sex,31,",)
CHANGED = (
    "partners/shelter/contract.yaml: What this contract checks has changed since delivery 1, and its version is still "
    "1.0.0. Raise `version`, so that each receipt says what its file was checked against."
)


@pytest.fixture
def workspace(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    deliver(workspace, tmp_path, *LINES)
    return workspace


def test_a_contract_that_checks_something_else_under_the_same_version_takes_nothing_in(workspace, tmp_path):
    kept = len(list(workspace.archive.rglob("*")))
    with pytest.raises(DeclarationError) as refused:
        deliver(workspace, tmp_path, "2,2021-02-02,sex,31,", rules=[rule("range", "age", "0", "17")])
    assert str(refused.value) == CHANGED
    assert len(list(workspace.archive.rglob("*"))) == kept


def test_under_another_version_it_does(workspace, tmp_path):
    partner = shelter(rule("range", "age", "0", "17"), version="1.1.0")
    assert deliver(workspace, tmp_path, *LINES, partner=partner).refused == 1


def test_what_only_counting_reads_needs_no_other_version(workspace, tmp_path):
    partner = shelter(events=(), supersedes_by=("number",))
    assert deliver(workspace, tmp_path, *LINES, partner=partner).same_as == 1


def test_a_contract_under_which_no_file_could_be_read_is_mended_freely(tmp_path):
    workspace, file = Workspace(tmp_path / "workspace"), write(tmp_path, "1,2021-02-01,séx,31,", encoding="latin-1")
    assert take_in(workspace, shelter(), file, DAY).refusal
    assert take_in(workspace, shelter(encoding="latin-1"), file, DAY).accepted == 1


def test_files_that_come_with_an_alliance_are_not_passed_over_then(tmp_path):
    alliance = template(tmp_path)
    verbs.deliver_shipped(alliance)
    edit(alliance, CONTRACT, "labour inspectorate]", "labour inspectorate, council]")
    with pytest.raises(DeclarationError, match=r"its version is still 1\.0\.0"):
        verbs.deliver_shipped(alliance)

"""Replay refused rows

A refused row is not lost: once the contract is corrected it can be checked again.

The shelter delivers three rows in March; its contract allows ages from 0 to 17. In May the contract is corrected.
"""

from datetime import date

import pytest
from arrivals import DAY, accepted, deliver, refused, rule, shelter, take_in, write

from schakel.intake import replay
from schakel.store import Workspace
from schakel_base.errors import RequestError

MAY = date(2021, 5, 1)
TOO_STRICT = rule("range", "age", "0", "17")
MENDED = rule("range", "age", "0", "120")
LINES = ("1,2021-02-01,sex,15,", "2,2021-02-01,sex,31,", "3,2021-02-01,sex,310,")


@pytest.fixture
def workspace(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    deliver(workspace, tmp_path, *LINES, rules=[TOO_STRICT])
    return workspace


def mended(*rules):
    """The contract with other rules, under the version that these have."""
    return shelter(*rules, version="1.1.0" if rules else "1.2.0")


def test_what_is_accepted_now_is_a_new_delivery_of_the_same_file(workspace):
    receipt = replay(workspace, mended(MENDED), 1, MAY)
    assert (receipt.delivery.number, receipt.replay_of, receipt.delivery.contract_version) == (2, 1, "1.1.0")
    assert (receipt.delivery.delivered, receipt.delivery.known) == (DAY, MAY)
    assert [row["row"] for row in accepted(workspace, 2)] == [2]


def test_its_rows_are_those_that_had_been_refused(workspace):
    receipt = replay(workspace, mended(MENDED), 1, MAY)
    assert (receipt.rows, receipt.accepted, receipt.refused) == (2, 1, 1)
    assert [(row["row"], row["value"]) for row in refused(workspace, 2)] == [(3, "310")]


def test_the_earlier_delivery_is_left_as_it_was(workspace):
    before = workspace.accepted_rows(1).read_bytes(), workspace.refused_rows(1).read_bytes()
    replay(workspace, mended(MENDED), 1, MAY)
    assert (workspace.accepted_rows(1).read_bytes(), workspace.refused_rows(1).read_bytes()) == before


def test_a_row_is_never_accepted_twice(workspace):
    replay(workspace, mended(MENDED), 1, MAY)
    again = replay(workspace, mended(), 1, MAY)
    assert [row["row"] for row in accepted(workspace, again.delivery.number)] == [3]


def test_when_nothing_is_left_to_check_it_says_so(workspace):
    replay(workspace, mended(), 1, MAY)
    with pytest.raises(RequestError, match="delivery 1 has no refused rows that are left to check"):
        replay(workspace, mended(), 1, MAY)


def test_a_rule_that_compares_rows_still_sees_the_whole_file(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    deliver(workspace, tmp_path, "1,2021-02-01,sex,15,", "1,2021-02-01,sex,31,", rules=[rule("unique", "number")])
    receipt = replay(workspace, mended(rule("unique", "number")), 1, MAY)
    assert (receipt.accepted, [row["row"] for row in refused(workspace, 2)]) == (0, [2])


def test_a_file_that_was_refused_as_a_whole_can_be_replayed(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    take_in(workspace, shelter(), write(tmp_path, "1,2021-02-01,séx,31,", encoding="latin-1"), DAY)
    receipt = replay(workspace, shelter(encoding="latin-1"), 1, MAY)
    assert (receipt.rows, receipt.accepted, accepted(workspace, 2)[0]["kind"]) == (1, 1, "séx")


def test_a_refused_file_that_was_delivered_again_is_not_taken_in_twice(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    file = write(tmp_path, "1,2021-02-01,séx,31,", encoding="latin-1")
    take_in(workspace, shelter(), file, DAY)
    take_in(workspace, shelter(encoding="latin-1"), file, DAY)
    with pytest.raises(RequestError, match="was taken in as delivery 2"):
        replay(workspace, shelter(encoding="latin-1"), 1, MAY)


def test_a_repeated_delivery_stands_for_the_first(workspace, tmp_path):
    deliver(workspace, tmp_path, *LINES, rules=[TOO_STRICT])
    assert replay(workspace, mended(MENDED), 2, MAY).replay_of == 1


def test_there_must_be_such_a_delivery(workspace):
    with pytest.raises(RequestError, match="shelter made no delivery 9"):
        replay(workspace, mended(), 9, MAY)


def test_a_replay_is_not_known_before_the_delivery(workspace):
    with pytest.raises(RequestError, match="it cannot be replayed on 2021-01-01"):
        replay(workspace, mended(), 1, date(2021, 1, 1))

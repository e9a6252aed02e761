"""A delivery that is the whole population

Some partners deliver what is new, others all that they have: of a period, or of the whole register. A contract that
says so makes each file a snapshot, which replaces what was delivered before of the same population. What it does not
hold any more counts no more.

The shelter delivers its places of January and February, then January again.
"""

from datetime import date

import pytest
from arrivals import in_force, layout, rule, shelter, take_in, write

from schakel.intake import known_deliveries, receipt_text, replay
from schakel.model import Coverage, Snapshot
from schakel.store import Workspace
from schakel_base.errors import DeliveryError

JANUARY = Coverage(date(2021, 1, 1), date(2021, 1, 31))
BOTH = Coverage(date(2021, 1, 1), date(2021, 2, 28))
FIRST = ("1,2021-01-02,sex,15,", "2,2021-01-03,sex,31,", "3,2021-02-04,sex,31,", "4,,sex,31,")
OF_PERIOD, OF_REGISTER = Snapshot("asked"), Snapshot()


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def deliver(workspace, *lines, day, covers=None, snapshot=OF_PERIOD):
    file = write(workspace.folder.parent, *lines)
    return take_in(workspace, shelter(snapshot=snapshot), file, date(2021, 3, day), covers=covers)


def counted(workspace, *receipts, snapshot=OF_PERIOD, as_of=date.max):
    contract = shelter(snapshot=snapshot).contract
    rows = in_force(contract, known_deliveries(receipts, as_of), workspace, workspace.folder)
    return [(row["number"], row["delivery"]) for row in rows]


def test_of_the_days_that_it_covers_it_replaces_every_row_with_another_number_of_rows_too(workspace):
    first = deliver(workspace, *FIRST, day=1, covers=BOTH)
    again = deliver(workspace, "2,2021-01-05,sex,31,", day=2, covers=JANUARY)
    assert counted(workspace, first, again) == [("3", 1), ("4", 1), ("2", 2)]
    assert "covers     2021-01-01 to 2021-01-31\nreplaces   2 rows delivered earlier" in receipt_text(again)


def test_a_row_without_a_day_goes_with_its_whole_file(workspace):
    first = deliver(workspace, *FIRST, day=1, covers=BOTH)
    again = deliver(workspace, "2,2021-01-05,sex,31,", day=2, covers=BOTH)
    assert counted(workspace, first, again) == [("2", 2)]


def test_a_snapshot_of_the_register_replaces_everything(workspace):
    first = deliver(workspace, *FIRST, day=1, snapshot=OF_REGISTER)
    again = deliver(workspace, "5,2021-02-05,sex,31,", day=2, snapshot=OF_REGISTER)
    assert counted(workspace, first, again, snapshot=OF_REGISTER) == [("5", 2)]
    assert "replaces   4 rows delivered earlier" in receipt_text(again)


def test_a_snapshot_of_the_register_replaces_more_than_the_days_that_it_covers(workspace):
    deliver(workspace, *FIRST, day=1, snapshot=OF_REGISTER, covers=BOTH)
    again = deliver(workspace, "2,2021-01-05,sex,31,", day=2, snapshot=OF_REGISTER, covers=JANUARY)
    assert "covers     2021-01-01 to 2021-01-31\nreplaces   4 rows delivered earlier" in receipt_text(again)


def test_before_it_was_known_the_earlier_rows_count(workspace):
    first = deliver(workspace, *FIRST, day=1, snapshot=OF_REGISTER)
    again = deliver(workspace, "5,2021-02-05,sex,31,", day=2, snapshot=OF_REGISTER)
    assert len(counted(workspace, first, again, snapshot=OF_REGISTER, as_of=date(2021, 3, 1))) == 4


def test_what_was_delivered_before_files_were_snapshots_replaces_nothing(workspace):
    first = deliver(workspace, *FIRST, day=1, snapshot=None)
    more = deliver(workspace, "5,2021-02-05,sex,31,", day=2, snapshot=None)
    assert len(counted(workspace, first, more, snapshot=OF_REGISTER)) == 5


def test_a_contract_that_says_so_no_longer_loses_no_row(workspace):
    first = deliver(workspace, *FIRST, day=1, covers=BOTH)
    again = deliver(workspace, "2,2021-01-05,sex,31,", day=2, covers=JANUARY)
    assert len(counted(workspace, first, again, snapshot=None)) == 5


def test_a_register_can_be_as_it_was_before(workspace):
    first = deliver(workspace, *FIRST, day=1, snapshot=OF_REGISTER)
    other = deliver(workspace, "5,2021-02-05,sex,31,", day=2, snapshot=OF_REGISTER)
    as_before = deliver(workspace, *FIRST, day=3, snapshot=OF_REGISTER)
    assert [one.same_as for one in (first, other, as_before)] == [None, None, None]
    every = (first, other, as_before)
    assert counted(workspace, *every, snapshot=OF_REGISTER) == [(number, 3) for number in "1234"]
    assert [one.replaced for one in every] == [0, 4, 1]
    assert deliver(workspace, *FIRST, day=4, snapshot=OF_REGISTER).same_as == 3


def test_a_replayed_row_of_a_snapshot_belongs_to_it(workspace):
    strict = shelter(rule("range", "age", "0", "17"), snapshot=OF_PERIOD)
    first = take_in(workspace, strict, write(workspace.folder.parent, *FIRST), date(2021, 3, 1), covers=BOTH)
    replayed = replay(workspace, shelter(snapshot=OF_PERIOD, version="1.1.0"), 1, date(2021, 4, 1))
    assert counted(workspace, first, replayed) == [("1", 1), ("2", 2), ("3", 2), ("4", 2)]


def test_a_snapshot_of_a_period_says_which_one(workspace):
    with pytest.raises(DeliveryError) as refused:
        deliver(workspace, *FIRST, day=1)
    assert str(refused.value) == (
        "each file of shelter is all of a period and replaces what was delivered of it before; say which days "
        "places.csv covers"
    )


def test_a_snapshot_in_an_earlier_layout_says_what_it_replaces_too(workspace):
    first = deliver(workspace, *FIRST, day=1, covers=BOTH)
    partner = shelter(snapshot=OF_PERIOD, layouts=(layout("0.9.0", date(2021, 3, 2)),))
    file = write(workspace.folder.parent, "2,2021-01-05,sex,31,")
    again = take_in(workspace, partner, file, date(2021, 3, 2), covers=JANUARY)
    assert (first.delivery.contract_version, again.delivery.contract_version) == ("1.0.0", "0.9.0")
    assert "covers     2021-01-01 to 2021-01-31\nreplaces   2 rows delivered earlier" in receipt_text(again)

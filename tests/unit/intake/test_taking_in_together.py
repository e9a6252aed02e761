"""Taking in together: whoever looks at the files, receipts and rows are those of taking in one after the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from arrivals import DAY, accepted, shelter, take_in, write

from schakel.intake import Arrival, take_in_together, together
from schakel.model.handing_on import here_and_now
from schakel.store.catalogue import Catalogue
from schakel.store.workspace import Workspace
from schakel_base.errors import DeliveryError
from schakel_base.progress import silent


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(together, "BATCH", 2)
    monkeypatch.setattr(together, "AHEAD", 2)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def arriving(folder, number):
    """A file of a row that says which file it is."""
    file = write(folder, f"{number},2021-02-01,sex,15,", name=f"{number}.csv")
    return Arrival(shelter(), file, DAY, DAY)


def test_receipts_and_rows_are_those_of_taking_in_one_after_the_other(workspace, tmp_path):
    arrivals = [arriving(tmp_path, number) for number in (0, 1, 2, 0, 3)]
    alone = Workspace(tmp_path / "alone", workspace.alliance)
    one_by_one = tuple(take_in(alone, one.partner, one.file, one.delivered) for one in arrivals)
    with ThreadPoolExecutor(2) as others:
        assert take_in_together(workspace, arrivals, others.submit) == one_by_one
    assert [receipt.same_as for receipt in one_by_one] == [None, None, None, 1, None]
    assert Catalogue(workspace).receipts() == one_by_one
    for number in (1, 2, 3, 5):
        assert accepted(workspace, number) == accepted(alone, number)


def test_a_file_at_fault_stops_what_follows_alone_and_leaves_no_drafts(workspace, tmp_path):
    """The files before it in its batch have their receipts; it is the second of its batch."""
    arrivals = [arriving(tmp_path, number) for number in range(7)]
    arrivals[3].file.unlink()
    with ThreadPoolExecutor(2) as others, pytest.raises(DeliveryError, match="there is no file"):
        take_in_together(workspace, arrivals, others.submit)
    assert [receipt.delivery.file_name for receipt in Catalogue(workspace).receipts()] == ["0.csv", "1.csv", "2.csv"]
    assert accepted(workspace, 3)
    assert [path.name for path in workspace.drafts.iterdir()] == [".lock"]


def test_files_are_looked_at_while_others_are_still_on_their_way(workspace, tmp_path):
    happened = []

    def on_their_way():
        for number in range(4):
            happened.append(number)
            yield arriving(tmp_path, number)

    def hand_on(work, *values):
        happened.append("looked at")
        return here_and_now(silent)(work, *values)

    take_in_together(workspace, on_their_way(), hand_on)
    assert happened == [0, 1, "looked at", 2, 3, "looked at"]

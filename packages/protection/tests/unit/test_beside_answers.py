"""Figures do not leave where no whole table is found that agrees with them and with what was asked before."""

import numpy as np
import pytest
import scipy.sparse as sparse

from schakel_base.chained_file import ChainedFile
from schakel_protection import ExposureError
from schakel_protection.attack.requirements import NOTHING
from schakel_protection.epochs import Epoch, Leaves
from schakel_protection.releases import ReleaseRecord, append_release, known_within, read_releases
from schakel_protection.releases.asked import demand_open_beside_answers
from schakel_protection.tables import cross, flat

COUNTS = {(region,): 20.0 for region in "NSEW"}
TABLE = cross([flat("region", list("NSEW"))], COUNTS).equations
CELLS = sparse.csr_array(TABLE.matrix)


def leaving(printed):
    return ReleaseRecord("monitor", "2025", TABLE, known_within(printed, 6, 6), printed, NOTHING)


def asked(drawn):
    leaves = Leaves(TABLE.values[TABLE.base], CELLS, TABLE.keys)
    return Epoch(leaves, np.array(drawn, float)).record("monitor", "2024")


def test_figures_near_the_answers_may_leave():
    demand_open_beside_answers(leaving(TABLE.values), [asked([22, 18, 21, 20])], b"")


def test_figures_that_are_all_too_low_for_their_total_do_not_leave():
    """Each by itself leaves numbers enough; but the parts are 16 at most, 64 in all, and their total is 72 at least."""
    with pytest.raises(ExposureError, match="beside what was asked") as refused:
        demand_open_beside_answers(leaving(TABLE.values - 6), [asked([20, 20, 20, 21])], b"")
    assert set(refused.value.cells) <= set(TABLE.keys) and refused.value.cells


def test_an_epoch_of_other_units_is_no_hindrance():
    other = cross([flat("court", list("NSEW"))], COUNTS).equations
    printed = other.values[1:] - 6
    bare = other.among(range(1, len(other)))
    release = ReleaseRecord("monitor", "2025", bare, known_within(printed, 6, 6), printed, NOTHING)
    demand_open_beside_answers(release, [asked([20, 20, 20, 21])], b"")


def test_a_ledger_gives_an_epoch_back_with_all_that_its_cells_sum(tmp_path):
    ledger, epoch = ChainedFile(tmp_path / "epochs.jsonl"), asked([22, 18, 21, 20])
    append_release(ledger, epoch)
    (read,) = read_releases(ledger)
    assert read.drawn and read.equations.keys == epoch.equations.keys
    assert (read.equations.relations != epoch.equations.relations).nnz == 0


def test_an_epoch_of_which_no_leaves_are_known_is_held_cell_by_cell():
    whole = asked([20, 20, 20, 20])
    with pytest.raises(ExposureError):
        demand_open_beside_answers(leaving(TABLE.values - 12), [whole.told_of(TABLE)], b"")

"""Figures do not leave where no whole table is found that agrees with them and with what was asked before."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sparse

from schakel_base.chained_file import ChainedFile
from schakel_protection import ExposureError, find_profile
from schakel_protection.attack.requirements import NOTHING
from schakel_protection.epochs import Epoch, Leaves, demand_safe
from schakel_protection.releases import (
    ProposedRelease,
    ReleaseLedger,
    ReleaseRecord,
    known_within,
    protect_release,
)
from schakel_protection.releases.asked import beside_answers, demand_open_beside_answers
from schakel_protection.tables import CountBound, Equations, Reserved, cross, flat

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


def test_units_that_stay_count_beside_the_answers_too():
    leaves = Leaves(TABLE.values[TABLE.base] - 15, CELLS, TABLE.keys, CELLS @ np.full(4, 15.0))
    record = Epoch(leaves, np.array([7.0, 3, 6, 5])).record("monitor", "2024")
    demand_open_beside_answers(leaving(TABLE.values), [record], b"")
    with pytest.raises(ExposureError, match="beside what was asked"):
        demand_open_beside_answers(leaving(TABLE.values - 6), [record], b"")


@pytest.mark.parametrize("printed", [TABLE.values, TABLE.values + 1])
def test_figures_that_are_each_rounded_by_themselves_do_not_leave_beside_answers(printed):
    """Whether they have changed since or not: a refusal that looked at that would tell."""
    proposed = ProposedRelease(replace(TABLE, values=printed), before=[asked([20, 20, 20, 20])])
    with pytest.raises(ExposureError, match="each by itself") as refused:
        protect_release(proposed, find_profile("round-5"))
    assert set(refused.value.cells) == set(TABLE.keys)


def test_figures_of_other_units_are_rounded_each_by_itself():
    other = cross([flat("court", list("NSEW"))], COUNTS).equations
    cells = other.among(range(1, len(other)))
    shown = protect_release(ProposedRelease(cells, before=[asked([20, 20, 20, 20])]), find_profile("round-5"))
    assert shown.values.tolist() == [20, 20, 20, 20]


def as_bound(key, bound):
    return tuple(sorted([*key, (str(Reserved.BOUND), str(bound))]))


@pytest.mark.parametrize("bound", [CountBound.LOWER, CountBound.UPPER])
@pytest.mark.parametrize("opens", [True, False])
def test_a_count_that_gets_bounds_or_loses_them_is_held_as_the_bound_that_it_is(bound, opens):
    """All units of a total were clear, or come to be: it is told under another name, and stays what it was."""
    total, other = TABLE.keys[0], as_bound(TABLE.keys[0], bound)
    before, now = (total, other) if opens else (other, total)
    there = Epoch(Leaves(np.array([80.0]), sparse.csr_array(np.eye(1)), (before,)), np.array([89.0]))
    here = Equations((now,), np.array([80.0]), TABLE.relations[:0, :1], np.zeros(1, bool))
    asked_before = there.record("monitor", "2024")
    least, most = beside_answers(here, [asked_before], 6, 5)
    assert (least[0], most[0]) == (82, 96)
    low = np.array([75.0])
    printed = ReleaseRecord("monitor", "2025", here, known_within(low, 6, 6), low, NOTHING)
    with pytest.raises(ExposureError, match="beside what was asked"):
        demand_open_beside_answers(printed, [asked_before], b"")
    with pytest.raises(ExposureError, match="too few whole numbers"):
        demand_safe(there.leaves, np.array([80.0]), [printed])


def test_a_ledger_gives_an_epoch_back_with_all_that_its_cells_sum(tmp_path):
    ledger, epoch = ChainedFile(tmp_path / "epochs.jsonl"), asked([22, 18, 21, 20])
    ReleaseLedger(ledger).append(epoch)
    (read,) = ReleaseLedger(ledger).releases()
    assert read.drawn and read.equations.keys == epoch.equations.keys
    assert (read.equations.relations != epoch.equations.relations).nnz == 0


def test_an_epoch_of_which_no_leaves_are_known_is_held_cell_by_cell():
    whole = asked([20, 20, 20, 20])
    with pytest.raises(ExposureError):
        demand_open_beside_answers(leaving(TABLE.values - 12), [whole.told_of(TABLE)], b"")

"""Rows in force

Nothing is overwritten: which rows count follows from what was known at a reference date.

The hotline delivers report 1 and 2 in January, a correction of report 1 in March. In April its contract is corrected,
and two January rows that had been refused are replayed: delivered in January, known in April.
"""

from dataclasses import replace
from datetime import date

import arrivals
import pyarrow as pa
import pytest
from small import HOTLINE

from schakel.intake import known_deliveries
from schakel.model import Column, Delivery, Receipt
from schakel.store import Workspace

JANUARY, MARCH, APRIL = date(2021, 1, 31), date(2021, 3, 31), date(2021, 4, 30)
COLUMNS = ("number", "received", "kind", "referred", "court")


def receipt(number, delivered, known, refusal="", same_as=None, content=None):
    delivery = Delivery(number, "hotline", "1.0.0", "file.csv", f"{content or number:064x}", delivered, known)
    return Receipt(delivery, rows=2, accepted=0 if refusal else 2, refusal=refusal, same_as=same_as)


RECEIPTS = (
    receipt(1, JANUARY, JANUARY),
    receipt(2, MARCH, MARCH),
    receipt(3, JANUARY, APRIL, content=1),
    receipt(4, MARCH, MARCH, refusal="the file is empty"),
    receipt(5, APRIL, APRIL, same_as=1, content=1),
)
ACCEPTED = {
    1: {1: ("1", "2021-01-02", "sex", None, None), 2: ("2", "2021-01-03", "lab", None, None)},
    2: {1: ("1", "2021-01-02", "dom", None, None)},
    3: {3: ("1", "2021-01-02", "lab", None, None), 4: ("3", "2021-01-04", "lab", None, None)},
}


def write(workspace, number, rows):
    """Put accepted rows (by their number in the file) down as intake does."""
    columns = {name: pa.array([row[i] for row in rows.values()], pa.string()) for i, name in enumerate(COLUMNS)}
    workspace.accepted_rows(number).path.unlink(missing_ok=True)
    arrivals.put(pa.table({"row": list(rows), **columns}), workspace.accepted_rows(number))


@pytest.fixture
def workspace(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.accepted.mkdir(parents=True)
    for number, rows in ACCEPTED.items():
        write(workspace, number, rows)
    return workspace


def rows_in_force(workspace, receipts, as_of, contract=HOTLINE):
    deliveries = known_deliveries(receipts, as_of)
    rows = arrivals.in_force(contract, deliveries, workspace, workspace.folder)
    return [(row["number"], row["kind"], row["delivery"]) for row in rows]


def in_force(workspace, as_of, contract=HOTLINE):
    return {number: (kind, delivery) for number, kind, delivery in rows_in_force(workspace, RECEIPTS, as_of, contract)}


def test_a_correction_supersedes_by_its_key_and_leaves_other_rows_alone(workspace):
    assert in_force(workspace, MARCH) == {"1": ("dom", 2), "2": ("lab", 1)}


def test_at_an_earlier_date_the_earlier_rows_count(workspace):
    assert in_force(workspace, JANUARY) == {"1": ("sex", 1), "2": ("lab", 1)}


def test_a_replayed_row_counts_from_when_it_was_known_and_does_not_supersede_a_correction(workspace):
    assert in_force(workspace, APRIL) == {"1": ("dom", 2), "2": ("lab", 1), "3": ("lab", 3)}


def test_a_replayed_row_does_not_supersede_other_rows_of_its_own_file(workspace):
    write(workspace, 3, {3: ("2", "2021-01-03", "dom", None, None)})
    found = rows_in_force(workspace, (RECEIPTS[0], RECEIPTS[2]), APRIL)
    assert found == [("1", "sex", 1), ("2", "lab", 1), ("2", "dom", 3)]


def test_the_same_file_under_a_later_contract_counts_once_though_its_rows_have_no_key(workspace):
    keyless = replace(HOTLINE, supersedes_by=())
    write(workspace, 6, {1: ("1", "2021-01-02", "dom", None, None), 2: ("2", "2021-01-03", "lab", None, None)})
    twice = (RECEIPTS[0], receipt(6, JANUARY, APRIL, content=1))
    assert rows_in_force(workspace, twice, APRIL, keyless) == [("1", "dom", 6), ("2", "lab", 6)]
    assert rows_in_force(workspace, twice, JANUARY, keyless) == [("1", "sex", 1), ("2", "lab", 1)]


def test_a_refused_file_and_a_file_sent_twice_count_for_nothing():
    assert [delivery.number for delivery in known_deliveries(RECEIPTS, APRIL)] == [1, 2, 3]


def test_before_the_first_delivery_there_are_no_rows(workspace):
    assert in_force(workspace, date(2020, 1, 1)) == {}


def test_a_column_that_an_earlier_contract_lacked_is_empty_there(workspace):
    later = replace(HOTLINE, columns=(*HOTLINE.columns, Column("urgency")))
    assert in_force(workspace, MARCH, later) == {"1": ("dom", 2), "2": ("lab", 1)}

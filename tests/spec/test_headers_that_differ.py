"""Headers that differ

A file may name its columns in another order, in other capitals, twice, and name more of them than the contract does.

What harms nothing is read and told on the receipt. What could put a value into the wrong column refuses the file.
"""

from dataclasses import replace

import pytest
from arrivals import HEADER, SHELTER, accepted, deliver, shelter

from schakel.model import Column, UnknownColumns
from schakel.store import Workspace

ROW = "1,2021-02-01,sex,31,"


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def notes(receipt):
    return [note.sentence.removeprefix("places.csv: ") for note in receipt.notes]


def test_capitals_and_spaces_make_no_difference_and_are_told(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, ROW, header="NUMBER,Asked, kind ,age,remark")
    assert accepted(workspace) == [{"row": 1, "number": "1", "asked": "2021-02-01", "kind": "sex", "age": "31"}]
    assert notes(receipt) == ["columns whose names are spelt differently in the contract: `NUMBER`, `Asked`, ` kind `."]


def test_a_column_that_the_contract_does_not_know_is_told_and_stays_in_the_archive(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, f"{ROW},blue", header=f"{HEADER},colour")
    assert "colour" not in accepted(workspace)[0]
    assert notes(receipt) == ["columns that are not in the contract, left in the archive: `colour`."]


def test_a_column_without_a_name_is_told_by_its_place(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, f"{ROW},blue,,red", header=f"{HEADER},, ,colour")
    assert notes(receipt) == [
        "columns that are not in the contract, left in the archive: `colour`.",
        "columns without a name, left in the archive: 6, 7, counted from the left.",
    ]
    strict = shelter(unknown_columns=UnknownColumns.REFUSE, version="2")
    assert deliver(workspace, tmp_path, f"{ROW},", header=f"{HEADER},", partner=strict).refusal == (
        "places.csv: The header does not fit the contract. Column 6, counted from the left, has no name."
    )


def test_a_contract_can_refuse_unknown_columns_or_leave_them_untold(workspace, tmp_path):
    def receipt_under(unknown):
        partner = shelter(unknown_columns=unknown, version=unknown)
        return deliver(workspace, tmp_path, f"{ROW},blue", header=f"{HEADER},colour", partner=partner)

    assert receipt_under(UnknownColumns.REFUSE).refusal == (
        "places.csv: The header does not fit the contract. The column `colour` is unknown."
    )
    assert notes(receipt_under(UnknownColumns.KEEP_UNUSED)) == []


def test_a_missing_column_refuses_the_file_unless_the_contract_does_not_use_it(workspace, tmp_path):
    without_remark = deliver(workspace, tmp_path, "1,2021-02-01,sex,31", header="number,asked,kind,age")
    assert notes(without_remark) == ["columns of the contract that the file does not have: `remark`."]
    without_age = deliver(workspace, tmp_path, "1,2021-02-01,sex,", header="number,asked,kind,remark")
    assert without_age.refusal.endswith("The column `age` is missing.")


def test_of_columns_with_one_name_the_second_has_a_number(workspace, tmp_path):
    columns = (*SHELTER.columns, Column("kind (2)"))
    partner = replace(shelter(), contract=replace(SHELTER, columns=columns))
    deliver(workspace, tmp_path, f"{ROW},lab", header=f"{HEADER},kind", partner=partner)
    (row,) = accepted(workspace)
    assert (row["kind"], row["kind (2)"]) == ("sex", "lab")


def test_a_column_that_is_there_twice_and_declared_once_is_not_guessed(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, f"{ROW},lab", header=f"{HEADER},kind")
    assert receipt.refusal.endswith("The column `kind` occurs 2 times; the second is called `kind (2)`.")

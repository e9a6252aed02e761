"""The header names the columns of the contract, in any order."""

from dataclasses import replace

import pytest
from arrivals import SHELTER

from schakel.intake.header import match_header
from schakel.intake.prescan import UnreadableFileError
from schakel.model import Column, UnknownColumns

COLUMNS = ["number", "asked", "kind"]


def contract(columns, **changes):
    return replace(SHELTER, columns=tuple(map(Column, columns)), **changes)


def places(header, columns=COLUMNS):
    return list(match_header(header, contract(columns)).places)


def refusal(header, columns=COLUMNS, **changes):
    with pytest.raises(UnreadableFileError) as refused:
        match_header(header, contract(columns, **changes))
    return str(refused.value).removeprefix("The header does not fit the contract. ")


def test_columns_may_come_in_any_order():
    assert places(["kind", "number", "asked"]) == [1, 2, 0]


def test_of_two_names_that_differ_in_capitals_each_column_finds_its_own():
    assert places(["Kind", "number", "asked", "kind"], ["number", "asked", "kind", "kind (2)"]) == [1, 2, 0, 3]


def test_a_number_behind_a_name_that_the_file_itself_writes_is_a_name():
    assert places(["kind", "kind (2)"], ["kind", "kind (2)"]) == [0, 1]


def test_a_column_without_a_name_is_unknown():
    assert (
        refusal([*COLUMNS, ""], unknown_columns=UnknownColumns.REFUSE)
        == "Column 4, counted from the left, has no name."
    )


@pytest.mark.parametrize("delimiter, shown", [(";", "`;`"), ("\t", "a tab"), ("|", "`|`")])
def test_another_delimiter_is_recognised(delimiter, shown):
    assert refusal([delimiter.join(COLUMNS)]) == (
        f"Its columns are delimited by {shown}, which is not the delimiter of the contract."
    )


def test_a_file_of_one_column_is_not_suspected_of_another_delimiter():
    assert places(["a;b"], ["a;b"]) == [0]


def test_of_many_problems_the_first_are_told():
    header = ["kind", *(f"x{number}" for number in range(100))]
    said = refusal(header, unknown_columns=UnknownColumns.REFUSE)
    assert said.count("is unknown") == 8 and said.endswith("And 92 more.")


def test_a_first_line_that_may_be_a_row_is_not_told():
    assert refusal(["100000009", "Jansen", "1990-01-01"]) == (
        "Its first line names none of the columns; is the header missing?"
    )


def test_a_name_of_any_length_makes_a_short_sentence():
    assert len(refusal([*COLUMNS, "x" * 100_000], unknown_columns=UnknownColumns.REFUSE)) < 200

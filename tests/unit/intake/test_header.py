"""The header names the columns of the contract, in any order."""

import pytest

from schakel.intake.header import match_header
from schakel.intake.prescan import UnreadableFileError

COLUMNS = ["number", "asked", "kind"]


def refusal(header, columns=COLUMNS):
    with pytest.raises(UnreadableFileError) as refused:
        match_header(header, columns)
    return str(refused.value).removeprefix("The header does not fit the contract. ")


def test_columns_may_come_in_any_order():
    assert match_header(["kind", "number", "asked"], COLUMNS) == [1, 2, 0]


def test_names_are_matched_to_the_letter():
    assert refusal(["Number", "asked", "kind"]) == (
        "The column `number` is missing. The column `Number` is unknown; did you mean `number`?"
    )


def test_a_column_without_a_name_is_unknown():
    assert refusal([*COLUMNS, ""]) == "The column `` is unknown."


@pytest.mark.parametrize("delimiter, shown", [(";", "`;`"), ("\t", "a tab"), ("|", "`|`")])
def test_another_delimiter_is_recognised(delimiter, shown):
    assert refusal([delimiter.join(COLUMNS)]) == (
        f"Its columns are delimited by {shown}, which is not the delimiter of the contract."
    )


def test_a_file_of_one_column_is_not_suspected_of_another_delimiter():
    assert match_header(["a;b"], ["a;b"]) == [0]


def test_of_many_problems_the_first_are_told():
    said = refusal(["kind", *(f"x{number}" for number in range(100))])
    assert said.count("is unknown") == 8 and said.endswith("And 92 more.")


def test_a_first_line_that_may_be_a_row_is_not_told():
    assert refusal(["100000009", "Jansen", "1990-01-01"]) == (
        "Its first line names none of the columns; is the header missing?"
    )


def test_a_name_of_any_length_makes_a_short_sentence():
    assert len(refusal([*COLUMNS, "x" * 100_000])) < 200

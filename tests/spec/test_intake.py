"""Deliver a file

Each file gets a receipt: how many rows were accepted, how many were refused, and why.

Each test shows a small file and the answer that its sender gets.
"""

import pytest
from arrivals import DAY, accepted, deliver, refused, rule, shelter, take_in, write

from schakel.intake import receipt_text
from schakel.store import Workspace, archived


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def outcome(receipt):
    return receipt.rows, receipt.accepted, receipt.refused


def sentences(receipt):
    return [refusal.sentence for refusal in receipt.refusals]


def test_a_sound_file_is_accepted_row_by_row(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, "1,2021-02-01,sex,31,", "2,2021-02-03,sex,19,calls back")
    assert outcome(receipt) == (2, 2, 0)
    assert accepted(workspace) == [
        {"row": 1, "number": "1", "asked": "2021-02-01", "kind": "sex", "age": "31"},
        {"row": 2, "number": "2", "asked": "2021-02-03", "kind": "sex", "age": "19"},
    ]


def test_a_column_that_is_declared_unused_stays_in_the_archive(workspace, tmp_path):
    deliver(workspace, tmp_path, "1,2021-02-01,sex,31,a remark about somebody")
    assert "remark" not in accepted(workspace)[0]


def test_a_row_that_breaks_a_rule_is_refused_and_the_others_are_not(workspace, tmp_path):
    rules = [rule("type", "asked", "date", "%Y-%m-%d")]
    receipt = deliver(workspace, tmp_path, "1,2021-02-01,sex,31,", "2,2021-02-30,sex,19,", rules=rules)
    assert outcome(receipt) == (2, 1, 1)
    assert sentences(receipt) == [
        'places.csv, row 2 (line 3), column `asked`: "2021-02-30" is not a date written as %Y-%m-%d.'
    ]


def test_every_rule_that_a_row_breaks_is_reported(workspace, tmp_path):
    rules = [rule("type", "asked", "date", "%Y-%m-%d"), rule("required", "number"), rule("range", "age", "0", "120")]
    receipt = deliver(workspace, tmp_path, ",soon,sex,130,", rules=rules)
    assert outcome(receipt) == (1, 0, 1)
    assert [(refusal.column, refusal.rule, refusal.value) for refusal in receipt.refusals] == [
        ("asked", "type", "soon"),
        ("number", "required", ""),
        ("age", "range", "130"),
    ]


def test_a_row_with_too_few_or_too_many_fields_is_refused(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, "1,2021-02-01,sex,31", "2,2021-02-01,sex,31,", "3,2021-02-01,sex,31,,,")
    assert outcome(receipt) == (3, 1, 2)
    assert sentences(receipt) == [
        "places.csv, row 1 (line 2): the row has 4 fields, but the header has 5.",
        "places.csv, row 3 (line 4): the row has 7 fields, but the header has 5.",
    ]


def test_rows_are_counted_as_records_and_lines_as_lines(workspace, tmp_path):
    lines = ['1,2021-02-01,sex,31,"a remark', "on three", 'lines"', "2,2021-02-01,sex,x,"]
    receipt = deliver(workspace, tmp_path, *lines, rules=[rule("type", "age", "integer", "")])
    assert sentences(receipt) == ['places.csv, row 2 (line 5), column `age`: "x" is not a whole number.']


def test_a_rule_may_warn_instead_of_refuse(workspace, tmp_path):
    rules = [rule("missing", "age", note=True)]
    receipt = deliver(
        workspace, tmp_path, "1,2021-02-01,sex,31,", "2,2021-02-01,sex,,", "3,2021-02-01,sex,,", rules=rules
    )
    assert outcome(receipt) == (3, 3, 0)
    (note,) = receipt.notes
    assert (note.column, note.rows, note.examples) == ("age", 2, (2, 3))
    assert note.sentence == "places.csv, column `age`: the value is blank. 2 rows, first 2, 3."


def test_a_contract_says_in_its_own_words_what_is_wrong(workspace, tmp_path):
    rules = [rule("row", "", "kind <> 'sex' OR age IS NOT NULL", said="An age is needed for this kind.")]
    receipt = deliver(workspace, tmp_path, "1,2021-02-01,sex,,", rules=rules)
    assert sentences(receipt) == ["places.csv, row 1 (line 2): An age is needed for this kind."]


def test_a_value_that_the_mapping_lacks_is_kept_and_noted(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, "1,2021-02-01,sex,31,", "2,2021-02-01,Sex,19,")
    assert outcome(receipt) == (2, 2, 0)
    (note,) = receipt.notes
    assert (note.kind, note.column, note.rows, note.examples) == ("unmapped", "kind", 1, (2,))
    assert '"Sex" (1)' in note.sentence


def test_a_file_with_a_header_alone_is_a_delivery_of_no_rows(workspace, tmp_path):
    """A partner that had nothing to report says so with such a file; that is worth knowing, and no fault."""
    receipt = deliver(workspace, tmp_path)
    assert outcome(receipt) == (0, 0, 0) and not receipt.refusal
    assert [note.sentence for note in receipt.notes] == ["places.csv: the file has no rows."]


def test_a_missing_column_refuses_the_whole_file_and_helps(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, "1,2021-02-01,sex,31,", header="number,askd,kind,age,remark")
    assert receipt.refusal == (
        "places.csv: The header does not fit the contract. The column `asked` is missing. "
        "The column `askd` is unknown; did you mean `asked`?"
    )
    assert outcome(receipt) == (0, 0, 0)


def test_a_file_that_is_refused_stays_in_the_archive(workspace, tmp_path):
    receipt = deliver(workspace, tmp_path, "1", header="something,else")
    sha256 = receipt.delivery.sha256
    assert archived(workspace, sha256).read_text() == "something,else\n1\n"


def test_the_same_file_twice_is_one_delivery(workspace, tmp_path):
    file = write(tmp_path, "1,2021-02-01,sex,31,")
    first, second = (take_in(workspace, shelter(), file, DAY) for _ in range(2))
    assert (first.delivery.number, first.same_as) == (1, None)
    assert (second.delivery.number, second.same_as, outcome(second)) == (2, 1, (1, 1, 0))
    assert "raise the version of the contract and deliver it again" in receipt_text(second)
    assert not workspace.accepted_rows(2).path.exists()


def test_the_same_file_under_a_new_version_of_the_contract_is_looked_at_anew(workspace, tmp_path):
    file = write(tmp_path, "1,2021-02-01,sex,31,")
    take_in(workspace, shelter(), file, DAY)
    later = take_in(workspace, shelter(rule("range", "age", "50", ""), version="2.0.0"), file, DAY)
    assert (later.same_as, outcome(later)) == (None, (1, 0, 1))


def test_a_file_that_was_refused_as_a_whole_is_looked_at_anew(workspace, tmp_path):
    file = write(tmp_path, "1,2021-02-01,séx,31,", encoding="latin-1")
    assert take_in(workspace, shelter(), file, DAY).refusal
    mended = take_in(workspace, shelter(encoding="latin-1"), file, DAY)
    assert (mended.same_as, outcome(mended)) == (None, (1, 1, 0))


def test_a_refused_row_says_where_it_is_and_what_it_holds(workspace, tmp_path):
    deliver(workspace, tmp_path, "1,2021-02-01,sex,x,", rules=[rule("type", "age", "integer", "")])
    (row,) = refused(workspace)
    assert {name: row[name] for name in ("row", "line", "column", "rule", "value")} == {
        "row": 1, "line": 2, "column": "age", "rule": "type", "value": "x",
    }  # fmt: skip


def test_a_frequent_reason_hides_no_other_on_a_receipt(workspace, tmp_path):
    lines = [*(f"{number},2021-02-01,sex,x," for number in range(25)), "25,2021-02-01,,3,"]
    rules = [rule("type", "age", "integer", ""), rule("required", "kind")]
    text = receipt_text(deliver(workspace, tmp_path, *lines, rules=rules))
    assert "row 26 (line 27), column `kind`: the value is blank, but it is required." in text
    assert text.count("is not a whole number.") == 19


def test_a_receipt_can_be_read(workspace, tmp_path):
    receipt = deliver(
        workspace, tmp_path, "1,2021-02-01,sex,x,", "2,2021-02-01,lab,3,", rules=[rule("type", "age", "integer", "")]
    )
    assert (
        receipt_text(receipt)
        == f"""\
places.csv, 2 rows: 1 accepted, 1 refused.

delivery   1
partner    shelter
file       places.csv
contract   version 1.0.0
delivered  2021-03-01
SHA-256    {receipt.delivery.sha256}

Notes from the checks
  column `kind`: no line of the mapping covers the value, so it may be anything. 1 row, first 2; 1 distinct value; \
most often "lab" (1).

Why rows were refused
  row 1 (line 2), column `age`: "x" is not a whole number."""
    )

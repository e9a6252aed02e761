"""Delimited text: the number of a row and of the line on which it begins are exact."""

import pytest
from arrivals import source

from schakel.intake.formats import delimited
from schakel.intake.formats.delimited import Records
from schakel.intake.prescan import UnreadableFileError
from schakel.model import FileFormat


def read(content, **changes):
    return Records(source(content, ("a", "b"), **changes))


def numbered(content, **changes):
    return [
        (row, line, [*map(str, record)])
        for batch in read(content, **changes).batches()
        for row, line, record in zip(batch.rows, batch.lines, zip(*batch.columns, strict=True), strict=True)
    ]


def test_rows_count_from_one_after_the_header():
    assert numbered("a,b\n1,2\n3,4\n") == [(1, 2, ["1", "2"]), (2, 3, ["3", "4"])]


def test_the_last_line_needs_no_end():
    assert numbered("a,b\n1,2") == [(1, 2, ["1", "2"])]


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_lines_may_end_otherwise(newline):
    assert numbered(newline.join(["a,b", "1,2", "3,4"])) == [(1, 2, ["1", "2"]), (2, 3, ["3", "4"])]


def test_a_record_over_several_lines_begins_on_its_first():
    assert numbered('a,b\n1,"x\ny\nz"\n3,4\n') == [(1, 2, ["1", "x\ny\nz"]), (2, 5, ["3", "4"])]


def test_an_empty_line_is_no_row_and_is_counted():
    found = read("\na,b\n\n1,2\n\n\n3,4\n")
    (batch,) = found.batches()
    assert (batch.rows, batch.lines) == ([1, 2], [4, 7])
    told = {kind: said.sentence for kind, said in found.remarks()}
    assert told == {"blank-lines": "empty lines, skipped: 3."}


def test_records_of_another_width_are_apart():
    (batch,) = read("a,b\n1\n1,2\n1,2,3\n").batches()
    assert batch.rows == [2]
    assert [(one.row, one.line, one.value) for one in batch.misfits] == [(1, 2, "1"), (3, 4, "3")]


def test_batches_of_plain_text_are_bounded_in_bytes(monkeypatch):
    monkeypatch.setattr(delimited, "BYTES_PER_BLOCK", 400)
    sizes = [len(batch.rows) for batch in read("a,b\n" + "1,2\n" * 1000).batches()]
    assert sizes == [100] * 10


QUOTE_WITHIN = '1,x"y\n'
"""After a quote that is no sound one text is read record by record."""


def test_batches_are_bounded_in_rows(monkeypatch):
    monkeypatch.setattr(delimited, "ROWS_PER_BATCH", 128)
    found = read("a,b\n" + QUOTE_WITHIN + "1,2\n" * 1000)
    sizes = [len(batch.rows) for batch in found.batches()]
    assert (sum(sizes), max(sizes)) == (1001, 128)


def test_batches_are_bounded_in_bytes(monkeypatch):
    monkeypatch.setattr(delimited, "BYTES_PER_BLOCK", 1000)
    monkeypatch.setattr(delimited, "BYTES_PER_BATCH", 1 << 16)
    sizes = [len(batch.rows) for batch in read("a,b\n" + QUOTE_WITHIN + f"1,{'x' * 1000}\n" * 1000).batches()]
    assert sum(sizes) == 1001 and max(sizes) == 64 + 64


def test_a_broken_quote_names_row_and_line():
    with pytest.raises(UnreadableFileError, match="Row 2, which begins on line 4: a quote is opened and never closed"):
        list(read('a,b\n1,"x\ny"\n"2,3\n4,5\n').batches())


def test_where_a_quote_is_broken_is_known_after_blocks_that_are_plain(monkeypatch):
    monkeypatch.setattr(delimited, "BYTES_PER_BLOCK", 20)
    with pytest.raises(UnreadableFileError, match="Row 101, which begins on line 102: a closing quote is followed"):
        list(read("a,b\n" + "1,2\n" * 100 + '"3"4,5\n').batches())


def test_a_mark_of_byte_order_in_a_value_is_part_of_it(monkeypatch):
    monkeypatch.setattr(delimited, "BYTES_PER_BLOCK", 4)
    assert numbered("a,b\n1,2\n\ufeff,4\n")[1] == (2, 3, ["\ufeff", "4"])


def test_values_may_stand_in_another_quote_or_in_none():
    assert numbered("a,b\n'1,1',2\n", format=FileFormat(quote="'")) == [(1, 2, ["1,1", "2"])]
    assert numbered('a,b\n"1,2"\n', format=FileFormat(quote="none")) == [(1, 2, ['"1', '2"'])]


def test_lines_above_the_header_are_passed_over_and_counted():
    assert numbered('Export, of "today\nby somebody\na,b\n1,2\n', format=FileFormat(header=3)) == [(1, 4, ["1", "2"])]

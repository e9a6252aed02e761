"""XML is read the same wherever a chunk of it ends, and however alike its rows are."""

import pytest
from arrivals import source

from schakel.intake.formats import xml_rows
from schakel.intake.prescan import UnreadableFileError
from schakel.model import FileFormat

ROWS = """<export>
<cases><case><a>1</a><b>2</b></case>
<case><a>3</a><b/></case></cases>
<other><case><a>no</a></case></other>
<cases><!-- none --><case id="5"><b>4</b></case>
<case><b>6</b><a>5</a></case><note/></cases>
</export>"""


def read(content, path, columns):
    opened = xml_rows.XmlDocument(source(content, columns, format=FileFormat("xml", rows=path)))
    return [
        (row, line, *values)
        for batch in opened.batches()
        for row, line, *values in zip(batch.rows, batch.lines, *batch.columns, strict=True)
    ]


@pytest.mark.parametrize("chunk", [1, 7, 40, 1000])
def test_rows_are_those_wherever_a_chunk_ends(monkeypatch, chunk):
    monkeypatch.setattr(xml_rows, "CHUNK", chunk)
    assert read(ROWS, "/export/cases/case", ("a", "b", "@id")) == [
        (1, 2, "1", "2", None),
        (2, 3, "3", None, None),
        (3, 5, None, "4", "5"),
        (4, 6, "5", "6", None),
    ]


def test_a_file_may_be_one_row():
    assert read("<case><a>1</a></case>", "/case", ("a",)) == [(1, 1, "1")]


def test_a_value_too_many_is_not_taken_for_one_of_the_next_row():
    assert read("<x><r><a>1</a></r><r><b>2</b><a>3</a><b>4</b></r></x>", "/x/r", ("a", "b")) == [
        (1, 1, "1", None),
        (2, 1, "3", '["2", "4"]'),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("<r>alone</r>", (None, "alone")),
        ("<r><a>1</a>behind</r>", ("1", "behind")),
        ("<r>before <a>1</a>behind</r>", ("1", "before behind")),
        ("<r>\n  <a>1</a>\n</r>", ("1", None)),
        ("<r><a>1<!-- not a word -->2</a></r>", ("12", None)),
        ("<r><a>1<?page break?>2</a></r>", ("12", None)),
    ],
)
def test_no_text_of_a_row_is_passed_over(row, said):
    assert read(f"<x>{row}</x>", "/x/r", ("a", "text()")) == [(1, 1, *said)]
    assert read(f"<x><r><a>0</a></r>{row}</x>", "/x/r", ("a", "text()")) == [(1, 1, "0", None), (2, 1, *said)]


def test_a_row_that_is_too_much_to_read_is_told_from_one_that_is_not_well_formed():
    with pytest.raises(UnreadableFileError, match="a value is longer than ten million characters"):
        read(f"<x><r><a>{'1' * 10_000_001}</a></r></x>", "/x/r", ("a",))

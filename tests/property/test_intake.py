"""Whatever arrives, it is answered: never a traceback, and accepted plus refused rows are the rows of the file.

The referee reads delimited text letter by letter and checks each row in plain Python, slow and obvious. It says which
rows there are, on which line each begins, and which are refused.
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from arrivals import DAY, HEADER, accepted, refused, rule, shelter, source, take_in
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st

from schakel.intake import receipt_text
from schakel.intake.formats import delimited
from schakel.intake.formats.delimited import Records
from schakel.intake.prescan import UnreadableFileError
from schakel.store.catalogue import Catalogue
from schakel.store.workspace import Workspace

PARTNER = shelter(
    rule("required", "number"),
    rule("unique", "number"),
    rule("type", "age", "integer", ""),
    rule("values", "kind", "a", "b"),
    rule("missing", "asked", note=True),
)
WIDTH = len(HEADER.split(","))


class BrokenQuoteError(Exception):
    """The referee cannot make sense of a quote."""


def read(text):
    """Read delimited text letter by letter: (line on which a record begins, its fields); empty lines are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    records, place, line = [], 0, 1
    while place < len(text):
        begins, fields, more = line, [], True
        while more:
            field, place, line = _field(text, place, line)
            fields.append(field)
            more = place < len(text) and text[place] == ","
            place += 1
        line += 1
        if fields != [""] or text[place - 2 : place - 1] == '"':
            records.append((begins, fields))
    return records


def _field(text, place, line):
    """One field from a place in the text: its value, the place after it, and the line of that place."""
    if text[place : place + 1] != '"':
        end = place
        while end < len(text) and text[end] not in ",\n":
            end += 1
        return text[place:end], end, line
    value, place = "", place + 1
    while True:
        if place >= len(text):
            raise BrokenQuoteError
        if text[place] == '"' and text[place + 1 : place + 2] == '"':
            value, place = value + '"', place + 2
        elif text[place] == '"':
            break
        else:
            line += text[place] == "\n"
            value, place = value + text[place], place + 1
    if text[place + 1 : place + 2] not in ("", ",", "\n"):
        raise BrokenQuoteError
    return value, place + 1, line


def judge(text):
    """The referee's judgement of the rows below a sound header: row -> (line, the rules that it breaks)."""
    seen, judged = set(), {}
    for row, (line, fields) in enumerate(read(text)[1:], start=1):
        if len(fields) != WIDTH:
            judged[row] = line, ["number-of-fields"]
            continue
        number, _, kind, age, _ = (field if field.strip() else None for field in fields)
        broken = ["required"] if number is None else ["unique"] if number in seen else []
        broken += ["type"] if age is not None and not re.fullmatch("[+-]?[0-9]+", age) else []
        broken += ["values"] if kind not in (None, "a", "b") else []
        judged[row] = line, broken
        seen.add(number)
    return judged


def arrive(content):
    """Take in a file of these bytes; return its receipt, its accepted row numbers and what was refused."""
    with TemporaryDirectory() as folder:
        workspace, file = Workspace(Path(folder) / "workspace"), Path(folder) / "places.csv"
        file.write_bytes(content)
        receipt = take_in(workspace, PARTNER, file, DAY)
        assert Catalogue(workspace).receipts() == (receipt,)
        assert receipt_text(receipt)
        if receipt.refusal:
            return receipt, [], []
        return receipt, [row["row"] for row in accepted(workspace)], refused(workspace)


FIELDS = st.sampled_from(["a", "b", "1", "12", "x", "", " ", "é", '"a"', '"1,2"', '"a\nb"', '"a""b"', '""', 'a"b', '"'])
LINES = st.lists(FIELDS, min_size=WIDTH - 1, max_size=WIDTH + 1).map(",".join) | st.just("")
SOUND_LINES = st.tuples(*[st.sampled_from(["a", "b", "1", "2", "3", "", '"a\n\nb"', '"1"'])] * WIDTH).map(",".join)
NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])
TEXTS = st.builds(
    lambda newline, lines: newline.join([HEADER, *lines]), NEWLINES, st.lists(LINES | SOUND_LINES, max_size=8)
)
BYTES = st.binary(max_size=200)
DAMAGED = st.builds(
    lambda text, place, damage: text.encode()[:place] + damage + text.encode()[place:],
    TEXTS,
    st.integers(0, 120),
    st.binary(min_size=1, max_size=3),
)


@examples(200)
@given(TEXTS | st.text('a,"\n\r ', max_size=30), st.integers(1, 40), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
@example('a\n"', 1, "utf-8")
@example('""\n""\n', 1, "utf-8")
@example('"a\r\nb"\r\n\r\nc', 9, "cp1252")
@example('a\r\né\r\n"b"\r\n"c"d', 3, "utf-8-sig")
def test_records_and_their_lines_are_those_of_the_referee(text, bytes_per_block, encoding):
    with patch.object(delimited, "BYTES_PER_BLOCK", bytes_per_block):
        _check_records(text, encoding)


def _check_records(text, encoding):
    def arrived():
        return source(text.encode(encoding), ("a",), encoding=encoding.removesuffix("-sig"))

    try:
        expected = read(text)
    except BrokenQuoteError:
        with pytest.raises(UnreadableFileError):
            list(Records(arrived()).batches())
        return
    if not text.strip():
        with pytest.raises(UnreadableFileError):
            Records(arrived())
        return
    records = Records(arrived())
    found, misfits = [], []
    for batch in records.batches():
        fields = map(_one_kind_of_line_end, zip(*batch.columns, strict=True))
        found += zip(batch.rows, batch.lines, fields, strict=True)
        misfits += [(one.row, one.line, int(one.value)) for one in batch.misfits]
    width, rows = len(records.header), [(row, *record) for row, record in enumerate(expected[1:], start=1)]
    assert found == [(row, line, fields) for row, line, fields in rows if len(fields) == width]
    assert misfits == [(row, line, len(fields)) for row, line, fields in rows if len(fields) != width]
    assert _one_kind_of_line_end(records.header) == (expected[0][1] if expected else [])


def _one_kind_of_line_end(fields):
    return [str(field).replace("\r\n", "\n").replace("\r", "\n") for field in fields]


@examples(20)
@given(TEXTS)
def test_rows_are_accepted_and_refused_as_the_referee_does(text):
    receipt, accepted_rows, refused_rows = arrive(text.encode())
    try:
        judged = judge(text)
    except BrokenQuoteError:
        assert receipt.refusal and receipt.rows == 0
        return
    expected = [(row, line, broken) for row, (line, rules) in judged.items() for broken in rules]
    assert sorted((row["row"], row["line"], row["rule"]) for row in refused_rows) == sorted(expected)
    assert accepted_rows == [row for row, (_, rules) in judged.items() if not rules]
    assert receipt.rows == receipt.accepted + receipt.refused == len(judged)


@examples(20)
@given(BYTES | DAMAGED | BYTES.map(lambda content: HEADER.encode() + b"\n" + content))
@example(b"")
@example(b"\xef\xbb\xbf" + HEADER.encode())
@example(b"\xff\xfe")
def test_whatever_bytes_arrive_there_is_a_receipt(content):
    receipt, accepted_rows, refused_rows = arrive(content)
    assert receipt.accepted + receipt.refused == receipt.rows
    assert receipt.accepted == len(accepted_rows)
    assert receipt.refused == len({row["row"] for row in refused_rows})
    assert not {row["row"] for row in refused_rows} & set(accepted_rows)

"""Formats of files

Partners send what their registers export: delimited text, workbooks, Parquet, JSON, XML, text of fixed width.

The contract names the format; rows, receipts and refusals are the same for all of them.
"""

import gzip
import io
import json
import uuid
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from arrivals import DAY, accepted, refused, rule, shelter, take_in
from written_files import WRITERS, format_of, json_lines, zipped

from schakel.model import Column, Derivation, FileFormat, UnknownColumns
from schakel.store import Catalogue, Workspace

COLUMNS = ("number", "asked", "kind", "age", "remark")
ROWS = [
    dict(zip(COLUMNS, ("1", "2021-02-01", "sex", "31", "calls back"), strict=True)),
    dict(zip(COLUMNS, ("2", "2021-02-03", "sex", "nineteen", ""), strict=True)),
    dict(zip(COLUMNS, ("3", "2021-02-04", "", "0", "it's < 5"), strict=True)),
]
AGE = rule("type", "age", "integer", "")


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def arrive(workspace, tmp_path, content, file_format, name="places", **changes):
    """Take in a file of a format; a list of rules may be given as `rules`."""
    file = tmp_path / name
    file.write_bytes(content)
    rules = changes.pop("rules", (AGE,))
    return take_in(workspace, shelter(*rules, format=file_format, **changes), file, DAY)


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_rows_are_accepted_and_refused_in_every_format(name, workspace, tmp_path):
    changes = {"delimiter": ";"} if name == "delimited" else {}
    receipt = arrive(workspace, tmp_path, WRITERS[name](ROWS), format_of(name, COLUMNS), **changes)
    assert (receipt.refusal, receipt.rows, receipt.accepted, receipt.refused) == ("", 3, 2, 1)
    assert accepted(workspace) == [
        {"row": 1, "number": "1", "asked": "2021-02-01", "kind": "sex", "age": "31"},
        {"row": 3, "number": "3", "asked": "2021-02-04", "kind": None, "age": "0"},
    ]
    (row,) = refused(workspace)
    assert (row["row"], row["column"], row["value"]) == (2, "age", "nineteen")


def test_a_refusal_names_the_line_where_a_format_has_lines(workspace, tmp_path):
    def sentence(name):
        receipt = arrive(workspace, tmp_path, WRITERS[name](ROWS), format_of(name, COLUMNS), version=name)
        return receipt.refusals[0].sentence

    said = 'column `age`: "nineteen" is not a whole number.'
    assert sentence("xlsx") == f"places, row 2 (line 3), {said}"
    assert sentence("json-lines") == f"places, row 2 (line 2), {said}"
    assert sentence("parquet") == f"places, row 2, {said}"


def test_a_packed_file_is_unpacked(workspace, tmp_path):
    content = gzip.compress(json_lines(ROWS))
    assert arrive(workspace, tmp_path, content, FileFormat("json-lines")).accepted == 2


def test_several_files_in_one_archive_are_one_delivery(workspace, tmp_path):
    content = zipped(january=json_lines(ROWS[:1]), february=json_lines(ROWS))
    receipt = arrive(workspace, tmp_path, content, FileFormat("json-lines"), name="places.zip")
    assert (receipt.rows, receipt.accepted) == (4, 3)
    assert [refusal.sentence for refusal in receipt.refusals] == [
        'places.zip, row 2 (line 2 of february), column `age`: "nineteen" is not a whole number.'
    ]


def workbook(write, **sheets):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as opened:
        for name in sheets or ("Places",):
            write(opened, opened.add_worksheet(name))
    return file.getvalue()


def test_dates_and_numbers_of_a_workbook_are_written_as_the_contract_reads_them(workspace, tmp_path):
    def write(opened, sheet):
        day = opened.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(1, 0, COLUMNS)
        sheet.write_row(2, 0, [17, None, "sex", 31.0, True])
        sheet.write_datetime(2, 1, date(2021, 2, 1), day)
        sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")
        sheet.write(3, 0, "18")

    dates = rule("type", "asked", "date", "%Y-%m-%d")
    receipt = arrive(workspace, tmp_path, workbook(write), FileFormat("xlsx"), rules=(AGE, dates))
    assert [(row["number"], row["asked"], row["age"]) for row in accepted(workspace)] == [
        ("17", "2021-02-01", "31"),
        ("18", None, None),
    ]
    assert "cells in the workbook whose formula failed, read as blank: 1." in receipt.notes[0].sentence


def test_a_number_with_decimals_that_are_only_meant_is_two_places_joined_by_a_point(workspace, tmp_path):
    columns = (
        Column("number"),
        Column("euros"),
        Column("cents"),
        Column("fine", type="number", derived=Derivation(("euros", "cents"), join=".")),
    )
    places = FileFormat("fixed-width", places=(("number", 1, 2), ("euros", 3, 7), ("cents", 8, 9)))
    content = b"010001250\n02       \n03   7x50\n"
    fine = rule("type", "fine", "number", "")
    receipt = arrive(workspace, tmp_path, content, places, rules=(fine,), columns=columns, units=(), events=())
    assert [(row["number"], row["fine"]) for row in accepted(workspace)] == [("01", "00012.50"), ("02", None)]
    assert [refusal.value for refusal in receipt.refusals] == ["7x.50"]


@pytest.mark.parametrize("word", ["Totaal", "Suma", "Insgesamt:"])
def test_a_line_of_totals_below_the_rows_of_a_sheet_is_told(workspace, tmp_path, word):
    total = dict.fromkeys(ROWS[0], "") | {"number": word, "age": "62"}
    note = dict.fromkeys(ROWS[0], "") | {"number": "As of 15-01-2024"}
    receipt = arrive(workspace, tmp_path, WRITERS["xlsx"]([*ROWS, total, note]), FileFormat("xlsx", sheet="Places"))
    assert f"line {len(ROWS) + 2} looks like one of totals, and is read as a row." in receipt.notes[0].sentence


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("1.234,56", ["1.234,56", "1234,5", "-0,5", "12"], ["1,234.56", "1.23,4", "1234.5", "1 234,56"]),
        ("1234,56", ["1234,56", "3"], ["1.234,56", "1,2,3"]),
        ("1 234,56", ["1 234,56", "1 234 567"], ["1.234,56", " 1 234,56"]),
        ("1,234.56", ["1,234.56", "1234.56"], ["1.234,56", "1,23"]),
        ("1'234.56", ["1'234.56"], ["1,234.56"]),
    ],
)
def test_numbers_are_read_in_the_format_of_their_column(workspace, tmp_path, form, good, bad):
    written = json_lines([{**ROWS[0], "number": str(at), "age": text} for at, text in enumerate([*good, *bad])])
    receipt = arrive(
        workspace, tmp_path, written, FileFormat("json-lines"), rules=(rule("type", "age", "number", form),)
    )
    assert [row["age"] for row in accepted(workspace)] == good
    assert receipt.refusals[0].sentence.endswith(f'"{bad[0]}" is not a number written as {form}.')


def test_numbers_of_a_workbook_are_written_in_the_format_of_their_column(workspace, tmp_path):
    def write(_, sheet):
        sheet.write_row(1, 0, COLUMNS)
        sheet.write_row(2, 0, ["17", None, "sex", 1234.5])

    of_contract = shelter().contract.columns
    columns = tuple(replace(one, type="number", format="1.234,56") if one.name == "age" else one for one in of_contract)
    arrive(workspace, tmp_path, workbook(write), FileFormat("xlsx"), rules=(), columns=columns)
    assert [row["age"] for row in accepted(workspace)] == ["1234,5"]


def test_days_of_a_workbook_may_be_numbers_where_the_contract_says_so(workspace, tmp_path):
    """A clerk pasted values: half of the dates are the numbers by which the spreadsheet counts days."""

    def write(opened, sheet):
        sheet.write_row(1, 0, COLUMNS)
        for line, day in enumerate([44228, 44228.75, 2021, 20210201], start=2):
            sheet.write_row(line, 0, [str(line), day, "sex", 31])
        sheet.write_datetime(6, 1, date(2021, 2, 1), opened.add_format({"num_format": "dd-mm-yyyy"}))
        sheet.write(6, 0, "6")

    dates = rule("type", "asked", "date", "%Y-%m-%d")
    declared = FileFormat("xlsx", day_numbers=True)
    receipt = arrive(workspace, tmp_path, workbook(write), declared, rules=(dates,))
    assert [(row["number"], row["asked"]) for row in accepted(workspace)] == [("2", "2021-02-01"), ("6", "2021-02-01")]
    assert [one.value for one in receipt.refusals] == ["44228.75", "2021", "20210201"]
    plain = arrive(workspace, tmp_path, workbook(write), FileFormat("xlsx"), rules=(dates,), version="2")
    assert [one.value for one in plain.refusals] == ["44228", "44228.75", "2021", "20210201"]


def test_days_are_counted_from_1904_where_a_workbook_does(workspace, tmp_path):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"date_1904": True}) as opened:
        sheet = opened.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, ["1", 42766, "sex", 31])
        sheet.write_row(2, 0, ["2", None, "sex", 31])
        sheet.write_datetime(2, 1, datetime(2021, 2, 1), opened.add_format({"num_format": "dd-mm-yyyy"}))
    dates = rule("type", "asked", "date", "%Y-%m-%d")
    arrive(workspace, tmp_path, file.getvalue(), FileFormat("xlsx", day_numbers=True), rules=(dates,))
    assert [row["asked"] for row in accepted(workspace)] == ["2021-02-01", "2021-02-01"]


def test_cells_that_are_merged_over_several_lines_are_told(workspace, tmp_path):
    def write(_, sheet):
        sheet.merge_range(0, 0, 2, 1, "Places of a shelter")
        sheet.write_row(3, 0, COLUMNS)
        for line in (4, 5, 6):
            sheet.write_row(line, 0, [str(line), "2021-02-01", "sex", 31])
        sheet.merge_range(4, 2, 6, 2, "sex")
        sheet.merge_range(7, 0, 7, 2, "7")

    receipt = arrive(workspace, tmp_path, workbook(write), FileFormat("xlsx", header=4))
    said = "groups of cells merged over several lines, of which all but the first are blank: 1."
    assert [note.sentence for note in receipt.notes if "merged" in note.sentence] == [f"places: {said}"]


def test_the_second_column_of_a_name_has_a_format_of_its_own(workspace, tmp_path):
    def write(opened, sheet):
        sheet.write_row(1, 0, ["number", "day", "day"])
        sheet.write(2, 0, "1")
        for place in (1, 2):
            sheet.write_datetime(2, place, date(2021, 2, 1), opened.add_format({"num_format": "dd-mm-yyyy"}))

    columns = (Column("number"), Column("day", type="date"), Column("day (2)", type="date", format="%d-%m-%Y"))
    rules = (rule("type", "day (2)", "date", "%d-%m-%Y"),)
    arrive(workspace, tmp_path, workbook(write), FileFormat("xlsx"), rules=rules, columns=columns, units=(), events=())
    assert [(row["day"], row["day (2)"]) for row in accepted(workspace)] == [("2021-02-01", "01-02-2021")]


def test_a_workbook_of_several_sheets_needs_the_name_of_one(workspace, tmp_path):
    content = workbook(lambda _, sheet: sheet.write_row(0, 0, COLUMNS), Old={}, New={})
    assert arrive(workspace, tmp_path, content, FileFormat("xlsx")).refusal == (
        "places: The workbook has 2 sheets (`Old`, `New`); say which one, by `sheet`."
    )
    assert arrive(workspace, tmp_path, content, FileFormat("xlsx", sheet="news")).refusal == (
        "places: The workbook has no sheet `news`; it has `Old`, `New`."
    )


def test_lines_above_a_header_are_passed_over(workspace, tmp_path):
    content = workbook(lambda _, sheet: [sheet.write_row(line, 0, COLUMNS) for line in range(4)])
    assert arrive(workspace, tmp_path, content, FileFormat("xlsx", header=3), rules=()).rows == 1


def test_dates_of_parquet_are_written_in_the_format_of_their_column(workspace, tmp_path):
    table = pa.table(
        {"number": [1], "asked": [date(2021, 2, 1)], "kind": [["a", "b"]], "age": [31.0], "remark": [b"x"]}
    )
    file = io.BytesIO()
    pq.write_table(table, file)
    arrive(workspace, tmp_path, file.getvalue(), FileFormat("parquet"))
    (row,) = accepted(workspace)
    assert (row["number"], row["asked"], row["age"], row["kind"]) == ("1", "2021-02-01", "31", '["a", "b"]')


def parquet(**columns):
    file = io.BytesIO()
    pq.write_table(pa.table({**{name: ["1", "2", "3"] for name in COLUMNS}, **columns}), file)
    return file.getvalue()


def test_a_text_of_parquet_that_is_not_utf_8_is_a_refused_cell(workspace, tmp_path):
    values = pa.array([b"sex", b"s\xe9x", None])
    texts = pa.Array.from_buffers(pa.string(), 3, values.buffers())
    personal = tuple(
        replace(one, classification="personal") if one.name == "age" else one for one in shelter().contract.columns
    )
    content = parquet(kind=texts, age=pa.array([b"1", b"2", b"\xff"]))
    receipt = arrive(workspace, tmp_path, content, FileFormat("parquet"), columns=personal)
    assert [one.sentence for one in receipt.refusals] == [
        "places, row 2, column `kind`: byte 2 of the text is not UTF-8.",
        "places, row 3, column `age`: byte 1 of the text is not UTF-8.",
    ]
    assert [(one.column, one.rule, one.value) for one in receipt.refusals] == [
        ("kind", "unreadable-value", "s\\xe9x"),
        ("age", "unreadable-value", ""),  # nobody is shown a personal value
    ]
    assert (receipt.rows, [row["row"] for row in accepted(workspace)]) == (3, [1])


@pytest.mark.parametrize("name", ["parquet", "json", "json-lines"])
def test_a_cell_with_a_nul_refuses_its_row(name, workspace, tmp_path):
    rows = [ROWS[0], {**ROWS[2], "kind": "se\0x", "remark": "\0"}]
    receipt = arrive(workspace, tmp_path, WRITERS[name](rows), format_of(name, COLUMNS))
    assert [(one.row, one.column, one.value) for one in receipt.refusals] == [
        (2, "kind", "se\\x00x"),
        (2, "remark", "\\x00"),
    ]
    assert receipt.refusals[0].sentence.endswith("column `kind`: the text has a NUL, which text never has.")
    assert (receipt.accepted, receipt.refused) == (1, 1)


HALF = "places, row 2 (line {line}), column `kind`: the text has half a character, which text never has."


@pytest.mark.parametrize("name, line", [("json", 13), ("json-lines", 2)])
def test_a_cell_with_half_a_character_refuses_its_row(name, line, workspace, tmp_path):
    rows = [ROWS[0], {**ROWS[2], "kind": "se\ud800x"}, ROWS[2]]
    receipt = arrive(workspace, tmp_path, WRITERS[name](rows), format_of(name, COLUMNS))
    assert [(one.sentence, one.value) for one in receipt.refusals] == [(HALF.format(line=line), "se\\ud800x")]
    assert (receipt.rows, receipt.accepted, receipt.refused) == (3, 2, 1)


@pytest.mark.parametrize("name", ["delimited", "fixed-width"])
def test_half_a_character_in_an_encoding_that_lets_it_through_refuses_its_row(name, workspace, tmp_path):
    written = WRITERS[name](ROWS).decode().replace("sex", "s\ud800x", 1).encode("utf-7", "surrogatepass")
    changes = {"delimiter": ";"} if name == "delimited" else {}
    receipt = arrive(workspace, tmp_path, written, format_of(name, COLUMNS), encoding="utf-7", **changes)
    assert [(one.row, one.column, one.value) for one in receipt.refusals][:1] == [(1, "kind", "s\\ud800x")]
    assert receipt.accepted + receipt.refused == receipt.rows == 3


@pytest.mark.parametrize("name", ["json", "json-lines"])
@pytest.mark.parametrize("written", ["-0", "1E400", "0.10", "9" * 5000, '[1.50, [-0, null, true], {"a": "x"}]'])
def test_numbers_of_json_stay_as_they_are_written(name, written, workspace, tmp_path):
    content = WRITERS[name]([{**ROWS[0], "kind": "here"}]).replace(b'"here"', written.encode())
    arrive(workspace, tmp_path, content, format_of(name, COLUMNS))
    assert [row["kind"] for row in accepted(workspace)] == [written]


@pytest.mark.parametrize("name", ["json", "json-lines"])
def test_the_name_of_a_column_may_have_half_a_character(name, workspace, tmp_path):
    content = WRITERS[name]([{**row, "\ud800": "1"} for row in ROWS])
    receipt = arrive(workspace, tmp_path, content, format_of(name, COLUMNS))
    assert (receipt.rows, receipt.accepted) == (3, 2)
    assert [note.sentence for note in receipt.notes if "not in the contract" in note.sentence] == [
        "places: columns that are not in the contract, left in the archive: `\\ud800`."
    ]
    assert Catalogue(workspace).receipts() == (receipt,)


def test_a_length_of_time_is_no_number(workspace, tmp_path):
    """3,600 of what? In a column of numbers it is refused, in one of text it says so."""
    lengths = pa.array([3600, None, -1500], pa.duration("ms"))
    receipt = arrive(workspace, tmp_path, parquet(kind=lengths, age=lengths), FileFormat("parquet"))
    assert [one.sentence for one in receipt.refusals] == [
        'places, row 1, column `age`: "PT3.6S" is not a whole number.',
        'places, row 3, column `age`: "-PT1.5S" is not a whole number.',
    ]


def test_moments_are_read_to_the_microsecond(workspace, tmp_path):
    moments = pa.array([1612137600_000000000, 1612137600_000001000, 1612137600_000000001], pa.timestamp("ns"))
    columns = tuple(
        replace(one, type="timestamp", format="") if one.name == "asked" else one for one in shelter().contract.columns
    )
    of_moments = rule("type", "asked", "timestamp", "")
    content = parquet(asked=moments, kind=moments)
    receipt = arrive(workspace, tmp_path, content, FileFormat("parquet"), columns=columns, rules=(of_moments,))
    assert [row["asked"] for row in accepted(workspace)] == ["2021-02-01", "2021-02-01 00:00:00.000001"]
    assert [(one.sentence, one.value) for one in receipt.refusals] == [
        (
            "places, row 3, column `asked`: the moment is finer than a microsecond, the finest that is read.",
            "2021-02-01 00:00:00.000000001",
        )
    ]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([uuid.UUID(int=1).bytes] * 3, pa.uuid()), "00000000-0000-0000-0000-000000000001"),
        (pa.array(["a"] * 3).dictionary_encode(), "a"),
        (pa.DictionaryArray.from_arrays(pa.array([0] * 3, pa.int8()), ["a"], ordered=True), "a"),
        (pa.DictionaryArray.from_arrays(pa.array([0] * 3, pa.int8()), [7]), "7"),
        (pa.array([b"a"] * 3, pa.binary(1)), "a"),
        (pa.array(["a"] * 3, pa.large_string()), "a"),
        (pa.array([1.5] * 3, pa.float32()), "1.5"),
        (pa.array([True] * 3), "true"),
        (pa.array([3_600_000_000_000] * 3, pa.time64("ns")), "01:00:00.000000"),
        (pa.array([Decimal("1.50")] * 3), "1.50"),
        (pa.array([{"b": "a"}] * 3, pa.map_(pa.string(), pa.string())), '[["b", "a"]]'),
    ],
    ids=lambda one: str(getattr(one, "type", "")),
)
def test_each_type_of_parquet_has_its_text(values, texts, workspace, tmp_path):
    arrive(workspace, tmp_path, parquet(kind=values), FileFormat("parquet"), rules=())
    assert [row["kind"] for row in accepted(workspace)] == [texts] * 3


def test_a_line_that_is_no_json_object_is_a_refused_row(workspace, tmp_path):
    lines = ['{"number": 1.50, "age": null}', "[1, 2]", '{"number": "1", "number": "2"}', '{"number": "1"']
    receipt = arrive(workspace, tmp_path, "\n".join(lines).encode(), FileFormat("json-lines"))
    assert [row["number"] for row in accepted(workspace)] == ["1.50"]
    assert [refusal.sentence for refusal in receipt.refusals] == [
        "places, row 2 (line 2): it is not a JSON object.",
        "places, row 3 (line 3): a name occurs twice in one object.",
        "places, row 4 (line 4): the line is not a JSON object.",
    ]


def test_what_is_inside_an_object_or_an_element_has_the_path_as_its_name(workspace, tmp_path):
    columns = {"json-lines": "person.age", "xml": "person/@age"}
    contents = {
        "json-lines": b'{"number": 1, "person": {"age": 31}}',
        "xml": b"<e xmlns='urn:x'><p><number>1</number><person age='31'/></p>"
        b"<p><number>2</number><number>3</number></p></e>",
    }
    for name, column in columns.items():
        contract = shelter().contract
        changed = tuple(one for one in contract.columns if one.name == "number")
        changed += (type(changed[0])(column),)
        file_format = FileFormat(name, rows="/e/p" if name == "xml" else "")
        arrive(workspace, tmp_path, contents[name], file_format, rules=(), columns=changed, version=name)
    assert accepted(workspace, 1) == [{"row": 1, "number": "1", "person.age": "31"}]
    assert accepted(workspace, 2) == [
        {"row": 1, "number": "1", "person/@age": "31"},
        {"row": 2, "number": '["2", "3"]', "person/@age": None},
    ]


@pytest.mark.parametrize("count", [1, 9000])
def test_what_stands_around_rows_of_xml_is_a_column_where_the_contract_has_it(workspace, tmp_path, count):
    """However long the file is, an element after the first row is of no row: it would be of some of them alone."""
    rows = "<p><number>{}</number></p>"
    house = "<house code='{code}'><street>{street}</street>{rows}<closed>yes</closed></house>"
    many, one = "".join(map(rows.format, range(count))), "<p sex='f'><number>x</number></p>"
    first = house.format(code="A", street="Dam", rows=many)
    text = f"<e made='2024'><city>Goes</city>{first}{house.format(code='B', street='Kade', rows=one)}</e>"
    names = ("number", "../@code", "../street", "../../@made", "../../city", "../closed")
    (number,) = (one for one in shelter().contract.columns if one.name == "number")
    columns = tuple(replace(number, name=name) for name in names)
    arrive(workspace, tmp_path, text.encode(), FileFormat("xml", rows="/e/house/p"), rules=(), columns=columns)
    *of_first, last = ([row[name] for name in names] for row in accepted(workspace))
    assert of_first == [[str(row), "A", "Dam", "2024", "Goes", None] for row in range(count)]
    assert last == ["x", "B", "Kade", "2024", "Goes", None]


def test_a_workbook_that_asks_for_any_number_of_cells_is_refused(workspace, tmp_path):
    content = workbook(lambda _, sheet: [sheet.write(0, 0, "number"), sheet.write(1_048_575, 16_383, "far away")])
    assert arrive(workspace, tmp_path, content, FileFormat("xlsx")).refusal == (
        "places: Reading the workbook takes more than 4 GB of memory; save the sheet as CSV and send that."
    )


def test_a_long_list_of_something_else_may_stand_on_either_side_of_the_rows(workspace, tmp_path):
    persons = [{"name": "x" * 100, "cases": [1, {"of": None}], "none": []}] * 30_000  # over two million characters
    content = {"persons": persons, "places": ROWS, "others": {"persons": persons, "none": {}}, "made": 2024.5}
    assert (
        arrive(workspace, tmp_path, json.dumps(content).encode(), format_of("json", COLUMNS)).accepted == 2
    )  # one of the three is wrong


def test_a_moment_with_a_time_zone_is_of_the_day_there(workspace, tmp_path):
    midnight = pa.array([datetime(2021, 1, 31, 23)], pa.timestamp("us", "UTC")).cast(
        pa.timestamp("us", "Europe/Amsterdam")
    )
    file = io.BytesIO()
    pq.write_table(pa.table({**{name: ["1"] for name in COLUMNS}, "asked": midnight}), file)
    columns = tuple(
        replace(one, format="%d-%m-%Y") if one.name == "asked" else one for one in shelter().contract.columns
    )
    arrive(workspace, tmp_path, file.getvalue(), FileFormat("parquet"), columns=columns)
    assert [row["asked"] for row in accepted(workspace)] == ["01-02-2021"]


MOMENTS = {"1": "2021-01-31T23:30:00Z", "2": "2021-02-01 00:30:00+0100", "3": "2021-02-30T00:00Z", "4": "2021-02-01"}


@pytest.mark.parametrize(("kind", "written"), [("timestamp", "2021-02-01 00:30:00"), ("date", "2021-02-01")])
def test_a_moment_that_says_its_zone_is_of_the_day_in_the_zone_of_its_column(kind, written, workspace, tmp_path):
    content = json_lines([{**ROWS[0], "number": name, "asked": one} for name, one in MOMENTS.items()])
    columns = tuple(
        replace(one, type=kind, format="", zone="Europe/Amsterdam") if one.name == "asked" else one
        for one in shelter().contract.columns
    )
    rules = (rule("type", "asked", kind, ""),)
    receipt = arrive(workspace, tmp_path, content, FileFormat("json-lines"), columns=columns, rules=rules)
    assert [(row["number"], row["asked"]) for row in accepted(workspace)] == [
        ("1", written),
        ("2", written),
        ("4", "2021-02-01"),
    ]
    assert [one.row for one in receipt.refusals] == [3]


@pytest.mark.parametrize(
    "doubled", ['{"number": 2, "number": 3}', '{"kind": {"a": 1, "a": 2}}', '{"kind": [{"a": 1, "a": 2}]}']
)
def test_an_object_with_a_name_twice_is_a_refused_row_of_its_document(doubled, workspace, tmp_path):
    document = f'{{"places": [{{"number": 1}}, {doubled}, {{"number": 4}}]}}'
    receipt = arrive(workspace, tmp_path, document.encode(), FileFormat("json", rows="places"))
    assert [row["number"] for row in accepted(workspace)] == ["1", "4"]
    told = "places, row 2 (line 1): a name occurs twice in one object."
    assert [refusal.sentence for refusal in receipt.refusals] == [told]


@pytest.mark.parametrize("zone", ["", "Europe/Amsterdam"])
def test_a_moment_in_utc_is_of_no_day_without_a_zone(zone, workspace, tmp_path):
    moments, file = pa.array([datetime(2021, 1, 31, 23)], pa.timestamp("us", "UTC")), io.BytesIO()
    pq.write_table(pa.table({**{name: ["1"] for name in COLUMNS}, "asked": moments}), file)
    columns = tuple(replace(one, zone=zone) if one.name == "asked" else one for one in shelter().contract.columns)
    receipt = arrive(workspace, tmp_path, file.getvalue(), FileFormat("parquet"), columns=columns)
    if zone:
        assert [row["asked"] for row in accepted(workspace)] == ["2021-02-01"]
    else:
        assert receipt.refusal == (
            "places: The column `asked` has moments in UTC: say in the contract in which `zone` their days are."
        )


BOMB = "<!DOCTYPE e [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
UNREADABLE = {
    "XML with a document type": (
        "xml",
        f"{BOMB}<export><place><number>&b;</number></place></export>".encode(),
        "The file has a document type (DTD), which may change what is read; leave it out.",
    ),
    "XML that breaks off": ("xml", b"<export>\n<place><number>1</place>", "Line 2: the XML is not well-formed there."),
    "XML in another encoding than it says": (
        "xml",
        "<export>\n<place><number>café</number></place></export>".encode("latin-1"),
        "Line 2: the bytes there are not in the encoding that the file says, or not UTF-8 if it says none.",
    ),
    "XML in an encoding that nobody knows": (
        "xml",
        b"<?xml version='1.0' encoding='latin'?><export/>",
        "The file says that it is in an encoding that is not known; save it as UTF-8.",
    ),
    "XML without rows": ("xml", b"<export/>", "The file has no `/export/place`, the rows of the contract."),
    "JSON that breaks off": (
        "json",
        b'{"places": [\n{"number": 1},\n{"numb',
        "Line 3: the JSON is broken there, or one row is longer than a million characters.",
    ),
    "JSON without rows": ("json", b'{"cases": []}', "The file has no `places` where the contract has its rows."),
    "JSON with its rows twice": (
        "json",
        b'{"places": [{"number": 1}],\n"places": [{"number": 2}]}',
        "Line 2: a name occurs twice in one object.",
    ),
    "JSON behind its end": (
        "json",
        b'{"places": [{"number": 1}]}\n[{"number": 2}]',
        "Line 2: the document has ended, and something else follows.",
    ),
    "JSON that breaks off behind its rows": (
        "json",
        b'{"places": [{"number": 1}],\n"made": "2024"',
        "Line 2: there is no `}` where one must be.",
    ),
    "no workbook": ("xlsx", b"number,asked", "The file is not a workbook that can be read."),
    "a workbook with nothing in it": (
        "xlsx",
        zipped(**{"[Content_Types].xml": b""}),
        "The file is not a workbook that can be read.",
    ),
    "no Parquet": ("parquet", b"number,asked", "The file is not a Parquet file that can be read."),
    "a name that is nearly that of a missing column": (
        "json-lines",
        b'{"numbr": 1, "asked": "2021-02-01", "kind": "sex", "age": 2}',
        "The names of its columns do not fit the contract. The column `numbr` is unknown; did you mean `number`?",
    ),
}


@pytest.mark.parametrize("name, content, sentence", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_refused_in_a_sentence(name, content, sentence, workspace, tmp_path):
    receipt = arrive(workspace, tmp_path, content, format_of(name, COLUMNS))
    assert receipt.refusal == f"places: {sentence}"


def test_a_line_that_is_longer_than_its_columns_is_a_refused_row(workspace, tmp_path):
    line = "1".ljust(60) + "x"
    receipt = arrive(workspace, tmp_path, f"{line}\n1\n".encode(), format_of("fixed-width", COLUMNS))
    assert [refusal.sentence for refusal in receipt.refusals] == [
        "places, row 1 (line 1): the line has 61 characters, but the columns end at 60."
    ]


@pytest.mark.parametrize("unknown, is_told", [(UnknownColumns.NOTE, True), (UnknownColumns.KEEP_UNUSED, False)])
def test_text_between_columns_of_fixed_width_is_told_as_unknown_columns_are(unknown, is_told, workspace, tmp_path):
    """A place that is declared too short cuts a value off: `sexual` from 15 to 17."""
    places = (("number", 2, 2), ("asked", 4, 13), ("kind", 15, 17), ("age", 22, 23))
    content = b" 1 2021-02-01 sex    31\n 2 2021-02-01 sexual 31\n*3 2021-02-01 sexual 31\n"
    file_format, columns = FileFormat("fixed-width", places=places), shelter().contract.columns[:-1]
    receipt = arrive(workspace, tmp_path, content, file_format, columns=columns, unknown_columns=unknown)
    said = "places: text between the columns, left in the archive: at characters 1-1, 18-21, first in line 2."
    assert receipt.accepted == 3
    assert [note.sentence for note in receipt.notes if "between" in note.sentence] == [said] * is_told
    strict = {"columns": columns, "unknown_columns": UnknownColumns.REFUSE, "version": "strict"}
    receipt = arrive(workspace, tmp_path, content, file_format, **strict)
    said = "places: Line 2: there is text at characters 18-21, where the contract has no column."
    assert (receipt.accepted, receipt.refusal) == (0, said)

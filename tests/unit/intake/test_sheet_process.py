"""The process that reads a sheet: what it loads, and what it says of a workbook."""

import io
import json
import random
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime, time

import pyarrow as pa
import pytest
import xlsxwriter

from schakel.intake.formats import sheet_process
from tests.written_files import ods

WANTED = {"sheet": "", "header": 1, "formats": {}, "days": [], "memory": 4 << 30, "most_bytes": 1 << 30}
NO_FILES_IN_MEMORY = """
import os, runpy, sys
vars(os).pop("memfd_create", None)
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
ROWS = ({"number": "1", "kind": "prison"}, {"number": "2", "kind": "shelter"})


def ended(content, *options):
    command = [sys.executable, "-P", *options, sheet_process.__file__, json.dumps(WANTED)]
    return subprocess.run(command, input=content, capture_output=True, check=False)


def read(content, *options):
    found = ended(content, *options)
    found.check_returncode()
    return found


def test_it_loads_arrow_and_the_reader_of_workbooks_and_no_room_of_the_engine():
    loaded = {line.split("|")[-1].strip() for line in read(ods(ROWS), "-X", "importtime").stderr.decode().splitlines()}
    assert {"pyarrow", "python_calamine", "schakel.without_pandas"} <= loaded
    assert not {"duckdb", "pandas.core", "schakel.intake", "schakel.model", "schakel.store"} & loaded


def test_it_reads_the_same_where_the_system_has_no_files_in_memory():
    found = read(ods(ROWS), "-c", NO_FILES_IN_MEMORY).stdout
    assert found == read(ods(ROWS)).stdout
    assert pa.ipc.open_stream(found).read_all().num_rows == len(ROWS)


def test_a_workbook_with_damaged_parts_is_refused():
    for seed in range(20):
        content, draw = bytearray(ods(ROWS)), random.Random(seed)
        content[draw.randrange(len(content))] = draw.randrange(256)
        assert ended(bytes(content)).returncode in (0, sheet_process.REFUSED), seed


def failed(content):
    return int(pa.ipc.open_stream(read(content).stdout).schema.metadata[b"errors"])


def test_it_counts_cells_of_a_workbook_whose_formula_failed_and_no_text_that_looks_so():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["number", 'a text: t="e"'])
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    assert failed(file.getvalue()) == 2


def test_it_counts_them_in_ods_too():
    mark = ' calcext:value-type="error"'
    rows = ({"number": "1", "kind": f"text{mark}"},)
    assert failed(ods(rows)) == 0
    assert failed(with_first_cell(ods(rows), mark)) == 1


def test_a_tag_over_the_end_of_what_is_read_at_once_counts_once():
    content, mark = ods(ROWS), b' calcext:value-type="error"'
    before = zipfile.ZipFile(io.BytesIO(content)).read("content.xml")
    begin = before.index(b"<table:table-cell")
    for inside in (1, 5, len(b"<table:table-cell") + 1, len(b"<table:table-cell") + len(mark) - 1):
        padding = b" " * (sheet_process.CHUNK - begin - inside)  # before the end of the tag before it
        padded = with_content(content, before[: begin - 1] + padding + before[begin - 1 :])
        assert failed(padded) == 0
        assert failed(with_first_cell(padded, mark.decode())) == 1


def test_text_that_begins_no_tag_is_not_carried_along():
    content = b"a < b" + b" " * sheet_process.LONGEST_TAG
    assert [*sheet_process._whole_tags(io.BytesIO(content))] == [content, b""]
    assert [*sheet_process._whole_tags(io.BytesIO(b"no tag"))] == [b"no tag", b""]


@pytest.mark.parametrize(("tag", "kept"), [("<text:tab/>", "\t"), ("<text:line-break/>", "\n"), ("<text:s/>", " ")])
def test_what_stands_between_two_words_of_an_ods_is_kept(tag, kept):
    """Left out, two codes of a cell are one that no mapping has."""
    content = ods(({"number": "1", "kind": "theft and fraud"},))
    text = re.sub(rb' office:string-value="[^"]*"', b"", zipfile.ZipFile(io.BytesIO(content)).read("content.xml"))
    parted = with_content(content, text.replace(b"theft and fraud", f"theft{tag}fraud".encode()))
    assert pa.ipc.open_stream(read(parted).stdout).read_all()["column 1"].to_pylist() == [f"theft{kept}fraud"]


def test_a_time_in_a_column_of_days_is_none_of_1900_and_a_day_in_a_column_of_times_no_midnight():
    assert sheet_process._written(time(10, 30), "%d-%m-%Y") == "10:30:00"
    assert sheet_process._written(time(10, 30), "%H:%M") == "10:30"
    assert sheet_process._written(date(2024, 10, 4), "%H:%M") == "2024-10-04"
    assert sheet_process._written(date(2024, 10, 4), "%d-%m-%Y") == "04-10-2024"
    assert sheet_process._written(datetime(2024, 10, 4, 10, 30), "%d-%m-%Y %H:%M") == "04-10-2024 10:30"


def with_content(content, text):
    """Return an ODS with other content."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            after.writestr(name, text if name == "content.xml" else before.read(name))
    return file.getvalue()


def with_first_cell(content, attribute):
    """Return an ODS with an attribute more on its first cell."""
    text = zipfile.ZipFile(io.BytesIO(content)).read("content.xml")
    return with_content(content, text.replace(b"<table:table-cell", b"<table:table-cell" + attribute.encode(), 1))

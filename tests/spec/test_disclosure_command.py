"""Protect one table

`schakel protect` takes a table and a specification, and gives a table that may be published, or one sentence on what is
wrong.
"""

import json
from dataclasses import replace

import pytest
from command_line import schakel

from schakel_protection.effort import SUPPRESSION
from schakel_protection.suppression import attacked


def run(tmp_path, table, spec, *options):
    (tmp_path / "table.csv").write_text(table, encoding="utf-8")
    (tmp_path / "spec.yaml").write_text(spec, encoding="utf-8")
    return schakel("protect", str(tmp_path / "table.csv"), "--spec", str(tmp_path / "spec.yaml"), *options)


TABLE = "row,column,n\n1,a,1\n1,b,20\n1,c,30\n2,a,10\n2,b,40\n2,c,50\n"
YAML = "dimensions: {row: {}, column: {}}\ncount: n\nrules: [{kind: minimum_frequency, minimum: 3}]\n"


def test_a_file_becomes_a_protected_file_with_totals(tmp_path):
    answer = run(tmp_path, TABLE, YAML)
    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[:3] == ["row,column,value,status", "Total,Total,151,", "Total,a,11,"]
    assert "1,a,,protected" in answer.stdout.splitlines()


def test_in_json_a_suppressed_value_is_null_and_marked(tmp_path):
    cells = json.loads(run(tmp_path, TABLE, YAML, "--json").stdout)["cells"]
    assert {"row": "1", "column": "a", "value": None, "status": "protected"} in cells
    assert all((cell["value"] is None) == (cell["status"] == "protected") for cell in cells)


def test_a_cell_suppressed_in_one_format_is_suppressed_in_the_other(tmp_path):
    lines = run(tmp_path, TABLE, YAML).stdout.splitlines()[1:]
    in_csv = {tuple(line.split(",")[:2]) for line in lines if line.endswith("protected")}
    cells = json.loads(run(tmp_path, TABLE, YAML, "--json").stdout)["cells"]
    assert in_csv == {(cell["row"], cell["column"]) for cell in cells if cell["value"] is None}


def test_a_table_may_write_its_numbers_with_other_signs(tmp_path):
    """As spreadsheets do in many countries: 1.250 is a count, 1.250,50 an amount."""
    written = "row;n;amount\n1;1.250;1.250,50\n2;12;0,5\n"
    signs = 'decimal: ","\nthousands: "."\nmethod: round_each\nbase: 1\ndimensions: {row: {}}\n'
    assert run(tmp_path, written, signs + "count: n\n").stdout.splitlines()[1:] == ["Total,1262,", "1,1250,", "2,12,"]
    summed = signs.replace("round_each\nbase: 1", "suppression") + "magnitude: amount\n"
    assert run(tmp_path, written, summed).stdout.splitlines()[1:] == ["Total,1251,", "1,1250.5,", "2,0.5,"]


@pytest.mark.parametrize("written", ["1.25", "12.50", "1,250", "1.250.1", "1 250"])
def test_a_sign_in_another_place_than_declared_is_a_fault(tmp_path, written):
    answer = run(tmp_path, f"row;n\n1;{written}\n", 'dimensions: {row: {}}\ncount: n\ndecimal: ","\nthousands: "."\n')
    assert answer.exit_code == 1
    assert f"table.csv:2: column n: '{written}' " in answer.stderr


def test_on_the_command_line_the_sentence_stands_alone(tmp_path):
    answer = run(tmp_path, "row,column,n\n1,a\n", YAML)
    assert answer.exit_code == 1
    assert answer.stderr.strip().endswith("table.csv:2: this line has 2 values, the header 3")
    assert json.loads(run(tmp_path, TABLE, "dimensions: []", "--json").stdout)["faults"][0]["sentence"] == (
        "`dimensions` is a list; it must be keys with values: the dimensions, each with its total."
    )


def test_semicolons_tabs_and_empty_lines_make_no_difference(tmp_path):
    answer = run(tmp_path, TABLE, YAML)
    for written in (TABLE.replace(",", ";"), TABLE.replace(",", "\t"), "\n" + TABLE + "\r\n\r\n"):
        assert run(tmp_path, written, YAML).stdout == answer.stdout


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (TABLE.replace("column", "row"), "table.csv:1: two columns are called row"),
        ('row,column,n\n1,"a,1\n', "table.csv:2: this line is no CSV: unexpected end of data"),
        ("row,column,n\n", "table.csv: the table has no rows"),
        ("\n" + TABLE.replace("10", "ten"), "table.csv:6: column n: 'ten' is not a number"),
        (TABLE.replace("2,b", "2,"), "table.csv:6: column column: there is no code"),
        (TABLE.replace("row", "line"), "table.csv: the table has no column row; it has line, column, n"),
        (
            TABLE + "Total,a,12\n",
            "table.csv:8: column n: the cell Total x a holds 12, but its parts add up to 11",
        ),
        (TABLE + "Total,a,11\n" * 2, "table.csv:9: the total Total x a stands there twice"),
    ],
)
def test_a_file_that_is_no_table_gets_its_sentence(tmp_path, table, sentence):
    answer = run(tmp_path, table, YAML)
    assert answer.exit_code == 1
    assert answer.stderr.strip().endswith(sentence)


def test_a_table_that_takes_more_work_than_is_allowed_gets_its_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(attacked, "SUPPRESSION", replace(SUPPRESSION, steps=1.0))
    answer = run(tmp_path, TABLE, YAML)
    assert answer.exit_code == 1
    assert answer.stderr.startswith(
        "hiding the small figures among so many related ones takes more work than is allowed"
    )
    rounded = run(tmp_path, TABLE, YAML + "next: [round-5-additive]\n", "--json")
    assert json.loads(rounded.stdout)["profile"] == "round-5-additive"


REGIONS = "whole,part\nNL,A\nNL,B\nA,A1\nA,A2\n"


@pytest.mark.parametrize(
    ("regions", "sentence"),
    [
        (REGIONS + "C,C1\n", "regions.csv:6: column whole: C hangs under nothing; the total is NL"),
        (REGIONS + "A1,NL\n", "regions.csv:6: column part: NL is a part of itself"),
        (REGIONS + "A1,A\n", "regions.csv:6: column part: A is a part of NL already"),
        (REGIONS + "B,A2\n", "regions.csv:6: column part: A2 is a part of A already"),
        (REGIONS + "\nNL,B\n", "regions.csv:7: column part: B is a part of NL already"),
        (REGIONS + "B,\n", "regions.csv:6: column part: there is no code"),
        (REGIONS + "B,B1,B2\n", "regions.csv:6: a line of a hierarchy holds a code and one of its parts"),
        ("whole,part\n", "regions.csv: the hierarchy holds no pairs of a code and its part"),
    ],
)
def test_a_hierarchy_that_is_no_tree_gets_its_sentence(tmp_path, regions, sentence):
    (tmp_path / "regions.csv").write_text(regions, encoding="utf-8")
    answer = run(tmp_path, TABLE, YAML.replace("row: {}", "row: {total: NL, hierarchy: regions.csv}"))
    assert answer.exit_code == 1
    assert answer.stderr.strip().endswith(sentence)


@pytest.mark.parametrize(
    ("specification", "sentence"),
    [
        (
            "dimensions:\n  row:\n    total: T\n    parts:\n      T: [1, 2]\n      X: [3]\n  column: {}\n",
            "spec.yaml:6: row: X hangs under nothing; the total is T",
        ),
        (YAML + "next:\n  - round-7\n", "spec.yaml:4: no disclosure profile is called round-7; known are"),
        (YAML + "decimal: ','\nthousands: ','\n", "spec.yaml:5: decimal and thousands are both ,"),
    ],
)
def test_what_is_wrong_with_a_specification_is_reported_with_its_line(tmp_path, specification, sentence):
    answer = run(tmp_path, TABLE, specification)
    assert answer.exit_code == 1
    assert sentence in answer.stderr


def test_codes_keep_their_leading_zeros(tmp_path):
    """In the YAML of old, 010 is the number 8."""
    spec = YAML.replace("row: {}", "row: {total: '00', parts: {'00': [010, 020]}}")
    answer = run(tmp_path, TABLE.replace("\n1,", "\n010,").replace("\n2,", "\n020,"), spec)
    assert answer.exit_code == 0
    assert "010,a,,protected" in answer.stdout.splitlines()


def test_a_code_that_a_spreadsheet_would_run_is_marked_harmless(tmp_path):
    statuses = tmp_path / "statuses.csv"
    answer = run(tmp_path, TABLE.replace("\n1,", "\n=1+1,").replace(",a,", ",@a,"), YAML, "--statuses", str(statuses))
    assert "'=1+1,'@a,,protected" in answer.stdout.splitlines()
    assert "'=1+1,'@a,primary" in statuses.read_text(encoding="utf-8").splitlines()


COARSER = """dimensions: {year: {}}
count: n
rules: [{kind: minimum_frequency, minimum: 3}]
coarser:
  - {name: all years, dimension: year, merge: {2020-23: [2020, 2021, 2022, 2023]}}
  - {name: years in pairs, dimension: year, merge: {2020-21: [2020, 2021], 2022-23: [2022, 2023]}}
"""
YEARS = "year,n\n2020,9\n2021,1\n2022,2\n2023,6\n"


def test_what_coarser_classes_would_keep_is_laid_side_by_side(tmp_path):
    lines = run(tmp_path, YEARS, COARSER, "--propose").stdout.splitlines()
    assert [line.split("  ")[0] for line in lines[1:]] == ["as it is", "years in pairs", "all years"]
    assert lines[2].split()[3:] == ["3", "of", "3", "18", "of", "18", "61%"]
    record = json.loads(run(tmp_path, YEARS, COARSER, "--propose", "--json").stdout)["proposals"][1]
    assert record["merges"][0]["merge"]["2020"] == "2020-21"
    assert (record["cells"], record["shown"], record["failing"]) == (3, 3, 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("merge: {2020-21: [2020", "merge: {2020-21: [2019"), "years in pairs: year has no code 2019 without parts"),
        (("dimension: year", "dimension: month"), "a coarser alternative names month, which is not a dimension"),
    ],
)
def test_where_nothing_can_be_proposed_there_is_a_sentence(tmp_path, change, sentence):
    answer = run(tmp_path, YEARS, COARSER.replace(*change), "--propose", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["faults"][0]["sentence"].startswith(sentence)


RECORDS = "id,row,column\n" + "".join(f"p{number},{number % 2},{'abc'[number % 3]}\n" for number in range(60))
KEYED = "dimensions: {row: {}, column: {}}\nrecord: id\nprofile: cell-key\n"


def keyed(tmp_path, table, spec=KEYED, secret="a secret of enough bytes"):
    (tmp_path / "secret").write_text(secret, encoding="utf-8")
    return run(tmp_path, table, spec, "--secret", str(tmp_path / "secret"), "--json")


def test_cell_keys_change_the_same_records_in_the_same_way_in_every_table(tmp_path):
    both = {(c["row"], c["column"]): c["value"] for c in json.loads(keyed(tmp_path, RECORDS).stdout)["cells"]}
    one = KEYED.replace(", column: {}", "")
    rows = {c["row"]: c["value"] for c in json.loads(keyed(tmp_path, RECORDS, one).stdout)["cells"]}
    assert {row: both[row, "Total"] for row in rows} == rows
    assert all(abs(value - count) <= 4 for value, count in zip(rows.values(), (60, 30, 30), strict=True))


@pytest.mark.parametrize(
    ("spec", "secret", "sentence"),
    [
        (KEYED, "short", "the secret for cell keys needs at least 16 bytes"),
        (KEYED.replace("record: id\n", ""), "a secret of enough bytes", "cell keys are for tables of records"),
        (KEYED.replace("record: id", "record: nr"), "a secret of enough bytes", "the table has no column nr"),
    ],
)
def test_cell_keys_need_records_and_a_secret(tmp_path, spec, secret, sentence):
    answer = keyed(tmp_path, RECORDS, spec, secret)
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["faults"][0]["sentence"].startswith(sentence)


def test_a_refusal_says_nothing_of_cells_but_on_request_to_whoever_protects(tmp_path):
    """That a cell is named in a refusal tells of what is hidden: its maker asks for it, and it is on stderr alone."""
    table = "row,n\n1,1\n2,20\n"
    spec = "dimensions: {row: {}}\ncount: n\nprofile: alliance\nkeep: [{row: '1'}]\n"
    plain, explained = run(tmp_path, table, spec), run(tmp_path, table, spec, "--explain")
    assert plain.exit_code == explained.exit_code == 1
    assert plain.stderr == "the table may not leave: no way to protect it passed the test before release (alliance)\n"
    assert "Not to be published: these cells could be computed: row=1" in explained.stderr
    assert not plain.stdout and not explained.stdout


def test_statuses_are_written_for_whoever_protects_alone(tmp_path):
    file = tmp_path / "statuses.csv"
    answer = run(tmp_path, TABLE, YAML, "--statuses", str(file))
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "row,column,status" and "1,a,primary" in lines and "2,a,secondary" in lines
    assert file.stat().st_mode & 0o777 == 0o600
    assert "primary" not in answer.stdout


def test_before_a_long_run_its_time_is_estimated(tmp_path):
    answer = run(tmp_path, TABLE, YAML, "--estimate")
    assert answer.stdout.startswith("1 of 12 cells fail a rule; to hide and attack them takes about ")
    assert json.loads(run(tmp_path, TABLE, YAML, "--estimate", "--json").stdout)["seconds"] > 0
    safe = run(tmp_path, TABLE.replace("1,a,1\n", "1,a,9\n"), YAML, "--estimate", "--json")
    assert json.loads(safe.stdout) == {"cells": 12, "failing": 0, "seconds": 0.0}


def test_no_time_is_estimated_for_rounding(tmp_path):
    answer = run(tmp_path, TABLE, "dimensions: {row: {}, column: {}}\ncount: n\nprofile: round-5\n", "--estimate")
    assert answer.stderr.startswith("an estimate of time is made for suppression; other methods take seconds")

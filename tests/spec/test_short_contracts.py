"""A contract in short

A contract without a `schema` says the properties of the table and of each column by their names, without the words of
the standard around them. It is read as if it were written out, and `schakel contract full` prints it so.
"""

import json
import re

import pytest
from broken import edit, faults_of, template
from command_line import schakel

from schakel.alliance import read

FILE = "partners/court/contract.yaml"
FULL = """\
apiVersion: v3.1.0
kind: DataContract
id: court
name: Rulings
version: 1.0.0
status: active
schema:
  - name: court
    logicalType: object
    quality:
      - {type: custom, engine: schakel, implementation: repeatedRows, severity: warning}
    customProperties:
      - {property: delimiter, value: ";"}
      - {property: units, value: [{unit: report, key: [number]}]}
      - {property: events, value: [{event: ruling, unit: report, happened: day, occurs: day}]}
      - {property: unused, value: [{reason: Not needed., columns: [clerk, room]}]}
    properties:
      - {name: number, logicalType: string, required: true}
      - {name: day, logicalType: date, logicalTypeOptions: {format: "%d-%m-%Y"}}
      - name: about
        logicalType: string
        customProperties:
          - {property: claim, value: {unit: report, attribute: subject}}
          - {property: codes, value: labels}
      - name: about_2
        logicalType: string
        customProperties:
          - {property: claim, value: {unit: report, attribute: subject}}
          - {property: codes, value: labels}
      - name: judge
        logicalType: string
        customProperties: [{property: unused, value: Not needed.}]
"""
SHORT = """\
name: Rulings
delimiter: ";"
units: [{unit: report, key: [number]}]
events: [{event: ruling, unit: report, happened: day, occurs: day}]
unused: [{reason: Not needed., columns: [clerk, room]}]
quality:
  - {type: custom, engine: schakel, implementation: repeatedRows, severity: warning}
columns:
  - {name: number, required: true}
  - {name: day, logicalType: date, logicalTypeOptions: {format: "%d-%m-%Y"}}
  - {name: [about, about_2], claim: {unit: report, attribute: subject}, codes: labels}
  - {name: judge, unused: Not needed.}
"""


@pytest.fixture
def alliance(tmp_path):
    folder = template(tmp_path)
    (folder / FILE).parent.mkdir()
    (folder / FILE).write_text(SHORT, "utf-8")
    return folder


def partner(alliance):
    """What is read of the partner, without the lines where it stands."""
    return re.sub("line=[0-9]+", "", repr(read(alliance).partners["court"]))


def test_it_is_read_as_if_it_were_written_out(alliance):
    short = partner(alliance)
    (alliance / FILE).write_text(FULL, "utf-8")
    assert partner(alliance) == short


def test_what_is_left_out_can_be_said(alliance):
    edit(alliance, FILE, "name: Rulings\n", "version: 2.1.0\ndescription: {purpose: Rulings of a court.}\n")
    contract = read(alliance).partners["court"].contract
    assert (contract.id, contract.version, contract.title.in_language("en")) == ("court", "2.1.0", "court")


def test_a_column_of_which_nothing_is_said_is_its_name(alliance):
    edit(alliance, FILE, "{name: number, required: true}", "number")
    column = read(alliance).partners["court"].contract.columns[0]
    assert (column.name, column.type, column.required) == ("number", "string", False)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("delimiter:", "delimitr:", "2: The key `delimitr` does not exist; did you mean `delimiter`?"),
        ("columns:\n", "colums:\n", "8: The key `colums` does not exist; did you mean `columns`?"),
        (", codes:", ", codez:", "11: The key `codez` does not exist in `{0}`; did you mean `codes`?"),
        ("day, logicalType: date", "day, logicalType: dat", "10: `day.logicalType` is `dat`; it must be one of string"),
        ("attribute: subject", "attribute: subjekt", "11: There is no attribute `subjekt`; did you mean `subject`?"),
        ("[about, about_2]", "[about, day]", "11: The column `day` is declared 2 times (capitals make no difference)."),
        ("happened: day", "happened: dya", "4: There is no column `dya`; did you mean `day`?"),
        ("unit: report, key", "unit: reprot, key", "3: There is no unit `reprot`; did you mean `report`?"),
        ("[about, about_2]", "[]", "11: `court.properties.3.name` is a list; it must be a text."),
        ("{name: number, required: true}", "7", "9: `court.properties.1` is `7`; it must be a column."),
    ],
)
def test_a_fault_has_the_line_of_the_short_form(old, new, fault, alliance):
    edit(alliance, FILE, old, new)
    assert any(found.startswith(f"{FILE}:{fault.format('about')}") for found in faults_of(alliance))


def test_a_contract_without_columns_is_refused(alliance):
    (alliance / FILE).write_text(SHORT.partition("\ncolumns:")[0], "utf-8")
    assert f"{FILE}:1: `columns` is missing." in faults_of(alliance)


def test_it_is_printed_in_full_for_whatever_reads_the_standard(alliance):
    short, printed = partner(alliance), schakel("contract", "full", alliance, "court")
    assert printed.exit_code == 0, printed.output
    (alliance / FILE).write_text(printed.stdout, "utf-8")
    assert printed.stdout.startswith("apiVersion: v3.1.0\nkind: DataContract\nid: court\n")
    assert partner(alliance) == short
    # What is in full stays as it is.
    again = schakel("contract", "full", alliance, "court", "--json")
    assert json.loads(again.stdout)["contract"] == printed.stdout


def test_what_cannot_be_written_out_is_refused(alliance):
    edit(alliance, FILE, "columns:\n", "colums:\n")
    refused = schakel("contract", "full", alliance, "court")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "The key `colums` does not exist; did you mean `columns`?" in refused.stderr
    nobody = schakel("contract", "full", alliance, "nobody")
    assert (nobody.exit_code, "partners/nobody/contract.yaml: This file is missing." in nobody.stderr) == (1, True)

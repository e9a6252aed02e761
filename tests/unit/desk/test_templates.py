"""Empty files to fill in: what the desk gives is a file that the contract accepts, with lists of the codes it knows."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import small
from conftest import copy_alliance
from databases import SLOW_AFTER_THE_FIRST
from desks import Desk

from schakel import verbs
from schakel.alliance import read
from schakel.desk.templates import comma_separated_template, example_row, kinds_of_template, workbook_template
from schakel.model import Column, Contract, Partner
from schakel.model.file_layout import FileFormat
from schakel_base import clock

DATABASES = SLOW_AFTER_THE_FIRST

OF_OTHERS = [("nl-mensenhandel", "om"), ("nl-strafrechtketen", "dji")]


def test_an_empty_file_as_it_comes_from_the_desk_is_accepted(desk: Desk) -> None:
    browser = desk.signed_in("supplier", "helpline")
    file = {"file": ("filled.csv", browser.get("/templates/helpline.csv").content, "text/csv")}
    browser.post("/deliveries", data={"partner": "helpline"}, files=file)
    assert desk.work() == ["filled.csv, 1 row: 1 accepted, 0 refused."]


@pytest.mark.parametrize(("name", "partner"), OF_OTHERS)
def test_the_example_has_the_forms_and_the_limits_of_its_contract(name: str, partner: str, tmp_path: Path) -> None:
    folder, file = copy_alliance(name, tmp_path), tmp_path / "filled.csv"
    declared = read(folder).partners[partner]
    file.write_bytes(comma_separated_template(declared, example_row(folder, declared, clock.today())))
    receipt = verbs.deliver(folder, partner, file, dry_run=True)
    assert (receipt.rows, receipt.refusals, receipt.refusal) == (1, (), "")


def test_a_national_number_of_letters_stops_no_delivery(tmp_path: Path) -> None:
    folder, file = copy_alliance("nl-mensenhandel", tmp_path), tmp_path / "a.csv"
    declared = read(folder).partners["politie"]
    row = dict(
        zip(
            (column.name for column in declared.contract.delivered_columns),
            example_row(folder, declared, clock.today()),
            strict=True,
        )
    )
    file.write_bytes(comma_separated_template(declared, [*(row | {"bsn": "unknown"}).values()]))
    assert verbs.deliver(folder, "politie", file, dry_run=True).accepted == 1


def test_a_workbook_has_a_list_of_the_codes_for_each_column_that_is_mapped(desk: Desk) -> None:
    content = desk.signed_in("supplier", "helpline").get("/templates/helpline.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet, codes = book.worksheets[0], book["codes"]
    columns, offered = [cell.value for cell in sheet[1]], {}
    for rule in sheet.data_validations.dataValidation:
        [place] = rule.sqref.ranges
        cells = codes[rule.formula1.removeprefix("codes!").replace("$", "")]
        offered[columns[place.min_col - 1]] = {cell.value for (cell,) in cells}
    mapping = desk.office.alliance.partners["helpline"].mapping
    assert set(offered) == {line.column for line in mapping}
    assert offered == {name: {line.source_value for line in mapping if line.column == name} for name in offered}


def declared(**changes: object) -> Partner:
    contract = Contract("court", "court", "1.0.0", (Column("case"), Column("months", type="integer")))
    return Partner("court", small.text("Court"), replace(contract, **changes), ())


def test_a_text_is_separated_as_its_contract_says_and_begins_where_that_does() -> None:
    partner = declared(delimiter=";", encoding="latin-1", format=FileFormat(header=3))
    assert comma_separated_template(partner, ["ö", "1"]).split(b"\r\n")[:4] == [b"", b"", b"case;months", b"\xf6;1"]


def test_a_workbook_has_its_header_where_the_contract_looks_for_it() -> None:
    partner = declared(format=FileFormat("ods", sheet="Cases", header=3))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_template(partner, ["C1", "6"])))["Cases"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [["case", "months"], ["C1", "6"]]


@pytest.mark.parametrize(
    ("name", "kinds"), [("delimited", ("csv", "xlsx")), ("ods", ("xlsx",)), ("fixed-width", ()), ("xml", ())]
)
def test_an_empty_file_is_one_that_the_partner_can_deliver(name: str, kinds: tuple[str, ...]) -> None:
    assert kinds_of_template(declared(format=FileFormat(name)).contract) == kinds

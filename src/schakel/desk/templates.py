"""Empty files to fill in, one for each contract: its columns, the codes that its mapping knows, and an example row.

The example is the first row of the sample of the partner, which its contract accepts; where a partner has none, it is
made up from the types of the columns alone.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from schakel.model.alliance import Partner
from schakel.model.column import Column
from schakel.model.contract import Contract
from schakel_base.csv_text import lines

_EXAMPLES = {"integer": "1", "number": "1.5", "boolean": "true"}
_TIMES = {"date": "%Y-%m-%d", "timestamp": "%Y-%m-%d %H:%M:%S", "time": "%H:%M"}
_ROWS = 10_000
_KINDS = {"delimited": ("csv", "xlsx"), "xlsx": ("xlsx",), "ods": ("xlsx",)}
"""The empty files of each format; of the others nobody fills one in by hand."""
_LONGEST_NAME = 31
"""Characters of the name of a sheet."""


def example_row(folder: Path, partner: Partner, day: date) -> list[str]:
    """Return a row that a partner could deliver, from its sample in the folder of the alliance, or one of that day."""
    sample = folder / "partners" / partner.name / "sample.csv"
    if not sample.exists():
        return _made_up(partner, day)
    with sample.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file, delimiter=partner.contract.delimiter), None)
    return [row.get(one.name) or "" for one in partner.contract.delivered_columns] if row else _made_up(partner, day)


def kinds_of_template(contract: Contract) -> tuple[str, ...]:
    """Return which empty files a partner can fill in: those that it can deliver, and a workbook to save as text."""
    return _KINDS.get(contract.format.name, ())


def comma_separated_template(partner: Partner, example: Sequence[str]) -> bytes:
    """Return a CSV with the columns of a contract, and one row as an example."""
    contract = partner.contract
    above: list[Sequence[str]] = [[]] * (contract.format.header - 1)
    rows = [*above, [column.name for column in contract.delivered_columns], example]
    return lines(rows, contract.delimiter).decode().encode(contract.encoding, "replace")


def workbook_template(partner: Partner, example: Sequence[str]) -> bytes:
    """Return a workbook with the columns of a contract, lists to choose codes from, and one row as an example."""
    from xlsxwriter import Workbook  # it takes 0.2 s to load, and only this needs it

    file, codes = io.BytesIO(), _codes(partner)
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(partner.contract.format.sheet or partner.name[:_LONGEST_NAME])
        listed = book.add_worksheet("codes")
        top = max(partner.contract.format.header, 1) - 1
        bold, as_text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for place, (column, value) in enumerate(zip(partner.contract.delivered_columns, example, strict=True)):
            # As text: a spreadsheet would take the noughts off a number and turn a code into a date.
            sheet.set_column(place, place, max(12, len(column.name) + 2), as_text)
            sheet.write_string(top, place, column.name, bold)
            sheet.write_string(top + 1, place, value, as_text)
            listed.write_column(0, place, codes.get(column.name, ()))
            if number := len(codes.get(column.name, ())):
                source = f"=codes!{_cell(0, place)}:{_cell(number - 1, place)}"
                sheet.data_validation(top + 1, place, _ROWS, place, {"validate": "list", "source": source})
        sheet.freeze_panes(top + 1, 0)
    return file.getvalue()


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _codes(partner: Partner) -> Mapping[str, Sequence[str]]:
    """The codes that a mapping knows, by column."""
    found: dict[str, list[str]] = {}
    for line in partner.mapping:
        found.setdefault(line.column, []).extend(line.values)
    return found


def _made_up(partner: Partner, day: date) -> list[str]:
    codes = _codes(partner)
    return [(codes.get(one.name) or [_value(one, day)])[0] for one in partner.contract.delivered_columns]


def _value(column: Column, day: date) -> str:
    if column.type in _TIMES:
        return datetime.combine(day, time(9)).strftime(column.format or _TIMES[column.type])
    # A format of numbers is one of them.
    return column.format or _EXAMPLES.get(column.type, "example")

"""Rows written as a file in the format of the partner's contract, so that reading it gives the same rows.

A format that is not in `WRITERS` is none that anybody mends by hand.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from lxml import etree

from schakel.model.contract import Contract
from schakel_base.errors import RequestError, message

Row = Mapping[str, str]
"""Values by column; what it does not name is blank."""
NO_SUCH_FILE = message("these rows cannot be written as the contract describes; deliver them in a file")
"""What is said where no file that the contract describes can hold some rows."""


def file_of(contract: Contract, rows: Iterable[Row]) -> tuple[bytes, str]:
    """Return rows as the content of a file that a contract describes, and how its name ends.

    Raises
    ------
    RequestError
        If such a file cannot hold a value.
    """
    names = [column.name for column in contract.delivered_columns]
    write, ending = WRITERS[contract.format.name]
    return write(contract, names, [{name: row.get(name, "") for name in names} for row in rows]), ending


def _delimited(contract: Contract, names: Sequence[str], rows: Sequence[Row]) -> bytes:
    text, quote = io.StringIO(newline=""), contract.format.quote
    is_bare = quote == "none"
    table = csv.writer(
        text,
        delimiter=contract.delimiter,
        quotechar=None if is_bare else quote,
        quoting=csv.QUOTE_NONE if is_bare else csv.QUOTE_MINIMAL,
    )
    # What stands above the header is passed over when it is read.
    text.write("\r\n" * (contract.format.header - 1))
    for line in (names, *(row.values() for row in rows)):
        if is_bare:
            _require_none(contract, "".join(line), f"{contract.delimiter}\r\n")
        table.writerow(line)
    return _encoded(contract, text.getvalue())


def _fixed_width(contract: Contract, _: Sequence[str], rows: Sequence[Row]) -> bytes:
    lines = ["-"] * contract.format.header
    for row in rows:
        line = ""
        for name, first, last in contract.format.places:
            value = row.get(name, "")
            _require_none(contract, value, "\r\n")
            if len(value) > last - first + 1:
                raise RequestError(
                    "the column {column} has room for {number} characters", column=name, number=last - first + 1
                )
            line = line.ljust(first - 1) + value
        lines.append(line)
    return _encoded(contract, "".join(f"{line}\n" for line in lines))


def _workbook(contract: Contract, names: Sequence[str], rows: Sequence[Row]) -> bytes:
    # They take 0.2 s to load, and few need them.
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    file, above = io.BytesIO(), max(contract.format.header - 1, 0)
    # As text: what a cell says is what was typed.
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        try:
            sheet = book.add_worksheet(contract.format.sheet or None)
        except XlsxWriterException:  # some names of sheets that an ODS may have
            raise RequestError(NO_SUCH_FILE) from None
        for line, values in enumerate((names, *(row.values() for row in rows)), start=above):
            for place, value in enumerate(values):
                if value:
                    sheet.write_string(line, place, value)
    return file.getvalue()


def _parquet(_: Contract, names: Sequence[str], rows: Sequence[Row]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names}), file)
    return file.getvalue()


def _json(contract: Contract, _: Sequence[str], rows: Sequence[Row]) -> bytes:
    return _encoded(contract, json.dumps(_within(contract, rows), ensure_ascii=False, indent=1))


def _json_lines(contract: Contract, _: Sequence[str], rows: Sequence[Row]) -> bytes:
    lines = (json.dumps(_within(contract, row), ensure_ascii=False) for row in rows)
    return _encoded(contract, "".join(f"{line}\n" for line in lines))


def _within(contract: Contract, value: Any) -> Any:
    """A value at the path that the contract has for its rows."""
    for step in reversed([*filter(None, contract.format.rows.split("."))]):
        value = {step: value}
    return value


def _xml(contract: Contract, _: Sequence[str], rows: Sequence[Row]) -> bytes:
    *above, last = contract.format.rows.strip("/").split("/")
    root = place = etree.Element(above[0] if above else last)
    for step in above[1:]:
        place = etree.SubElement(place, step)
    for row in rows:
        element = etree.SubElement(place, last) if above else root
        for name, value in row.items():
            if value:
                try:
                    _put(element, name.split("/"), value)
                except ValueError:  # XML has no control characters
                    raise RequestError(NO_SUCH_FILE) from None
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _put(element: Any, path: Sequence[str], value: str) -> None:
    *outer, last = path
    for step in outer:
        found = element.find(step)
        element = etree.SubElement(element, step) if found is None else found
    if last.startswith("@"):
        element.set(last[1:], value)
        return
    found = element.find(last)
    inner = etree.SubElement(element, last) if found is None else found
    inner.text = value


WRITERS: Mapping[str, tuple[Callable[[Contract, Sequence[str], Sequence[Row]], bytes], str]] = {
    "delimited": (_delimited, "csv"),
    "fixed-width": (_fixed_width, "txt"),
    "xlsx": (_workbook, "xlsx"),
    # Whichever of the two a workbook is, it is read alike.
    "ods": (_workbook, "xlsx"),
    "parquet": (_parquet, "parquet"),
    "json": (_json, "json"),
    "json-lines": (_json_lines, "jsonl"),
    "xml": (_xml, "xml"),
}
"""By format what writes it, and how the names of its files end."""


def _require_none(contract: Contract, text: str, letters: str) -> None:
    for letter in letters:
        if letter in text:
            raise _cannot_hold(contract, letter if letter.isprintable() else repr(letter))


def _encoded(contract: Contract, text: str) -> bytes:
    try:
        return text.encode(contract.encoding)
    except UnicodeEncodeError as error:
        raise _cannot_hold(contract, error.object[error.start]) from None


def _cannot_hold(contract: Contract, letter: str) -> RequestError:
    return RequestError(
        "the files of {partner} cannot hold the character {letter}; leave it out",
        partner=contract.partner,
        letter=letter,
    )

"""Excel, one workbook per language: a sheet with the cells, and a sheet with notes for readers.

A figure that is not published is a word in its cell, so that no sum takes it for a nought; a total has no code, so
that years are numbers. The dates inside the file
are those of the edition: equal content gives equal bytes.
"""

import io
from datetime import datetime, time
from typing import Any

from schakel.disclosure.protected import ProtectedTable
from schakel.model.table import TOTAL
from schakel.publication.content import ReleaseContent
from schakel.publication.localisation import Localisation, localise
from schakel.publication.open_data import absence_text, facts, is_of_years, measures

_NARROWEST, _WIDEST = 12, 48  # characters of a column
_AS_GIVEN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}  # a label runs nothing


def excel_files(table: ProtectedTable, content: ReleaseContent) -> dict[str, bytes]:
    """Return a workbook for every language of the release."""
    name = table.indicator.name
    return {f"excel/{tag}/{name}.xlsx": _workbook(table, content, localise(tag)) for tag in content.languages}


def _workbook(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> bytes:
    from xlsxwriter import Workbook  # it takes 0.2 s to load, and only a release needs it

    file = io.BytesIO()
    book = Workbook(file, _AS_GIVEN)
    book.set_properties(_properties(table, content, language))
    _write_cells(book, table, content, language)
    _write_notes(book, facts(table, content, language), language)
    book.close()
    return file.getvalue()


def _properties(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> dict[str, Any]:
    synthetic = language.say("Synthetic data") if table.synthetic else ""
    return {
        "title": ". ".join(part for part in (synthetic, language.text(table.indicator.title)) if part),
        "subject": language.text(content.product.title),
        "author": language.text(content.reuse.publisher) if content.reuse else language.text(content.title),
        "keywords": synthetic,
        "comments": content.reuse.licence if content.reuse else "",
        "created": datetime.combine(content.as_of, time()),
    }


def _write_cells(book: Any, table: ProtectedTable, content: ReleaseContent, language: Localisation) -> None:
    """The sheet of synthetic figures is called so, and each of its printed pages says it."""
    synthetic = language.say("Synthetic data") if table.synthetic else ""
    sheet = book.add_worksheet(synthetic or language.say("Figures"))
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    lines: list[list[str | float | None]] = [[*_header(table, content, language)], *_lines(table, content, language)]
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line, None if number else header)
    for number in range(len(lines[0])):
        # Of the figures and not of the heading, which is set in several lines.
        longest = max((len(str(line[number])) for line in lines[1:]), default=0)
        sheet.set_column(number, number, min(_WIDEST, max(_NARROWEST, longest + 2)))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(lines) - 1, len(lines[0]) - 1)
    if synthetic:
        sheet.set_header(f"&L{synthetic}")


def _write_notes(book: Any, lines: list[tuple[str, str]], language: Localisation) -> None:
    sheet = book.add_worksheet(language.say("Notes"))
    sheet.set_column(0, 0, 24, book.add_format({"bold": True, "valign": "top"}))
    sheet.set_column(1, 1, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)


def _header(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> list[str]:
    code, header = language.say("code"), []
    for label in (language.label(dimension.label) for dimension in table.dimensions):
        header += [f"{label} ({code})", label]
    return [*header, *(language.text(one.label) for one in measures(table, content))]


def _lines(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> list[list[str | float | None]]:
    labels = [
        {category.code: language.text(category.label) for category in dimension.categories}
        for dimension in table.dimensions
    ]
    asked, years = measures(table, content), [is_of_years(dimension) for dimension in table.dimensions]
    found = []
    for cell in table.cells:
        line: list[str | float | None] = []
        for code, label, is_year in zip(cell.coordinates, labels, years, strict=True):
            line += [None if code == TOTAL else int(code) if is_year else code, label[code]]
        for value in (measure.value(cell) for measure in asked):
            line.append(absence_text(value.absence, language) if value.number is None else value.number)
        found.append(line)
    return found

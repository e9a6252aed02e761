"""A table as people have it in a file: CSV in UTF-8, with commas, semicolons or tabs between the values."""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path

from schakel_base.csv_text import separator_of
from schakel_base.errors import DisclosureError, Fault
from schakel_base.faults import Faults
from schakel_base.text_file import read_text
from schakel_protection.standalone.given_table import GivenTable

Line = tuple[int, list[str]]
"""The line of the file at which a row ends, and its values."""


def read_table(file: Path) -> GivenTable:
    """Read a CSV file as columns that know their lines.

    Parameters
    ----------
    file
        In UTF-8, with a header and at least one row.

    Returns
    -------
    GivenTable
        Columns of texts; shape (rows,) each.

    Raises
    ------
    SchakelError
        If there is no such file, if it is no CSV in UTF-8, if it names a column twice, or if a line has too few or
        too many values.
    """
    rows = read_lines(file)
    if len(rows) < 2:
        raise DisclosureError(Fault("the table has no rows", str(file)))
    header = rows[0][1]
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise DisclosureError(Fault(f"two columns are called {twice[0]}", str(file), 1))
    for line, row in rows:
        if len(row) != len(header):
            raise DisclosureError(Fault(f"this line has {len(row)} values, the header {len(header)}", str(file), line))
    columns = {name: [row[place] for _, row in rows[1:]] for place, name in enumerate(header)}
    return GivenTable(columns, str(file), [line for line, _ in rows[1:]])


def read_lines(file: Path) -> list[Line]:
    """Return the lines of a CSV file that hold anything.

    Raises
    ------
    SchakelError
        If there is no such file, or if it is no CSV in UTF-8.
    """
    faults = Faults()
    text = read_text(file.parent, file.name, faults)
    faults.raise_if_any()
    assert text is not None  # else it would have raised
    header = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator_of(header), strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(row)]
    except csv.Error as error:
        raise DisclosureError(Fault(f"this line is no CSV: {error}", str(file), reader.line_num)) from None

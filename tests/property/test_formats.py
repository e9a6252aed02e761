"""Whatever a table holds, in every format its rows are taken in: accepted plus refused are those that were delivered.

The referee is the table itself: a row is refused where its age is no whole number, and every cell that was accepted is
the one that was written. Damaged files are answered too.
"""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from arrivals import DAY, accepted, rule, shelter, take_in
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from written_files import WRITERS, format_of

from schakel.intake import receipt_text
from schakel.store.workspace import Workspace

COLUMNS = ("number", "asked", "kind", "age", "remark")
USED = COLUMNS[:-1]
CELLS = ("", "1", "42", "x", "é", "<b>", '"', "'", "a;b", "0", "a,b", "&amp;", "{}", "007", "=1+1", "2021-01-01")
WORKBOOKS = ("xlsx", "ods")
"""A process of its own reads these, so fewer of them are tried."""


def taken_in(name, content, folder):
    workspace, file = Workspace(Path(folder) / "workspace"), Path(folder) / "places"
    file.write_bytes(content)
    partner = shelter(rule("type", "age", "integer", ""), format=format_of(name, COLUMNS), delimiter=";")
    return workspace, take_in(workspace, partner, file, DAY)


def check(name, rows):
    """Take in some rows in a format, and hold what comes out against them."""
    with TemporaryDirectory() as folder:
        workspace, receipt = taken_in(name, WRITERS[name](rows), folder)
        assert not receipt.refusal
        assert receipt.accepted + receipt.refused == receipt.rows == len(rows)
        sound = [(number, row) for number, row in enumerate(rows, start=1) if not row["age"] or row["age"].isdigit()]
        expected = [{"row": number} | {column: row[column] or None for column in USED} for number, row in sound]
        assert accepted(workspace) == expected


def some_rows(draws, count):
    # The number is never blank, so that no row is: what is blank as a whole is no row of a sheet.
    return [
        {column: f"N{row}" if column == "number" else draws.choice(CELLS) for column in COLUMNS} for row in range(count)
    ]


@pytest.mark.parametrize("name", WRITERS)
def test_rows_come_out_as_they_went_in(name):
    check(name, some_rows(random.Random(145), 200))


@examples(15)
@given(st.sampled_from(sorted({*WRITERS} - {*WORKBOOKS})), st.integers(0, 400), st.binary(max_size=4))
def test_a_damaged_file_is_answered(name, place, damage):
    content = WRITERS[name](some_rows(random.Random(place), 5))
    with TemporaryDirectory() as folder:
        _, receipt = taken_in(name, content[:place] + damage + content[place + len(damage) :], folder)
        assert receipt.accepted + receipt.refused == receipt.rows
        assert receipt_text(receipt)


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITERS)
def test_a_million_cells_over_all_formats_come_out_as_they_went_in(name):
    # The writer of ODS takes minutes for what the others write in seconds.
    check(name, some_rows(random.Random(name), 1_000 if name == "ods" else 29_000))

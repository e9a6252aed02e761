"""Schemes of any length

A list of countries, courts or articles of law has hundreds of concepts. They are counted as those of a short list are.
"""

import pytest
from counting import chain_of, counted, refereed
from long_scheme import alliance

from schakel.chain.columns import intersection
from schakel.store.engine import connect

LEAVES = 200
DAY, LATER = "2021-01-05", "2021-02-01"
DELIVERED = {
    "hotline": [
        {"number": "1", "received": DAY, "kind": "last of g19", "referred": LATER, "court": "last of g19"},
        {"number": "2", "received": DAY, "kind": "g12", "referred": LATER, "court": "g19"},
        {"number": "3", "received": DAY, "kind": "two of g0", "referred": "", "court": ""},
        {"number": "4", "received": DAY, "kind": "g6", "referred": LATER, "court": ""},
        {"number": "5", "received": DAY, "kind": "", "referred": "", "court": ""},
    ],
    "shelter": [
        {"number": "2", "kind": "last of g12"},
        {"number": "3", "kind": "two of g19"},
        {"number": "4", "kind": "?"},
        {"number": "6", "kind": "g6"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The tables that are counted of a few reports of 200 kinds."""
    return counted(alliance(LEAVES), DELIVERED, tmp_path_factory.mktemp("long"))


def bounds(table, code):
    return table.bounds(next(cell for cell in table.cells if cell.coordinates == (code,)))


def test_a_report_of_the_last_of_200_kinds_is_counted_in_it(tables):
    assert bounds(tables["forms"], "c199") == (1, 2)  # report 5 may be of any kind
    assert bounds(tables["forms"], "g19") == (1, 3)  # and so may report 3, of which two partners contradict each other


def test_what_one_partner_leaves_open_another_settles_wherever_the_kind_is_in_the_list(tables):
    assert bounds(tables["forms"], "c129") == (1, 2)
    assert bounds(tables["decided"], "form") == (2, 2)


def test_partners_that_have_nothing_in_common_anywhere_in_the_list_contradict_each_other(tables):
    assert bounds(tables["conflict"], "form") == (1, 1)


def test_kinds_in_the_middle_of_the_list_are_not_taken_apart(tables):
    assert bounds(tables["forms"], "g6") == (2, 3)  # the kinds of this group are in two words of a mask


def test_every_table_is_what_the_referee_counts(tables, tmp_path):
    slow = refereed(alliance(LEAVES), DELIVERED, tmp_path)
    for table in tables.values():
        categories = [[category.code for category in dimension.categories] for dimension in table.dimensions]
        assert {cell.coordinates: table.bounds(cell) for cell in table.cells} == slow.count(table.indicator, categories)


@pytest.mark.parametrize(("leaves", "columns"), [(63, 1), (64, 2), (200, 4)])
def test_a_mask_has_a_column_for_63_kinds(leaves, columns, tmp_path):
    chain = chain_of(alliance(leaves), {}, tmp_path)
    with connect({"wide": chain["wide_report"]}) as connection:
        names = connection.sql("FROM wide").columns
    first = intersection("form", "hotline")
    assert [name for name in names if name == first or name.endswith(f" of {first}")] == [
        first, *(f"word {number} of {first}" for number in range(2, columns + 1))
    ]  # fmt: skip

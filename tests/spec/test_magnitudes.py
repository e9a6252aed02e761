"""Magnitudes are numbers

A column can state a number of a unit, such as the months of a sentence. An indicator counts units by classes of it, and
draws quantiles, the sum and the mean from the published counts of these classes, with exact bounds.
"""

from dataclasses import replace

import pyarrow as pa
import pytest
import small
from counting import counted, refereed

from schakel.disclosure.statistics import draw
from schakel.indicators import tabulate
from schakel.model import (
    Column,
    Contract,
    DimensionRule,
    Figure,
    Magnitude,
    Partner,
    StatedMagnitude,
    Statistic,
    UnitKey,
)
from schakel_base.text import NOTHING
from schakel_protection import Profile

MONTHS = DimensionRule("magnitude", "months", small.text("months"), magnitude="sentence", classes=(1, 4, 7, 13))
COURT = Contract(
    "court",
    "court",
    "1.0.0",
    (Column("number"), Column("months", type="integer", stated=StatedMagnitude("report", "sentence"))),
    units=(UnitKey("report", ("number",)),),
)


def rows(*stated):
    return [{"number": number, "months": months} for number, months in stated]


STATED = rows(
    ("1", "3"), ("2", "6"), ("3", "6"), ("3", "12"), ("4", "24"), ("5", ""), ("6", "0"), ("7", "0"), ("7", "2")
)


def alliance(**of_column):
    column = replace(COURT.columns[1], **of_column)
    contract = replace(COURT, columns=(COURT.columns[0], column))
    return replace(
        small.alliance(small.indicator(MONTHS)),
        partners={"court": Partner("court", small.text("court"), contract, ())},
        magnitudes={"sentence": Magnitude("sentence", small.text("sentence"))},
    )


def bounds(table):
    return {cell.coordinates[0]: table.bounds(cell) for cell in table.cells}


def test_units_are_counted_by_classes_of_the_number_that_rows_state(tmp_path):
    table = counted(alliance(), {"court": STATED}, tmp_path)["reports"]
    assert bounds(table) == {
        "total": (4, 5),
        "1-3": (1, 2),
        "4-6": (1, 2),
        "7-12": (0, 1),  # two rows say 6 and 12 of one report: it can be either, and what is between
        "13+": (1, 1),
        "left-out-unstated": (1, 1),
        "left-out-below": (1, 2),
    }


def test_numbers_with_decimals_lie_in_a_class_up_to_where_the_next_begins(tmp_path):
    table = counted(alliance(type="number"), {"court": rows(("1", "3.9"), ("2", "4"))}, tmp_path)["reports"]
    assert bounds(table) == {"total": (2, 2), "1-4": (1, 1), "4-7": (1, 1), "7-13": (0, 0), "13+": (0, 0)}


def test_numbers_are_read_as_the_contract_says_that_they_are_written(tmp_path):
    declared = alliance(type="number", format="1.234,56")
    stated = {"court": rows(("1", "3,9"), ("2", "4,0"), ("3", "1.004,5"))}
    table = counted(declared, stated, tmp_path)["reports"]
    assert bounds(table) == {"total": (3, 3), "1-4": (1, 1), "4-7": (1, 1), "7-13": (0, 0), "13+": (1, 1)}
    codes = [category.code for category in table.dimensions[0].categories]
    counts = refereed(declared, stated, tmp_path).count(table.indicator, [codes])
    assert {code: bound for (code,), bound in counts.items()} == bounds(table)


@pytest.mark.parametrize("kind", ["integer", "number"])
def test_the_referee_agrees(tmp_path, kind):
    declared = alliance(type=kind)
    table = counted(declared, {"court": STATED}, tmp_path)["reports"]
    codes = [category.code for category in table.dimensions[0].categories]
    referee = refereed(declared, {"court": STATED}, tmp_path)
    assert {code: bound for (code,), bound in referee.count(table.indicator, [codes]).items()} == bounds(table)


def drawn(kind, published):
    """A statistic of the classes up to twelve months, from published counts in their order."""
    base = pa.table({"months": [1], "months most": [1], "n": [1]})
    (side,) = tabulate(small.indicator(MONTHS), alliance(), base).dimensions
    counts = {(one.code,): Figure(*bound) for one, bound in zip(side.categories, published, strict=True)}
    statistic = Statistic(kind, "months", small.text(kind))
    return draw(statistic, (side,), counts, Profile("as-it-is", NOTHING, "", verified=True, minimum_base=1))[("total",)]


EXACT = [(20, 20), (10, 10), (5, 5), (5, 5), (0, 0)]


@pytest.mark.parametrize(
    ("kind", "lower", "upper"),
    [
        ("first-quartile", 1, 3),
        ("median", 1, 3),
        ("third-quartile", 4, 6),
        ("ninth-decile", 7, 12),
        ("sum", 10 * 1 + 5 * 4 + 5 * 7, 10 * 3 + 5 * 6 + 5 * 12),
        ("mean", 3.2, 6.0),  # 65 and 120 months by 20 reports, to the outer side
    ],
)
def test_a_statistic_has_the_bounds_that_its_classes_leave(kind, lower, upper):
    assert drawn(kind, EXACT) == Figure(lower, upper)


def test_of_unclear_counts_the_bounds_are_over_all_ways_in_which_units_can_fall():
    unclear = [(20, 20), (5, 10), (5, 10), (0, 5), (0, 0)]
    assert drawn("sum", unclear) == Figure(5 * 1 + 5 * 4, 10 * 3 + 10 * 6 + 5 * 12)
    # Least: ten short ones and five in between; most: five of each.
    assert drawn("mean", unclear) == Figure(2.0, 7.0)
    assert drawn("third-quartile", unclear) == Figure(4, 12)


def test_a_class_without_an_end_leaves_the_sum_and_the_mean_without_one():
    longest = [(20, 20), (10, 10), (5, 5), (0, 0), (5, 5)]
    assert drawn("sum", longest).upper == float("inf")
    assert drawn("mean", longest) == Figure(4.7, float("inf"))
    assert drawn("median", longest) == Figure(1, 3)

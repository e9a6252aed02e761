"""Beside leaves stand combinations of nobody, so that units can come into small counts and little else changes."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from schakel.indicators.atoms import ALWAYS
from schakel.indicators.beside import SMALL, with_beside
from schakel_protection.thresholds import REACH_OF_ASKED

COLUMNS = {
    ALWAYS: ["met"],
    "form": ["form"],
    "place": ["place", "sure"],
    "year": ["year"],
    "within": ["year", "days"],  # asks the year too
}
CROSSED = [("form", "place"), ("form", "year"), ("place", "year"), ("form", "within"), ("place", "within")]


def some_leaves(seed=1):
    """Three hundred units, each alike in most: some forms, places and years are rare."""
    random = np.random.default_rng(seed)
    sides = {
        "met": random.random(300) < 0.5,
        "form": random.choice(["a", "b", None], 300, p=[0.5, 0.47, 0.03]),
        "place": random.integers(0, 6, 300),
        "sure": random.random(300) < 0.9,
        "year": random.choice([1, 2, 3], 300, p=[0.6, 0.37, 0.03]),
        "days": random.integers(0, 3, 300),
    }
    counted = Counter(zip(*(side.tolist() for side in sides.values()), strict=True))
    columns = dict(zip(sides, zip(*counted, strict=True), strict=True))
    return pa.table({**columns, "n": list(counted.values())})


def test_leaves_stay_what_they_are_and_beside_them_is_nobody_twice():
    leaves = some_leaves()
    found, _ = with_beside(leaves, COLUMNS, 1)
    assert found.slice(0, len(leaves)).equals(leaves.combine_chunks()) and len(found) > len(leaves)
    assert set(found["n"].to_pylist()[len(leaves) :]) == {0}
    known = [tuple(row.values()) for row in found.drop_columns(["n"]).to_pylist()]
    assert len(set(known)) == len(known)


def swapped(one, other, name):
    """Two rows with what they say of a dimension the other way round."""
    return [here | {column: there[column] for column in COLUMNS[name]} for here, there in ((one, other), (other, one))]


def test_the_last_two_of_an_exchange_say_what_the_first_two_do_put_together_in_another_way():
    leaves = some_leaves()
    found, exchanges = with_beside(leaves, COLUMNS, 1)
    rows = found.drop_columns(["n"]).to_pylist()
    assert 0 < len(exchanges) <= len(leaves)
    for one, other, third, last in exchanges.tolist():
        ways = [swapped(rows[one], rows[other], name) for name in COLUMNS if name != ALWAYS]
        assert [rows[third], rows[last]] in ways and rows[one]["met"] == rows[other]["met"]


def test_units_can_come_into_each_small_count_that_others_lead_to():
    leaves = some_leaves()
    found, exchanges = with_beside(leaves, COLUMNS, 1)
    says = {name: list(zip(*(found[one].to_pylist() for one in asked), strict=True)) for name, asked in COLUMNS.items()}
    units, seen = found["n"].to_pylist(), 0
    for two in CROSSED:
        at = list(zip(*(says[name] for name in (ALWAYS, *two)), strict=True))
        counts = Counter()
        for place, count in zip(at, units, strict=True):
            counts[place] += count
        moved = {at[leaf] for four in exchanges.tolist() for leaf in four if comes_in(four, at, at[leaf])}
        small = {place for place, count in counts.items() if 0 < count <= 9}
        can = {place for place in small if all(led_to(place, side, at[: len(leaves)]) for side in (1, 2))}
        assert can <= moved
        seen += len(can)
    assert seen > 20


def led_to(place, side, at):
    """Whether leaves say the same of one dimension, and something else of the other one."""
    return any(one[0] == place[0] and one[side] == place[side] and one != place for one in at)


def comes_in(four, at, place):
    return Counter(at[leaf] for leaf in four[:2])[place] != Counter(at[leaf] for leaf in four[2:])[place]


def test_the_lot_decides_which():
    first, again, other = (with_beside(some_leaves(), COLUMNS, seed) for seed in (1, 1, 2))
    assert first[0].equals(again[0]) and np.array_equal(first[1], again[1]) and not first[0].equals(other[0])


@pytest.mark.parametrize("dimensions", [["form"], []])
def test_of_one_dimension_nothing_is_put_together(dimensions):
    leaves = pa.table({"met": [True, True], "form": ["a", "b"], "n": [1, 2]})
    found, exchanges = with_beside(leaves, {ALWAYS: ["met"]} | {name: [name] for name in dimensions}, 1)
    assert found.equals(leaves) and exchanges.shape == (0, 4)


def test_where_nobody_is_there_is_nothing_beside():
    found, exchanges = with_beside(some_leaves().slice(0, 0), COLUMNS, 1)
    assert len(found) == 0 and exchanges.shape == (0, 4)


def test_a_count_is_small_here_where_the_draw_pulls_it():
    assert SMALL == REACH_OF_ASKED

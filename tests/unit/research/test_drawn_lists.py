"""Lists that are judged where a verdict is published: of each way to be on them a multiple of five persons."""

from collections import Counter

import pyarrow as pa

from schakel.research.prevalence.drawn_lists import drawn


def entries(**ways):
    """So many persons on exactly these lists: `police_prison=3`."""
    rows, unit = [], 0
    for lists, persons in ways.items():
        for _ in range(persons):
            rows += [{"unit": unit, "list": name} for name in lists.split("_")]
            unit += 1
    return pa.Table.from_pylist(rows)


def ways(table):
    """How many persons are on exactly which lists."""
    lists = {}
    for row in table.to_pylist():
        lists.setdefault(row["unit"], set()).add(row["list"])
    return Counter("_".join(sorted(each)) for each in lists.values())


def test_of_each_way_to_be_on_lists_there_is_a_multiple_of_five_less_than_five_away():
    counted = {"police": 43, "prison": 17, "police_prison": 2}
    for number in range(20):
        found = ways(drawn(entries(**counted), {}, bytes([number])))
        assert all(found[way] % 5 == 0 and abs(found[way] - persons) < 5 for way, persons in counted.items())


def test_on_average_nobody_comes_or_goes():
    sizes = [sum(ways(drawn(entries(police=3, prison=11), {}, bytes([n]))).values()) for n in range(250)]
    assert abs(sum(sizes) / len(sizes) - 14) < 0.5


def test_of_nobody_nobody_is_drawn():
    empty = pa.table({"unit": pa.array([], pa.int64()), "list": pa.array([], pa.string())})
    assert drawn(empty, {}, b"a").num_rows == 0

"""Lists that are judged where a verdict is published: of each way to be on them a multiple of five persons."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pyarrow as pa
from small import text

from schakel.research.prevalence import CaptureList, PrevalenceQuestion
from schakel.research.prevalence.asking import answer_chain
from schakel.research.prevalence.drawn_lists import BASE, WAY, drawn


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


def test_who_was_drawn_together_has_one_way_so_that_intervals_know_of_the_drawing():
    found = drawn(entries(police=43, prison=17, police_prison=2), {}, b"b")
    of = {(row["unit"], row[WAY]) for row in found.to_pylist()}
    assert sorted(Counter(way for _, way in of).values()) == sorted(ways(found).values())
    assert len({unit for unit, _ in of}) == len(of) and not len(of) % BASE


def test_a_range_of_drawn_lists_is_wider_than_that_of_as_many_persons_who_were_not_drawn():
    lists = tuple(CaptureList(name, text(name), (name,)) for name in ("police", "prison", "court"))
    asked = PrevalenceQuestion("q", text("q"), text("q"), "ever present in the period", (), 100, lists=lists)
    multiples = entries(police=45, prison=55, court=30, police_prison=15, police_court=10, prison_court=5)
    days = [date(2020, 1 + row % 12, 1 + row % 28) for row in range(multiples.num_rows)]
    dated = multiples.append_column("happened", pa.array(days)).append_column("follows", pa.array([False] * len(days)))
    named = dated.append_column("mask", pa.nulls(len(days), pa.int64())).rename_columns({"unit": "unit_id"})
    named = named.set_column(0, "unit_id", named["unit_id"].cast(pa.string()))
    (drawn_ones,), (true_ones,) = answer_chain(asked, named, {}, b"a"), answer_chain(asked, named, {})
    limits = [(one.verdict.interval.lower, one.verdict.interval.upper) for one in (drawn_ones, true_ones)]
    assert limits[0][0] < limits[1][0] and limits[0][1] > limits[1][1] * 1.05


def test_lists_are_drawn_alike_whatever_a_question_about_them_is_called_and_asks() -> None:
    """Two draws of one number of persons would together leave fewer than five for it."""
    lists = tuple(CaptureList(name, text(name), (name,)) for name in ("police", "prison"))
    days = {"unit": "person", "first_day": date(2020, 1, 1), "last_day": date(2020, 12, 31)}
    one = PrevalenceQuestion("one", text("q"), text("q"), "present at a date", (), 100, lists=lists, **days)
    other = replace(one, name="other", target="ever present in the period", lists=lists[::-1])
    assert one.lists_in_words == other.lists_in_words
    assert one.lists_in_words != replace(one, last_day=date(2021, 12, 31)).lists_in_words
    assert one.lists_in_words != replace(one, lists=lists[:1]).lists_in_words
